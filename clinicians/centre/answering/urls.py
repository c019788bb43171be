"""The address of how long patients waited for an answer."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from clinicians.centre.answering import views
from clinicians.centre.registry import page
from oncocare.people.permissions import Permission

page("answer_times_of_team", _("Answers to patients"), Permission.SEE_INSTRUMENTS, place=99)

urlpatterns = [path("answering/", views.answer_times_of_team, name="answer_times_of_team")]
