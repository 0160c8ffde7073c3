"""Every path of the site. The layers below never import this module."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("hipcoach.pages.urls")),
    path("", include("assessments.urls")),
    path("", include("programs.urls")),
    path("accounts/", include("hipcoach.accounts.urls")),
    # The admin's own sign-in page knows no throttle.
    path("admin/login/", secure_admin_login(admin.site.login), name="admin_login"),
    path("admin/", admin.site.urls),
]

if settings.DEBUG:
    urlpatterns += [path("mailbox/", include("hipcoach.pages.dev_urls"))]
