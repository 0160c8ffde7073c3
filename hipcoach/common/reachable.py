"""Where a fetch may go: addresses that people type, and the machines behind them."""

import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, quote, urlsplit

LONGEST_ADDRESS = 2_000
PORTS = {"http": 80, "https": 443}
_KEPT = "/?&=%:@!$'()*+,;~[]"
_WORLD = ip_network("2000::/3")
# Within it, what is no single machine's or leads back into IPv4: protocol assignments (Teredo too), examples,
# 6to4. NAT64's 64:ff9b::/96 and IPv4-mapped addresses lie outside.
_NOT_WORLD = [ip_network(each) for each in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")]
_NOT_PUBLIC = [ip_network(each) for each in ("100.64.0.0/10", "192.88.99.0/24")]

Address = IPv4Address | IPv6Address


class Trouble(StrEnum):
    """Why nothing was fetched."""

    NOT_AN_ADDRESS = "not_an_address"
    SCHEME = "scheme"
    SIGN_IN = "sign_in"
    PORT = "port"
    NOT_PUBLIC = "not_public"
    UNKNOWN_HOST = "unknown_host"
    UNREACHABLE = "unreachable"
    UNSAFE = "unsafe"
    TOO_SLOW = "too_slow"
    TOO_LARGE = "too_large"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    CUT_OFF = "cut_off"
    GONE = "gone"
    REFUSED = "refused"


class NotFetched(Exception):
    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


def is_public(address: Address) -> bool:
    """Whether the address belongs to one machine of the open internet."""
    if isinstance(address, IPv6Address):
        return address in _WORLD and not any(address in network for network in _NOT_WORLD)
    others = any(address in network for network in _NOT_PUBLIC)
    return address.is_global and not address.is_multicast and not address.is_reserved and not others


def resolve(host: str, port: int) -> list[str]:
    """Every address of the name; raises OSError when there is none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_kind, address in found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Where a fetch may go. What stands here is what production uses; only a test passes another."""

    allows: Callable[[Address], bool] = is_public
    ports: Callable[[str, int], bool] = lambda scheme, port: PORTS[scheme] == port
    resolve: Callable[[str, int], Sequence[str]] = resolve
    tls: Callable[[], ssl.SSLContext] = ssl.create_default_context
    seconds: float = 10.0
    most_bytes: int = 5 * 1024 * 1024


PUBLIC = Reach()


def checked(typed: str, *, reach: Reach = PUBLIC) -> str:
    """The address as it will be fetched, or NotFetched for one that can't be. Asks no name server."""
    return readable(typed, reach).geturl()


def host_of(address: str) -> str:
    """What may be shown of an address."""
    return urlsplit(address).hostname or ""


def readable(typed: str, reach: Reach) -> SplitResult:
    text = typed.strip()
    if not text or len(text) > LONGEST_ADDRESS or any(not each.isprintable() or each == " " for each in text):
        raise NotFetched(Trouble.NOT_AN_ADDRESS)
    try:
        parts = urlsplit(text)
        scheme = {"webcal": "https", "webcals": "https"}.get(parts.scheme, parts.scheme)
        host = _as_sent(parts.hostname or "")
        port = parts.port
    except ValueError:
        raise NotFetched(Trouble.NOT_AN_ADDRESS) from None
    if scheme not in PORTS:
        raise NotFetched(Trouble.SCHEME)
    if not host:
        raise NotFetched(Trouble.NOT_AN_ADDRESS)
    if "@" in parts.netloc:
        raise NotFetched(Trouble.SIGN_IN)
    if not reach.ports(scheme, port or PORTS[scheme]):
        raise NotFetched(Trouble.PORT)
    literal = as_address(host)
    if literal and not reach.allows(literal):
        raise NotFetched(Trouble.NOT_PUBLIC)
    if not literal and "." not in host.strip("."):
        raise NotFetched(Trouble.UNKNOWN_HOST)
    shown = f"[{host}]" if isinstance(literal, IPv6Address) else host
    return SplitResult(
        scheme=scheme,
        netloc=shown if port in (None, PORTS[scheme]) else f"{shown}:{port}",
        path=quote(parts.path, safe=_KEPT) or "/",
        query=quote(parts.query, safe=_KEPT),
        fragment="",
    )


def _as_sent(host: str) -> str:
    """The host as name servers know it; raises ValueError where none can be so called."""
    if ":" in host or host.isascii():
        return host
    return host.encode("idna").decode()


def as_address(text: str) -> Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None
