"""The site as DEBUG serves it: with the mailbox. Imported when a test asks for it, not before."""

from django.urls import include, path

from hipcoach.urls import urlpatterns as site

urlpatterns = [*site, path("", include("hipcoach.pages.dev_urls"))]
