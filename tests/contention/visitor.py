"""A visitor without a browser: one connection that stays open, one CSRF cookie, an address of their own."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlencode

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(slots=True, kw_only=True)
class Visitor:
    """`number` makes their network address and their e-mail, so that no rate limit takes two for one."""

    port: int
    number: int
    connection: HTTPConnection = field(init=False)
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    sent: int = 0

    def __post_init__(self) -> None:
        self.connection = HTTPConnection("127.0.0.1", self.port, timeout=60)

    def go_to(self, port: int) -> None:
        """Another server of the same site."""
        self.connection.close()
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)

    def open_form(self, path: str) -> None:
        """Read the form once; its token is good for every later POST."""
        self.token = ""
        status, _location, _page = self.ask("GET", path)
        if status != 200 or not self.token:
            raise RuntimeError(f"{path} answered {status}, without a form.")

    def post(self, path: str, **typed: str) -> tuple[int, str]:
        """(status, where it leads)."""
        status, location, _page = self.ask("POST", path, typed)
        return status, location

    def book(self, offer: str, start: str) -> tuple[int, str]:
        self.sent += 1
        return self.post(
            f"{offer}book/",
            start=start,
            timezone="UTC",
            name=f"Visitor {self.number}",
            email=f"visitor-{self.number}-{self.sent}@example.com",
            submission=str(uuid.uuid4()),
        )

    def ask(self, method: str, path: str, typed: Mapping[str, str] | None = None) -> tuple[int, str, str]:
        """(status, where it leads, the page); what is sent has the token of the last form that was read."""
        high, low = divmod(self.number * 5_000 + self.sent, 250)
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "X-Forwarded-For": f"10.{high // 250 % 250}.{high % 250}.{low + 1}",
        }
        body = None
        if typed is not None:
            headers |= FORM
            body = urlencode({"csrfmiddlewaretoken": self.token} | dict(typed))
        self.connection.request(method, path, body=body, headers=headers)
        answer = self.connection.getresponse()
        page = answer.read().decode()
        self._keep_cookies(answer)
        if found := TOKEN.search(page):
            self.token = found[1]
        return answer.status, answer.getheader("Location") or "", page

    def _keep_cookies(self, answer: HTTPResponse) -> None:
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
