"""Reads of this room: what is due, what was missed, and a person's scores over time."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest

from oncocare.foundation import clock
from oncocare.foundation.models import read_json, row_from
from oncocare.people.access import as_patient
from oncocare.people.days import today_of
from oncocare.people.models import Patient
from oncocare.people.permissions import Permission
from oncocare.people.selectors import Standing
from questionnaires.models import Assignment, Draft, LateAnswer, Response, Score

UNDER_WAY = timedelta(hours=2)  # questions do not close under the hands of whoever answered one so lately


BUNDLE = """
    SELECT jsonb_build_array(asked, draft)
    FROM questionnaires_assignment asked LEFT JOIN questionnaires_draft draft ON draft.assignment_id = asked.id
    WHERE asked.bundle = (SELECT bundle FROM questionnaires_assignment WHERE id = %s) ORDER BY asked.place, asked.id
"""


def own_bundle(standing: Standing, pk: Any) -> list[Assignment]:
    """An assignment of the signed-in patient, who may answer it, among those due together, each with its draft."""
    rows = []
    for asked, draft in read_json(BUNDLE, pk):
        rows.append(row := row_from(Assignment, asked))
        Assignment.draft.related.set_cached_value(row, row_from(Draft, draft) if draft else None)
    found = next((row for row in rows if row.pk == pk), None)
    own = as_patient(standing, found, f"assignment:{pk}", Permission.ANSWER)
    for row in rows:
        row.patient = standing.patients[own.centre_id]
        row.centre = row.patient.centre
    return rows


def due_for(patient: Patient) -> list[Assignment]:
    """What this person can answer today where they live, the earliest due first."""
    today = today_of(patient)
    asked = patient.assignments.filter(state=Assignment.State.OPEN, opens__lte=today).order_by("due", "bundle", "place")
    rows = list(asked.select_related("draft", "centre"))
    going_on: set[Any] = set()
    if any(row.closes < today for row in rows):
        going_on = set(under_way().filter(patient=patient).values_list("bundle", flat=True))
    return [row for row in rows if row.closes >= today or row.bundle in going_on]


def under_way() -> QuerySet[Assignment]:
    """What somebody was answering in the last two hours: its set stays open past its window."""
    since = clock.now() - UNDER_WAY
    return Assignment.objects.filter(Q(draft__changed__gt=since) | Q(response__received__gt=since))


def last_answered(bundle: uuid.UUID | str) -> datetime | None:
    """When somebody last answered anything of those due together."""
    rows = Assignment.objects.filter(bundle=bundle)
    last: datetime | None = rows.aggregate(last=Greatest(Max("draft__changed"), Max("response__received")))["last"]
    return last


def open_in_bundle(bundle: uuid.UUID | str) -> QuerySet[Assignment]:
    """Those of the assignments due together that are still to be answered."""
    return Assignment.objects.filter(bundle=bundle, state=Assignment.State.OPEN)


def last_recorded(bundle: uuid.UUID | str) -> QuerySet[Score, Any]:
    """The day on which the newest scores of those due together became known."""
    scores = Score.objects.filter(response__assignment__bundle=bundle).order_by()
    return scores.values("response__assignment__bundle").annotate(newest=Max("recorded")).values("newest")


def asked_of(patient: Patient) -> QuerySet[Any]:
    """Whatever this person was asked: each with its draft, its response, and whether answers came `late`."""
    late = Exists(LateAnswer.objects.filter(assignment=OuterRef("pk")))
    return patient.assignments.select_related("draft", "response").annotate(late=late)


def responses_among(asked: Iterable[Assignment]) -> list[Response]:
    """What was answered of `asked_of`, the latest first."""
    found = [one.response for one in asked if hasattr(one, "response")]
    return sorted(found, key=lambda response: (response.answered, response.received), reverse=True)


def sets_of(asked: Iterable[Assignment]) -> list[Assignment]:
    """The first open and the first missed assignment of each set of questions due together, the earliest due first."""
    shown = (one for one in asked if one.state in (Assignment.State.OPEN, Assignment.State.MISSED))
    later_first = sorted(shown, key=lambda one: one.place, reverse=True)
    return sorted({(one.bundle, one.state): one for one in later_first}.values(), key=lambda one: (one.due, one.pk))


def next_in_bundle(assignment: Assignment) -> Assignment | None:
    """The next open assignment of those due together."""
    rows = Assignment.objects.filter(bundle=assignment.bundle, state=Assignment.State.OPEN).exclude(pk=assignment.pk)
    return rows.order_by("place").first()


def scores_of(patient: Patient) -> list[Score]:
    """Every score of this person in order of measurement, for the charts."""
    return list(patient.scores.order_by("measured", "id"))


def of_scores(wanted: Iterable[tuple[str, str]]) -> Q:
    """Of scores, those of these instruments and names."""
    some = Q(pk__in=[])
    for instrument, name in sorted(wanted):
        some |= Q(instrument=instrument, name=name)
    return some


def readings(patient: Patient) -> QuerySet[Score]:
    """Every score of this person that has a value, in order of recording; a missing score is no reading."""
    return patient.scores.filter(value__isnull=False).order_by("recorded", "id")


def responses_of(patient: Patient) -> QuerySet[Response]:
    """Everything this person answered, the latest first, with scores."""
    return patient.responses.prefetch_related("scores").order_by("-answered", "-received")


def with_last_sets(patients: QuerySet[Patient]) -> QuerySet[Any]:
    """Each with `sent`, when they sent answers last, and whether of the set that ended last something was begun and not
    sent in time, which is then `unfinished`; no query more.
    """
    over = [Assignment.State.ANSWERED, Assignment.State.MISSED]
    ended = Assignment.objects.filter(patient=OuterRef(OuterRef("pk")), state__in=over).order_by("-closes", "-pk")
    begun = Draft.objects.filter(
        assignment__patient=OuterRef("pk"), assignment__state=Assignment.State.MISSED,
        assignment__bundle=Subquery(ended.values("bundle")[:1]),
    ).exclude(answers={})  # fmt: skip
    sent = Response.objects.filter(patient=OuterRef("pk")).order_by("-received")
    return patients.annotate(sent=Subquery(sent.values("received")[:1]), unfinished=Exists(begun))


def late_of(asked: Iterable[Any]) -> list[LateAnswer]:
    """Worrying answers to questions that had been sent before, of those of `asked_of`; the response says what it said
    then. No query where there are none.
    """
    return list(LateAnswer.objects.filter(assignment__in=[one for one in asked if one.late]).order_by("id"))


@dataclass(frozen=True)
class MissedSet:
    """Questions due together of which none was answered: the day their window closed, and what was asked."""

    closed: date
    instruments: frozenset[str]


def missed_sets(patient: Patient) -> list[MissedSet]:
    """The sets of questions this person missed, by the day their window closed; what was taken back is no part."""
    alive = Assignment.objects.filter(
        bundle=OuterRef("bundle"), state__in=[Assignment.State.OPEN, Assignment.State.ANSWERED]
    )
    rows = patient.assignments.filter(~Exists(alive), state=Assignment.State.MISSED).order_by("closes", "bundle")
    sets: dict[uuid.UUID, list[tuple[date, str]]] = defaultdict(list)
    for bundle, closes, instrument in rows.values_list("bundle", "closes", "instrument"):
        sets[bundle].append((closes, instrument))
    missed = [
        MissedSet(max(day for day, _ in asked), frozenset(instrument for _, instrument in asked))
        for asked in sets.values()
    ]
    return sorted(missed, key=lambda one: one.closed)


def missed_bundles(patients: Iterable[Any]) -> dict[Any, list[uuid.UUID]]:
    """By patient id, the sets of questions missed in a row up to now, the latest first; one answer in a set ends it."""
    ended = Assignment.objects.filter(
        patient__in=patients, state__in=[Assignment.State.ANSWERED, Assignment.State.MISSED]
    ).order_by("patient", "-closes", "-due", "bundle")
    rows = list(ended.values_list("patient_id", "bundle", "state"))
    answered = {bundle for _, bundle, state in rows if state == Assignment.State.ANSWERED}
    missed: dict[Any, list[uuid.UUID]] = {}
    over: set[Any] = set()
    for patient, bundle, _ in rows:
        if bundle in answered:
            over.add(patient)
        elif patient not in over and bundle not in missed.setdefault(patient, []):
            missed[patient].append(bundle)
    return missed
