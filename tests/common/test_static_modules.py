"""In production a script imports its parts under their hashed names, as pages load the script itself."""

import json
import re
from os.path import normpath
from pathlib import Path

from tests import moulds
from tests.processes import free_port, production_env
from tests.services import POSTGRES_URL

IMPORTED = re.compile(r'(?:from |import\()"(\.{1,2}/[^"]+)"')


def test_every_part_of_a_script_is_imported_by_its_hashed_name(tmp_path: Path) -> None:
    env = production_env(tmp_path, port=free_port(), database_url=POSTGRES_URL)
    folder = moulds.static_files(env)
    hashed = set(json.loads((folder / "staticfiles.json").read_text("utf-8"))["paths"].values())
    found = {
        normpath(Path(name).parent / part)
        for name in hashed
        if name.startswith("js/")
        for part in IMPORTED.findall((folder / name).read_text("utf-8"))
    }
    assert len(found) > 5
    assert found <= hashed
