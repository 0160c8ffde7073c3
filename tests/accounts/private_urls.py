"""The site's addresses and one more, which opens only to those who have just shown who they are.

Never imported by a test: `hipcoach.urls` looks at DEBUG when it is read.
"""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from hipcoach.accounts.fresh import reauthentication_required


@reauthentication_required
def private(request: HttpRequest, word: str) -> HttpResponse:
    return HttpResponse(f"{request.method} {word}")


urlpatterns = [path("", include("hipcoach.urls")), path("private/<str:word>/", private, name="private")]
