"""The addresses of mentoring."""

from django.urls import include, path

urlpatterns = [
    path("", include("mentoring.conversations.urls")),
    path("", include("mentoring.community.urls")),
    path("", include("mentoring.meetings.urls")),
]
