"""The addresses of the plan of a person."""

from django.urls import path

from steps.campus.plan import views

urlpatterns = [
    path("campus/", views.campus, name="campus"),
    path("campus/start/", views.campus_tour, name="campus_tour"),
    path("plan-rules/", views.plan_table, name="plan_table"),
]
