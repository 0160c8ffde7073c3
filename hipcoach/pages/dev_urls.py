"""Pages for your own computer only (DEBUG)."""

from django.urls import path

from hipcoach.pages.views import mailbox

urlpatterns = [
    path("", mailbox.mailbox, name="mailbox"),
    path("<str:name>/", mailbox.message, name="mailbox_message"),
]
