"""The addresses of the coordinator's pages."""

from django.urls import URLPattern, path

from clinicians.coordination import schedules

urlpatterns: list[URLPattern] = [
    # --- hub, staff, facts
    # --- invitations
    # --- hours and rota
    # --- texts
    # --- schedules
    path("schedule/", schedules.schedule, name="schedule"),
    path("schedule/start/", schedules.start_schedule, name="start_schedule"),
    path("schedule/draft/", schedules.edit_schedule, name="edit_schedule"),
    path("schedule/arrange/", schedules.arrange_schedule, name="arrange_schedule"),
    path("schedule/line/<slug:line>/", schedules.schedule_line, name="schedule_line"),
    path("schedule/preview/", schedules.preview_schedule, name="preview_schedule"),
    path("schedule/save/", schedules.save_schedule, name="save_schedule"),
    # --- policies
    # --- instruments
    # --- system
]
