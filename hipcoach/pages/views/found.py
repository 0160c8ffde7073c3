"""What machines read first: which pages are to be found, and which are nobody's to look for."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import conditional_page, require_safe

from assessments.offers import listed

TO_BE_FOUND = ("home", "learn", "self_test", "trainers", "privacy")
# Pages of one person. Robots that don't ask read "noindex" on the page itself.
NOT_TO_BE_READ = ("/a/", "/accounts/", "/admin/", "/desk/", "/feeds/", "/join/", "/m/", "/me/", "/welcome/")


@require_safe
@conditional_page
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in NOT_TO_BE_READ),
        f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
@conditional_page
def sitemap(request: HttpRequest) -> HttpResponse:
    """The public pages, each trainer who is open for booking, and what each offers. One query."""
    services = list(listed())
    trainers = dict.fromkeys(service.trainer.get_absolute_url() for service in services)
    paths = [
        *map(reverse, TO_BE_FOUND),
        *trainers,
        *(service.get_absolute_url() for service in services),
    ]
    context = {"addresses": [settings.SITE_URL + path for path in paths]}
    return render(request, "found/sitemap.xml", context, content_type="application/xml")
