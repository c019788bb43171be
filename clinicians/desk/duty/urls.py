"""The addresses of a clinician's duty."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from clinicians.desk.duty import views
from oncocare.people.permissions import Permission
from oncocare.people.registry import entry

entry("my_duty", _("On duty"), Permission.ANSWER_FLAG, place=30)

urlpatterns = [
    path("duty/", views.my_duty, name="my_duty"),
    path("flags/<uuid:pk>/hand-over/", views.hand_over_flag, name="hand_over_flag"),
]
