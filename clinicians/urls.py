"""The addresses of the desk and of the pages of a centre; ids only, nothing clinical."""

from django.urls import include, path

urlpatterns = [
    path("", include("clinicians.desk.urls")),
    path("centre/", include("clinicians.centre.urls")),
]
