"""The file of secrets beside docker-compose.yml gets into no commit and no image."""

import pytest

from hipcoach.environment import BASE_DIR


@pytest.mark.parametrize("ignoring", [".gitignore", ".dockerignore"])
def test_the_env_file_is_left_out(ignoring: str) -> None:
    assert ".env" in (BASE_DIR / ignoring).read_text().splitlines()
