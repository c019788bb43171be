"""The addresses of this room."""

from django.urls import include, path

urlpatterns = [path("", include("questionnaires.answering.urls"))]
