"""The addresses of supervision."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from clinicians.desk.supervision import views
from oncocare.people.permissions import Permission
from oncocare.people.registry import entry

entry("supervision", _("Not on track"), Permission.SEE_CASELOAD, place=25)

urlpatterns = [
    path("supervision/", views.supervision, name="supervision"),
    path("supervision/sheet/", views.supervision_sheet, name="supervision_sheet"),
    path("supervision/decided/", views.note_supervision, name="note_supervision"),
]
