"""The addresses of the schedule and of its draft."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from clinicians.centre.registry import page, setup_step
from clinicians.centre.schedules import views
from oncocare.people.permissions import Permission

page("schedule", _("Schedule"), Permission.MANAGE_CENTRE, place=100)
setup_step(
    "schedule",
    _("Decide what is asked, and when"),
    _("You see what a patient receives in 90 days, and how many minutes it takes, before you save."),
    place=80,
    done=lambda centre, rota: centre.schedules.exists(),
)

urlpatterns = [
    path("schedule/", views.schedule, name="schedule"),
    path("schedule/start/", views.start_schedule, name="start_schedule"),
    path("schedule/draft/", views.edit_schedule, name="edit_schedule"),
    path("schedule/arrange/", views.arrange_schedule, name="arrange_schedule"),
    path("schedule/line/<slug:line>/", views.schedule_line, name="schedule_line"),
    path("schedule/preview/", views.preview_schedule, name="preview_schedule"),
    path("schedule/save/", views.save_schedule, name="save_schedule"),
]
