"""Pages that span the apps."""

from django.urls import path

from hipcoach.pages.views import client, data, desk, desk_erase, found, ledger, merge, public

urlpatterns = [
    path("", public.home, name="home"),
    path("start/", public.home_for_user, name="home_for_user"),
    path("learn/", public.learn, name="learn"),
    path("privacy/", public.privacy, name="privacy"),
    path("robots.txt", found.robots, name="robots"),
    path("sitemap.xml", found.sitemap, name="sitemap"),
    path("healthz", public.healthz, name="healthz"),
    path("me/", client.me, name="me"),
    path("me/trainers/<int:pk>/", client.my_trainer, name="my_trainer"),
    path("me/data/", data.my_data, name="my_data"),
    path("me/data/copy/", data.copy, name="my_data_copy"),
    path("me/data/erase/", data.erase, name="my_data_erase"),
    path("me/data/keep/<int:pk>/", data.keep, name="my_data_keep"),
    path("desk/", desk.desk, name="desk"),
    path("desk/clients/<int:pk>/", desk.client, name="client"),
    path("desk/clients/<int:pk>/merge/", merge.merge, name="client_merge"),
    path("desk/clients/<int:pk>/merges/<int:merge>/undo/", merge.undo, name="client_merge_undo"),
    path("desk/clients/<int:pk>/erase/", desk_erase.client_erase, name="client_erase"),
    path("desk/clients/<int:pk>/keep/", desk_erase.client_keep, name="client_keep"),
    path("desk/mail/", ledger.ledger, name="mail_ledger"),
    path("desk/mail/<int:pk>/retry/", ledger.retry, name="mail_retry"),
]
