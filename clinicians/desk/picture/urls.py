"""The address of a person's clinical picture."""

from django.urls import path

from clinicians.desk.picture import views

urlpatterns = [path("people/<uuid:pk>/picture/", views.person_picture, name="person_picture")]
