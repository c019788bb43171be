"""The address of one person's next 90 days."""

from django.urls import path

from clinicians.desk.preview import views

urlpatterns = [path("people/<uuid:pk>/schedule/", views.patient_schedule, name="patient_schedule")]
