"""The addresses of questions on paper."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from clinicians.desk.sheets import views
from oncocare.people.permissions import Permission
from oncocare.people.registry import entry

entry("paper_answers", _("Answers on paper"), Permission.ASSIGN, place=45)

urlpatterns = [
    path("answers/", views.paper_answers, name="paper_answers"),
    path("people/<uuid:pk>/sheets/", views.choose_sheet, name="choose_sheet"),
    path("people/<uuid:pk>/sheets/<uuid:bundle>/", views.print_sheet, name="print_sheet"),
]
