"""The addresses at which a patient reads and writes to their team."""

from django.urls import path

from mentoring.conversations import views

urlpatterns = [
    path("my/team/", views.my_team, name="my_team"),
    path("my/team/write/", views.write_to_team, name="write_to_team"),
]
