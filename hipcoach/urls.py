"""Every path of the site. The layers below never import this module."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from hipcoach.accounts.views import signing_in

handler500 = "hipcoach.operating.failing.failed"

urlpatterns = [
    path("", include("hipcoach.pages.urls")),
    path("", include("hipcoach.operating.urls")),
    path("", include("assessments.urls")),
    path("", include("programs.urls")),
    path("accounts/", include("hipcoach.accounts.urls")),
    path("admin/login/", signing_in.admin_login, name="admin_login"),
    path("admin/", admin.site.urls),
]

if settings.DEBUG:
    urlpatterns += [path("", include("hipcoach.pages.dev_urls"))]
