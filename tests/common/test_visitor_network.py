"""Where a request comes from, as limits count it, and zones as people type them."""

import pytest
from django.conf import LazySettings
from django.test import RequestFactory

from hipcoach.common.http import visitor_network
from hipcoach.common.zones import find_zone


@pytest.mark.parametrize(
    ("behind", "peer", "told", "network"),
    [
        (False, "192.0.2.1", "9.9.9.9", "192.0.2.1"),
        (True, "192.0.2.1", "9.9.9.9", "9.9.9.9"),
        (True, "192.0.2.1", "1.1.1.1, 9.9.9.9", "9.9.9.9"),
        (True, "192.0.2.1", None, "192.0.2.1"),
        (True, "192.0.2.1", "", "192.0.2.1"),
        (True, "192.0.2.1", "9.9.9.9, unknown", "192.0.2.1"),
        (True, "192.0.2.1", "9.9.9.9, \x00" + "x" * 10_000, "192.0.2.1"),
        (True, "192.0.2.1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        (True, "192.0.2.1", "::ffff:9.9.9.9", "9.9.9.9"),
        (True, "192.0.2.1", "fe80::1%eth0", "fe80::"),
        (False, "", None, ""),
        (False, "unix:", None, ""),
    ],
)
def test_the_network_is_what_our_proxy_saw(
    settings: LazySettings, behind: bool, peer: str, told: str | None, network: str
) -> None:
    settings.BEHIND_PROXY = behind
    headers = {} if told is None else {"HTTP_X_FORWARDED_FOR": told}
    assert visitor_network(RequestFactory().get("/", REMOTE_ADDR=peer, **headers)) == network


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("berlin", "Europe/Berlin"),
        ("  buenos   aires ", "America/Argentina/Buenos_Aires"),
        ("AMERICA/NEW_YORK", "America/New_York"),
        ("utc", "UTC"),
    ],
)
def test_a_zone_is_found_as_people_type_it(typed: str, zone: str) -> None:
    assert str(find_zone(typed)) == zone


@pytest.mark.parametrize("typed", ["", None, "Mars", "\x00", "x" * 10_000, "../../etc/passwd", "Europe/"])
def test_what_is_no_zone_is_none(typed: str | None) -> None:
    assert find_zone(typed) is None
