"""`manage.py export_course`: what happened to pathways, as a course file that a replay decides anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError

from steps.course_file import course_csv
from steps.history.selectors import course
from steps.management.course_export import PathwayExport


class Command(PathwayExport):
    """`replay POLICY COURSE --approvals recorded` equals `export_transitions --points` of the same pathways."""

    help = "Write all that the decisions rest on: scores, missed sets, help, flags, and what people said."

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = self.chosen(options)
        _one_only("--centre", {pathway.patient.centre.slug for pathway in chosen})
        _one_only("--policy", {f"{pathway.policy.slug}:{pathway.policy.version}" for pathway in chosen})
        self.write(course_csv(row for pathway in chosen for row in course(pathway)), options["out"])


def _one_only(option: str, found: set[str]) -> None:
    """A course file has one key a patient, and is decided by one policy."""
    if len(found) > 1:
        raise CommandError(f"Nothing was written. Choose one with {option}: {', '.join(sorted(found))}.")
