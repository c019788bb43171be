"""The addresses of meetings, which pages call sessions."""

from django.urls import include, path

urlpatterns = [
    path("", include("mentoring.meetings.feeds.urls")),
    path("", include("mentoring.meetings.webinars.urls")),
    path("", include("mentoring.meetings.planning.urls")),
    path("", include("mentoring.meetings.places.urls")),
    path("", include("mentoring.meetings.opening.urls")),
    path("", include("mentoring.meetings.joining.urls")),
]
