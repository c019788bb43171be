"""The addresses of talks: the public ones, by name and not by id, and those of staff."""

from django.urls import include, path

from mentoring.meetings.webinars import views

urlpatterns = [
    path("talks/<slug:centre>/", views.talks, name="talks"),
    path("talks/<slug:centre>/in/<str:key>/", views.talk_in, name="talk_in"),
    path("talks/<slug:centre>/<slug:talk>/", views.talk, name="talk"),
    path("talks/<slug:centre>/<slug:talk>/asked/", views.talk_asked, name="talk_asked"),
    path("talks/<slug:centre>/<slug:talk>/talk.ics", views.talk_file, name="talk_file"),
    path("", include("mentoring.meetings.webinars.leading.urls")),
]
