"""What an address may not lead to: by itself, its name, a redirect or a second answer."""

from ipaddress import ip_address

import pytest

from hipcoach.common.fetching import fetch
from hipcoach.common.reachable import NotFetched, Trouble, checked, is_public
from tests.common.loopback import HERE, reach, reply, says, serving

INSIDE = [
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.0.170",
    "192.0.2.1",
    "192.88.99.1",
    "198.18.0.1",
    "224.0.0.251",
    "239.1.1.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "3fff::1",
    "fc00::1",
    "fd00::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
]
OUTSIDE = ["8.8.8.8", "142.250.185.78", "2a00:1450:4001:82a::200e", "2606:4700:4700::1111"]


def trouble(address: str, **changed: object) -> Trouble:
    with pytest.raises(NotFetched) as caught:
        fetch(address, reach=reach(**changed))
    assert address not in repr(caught.value)
    return caught.value.trouble


@pytest.mark.parametrize("address", INSIDE)
def test_an_inner_address_is_not_public(address: str) -> None:
    assert not is_public(ip_address(address))
    host = f"[{address}]" if ":" in address else address
    with pytest.raises(NotFetched) as caught:
        checked(f"https://{host}/basic.ics")
    assert caught.value.trouble in {Trouble.NOT_PUBLIC, Trouble.NOT_AN_ADDRESS}


@pytest.mark.parametrize("address", OUTSIDE)
def test_an_address_of_the_open_internet_is(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize("address", INSIDE)
def test_a_name_that_stands_for_one_is_refused(address: str) -> None:
    found = trouble("https://calendar.test/", allows=is_public, resolve=lambda _host, _port: [address])
    assert found == Trouble.NOT_PUBLIC


def test_one_inner_answer_among_public_ones_is_enough() -> None:
    found = trouble("https://calendar.test/", allows=is_public, resolve=lambda *_: ["8.8.8.8", "10.0.0.1"])
    assert found == Trouble.NOT_PUBLIC


@pytest.mark.parametrize("host", ["127.1", "0x7f.0.0.1", "0177.0.0.1", "127.0.0.1."])
def test_odd_spellings_of_this_machine_are_seen_through(host: str) -> None:
    with pytest.raises(NotFetched) as caught:
        fetch(f"http://{host}/")
    assert caught.value.trouble in {Trouble.NOT_PUBLIC, Trouble.UNKNOWN_HOST}


def test_a_second_answer_of_the_name_server_changes_nothing() -> None:
    answers = [["127.0.0.1"], ["10.0.0.1"]]
    with serving(says(reply(b"first"))) as server:
        found = fetch(server.address, reach=reach(resolve=lambda *_: answers.pop(0)))
    assert (found.content, answers) == (b"first", [["10.0.0.1"]])


@pytest.mark.parametrize(
    ("onward", "expected"),
    [
        ("http://10.0.0.1/", Trouble.NOT_PUBLIC),
        ("http://[::1]/", Trouble.NOT_PUBLIC),
        ("http://inner.test/", Trouble.NOT_PUBLIC),
        ("file:///etc/passwd", Trouble.SCHEME),
        ("gopher://calendar.test/", Trouble.SCHEME),
        ("http://me:secret@calendar.test/", Trouble.SIGN_IN),
        ("http://[half/", Trouble.NOT_AN_ADDRESS),
        ("http://calendar.test:99999/", Trouble.NOT_AN_ADDRESS),
    ],
)
def test_a_redirect_is_checked_like_the_first_address(onward: str, expected: Trouble) -> None:
    def resolve(host: str, _port: int) -> list[str]:
        return ["10.0.0.1"] if host == "inner.test" else [str(HERE)]

    with serving(says(reply(status="302 Found", Location=onward))) as server:
        assert trouble(server.address, resolve=resolve) == expected
        assert len(server.requests) == 1


def test_three_redirects_are_followed_and_a_fourth_is_not() -> None:
    on = reply(status="302 Found", Location="/next?a=b")
    with serving(says(on, on, on, reply(b"here"))) as server:
        assert fetch(server.address, reach=reach()).content == b"here"
        assert server.requests[-1].startswith("GET /next?a=b HTTP/1.1\r\n")
    with serving(says(on)) as server:
        assert trouble(server.address) == Trouble.TOO_MANY_REDIRECTS
        assert len(server.requests) == 4


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", Trouble.NOT_AN_ADDRESS),
        ("   ", Trouble.NOT_AN_ADDRESS),
        ("https://", Trouble.NOT_AN_ADDRESS),
        ("https://a.example/\0", Trouble.NOT_AN_ADDRESS),
        ("https://a.example/\r\nHost: b", Trouble.NOT_AN_ADDRESS),
        ("https://a b.example/", Trouble.NOT_AN_ADDRESS),
        ("https://a.example/" + "x" * 2_000, Trouble.NOT_AN_ADDRESS),
        ("https://" + "ä" * 300 + ".example/", Trouble.NOT_AN_ADDRESS),
        ("https://a.example:port/", Trouble.NOT_AN_ADDRESS),
        ("calendar.google.com/basic.ics", Trouble.SCHEME),
        ("ftp://a.example/", Trouble.SCHEME),
        ("javascript:alert(1)", Trouble.SCHEME),
        ("https://me:secret@a.example/", Trouble.SIGN_IN),
        ("https://a.example:8443/", Trouble.PORT),
        ("http://a.example:443/", Trouble.PORT),
        ("http://localhost/", Trouble.UNKNOWN_HOST),
        ("http://2130706433/", Trouble.UNKNOWN_HOST),
    ],
)
def test_what_cannot_be_fetched_is_said_before_anything_is_asked(typed: str, expected: Trouble) -> None:
    with pytest.raises(NotFetched) as caught:
        checked(typed)
    assert caught.value.trouble == expected


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        (" webcal://p01.example.com/published/2/x ", "https://p01.example.com/published/2/x"),
        ("HTTPS://A.example:443", "https://a.example/"),
        ("https://a.example/ä b".replace(" ", "%20"), "https://a.example/%C3%A4%20b"),
        ("https://bücher.example/x?a=1#part", "https://xn--bcher-kva.example/x?a=1"),
        ("https://[2606:4700:4700::1111]/x", "https://[2606:4700:4700::1111]/x"),
    ],
)
def test_an_address_is_understood_as_people_copy_it(typed: str, understood: str) -> None:
    assert checked(typed) == understood
