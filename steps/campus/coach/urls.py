"""The addresses of the coach. No symptom stands in one: it is named by letters that say nothing."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import path, register_converter
from django.utils.translation import gettext_lazy as _

from oncocare.foundation.digest import digest
from oncocare.people.permissions import Permission
from oncocare.people.registry import entry
from steps.campus.coach import views
from steps.campus.coach.table_file import shipped_table

entry("ward_list", _("Calls of the ward"), Permission.SEE_WARD_LIST, place=15)


class SymptomConverter:
    """A symptom by the beginning of the hash of its code."""

    regex = "[0-9a-f]{32}"

    def codes(self) -> Iterable[str]:
        """What can stand in the address."""
        return shipped_table().symptoms

    def to_python(self, value: str) -> str:
        """The code; ValueError, and so no page, where the table has none."""
        for code in self.codes():
            if self.to_url(code) == value:
                return code
        raise ValueError(value)

    def to_url(self, code: str) -> str:
        return digest(code)[:32]


class PartConverter(SymptomConverter):
    """A symptom or the danger signs, in the same way."""

    def codes(self) -> Iterable[str]:
        return shipped_table().parts


register_converter(SymptomConverter, "symptom")
register_converter(PartConverter, "coachpart")

urlpatterns = [
    path("campus/coach/", views.coach, name="coach"),
    path("campus/coach/now/", views.coach_danger, name="coach_danger"),
    path("campus/coach/now/<uuid:pk>/", views.coach_call, name="coach_call"),
    path("campus/coach/course/", views.coach_course, name="coach_course"),
    path("campus/coach/answers/<uuid:pk>/", views.coach_answer, name="coach_answer"),
    path("campus/coach/sent/<uuid:pk>/", views.coach_sent, name="coach_sent"),
    path("campus/coach/tell/<symptom:code>/", views.coach_symptom, name="coach_symptom"),
    path("coach/", views.coach_table, name="coach_table"),
    path("coach/part/<coachpart:code>/", views.coach_part, name="coach_part"),
    path("coach/sign/", views.coach_sign, name="coach_sign"),
    path("ward/", views.ward, name="ward"),
    path("ward/list/", views.ward_list, name="ward_list"),
    path("ward/list/<uuid:pk>/seen/", views.ward_seen, name="ward_seen"),
]
