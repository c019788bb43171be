"""The addresses of the coordinator's pages."""

from django.urls import URLPattern, path

from clinicians.coordination import texts

urlpatterns: list[URLPattern] = [
    # --- hub, staff, facts
    # --- invitations
    # --- hours and rota
    # --- texts
    path("texts/", texts.texts, name="centre_texts"),
    path("texts/versions/<uuid:pk>/", texts.version, name="centre_text_version"),
    path("texts/<slug:about>/<slug:language>/", texts.text, name="centre_text"),
    # --- schedules
    # --- policies
    # --- instruments
    # --- system
]
