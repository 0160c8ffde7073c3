"""What the site is, in the words that search engines share (schema.org)."""

from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.utils.translation import gettext as _


def site() -> dict[str, Any]:
    return {
        "@type": "WebSite",
        "name": "HipCoach",
        "url": f"{settings.SITE_URL}/",
        "description": _("Movement assessments and training plans for stronger, freer hips."),
        "publisher": {
            "@type": "Organization",
            "name": "HipCoach",
            "url": f"{settings.SITE_URL}/",
            "logo": settings.SITE_URL + static("img/touch.png"),
        },
    }
