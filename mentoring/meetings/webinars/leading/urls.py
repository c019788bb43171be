"""The addresses at which a talk is led."""

from django.urls import path

from mentoring.meetings.webinars.leading import views

urlpatterns = [
    path("sessions/led/<uuid:meeting>/talk/", views.lead_talk, name="lead_talk"),
    path("sessions/led/<uuid:meeting>/questions/<uuid:question>/", views.settle_question, name="settle_question"),
]
