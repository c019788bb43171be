"""One assignment as it is read aloud on a call, and what to know when an answer worries."""

from __future__ import annotations

import uuid

from django.http import Http404
from django.utils import translation
from django.utils.functional import cached_property

from clinicians.desk.sheets.selectors import not_asked_any_more
from oncocare.foundation import clock
from oncocare.people.access import patient_for
from oncocare.people.models import Patient, User
from oncocare.people.permissions import Permission
from oncocare.people.selectors import Standing, holders
from oncocare.safety.flags.selectors import BY_ANSWERS
from oncocare.safety.models import Flag
from oncocare.safety.rota.duty import answering
from oncocare.safety.rota.selectors import rota_of
from questionnaires.answering.selectors import Sheet
from questionnaires.instruments.catalogue import definition
from questionnaires.instruments.selectors import text_in
from questionnaires.models import Assignment
from questionnaires.sheets.words import SheetWords, words_in


class Call(Sheet):
    """An assignment that staff read aloud to the person, in the language of the call.

    Whoever may ask somebody questions may ask them by telephone; the person need not have an account.
    """

    def __init__(self, standing: Standing, pk: uuid.UUID, language: str) -> None:
        found = Assignment.objects.select_related("draft").filter(pk=pk).first()
        self.patient: Patient = patient_for(standing, found and found.patient_id, Permission.ASSIGN)
        if found is None:
            raise Http404
        found.patient, found.centre = self.patient, self.patient.centre
        self.assignment, self.language = found, language
        self.known = definition(found.instrument)
        self.text = text_in(self.known, found.centre, language)
        draft = getattr(found, "draft", None)
        self.answers = draft.answers if draft else {}

    @property
    def stopped(self) -> str:
        """Why nothing is asked of this person any more, in words."""
        return not_asked_any_more(self.patient)

    @property
    def read_period(self) -> str:
        """The stem with its period, as it is read aloud."""
        with translation.override(self.language):
            return self.period

    @cached_property
    def words(self) -> SheetWords:
        """Our own words around the questions, in the language of the call."""
        return words_in(self.language)

    def given(self, item: str) -> dict[str, int | None]:
        """The answer to an item as it stands: of a set that was sent meanwhile, the one that came after."""
        late = self.assignment.late_answers.filter(item=item).last()
        if late:
            return {item: late.code}
        return {item: self.answers[item]} if item in self.answers and item in self.known.items else {}

    def answer_words(self, item: str, code: int | None) -> str:
        """An answer to an item as it was read aloud; empty for "rather not say"."""
        if code is None:
            return ""
        return self.text.options_of(item).get(code, str(code)) if self.text else str(code)


def flags_raised(call: Call) -> list[Flag]:
    """The open flags that these answers raised or joined, the newest first."""
    of_answers = call.patient.flags.filter(closed_at=None, occasions__source=f"{BY_ANSWERS}{call.assignment.pk}")
    return list(of_answers.select_related("owner").distinct().order_by("-raised"))


def who_answers(patient: Patient) -> list[User]:
    """Who answers a flag at the person's centre now, the first of them first."""
    people = {person.pk: person for person in holders(patient.centre, Permission.ANSWER_FLAG)}
    return [people[pk] for pk in answering(rota_of(patient.centre), clock.now()) if pk in people]
