"""The chain from the first click to a finding. Paths and names are a contract."""

from django.urls import path

from assessments.views import (
    book,
    desk_appointments,
    desk_assess,
    desk_clients,
    desk_hours,
    desk_offering,
    desk_schedule,
    desk_settings,
    intake,
    manage,
    picking,
    public,
    results,
    slots,
)

urlpatterns = [
    path("trainers/", public.trainers, name="trainers"),
    path("t/<slug:trainer>/", public.trainer, name="trainer"),
    path("t/<slug:trainer>/<slug:service>/", picking.service, name="service"),
    path("t/<slug:trainer>/<slug:service>/slots.json", slots.slots, name="slots"),
    path("t/<slug:trainer>/<slug:service>/book/", book.book, name="book"),
    path("a/<str:token>/", manage.manage, name="manage"),
    path("a/<str:token>/reschedule/", manage.reschedule, name="reschedule"),
    path("a/<str:token>/cancel/", manage.cancel, name="cancel"),
    path("a/<str:token>/invite.ics", manage.invite, name="invite"),
    path("me/intake/", intake.intake, name="my_intake"),
    path("me/results/", results.results, name="my_results"),
    path("desk/schedule/", desk_schedule.schedule, name="schedule"),
    path("desk/clients/", desk_clients.clients, name="clients"),
    path("desk/appointments/<int:pk>/", desk_appointments.appointment, name="appointment"),
    path("desk/appointments/<int:pk>/clearance/", desk_appointments.clearance, name="clearance"),
    path("desk/appointments/<int:pk>/no-show/", desk_appointments.no_show, name="no_show"),
    path("desk/appointments/<int:pk>/cancel/", desk_appointments.cancel, name="appointment_cancel"),
    path("desk/appointments/<int:pk>/start/", desk_assess.start, name="assessment_start"),
    path("desk/appointments/<int:pk>/assess/", desk_assess.assess, name="assess"),
    path("desk/appointments/<int:pk>/assess/setup/", desk_assess.setup, name="assess_setup"),
    path("desk/appointments/<int:pk>/assess/trial/", desk_assess.trial, name="trial"),
    path(
        "desk/appointments/<int:pk>/assess/trials/<int:trial>/remove/",
        desk_assess.trial_remove,
        name="trial_remove",
    ),
    path("desk/appointments/<int:pk>/finish/", desk_assess.finish, name="assessment_finish"),
    path("desk/appointments/<int:pk>/words/", desk_assess.words, name="assessment_words"),
    path("desk/appointments/<int:pk>/share/", desk_assess.share, name="assessment_share"),
    path("desk/settings/", desk_settings.overview, name="settings"),
    path("desk/settings/outside/", desk_settings.outside, name="settings_outside"),
    path("desk/settings/page/", desk_offering.page, name="settings_page"),
    path("desk/settings/services/add/", desk_offering.service_add, name="settings_service_add"),
    path("desk/settings/services/<int:pk>/", desk_offering.service, name="settings_service"),
    path("desk/settings/hours/", desk_hours.hours, name="settings_hours"),
    path("desk/settings/days/", desk_hours.days, name="settings_days"),
    path("desk/settings/days/remove/", desk_hours.days_remove, name="settings_days_remove"),
    path("desk/settings/time-off/", desk_hours.time_off, name="settings_time_off"),
    path(
        "desk/settings/time-off/<int:pk>/remove/", desk_hours.time_off_remove, name="settings_time_off_remove"
    ),
]
