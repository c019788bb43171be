"""Who may look after people, whose record a task opens, notes, saved views, and who is not on track."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, Func, IntegerField, JSONField, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, JSONObject

from clinicians.models import Contact, ExpectedCourse, Leaflet, Note, SavedView, Task
from clinicians.on_track import OFF_TRACK, Measured, MeasureTrack, PersonTrack, Track, Values, compared, measure_track
from oncocare.people.access import be_at, inside_caseload, not_found
from oncocare.people.days import ZONE, today_of
from oncocare.people.models import Centre, Patient, User
from oncocare.people.permissions import Permission
from oncocare.people.selectors import Standing, holders
from questionnaires.instruments.catalogue import catalogue
from questionnaires.models import Response, Score
from questionnaires.selectors import of_scores
from steps.course.selectors import helps_of
from steps.models import Pathway
from steps.policy import Measure
from steps.selectors import policy_of


@inside_caseload
def has_a_task(user: User, patient: Patient) -> bool:
    """Whoever a colleague gave a task for this patient may open the record until it is done."""
    return Task.objects.filter(Task.OPEN, patient=patient, owner=user).exclude(maker=user).exists()


def source_anew(source: str) -> str:
    """The source of a task about this, which begins so: another one where those before are over and it comes anew."""
    return f"{source}:{Task.objects.filter(source__startswith=f'{source}:').exclude(Task.OPEN).count()}"


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


def tracks_of(pathways: QuerySet[Pathway], expected: ExpectedCourse | None) -> dict[Any, PersonTrack]:
    """How each of these stands today, by pathway, in their order, in six queries for any number of people.

    Only who is in stepped care now has a place: nobody is measured while they pause. Of each no more is read than is
    compared: a centre may have tens of thousands.
    """
    active = pathways.filter(status=Pathway.Status.ACTIVE, entered__isnull=False)
    light = active.select_related(None).only("patient", "status", "level", "entered", "policy").annotate(zone=ZONE)
    going: list[Any] = list(light.prefetch_related("policy"))
    policies = {one.policy_id: one.policy for one in going}
    measures = {pk: compared(policy_of(one).measures.values()) for pk, one in policies.items()}
    first, at_entry, latest = _values(active, {key for some in measures.values() for key in _keys(some)})
    helps, weeks = helps_of(going), expected.weeks if expected else None

    def stands(pathway: Any, measure: Measure, today: date) -> MeasureTrack:
        key = (pathway.patient_id, measure.instrument, measure.score)
        known = helps.get(pathway.pk)
        return measure_track(
            measure,
            Values(first.get(key), at_entry.get(key), latest.get(key)),
            counted_from=known.began if known and known.began else pathway.entered,
            weeks=weeks,
            today=today,
        )

    return {
        one.pk: PersonTrack(tuple(stands(one, measure, today) for measure in measures[one.policy_id]))
        for one in going
        for today in [today_of(one)]
    }


def _keys(measures: Iterable[Measure]) -> Iterable[tuple[str, str]]:
    return ((measure.instrument, measure.score) for measure in measures)


def _values(active: QuerySet[Pathway], wanted: set[tuple[str, str]]) -> tuple[dict[Key, Measured], ...]:
    """The first value of each, the latest not after the level was entered, and the latest."""
    scores = Score.objects.filter(
        of_scores(wanted), patient__in=active.order_by().values("patient"), value__isnull=False
    )
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
    """The pathways of these that stand so, worst first; without `tracks` whoever is worse or not better."""
    standing = tracks_of(pathways, expected_course(centre))
    found = {pk: one for pk, one in standing.items() if one.track in (tracks or OFF_TRACK)}
    return sorted(found, key=lambda pk: (found[pk].rank, pk))


def first_of(pathways: QuerySet[Pathway], ranked: list[Any]) -> QuerySet[Pathway]:
    """`place`: where each stands among these ids, from 1; empty for whoever is not among them. It is looked up by its
    id, so that the list may be long.
    """
    places = Value({str(pk): place for place, pk in enumerate(ranked, 1)}, output_field=JSONField())
    own = Func(places, Cast("pk", TextField()), function="jsonb_extract_path_text", output_field=TextField())
    return pathways.annotate(place=Cast(own, IntegerField()))


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


# --- what a page of a patient says ------------------------------------------------------------------------------------


def with_leaflets(patients: QuerySet[Patient], language: str) -> QuerySet[Any]:
    """Each with the `leaflets` of their centre in this language, as `leaflets_in` reads them. No query more."""
    written = Leaflet.objects.filter(centre=OuterRef("centre"), language=language).exclude(words="")
    whole = written.order_by("about").values(whole=JSONObject(about="about", words="words"))
    return patients.annotate(leaflets=ArraySubquery(whole))


def with_contact(patients: QuerySet[Patient]) -> QuerySet[Any]:
    """Each with the moment at which staff spoke with them last or tried to, `contacted`, and whether they `reached`
    them; no query more.
    """
    last = Contact.objects.filter(patient=OuterRef("pk")).order_by("-began", "-pk")
    return patients.annotate(contacted=Subquery(last.values("began")[:1]), reached=Subquery(last.values("reached")[:1]))


def leaflets_of(centre: Centre, language: str) -> dict[str, str]:
    """What the centre wrote for the page of its patients in this language, by what it is about."""
    rows = Leaflet.objects.filter(centre=centre, language=language).exclude(words="")
    return dict(rows.values_list("about", "words"))


def leaflets_in(patient: Any) -> dict[str, str]:
    """The same, of the centre of a patient fetched `with_leaflets`."""
    return {leaflet["about"]: leaflet["words"] for leaflet in patient.leaflets}


def written_leaflets(centre: Centre) -> set[tuple[str, str]]:
    """What the centre wrote something about, with the language."""
    return set(Leaflet.objects.filter(centre=centre).exclude(words="").values_list("about", "language"))
