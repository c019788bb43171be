"""The addresses of the coordinator's pages."""

from django.urls import URLPattern, path

from clinicians.coordination import crisis, hours, rota

urlpatterns: list[URLPattern] = [
    # --- hub, staff, facts
    # --- invitations
    # --- hours and rota
    path("hours/", hours.hours, name="centre_hours"),
    path("hours/holidays/", hours.holidays, name="centre_holidays"),
    path("hours/promise/", hours.promise, name="centre_promise"),
    path("rota/", rota.rota, name="centre_rota"),
    path("rota/covers/", rota.add_cover, name="add_cover"),
    path("rota/covers/<uuid:pk>/remove/", rota.remove_cover, name="remove_cover"),
    path("crisis/", crisis.crisis, name="centre_crisis"),
    path("crisis/review/", crisis.review, name="review_crisis_numbers"),
    # --- texts
    # --- schedules
    # --- policies
    # --- instruments
    # --- system
]
