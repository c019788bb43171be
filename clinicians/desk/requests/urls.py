"""The address at which somebody answers what a patient asked of the team."""

from django.urls import path

from clinicians.desk.requests import views

urlpatterns = [path("requests/<uuid:pk>/answer/", views.answer_request, name="answer_request")]
