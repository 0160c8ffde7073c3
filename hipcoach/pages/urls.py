"""Pages that span the apps."""

from django.urls import path

from hipcoach.pages.views import client, desk, ledger, public

urlpatterns = [
    path("", public.home, name="home"),
    path("start/", public.home_for_user, name="home_for_user"),
    path("healthz", public.healthz, name="healthz"),
    path("me/", client.me, name="me"),
    path("me/trainers/<int:pk>/", client.my_trainer, name="my_trainer"),
    path("desk/", desk.desk, name="desk"),
    path("desk/clients/<int:pk>/", desk.client, name="client"),
    path("desk/mail/", ledger.ledger, name="mail_ledger"),
    path("desk/mail/<int:pk>/retry/", ledger.retry, name="mail_retry"),
]
