"""The addresses of the coordinator's pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = [
    # --- hub, staff, facts
    # --- invitations
    # --- hours and rota
    # --- texts
    # --- schedules
    # --- policies
    # --- instruments
    # --- system
]
