"""Who may look after people, whose record a task opens, notes, saved views, and who is not on track."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery, UUIDField, Value

from clinicians.models import ExpectedCourse, Note, SavedView, Task
from clinicians.on_track import OFF_TRACK, Measured, PersonTrack, Track, Values, compared, measure_track
from oncocare.people.access import be_at, inside_caseload, not_found
from oncocare.people.days import newest_today, today_of
from oncocare.people.models import Centre, Patient, User
from oncocare.people.permissions import Permission
from oncocare.people.selectors import Standing, holders
from questionnaires.instruments.catalogue import catalogue
from questionnaires.models import Response, Score
from questionnaires.selectors import of_scores
from steps.course.selectors import helps_of
from steps.models import Pathway, PolicyVersion
from steps.policy import Measure
from steps.selectors import policy_of


@inside_caseload
def has_a_task(user: User, patient: Patient) -> bool:
    """Whoever a colleague gave a task for this patient may open the record until it is done."""
    return Task.objects.filter(Task.OPEN, patient=patient, owner=user).exclude(maker=user).exists()


def colleagues(centre: Centre) -> list[User]:
    """Whoever may look after people here, in the order they joined."""
    return holders(centre, Permission.SEE_CASELOAD)


@dataclass(frozen=True)
class Corrected:
    """A note as its author left it, with what it said before, the latest wording first, and the corrections of
    colleagues that stand beside it, the first first.
    """

    note: Note
    before: list[Note]
    beside: list[Corrected]


def notes_of(patient: Patient) -> list[Corrected]:
    """Every note as it stands now, the latest first; what corrects a colleague's note stands beside that one only."""
    notes = {note.pk: note for note in patient.clinical_notes.select_related("by").order_by("-made")}
    own = {note.corrects_id for note in notes.values() if _replaces(note, notes)}
    stand = [Corrected(note, _before(note, notes), []) for note in notes.values() if note.pk not in own]
    wordings = {wording.pk: one for one in stand for wording in (one.note, *one.before)}
    for one in reversed(stand):
        if corrected := _corrected(one):
            wordings[corrected].beside.append(one)
    return [one for one in stand if _corrected(one) is None]


def _replaces(note: Note, notes: Mapping[Any, Note]) -> bool:
    return note.corrects_id is not None and notes[note.corrects_id].by_id == note.by_id


def _before(note: Note, notes: Mapping[Any, Note]) -> list[Note]:
    earlier: list[Note] = []
    while _replaces(note, notes):
        note = notes[note.corrects_id]
        earlier.append(note)
    return earlier


def _corrected(one: Corrected) -> Any:
    """The colleague's note that it puts right, or None."""
    return [one.note, *one.before][-1].corrects_id


def view_for(standing: Standing, pk: Any) -> SavedView:
    """A saved view of this person's own."""
    view = SavedView.objects.filter(pk=pk, user=standing.user).first()
    if view is None:
        not_found(standing.user, f"savedview:{pk}")
    be_at(standing, view.centre_id)
    return view


def views_of(user: User, centre: Centre) -> QuerySet[SavedView]:
    """What this person saved at this centre, the oldest first."""
    return SavedView.objects.filter(user=user, centre=centre)


# --- who is not on track ---------------------------------------------------------------------------------------------

OF_MEASURE = ("patient", "instrument", "name")
NEWEST = ("-measured", "-recorded", "-pk")  # of two values with one own day the one recorded later counts
Key = tuple[Any, str, str]


def expected_course(centre: Centre) -> ExpectedCourse | None:
    """What the centre has decided; None where it has not."""
    return ExpectedCourse.objects.filter(centre=centre).first()


def tracks_of(pathways: Iterable[Pathway], expected: ExpectedCourse | None) -> dict[Any, PersonTrack]:
    """How each of these stands today, by pathway, in four queries for any number of people.

    Only who is in stepped care now has a place: nobody is measured while they pause. Reads `patient.centre` and
    `policy` of each pathway, so fetch them with it.
    """
    going = [one for one in pathways if one.status == Pathway.Status.ACTIVE and one.entered]
    measures = {one.pk: compared(policy_of(one.policy).measures.values()) for one in going}
    first, at_entry, latest = _values(going, {measure for some in measures.values() for measure in _keys(some)})
    helps, weeks = helps_of(going), expected.weeks if expected else None

    def stands(pathway: Pathway, measure: Measure, today: date) -> Any:
        key = (pathway.patient_id, measure.instrument, measure.score)
        known = helps.get(pathway.pk)
        return measure_track(
            measure,
            Values(first.get(key), at_entry.get(key), latest.get(key)),
            counted_from=known.began if known and known.began else pathway.entered or today,
            weeks=weeks,
            today=today,
        )

    return {
        one.pk: PersonTrack(tuple(stands(one, measure, today) for measure in measures[one.pk]))
        for one in going
        for today in [today_of(one.patient)]
    }


def _keys(measures: Iterable[Measure]) -> Iterable[tuple[str, str]]:
    return ((measure.instrument, measure.score) for measure in measures)


def _values(going: list[Pathway], wanted: set[tuple[str, str]]) -> tuple[dict[Key, Measured], ...]:
    """The first value of each, the latest not after the level was entered, and the latest."""
    patients = [pathway.patient_id for pathway in going]
    scores = Score.objects.filter(of_scores(wanted), patient__in=patients, value__isnull=False)
    before = scores.filter(measured__lte=F("patient__pathway__entered"))
    return (_one_of_each(scores, "measured", *NEWEST[1:]), _one_of_each(before, *NEWEST), _one_of_each(scores, *NEWEST))


def _one_of_each(scores: QuerySet[Score], *order: str) -> dict[Key, Measured]:
    rows = scores.order_by(*OF_MEASURE, *order).distinct(*OF_MEASURE)
    return {
        (patient, instrument, name): Measured(measured, value)
        for patient, instrument, name, measured, value in rows.values_list(*OF_MEASURE, "measured", "value")
        if value is not None
    }


def off_track(pathways: QuerySet[Pathway], centre: Centre, *tracks: Track) -> list[Any]:
    """The pathways of these that stand so, worst first; without `tracks` whoever is worse or not better. Six queries.

    Only who has an answer that still counts can be on the list, so nobody else is read.
    """
    here = Pathway.objects.filter(centre=centre, policy=OuterRef("pk"))
    versions = PolicyVersion.objects.filter(Exists(here)).order_by()  # each has its whole text: read once, never sorted
    ages = [one.max_age_days for version in versions for one in compared(policy_of(version).measures.values())]
    since = newest_today() - timedelta(days=max(ages, default=0) + 2)  # a day begins elsewhere up to a day earlier
    fresh = Score.objects.filter(patient=OuterRef("patient"), recorded__gte=since, measured__gte=since)
    going = pathways.filter(Exists(fresh), status=Pathway.Status.ACTIVE)
    read = going.order_by().select_related("patient__centre", "policy")
    found = {
        pk: one for pk, one in tracks_of(read, expected_course(centre)).items() if one.track in (tracks or OFF_TRACK)
    }
    return sorted(found, key=lambda pk: (found[pk].rank, pk))


def first_of(pathways: QuerySet[Pathway], ranked: list[Any]) -> QuerySet[Pathway]:
    """`place`: where each stands among these ids, from 1; empty for whoever is not among them."""
    ids = Value(ranked, output_field=ArrayField(UUIDField()))
    return pathways.annotate(place=Func(ids, F("pk"), function="array_position", output_field=IntegerField()))


# --- who left a question about suicidal thoughts open ----------------------------------------------------------------


def left_open(pathways: QuerySet[Pathway]) -> QuerySet[Pathway]:
    """Those of whom the newest answers to an instrument that asks about suicidal thoughts say nothing to that item."""
    asking = {code: sorted(one.suicide_items) for code, one in catalogue().items() if one.suicide_items}
    newest = Response.objects.filter(patient=OuterRef("patient"), instrument__in=asking).order_by("-answered", "-pk")
    unsaid = Q(pk__in=[])
    for code, items in asking.items():
        for item in items:
            unsaid |= Q(~Q(answers__has_key=item) | Q(answers__contains={item: None}), instrument=code)
    open_now = Response.objects.filter(unsaid, pk=OuterRef("asked_last"))
    return pathways.annotate(asked_last=Subquery(newest.values("pk")[:1])).filter(Exists(open_now))
