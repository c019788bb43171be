"""The addresses of a person's safety plan."""

from django.urls import path

from clinicians.desk.plan import views

urlpatterns = [
    path("people/<uuid:pk>/plan/", views.person_plan, name="person_plan"),
    path("people/<uuid:pk>/plan/change/", views.write_person_plan, name="write_person_plan"),
]
