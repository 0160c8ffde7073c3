"""The admin, for staff: the practice, its trainers and the schedule. No health data is shown here."""

from contextlib import nullcontext
from typing import Any

from django.contrib import admin
from django.db.models import Field, QuerySet, URLField
from django.http import HttpRequest, HttpResponse

from assessments.diary import diaries_of
from assessments.models import Appointment, BusyBlock, DateOverride, Practice, Service, Trainer, WeeklyHours
from hipcoach.common.http import parse_number

# What Django 6.0 does by itself.
WEB_ADDRESSES: dict[type[Field[Any, Any]], dict[str, Any]] = {URLField: {"assume_scheme": "https"}}


class WeeklyHoursInline(admin.TabularInline[WeeklyHours, Trainer]):
    model = WeeklyHours
    extra = 0


class DateOverrideInline(admin.TabularInline[DateOverride, Trainer]):
    model = DateOverride
    extra = 0


class BusyBlockInline(admin.TabularInline[BusyBlock, Trainer]):
    """Time off; what calendars make busy comes and goes by itself."""

    model = BusyBlock
    fields = ("start", "end", "label")
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[BusyBlock]:
        return super().get_queryset(request).filter(source=None)


@admin.register(Practice)
class PracticeAdmin(admin.ModelAdmin[Practice]):
    list_display = ("name", "owner")


@admin.register(Trainer)
class TrainerAdmin(admin.ModelAdmin[Trainer]):
    formfield_overrides = WEB_ADDRESSES
    list_display = ("name", "practice", "zone", "is_listed")
    inlines = (WeeklyHoursInline, DateOverrideInline, BusyBlockInline)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A save reads and writes inside the trainer's diary, so that it undoes nothing written meanwhile."""
        number = parse_number(object_id) if request.method == "POST" else None
        with diaries_of([number]) if number is not None else nullcontext():
            return super().changeform_view(request, object_id, form_url, extra_context)


@admin.register(Service)
class ServiceAdmin(admin.ModelAdmin[Service]):
    formfield_overrides = WEB_ADDRESSES
    list_display = ("name", "trainer", "duration", "is_active")
    list_select_related = ("trainer",)


@admin.register(Appointment)
class AppointmentAdmin(admin.ModelAdmin[Appointment]):
    """Read only: a change here would pass by the verbs, and so by the mails."""

    list_display = ("start", "trainer", "contact_name", "status")
    list_filter = ("status", "trainer")
    list_select_related = ("trainer",)
    exclude = ("note", "nonce", "submission")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Appointment | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Appointment | None = None) -> bool:
        return False
