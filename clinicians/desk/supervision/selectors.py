"""Who is not on track, with what a clinician takes to a supervisor about each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, QuerySet

from clinicians.desk.caseload.filters import Filters
from clinicians.desk.caseload.selectors import PER_PAGE, CaseloadRow, rows_of, unordered
from clinicians.desk.urgency.selectors import with_people
from clinicians.models import ExpectedCourse, SupervisionEntry
from clinicians.on_track import PersonTrack, Track, compared
from clinicians.selectors import expected_course, tracks_of
from clinicians.track_words import BandWords, bands, why
from oncocare.people.models import Centre, Patient, User
from steps.models import Pathway, PolicyVersion
from steps.selectors import policy_of

UNKNOWN_SHOWN = 200


@dataclass(frozen=True)
class OffTrack:
    """Somebody on the list: how they stand, each reason in a sentence, and the latest supervision about them.

    `takes`: the reader may take this person to supervision from here: nobody else looks after them.
    """

    pathway: Pathway
    track: PersonTrack
    reasons: list[str]
    latest: SupervisionEntry | None
    takes: bool


@dataclass(frozen=True)
class Listed:
    """Whoever is worse or not better, the worst first, one page of them; how many there are beside them; the first of
    whom nothing can be said; and the band in words.
    """

    off: list[OffTrack]
    page: Page[Any]
    worse: int
    not_better: int
    on_track: int
    unsaid: int
    unknown: list[Pathway]
    bands: list[BandWords]
    expected: ExpectedCourse | None


def in_care(centre: Centre, user: User, *, everybody: bool) -> QuerySet[Pathway]:
    """Whom the list is about: those this person looks after, or everybody; who pauses or left is on neither."""
    filters = Filters(whose="all" if everybody else str(user.pk), status="active")
    return unordered(centre, user, filters).order_by("started", "pk")


def listed(centre: Centre, user: User, *, everybody: bool, number: Any = 1) -> Listed:
    """One page of the list, in a fixed number of queries; of the others no more is read than how they stand."""
    people, expected = in_care(centre, user, everybody=everybody), expected_course(centre)
    tracks = tracks_of(people, expected)
    off = sorted((pk for pk, track in tracks.items() if track.off), key=lambda pk: tracks[pk].rank)
    page = Paginator(off, PER_PAGE).get_page(number)
    unknown = [
        pk for pk in people.values_list("pk", flat=True) if pk not in tracks or tracks[pk].track is Track.UNKNOWN
    ]
    shown = with_people(people).in_bulk([*page.object_list, *unknown[:UNKNOWN_SHOWN]])
    latest = latest_supervisions([shown[pk].patient_id for pk in page.object_list])
    counted = Counter(track.track for track in tracks.values())
    used = PolicyVersion.objects.filter(Exists(people.filter(policy=OuterRef("pk")))).order_by("added")
    return Listed(
        off=[_off(shown[pk], tracks[pk], latest, user) for pk in page.object_list],
        page=page,
        worse=counted[Track.WORSE],
        not_better=counted[Track.NOT_BETTER],
        on_track=counted[Track.ON_TRACK],
        unsaid=len(unknown),
        unknown=[shown[pk] for pk in unknown[:UNKNOWN_SHOWN]],
        bands=bands_of(used),
        expected=expected,
    )


def _off(pathway: Pathway, track: PersonTrack, latest: dict[Any, SupervisionEntry], user: User) -> OffTrack:
    return OffTrack(
        pathway=pathway,
        track=track,
        reasons=[why(one) for one in track.deciding],
        latest=latest.get(pathway.patient_id),
        takes=pathway.patient.clinician_id in (None, user.pk),
    )


def bands_of(policies: Iterable[PolicyVersion]) -> list[BandWords]:
    """The band of every measure by which these policies compare."""
    once = {version.pk: policy_of(version) for version in policies}
    return bands(measure for policy in once.values() for measure in compared(policy.measures.values()))


def latest_supervisions(patients: list[Any]) -> dict[Any, SupervisionEntry]:
    """The newest entry about each, by patient."""
    rows = SupervisionEntry.objects.filter(patient__in=patients).select_related("by")
    newest = rows.order_by("patient", "-held_on", "-made").distinct("patient")
    return {entry.patient_id: entry for entry in newest}


@dataclass(frozen=True)
class Taken:
    """One person on the sheet for a supervisor: key, age in whole years and course, and no name."""

    row: CaseloadRow
    track: PersonTrack | None
    reasons: list[str]
    entries: list[SupervisionEntry]

    @property
    def patient(self) -> Patient:
        """Whose course it is."""
        return self.row.pathway.patient


def taken(centre: Centre, patients: list[Patient]) -> list[Taken]:
    """What a supervisor is shown of these people, in this order; who is outside stepped care has no course to show."""
    rows = Pathway.objects.filter(patient__in=patients, centre=centre)
    found = {one.patient_id: one for one in rows.select_related("patient__user", "patient__centre", "policy", "centre")}
    pathways = [found[patient.pk] for patient in patients if patient.pk in found]
    tracks = tracks_of(rows, expected_course(centre))
    entries: dict[Any, list[SupervisionEntry]] = {patient.pk: [] for patient in patients}
    for entry in SupervisionEntry.objects.filter(patient__in=patients).order_by("-held_on", "-made"):
        entries[entry.patient_id].append(entry)
    return [
        Taken(row, track, _reasons(track), entries[row.pathway.patient_id])
        for row in rows_of(centre, pathways)
        for track in [tracks.get(row.pathway.pk)]
    ]


def _reasons(track: PersonTrack | None) -> list[str]:
    return [why(one) for one in track.measures] if track else []
