"""Pages for your own computer only (DEBUG)."""

from django.urls import path

from hipcoach.pages.views import mailbox, styleguide

urlpatterns = [
    path("mailbox/", mailbox.mailbox, name="mailbox"),
    path("mailbox/<str:name>/", mailbox.message, name="mailbox_message"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
]
