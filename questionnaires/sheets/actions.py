"""Printing a set of questions: its code is drawn and kept."""

from __future__ import annotations

from collections.abc import Sequence

from oncocare.audit.actions import actor, record
from oncocare.audit.verbs import Verb
from oncocare.foundation import ids
from oncocare.foundation.unit import action
from oncocare.people.actions import KEY_LETTERS
from oncocare.people.models import Actor
from questionnaires.models import Assignment, PrintedSheet

LENGTH = 8  # of thirty signs: nobody comes upon the code of another by a slip or by trying


@action
def keep_sheet(*, by: Actor, asked: Sequence[Assignment], language: str) -> PrintedSheet:
    """A code for those assignments of one set, printed now in this language; printed again they get another."""
    first = asked[0]
    sheet = PrintedSheet.objects.create(
        code=ids.letters(KEY_LETTERS, LENGTH), bundle=first.bundle, patient=first.patient, centre=first.centre,
        language=language, made_by=actor(by),
    )  # fmt: skip
    record(by=by, verb=Verb.SHEET_PRINTED, subject=sheet, patient=first.patient, centre=first.centre, language=language)
    return sheet
