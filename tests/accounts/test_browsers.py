"""A browser's kind in plain words; a few words whatever it says of itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipcoach.accounts.browsers import in_words

MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit"
KNOWN = {
    f"{MAC}/605.1.15 (KHTML, like Gecko) Version/17.6 Safari/605.1.15": "Safari on Mac",
    f"{MAC}/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36": "Chrome on Mac",
    f"{MAC}/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0": "Edge on Mac",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0": "Firefox on Windows",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36": "Chrome on Linux",
    "Mozilla/5.0 (Linux; Android 14) SamsungBrowser/27.0 Chrome/125.0": "Samsung Internet on Android",
    "Mozilla/5.0 (iPad; CPU OS 17_6 like Mac OS X) CriOS/131.0 Safari/604.1": "Chrome on iPad",
    "curl/8.5.0": "A browser",
    "": "A browser",
}


@pytest.mark.parametrize(("said", "words"), KNOWN.items())
def test_the_usual_ones(said: str, words: str) -> None:
    assert in_words(said) == words


@given(st.text(max_size=300) | st.sampled_from(sorted(KNOWN)).map(lambda said: said * 50))
def test_nothing_it_says_gets_through(said: str) -> None:
    words = in_words(said)
    assert 0 < len(words) <= 40
    assert words.replace(" ", "").isalpha()
