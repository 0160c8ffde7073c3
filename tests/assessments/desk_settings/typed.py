"""What a trainer types into the settings, as a browser sends it."""

from typing import Any

from assessments.models import Service, Trainer

HOURS, DAYS, TIME_OFF = "/desk/settings/hours/", "/desk/settings/days/", "/desk/settings/time-off/"
PAGE, OUTSIDE = "/desk/settings/page/", "/desk/settings/outside/"
ADD_SERVICE = "/desk/settings/services/add/"


def week(*monday: str, others: tuple[str, ...] = ("09:00-17:00",), **days: tuple[str, ...]) -> dict[str, Any]:
    """Lines like "09:00-12:30" of Monday; `others` of the rest, or `day_3=(...)` of one day."""
    lines = {"day_0": monday} | {f"day_{number}": others for number in range(1, 7)} | days
    return {name: value for day, each in lines.items() for name, value in day_lines(day, *each).items()}


def day_lines(name: str, *lines: str) -> dict[str, list[str]]:
    pairs = [line.split("-") for line in lines]
    return {
        f"{name}_opens": [opens for opens, _closes in pairs],
        f"{name}_closes": [closes for _opens, closes in pairs],
    }


def service_form(**typed: Any) -> dict[str, Any]:
    return {
        "name": "Retest",
        "slug": "",
        "description": "A second look.",
        "price": "40 €",
        "what_to_wear": "Shorts",
        "video_url": "",
        "duration": "45",
        "slot_step": "15",
        "buffer_before": "5",
        "buffer_after": "10",
        "notice_number": "2",
        "notice_unit": "days",
        "horizon_days": "90",
        "daily_cap": "",
        "cancel_cutoff_number": "36",
        "cancel_cutoff_unit": "hours",
        "move_cutoff_number": "90",
        "move_cutoff_unit": "minutes",
        "is_active": "on",
    } | typed


def page_form(trainer: Trainer, **typed: Any) -> dict[str, Any]:
    return {
        "name": trainer.name,
        "bio": "",
        "zone": trainer.zone,
        "venue_name": "",
        "venue_address": "",
        "venue_directions": "",
        "map_url": "",
        "is_listed": "on",
    } | typed


def service_url(service: Service) -> str:
    return f"/desk/settings/services/{service.pk}/"
