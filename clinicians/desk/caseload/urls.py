"""The addresses of the caseload."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from clinicians.desk.caseload import views
from oncocare.people.permissions import Permission
from oncocare.people.registry import entry

entry("caseload", _("Caseload"), Permission.SEE_CASELOAD, place=20)

urlpatterns = [
    path("caseload/", views.caseload, name="caseload"),
    path("caseload/load/", views.load, name="load"),
    path("caseload/find/", views.find, name="find_person"),
    path("caseload/views/", views.save_view, name="save_view"),
    path("caseload/views/<uuid:pk>/delete/", views.delete_view, name="delete_view"),
    path("caseload/hand-over/", views.hand_over_people, name="hand_over_people"),
    path("caseload/shortcuts/", views.shortcuts, name="shortcuts"),
]
