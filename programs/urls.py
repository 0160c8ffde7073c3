"""From a finding to a logged session. Paths and names are a contract."""

from django.urls import path

from programs.views import library, my_plan, plans

urlpatterns = [
    path("me/plan/", my_plan.my_plan, name="my_plan"),
    path("me/plan/today/", my_plan.my_today, name="my_today"),
    path("desk/exercises/", library.exercises, name="exercises"),
    path("desk/exercises/<int:pk>/", library.exercise, name="exercise"),
    path("desk/templates/", library.templates, name="templates"),
    path("desk/templates/<int:pk>/", library.template, name="template"),
    path("desk/assessments/<int:pk>/suggest/", plans.suggest, name="suggest"),
    path("desk/plans/<int:pk>/", plans.plan, name="plan"),
    path("desk/plans/<int:pk>/archive/", plans.archive, name="plan_archive"),
]
