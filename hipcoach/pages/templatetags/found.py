"""What search engines and shared links read of a page. Only pages that are to be found say it."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.templatetags.static import static
from django.utils.html import json_script
from django.utils.safestring import SafeString

register = template.Library()

WIDTH, HEIGHT = 1200, 630  # Of static/img/share.png.


@register.inclusion_tag("found/words.html")
def found(*, title: str, description: str, path: str) -> dict[str, Any]:
    """The page's title and description, said to people, search engines and shared links alike.

    `path` is the one address of the page, without a query.
    """
    return {
        "title": title,
        "description": description,
        "address": settings.SITE_URL + path,
        "image": settings.SITE_URL + static("img/share.png"),
        "width": WIDTH,
        "height": HEIGHT,
    }


@register.simple_tag
def structured(data: Mapping[str, Any]) -> SafeString:
    """Words of schema.org, as a block of data: browsers don't run it, so the content policy has no say."""
    whole = {"@context": "https://schema.org", **data}
    block = json_script(whole, encoder=DjangoJSONEncoder)
    return SafeString(block.replace("application/json", "application/ld+json", 1))
