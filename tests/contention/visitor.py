"""A visitor without a browser: one connection that stays open, one CSRF cookie, an address of their own."""

import re
import uuid
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlencode

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

    def open_form(self, path: str) -> None:
        """Read the form once; its token is good for every later POST."""
        status, _location, page = self._ask("GET", path)
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        if status != 200 or not found:
            raise RuntimeError(f"{path} answered {status}, without a form.")
        self.token = found[1]

    def post(self, path: str, **typed: str) -> tuple[int, str]:
        """(status, where it leads)."""
        status, location, _page = self._ask("POST", path, {"csrfmiddlewaretoken": self.token} | typed)
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

    def _ask(self, method: str, path: str, typed: dict[str, str] | None = None) -> tuple[int, str, str]:
        high, low = divmod(self.number * 5_000 + self.sent, 250)
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "X-Forwarded-For": f"10.{high // 250 % 250}.{high % 250}.{low + 1}",
        }
        if typed is not None:
            headers |= FORM
        self.connection.request(method, path, body=urlencode(typed) if typed else None, headers=headers)
        answer = self.connection.getresponse()
        page = answer.read().decode()
        self._keep_cookies(answer)
        return answer.status, answer.getheader("Location") or "", page

    def _keep_cookies(self, answer: HTTPResponse) -> None:
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
