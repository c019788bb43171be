"""The addresses of what mentors may do besides answering."""

from django.urls import path

from mentoring.community.mentors import views

urlpatterns = [
    path("groups/<uuid:group>/week/", views.open_week, name="open_week"),
    path("groups/<uuid:group>/posts/<uuid:post>/worry/", views.worry_post, name="worry_post"),
]
