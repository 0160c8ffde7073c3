"""Addresses that machines ask, and the desk's page of moving in."""

from django.urls import path

from hipcoach.operating import views, views_desk

urlpatterns = [
    path("readyz", views.readyz, name="readyz"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("metrics", views.metrics_page, name="metrics"),
    path("desk/clients/bring-in/", views_desk.bring_in, name="bring_in"),
]
