"""The address of what was sent to one person."""

from django.urls import path

from clinicians.desk.correspondence import views

urlpatterns = [path("people/<uuid:pk>/messages/", views.person_messages, name="person_messages")]
