"""The addresses of notes, contacts, tasks, handing a person over, and the record on paper."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from clinicians.desk.work import views
from oncocare.people.permissions import Permission
from oncocare.people.registry import entry

entry("my_tasks", _("Tasks"), Permission.SEE_TASKS, place=40)

urlpatterns = [
    path("tasks/", views.my_tasks, name="my_tasks"),
    path("tasks/<uuid:pk>/done/", views.finish_task, name="finish_task"),
    path("imports/<uuid:pk>/", views.from_before, name="from_before"),
    path("notes/<uuid:pk>/correct/", views.correct_note, name="correct_note"),
    path("people/<uuid:pk>/print/", views.print_record, name="print_record"),
    path("people/<uuid:pk>/notes/", views.write_note, name="write_note"),
    path("people/<uuid:pk>/contacts/", views.log_contact, name="log_contact"),
    path("people/<uuid:pk>/tasks/", views.add_task, name="add_task"),
    path("people/<uuid:pk>/clinician/", views.assign_clinician, name="assign_clinician"),
]
