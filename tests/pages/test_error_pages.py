"""Pages for what went wrong: each says so plainly, leads somewhere, and asks the database nothing."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import Client as Browser
from django.test import RequestFactory
from django.views import defaults

PAGES = {
    400: lambda request: defaults.bad_request(request, SuspiciousOperation()),
    403: lambda request: defaults.permission_denied(request, PermissionDenied()),
    404: lambda request: defaults.page_not_found(request, Http404()),
    429: lambda request: render(request, "429.html", status=429),
    500: defaults.server_error,
}


def answer(status: int) -> HttpResponse:
    request: HttpRequest = RequestFactory().get("/somewhere/")
    request.user = AnonymousUser()
    return PAGES[status](request)


@pytest.mark.parametrize("status", PAGES)
def test_it_says_what_is_wrong_and_leads_on(status: int) -> None:
    page = answer(status)
    text = page.content.decode()
    assert page.status_code == status
    assert len(re.findall(r"<h1>", text)) == 1
    assert 'class="btn btn-primary" href="/' in text
    assert "<script" not in text
    assert "Traceback" not in text


@pytest.mark.parametrize("status", [status for status in PAGES if status != 500])
def test_search_engines_leave_it_out(status: int) -> None:
    assert 'content="noindex"' in answer(status).content.decode()


def test_a_wrong_host_gets_ours_too(client: Browser) -> None:
    page = client.get("/", headers={"host": "evil.example"})
    assert page.status_code == 400
    assert "That did not reach us whole" in page.content.decode()
