"""The addresses of files."""

from django.urls import path

from mentoring.meetings.feeds import views

urlpatterns = [
    path("sessions/feed/", views.own_feed_page, name="own_feed_page"),
    path("sessions/feed/<str:key>.ics", views.own_feed, name="own_feed"),
    path("sessions/<uuid:meeting>/session.ics", views.own_session_file, name="session_file"),
]
