"""What a page of entering shows: the questionnaires with their wording, what is known of them, and what was stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.core import signing
from django.utils.translation import get_language

from clinicians.desk.entering.sitting import Sitting, from_json
from oncocare.audit.actions import actor
from oncocare.people.days import day_of
from oncocare.people.models import Patient, User
from oncocare.safety.flags.selectors import BY_ANSWERS
from oncocare.safety.models import Flag
from questionnaires.instruments.catalogue import definition
from questionnaires.instruments.definition import Definition, InstrumentText
from questionnaires.instruments.scoring import items_that_apply
from questionnaires.instruments.selectors import texts_of, wordings
from questionnaires.models import Assignment, Mode, Response
from questionnaires.selectors import open_in_bundle


@dataclass(frozen=True)
class PaperSheet:
    """One questionnaire of a paper. `text` is shown beside its numbers, where this centre has any wording of it.

    `worded`: whether it has one in the language of the paper; `latest`: the day of the newest answer that is here
    already, if it is not older than the paper; `begun`: the person has begun to answer it here.
    """

    known: Definition
    assignment: Assignment | None
    texts: Mapping[str, InstrumentText]
    text: InstrumentText | None
    worded: bool
    latest: date | None
    begun: bool

    def applying(self, answers: Mapping[str, int | None]) -> list[str]:
        """The items to fill in, in order, after these answers; those of the wording, where there is one."""
        return items_that_apply(self.known, answers, self.text)


def sheets_of(patient: Patient, sitting: Sitting) -> list[PaperSheet]:
    """The questionnaires of this sitting in order."""
    texts = texts_of(sitting.asked, patient.centre)
    asked = patient.assignments.select_related("centre", "draft").in_bulk([pk for pk in sitting.asked.values() if pk])
    by_pk = {str(pk): assignment for pk, assignment in asked.items()}
    for assignment in by_pk.values():
        assignment.patient = patient
    before = patient.responses.filter(instrument__in=sitting.asked).order_by("answered", "received")
    latest = {code: day_of(patient, answered) for code, answered in before.values_list("instrument", "answered")}
    return [
        PaperSheet(
            known=definition(code),
            assignment=by_pk.get(pk),
            texts=texts[code],
            text=_shown(texts[code], language_of(patient, sitting)),
            worded=language_of(patient, sitting) in texts[code],
            latest=latest[code] if code in latest and latest[code] >= sitting.day else None,
            begun=bool(pk in by_pk and hasattr(by_pk[pk], "draft") and by_pk[pk].draft.answers),
        )
        for code, pk in sitting.asked.items()
    ]


def language_of(patient: Patient, sitting: Sitting) -> str:
    """The language in which the paper was printed, else the person's own."""
    return sitting.language or patient.language


def _shown(texts: Mapping[str, InstrumentText], language: str) -> InstrumentText | None:
    wished = (texts[code] for code in (language, get_language() or "en", "en", *sorted(texts)) if code in texts)
    return next(wished, None)


def languages_of(patient: Patient) -> list[str]:
    """Every language in which this centre has the wording of some questionnaire."""
    return sorted(set().union(*wordings(patient.centre).values()))


SALT = "clinicians.entering"


def write(patient: Patient, sitting: Sitting) -> str:
    """A sitting as a page carries it, for this person alone."""
    return signing.dumps(sitting.as_json(), salt=f"{SALT}:{patient.pk}")


def read(patient: Patient, written: str) -> Sitting | None:
    """The sitting that a page of this person carried; None for anything else."""
    try:
        return from_json(signing.loads(written, salt=f"{SALT}:{patient.pk}"))
    except signing.BadSignature:
        return None


def stored_of(patient: Patient, bundle: str) -> list[tuple[str, date]]:
    """What of a set is stored already: the title of each questionnaire, and the day of its answers."""
    rows = patient.responses.filter(assignment__bundle=bundle).order_by("assignment__place")
    return [(definition(row.instrument).title, day_of(patient, row.answered)) for row in rows]


# --- what was stored --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stored:
    """What somebody entered last for a person: the answers with their scores, the flags they raised, what is left."""

    day: date
    responses: list[Response]
    flags: list[Flag]
    left: list[Assignment]

    @property
    def titled(self) -> list[tuple[str, Response]]:
        """The answers, each with the title of its questionnaire."""
        return [(definition(response.instrument).title, response) for response in self.responses]

    @property
    def left_instruments(self) -> list[str]:
        """What is asked too."""
        return [asked.instrument for asked in self.left]

    @property
    def answers(self) -> int:
        """How many answers there are in all of it."""
        return sum(code is not None for response in self.responses for code in response.answers.values())


def stored_last(patient: Patient, by: User) -> Stored | None:
    """What this member of staff entered last for this person; None where there is nothing of theirs."""
    own = patient.responses.filter(entered_by=actor(by), mode__in=(Mode.PAPER, Mode.TELEPHONE))
    last = own.order_by("-received").first()
    if last is None:
        return None
    rows = own.filter(received=last.received).select_related("assignment").prefetch_related("scores")
    responses = sorted(rows, key=lambda row: (row.assignment.bundle, row.assignment.place))
    sources = [f"{BY_ANSWERS}{row.assignment_id}" for row in responses]
    flags = patient.flags.filter(closed_at=None, occasions__source__in=sources).distinct()
    left = [asked for bundle in {row.assignment.bundle for row in responses} for asked in open_in_bundle(bundle)]
    return Stored(day_of(patient, last.answered), responses, list(flags), left)
