"""What those over a limit read, and when their browser may ask again."""

from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.visitors import opens_again

R = TypeVar("R", bound=HttpResponse)


def too_often(zone: ZoneInfo, *, now: datetime) -> str:
    """Until when to wait, on the reader's clock."""
    until = date_format(opens_again(now).astimezone(zone), "H:i")
    return _("That was very often in a short time. Please try again after %(time)s.") % {"time": until}


def told_to_wait(page: R, *, now: datetime) -> R:
    page["Retry-After"] = str(int((opens_again(now) - now).total_seconds()) + 1)
    return page
