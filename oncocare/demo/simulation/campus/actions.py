"""What a cohort opened at the campus, kept in its diary and was written: inserted at once after it has lived."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from oncocare.demo.simulation import courses, exposure
from oncocare.demo.simulation.exposure import CampusHabit, PieceOpening, Readable
from oncocare.demo.simulation.names import address
from oncocare.demo.simulation.plan import SimulationPlan
from oncocare.effort.models import Effort
from oncocare.foundation.unit import action
from oncocare.library.choices import Audience
from oncocare.library.models import TextVersion
from oncocare.people.models import Centre, Patient
from steps.campus.models import CampusReview, DiaryDay, Guidance, PieceUse, Recommendation
from steps.levels import Level
from steps.models import Transition

EVERY = 14  # days from one review to the next
AFTER = timedelta(minutes=20)  # from coming to level 2 to the first piece, at least
WRITTEN = {
    "en": (
        "I have read what you shared. Take your time.",
        "How are you? You need not open anything.",
    ),
    "es": ("He leído lo que compartió. Tómese su tiempo; no hay prisa.", "¿Cómo está? No hace falta que abra nada."),
}
FALLBACK = "es"


@dataclass(frozen=True)
class _Stay:
    """From when somebody was at level 2, and the day on which they no longer were; None while they are."""

    begins: datetime
    since: date
    until: date | None


@dataclass(frozen=True)
class _Life:
    """Somebody who has been at level 2, their habit, the last day on which they still do anything, and that on which
    their care ended, if it did.
    """

    number: int
    patient: Patient
    stays: Sequence[_Stay]
    habit: CampusHabit
    last: date
    ended: date | None

    @property
    def since(self) -> date:
        """The day on which they first came to level 2."""
        return self.stays[0].since

    def day(self, number: int) -> date:
        """The day that lies so many days after that."""
        return self.since + timedelta(days=number)


def habit_of(plan: SimulationPlan, number: int) -> CampusHabit:
    """What the person with this number does at the campus; the same while they live and afterwards."""
    return exposure.habit(courses.dice(plan.seed, "campus", number))


@action
def fill_campus(*, centre: Centre, plan: SimulationPlan) -> int:
    """The rows of everybody of this plan who came to level 2, in bulk, and without rows of the log, which tells things
    in the order in which they happened; the number of opened pieces. The help of level 2 began as they lived.
    """
    shelf = _Shelf(centre)
    lives = list(_lives(centre, plan))
    uses = [row for life in lives for row in _uses(life, plan, shelf)]
    PieceUse.objects.bulk_create(uses)
    Recommendation.objects.bulk_create(
        row for life in lives if life.habit.guided for row in _recommended(life, plan, shelf)
    )
    DiaryDay.objects.bulk_create(row for life in lives for row in _diary(life, plan))
    _guide(lives, plan)
    return len(uses)


def _lives(centre: Centre, plan: SimulationPlan) -> Iterator[_Life]:
    numbers = {address(centre.slug, number): number for number in range(plan.patients)}
    moves = Transition.objects.filter(patient__centre=centre, patient__user__email__in=numbers)
    moves = moves.select_related("patient__centre", "patient__user", "patient__clinician")
    for _pk, group in groupby(moves.order_by("patient__joined_on", "patient", "sequence"), lambda one: one.patient_id):
        changes = list(group)
        patient, stays = changes[0].patient, list(_stays(changes))
        if stays and patient.user:
            number = numbers[patient.user.email]
            yield _Life(number, patient, stays, habit_of(plan, number), *_ends(plan, number, patient))


def _stays(changes: Sequence[Transition]) -> Iterator[_Stay]:
    for change, after in zip(changes, [*changes[1:], None], strict=True):
        if change.level_after == Level.CAMPUS:
            yield _Stay(change.made, change.day, after.day if after else None)


def _ends(plan: SimulationPlan, number: int, patient: Patient) -> tuple[date, date | None]:
    """The last day on which they do anything, and the day on which their care ended; who goes without a word is in care
    as far as anybody knows.
    """
    who = courses.person(courses.dice(plan.seed, "person", number))
    over = [day for day, step in courses.changes(who) if step in ("withdraw", "end")]
    gone = courses.last_day(who)
    last = plan.until if gone is None else patient.joined_on + timedelta(days=gone)
    ended = patient.joined_on + timedelta(days=over[0]) if over else plan.until
    return min(last, plan.until - timedelta(days=1)), ended if ended < plan.until else None


class _Shelf:
    """What the library of a centre has for patients, by language: the newest version of each piece."""

    def __init__(self, centre: Centre) -> None:
        rows = TextVersion.objects.filter(centre=centre, piece__audience__contains=[Audience.PATIENT.value])
        newest = rows.order_by("piece__slug", "language", "-number").distinct("piece__slug", "language")
        self.versions: dict[str, dict[str, TextVersion]] = {}
        for version in newest.select_related("piece").defer("searched"):
            self.versions.setdefault(version.language, {})[version.piece.slug] = version

    def of(self, language: str) -> dict[str, TextVersion]:
        """The versions in this language, by the slug of their piece."""
        return self.versions.get(language) or self.versions.get(FALLBACK, {})

    def readable(self, language: str) -> list[Readable]:
        """The same as the draws know them."""
        shelf = sorted(self.of(language).items())
        return [Readable(slug, one.piece.area, one.piece.kind, one.minutes) for slug, one in shelf]


def _opened(life: _Life, plan: SimulationPlan, shelf: _Shelf) -> list[PieceOpening]:
    days = [day for day in life.habit.days if life.day(day) <= life.last]
    rng = courses.dice(plan.seed, "pieces", life.number)
    return exposure.openings(rng, days, shelf.readable(life.patient.language))


def _uses(life: _Life, plan: SimulationPlan, shelf: _Shelf) -> Iterator[PieceUse]:
    versions = shelf.of(life.patient.language)
    for number, one in enumerate(_opened(life, plan, shelf)):
        version = versions[one.piece.slug]
        opened = max(_moment(life, life.day(one.day), one.hour), life.stays[0].begins + AFTER)
        over = opened + timedelta(seconds=one.seconds)
        yield PieceUse(
            patient=life.patient, centre=life.patient.centre, piece=version.piece, version=version,
            offered="clinician" if life.habit.guided and number == 0 else "", opened=opened, touched=over,
            place=int(one.read * _parts(version.text)), seconds=one.seconds, finished=over if one.finished else None,
            helped=one.helped,
        )  # fmt: skip


def _recommended(life: _Life, plan: SimulationPlan, shelf: _Shelf) -> Iterator[Recommendation]:
    """The piece with which they begin, or would: a clinician's word on the day they came."""
    readable = shelf.readable(life.patient.language)
    rng = courses.dice(plan.seed, "pieces", life.number)
    for one in exposure.openings(rng, (life.habit.days or (0,))[:1], readable):
        piece = shelf.of(life.patient.language)[one.piece.slug].piece
        if life.patient.clinician:
            yield Recommendation(
                patient=life.patient, centre=life.patient.centre, piece=piece, says=Recommendation.Says.DO,
                by=life.patient.clinician, made=life.stays[0].begins + AFTER / 2,
            )  # fmt: skip


def _diary(life: _Life, plan: SimulationPlan) -> Iterator[DiaryDay]:
    for kept in exposure.kept_days(courses.dice(plan.seed, "kept", life.number), life.habit):
        if (day := life.day(kept.day)) <= life.last:
            yield DiaryDay(
                patient=life.patient, centre=life.patient.centre, day=day, mood=kept.mood, activity=kept.activity,
                saved=_moment(life, day, 20),
            )  # fmt: skip


# --- who guides them --------------------------------------------------------------------------------------------------


def _guide(lives: Sequence[_Life], plan: SimulationPlan) -> None:
    """Whoever looks after somebody guides them at level 2, and writes to them in the turns of the house; rows that are
    there already, by the rules of the house, are kept.
    """
    here = Guidance.objects.filter(patient__in=[life.patient for life in lives])
    there = set(here.values_list("patient", flat=True))
    Guidance.objects.bulk_create(row for life in lives if life.patient.pk not in there for row in _guidances(life))
    rows: dict[UUID, list[Guidance]] = {}
    for row in here.exclude(supporter=None).select_related("supporter").order_by("patient", "since", "pk"):
        rows.setdefault(row.patient_id, []).append(row)
    reviews = [
        review for life in lives for row in rows.get(life.patient.pk, []) for review in _reviews(life, row, plan)
    ]
    Effort.objects.bulk_create(review.effort for review in reviews)
    CampusReview.objects.bulk_create(reviews)
    Guidance.objects.bulk_update([row for those in rows.values() for row in those], ["due"])


def _guidances(life: _Life) -> Iterator[Guidance]:
    for stay in life.stays:
        yield Guidance(
            patient=life.patient, centre=life.patient.centre, supporter=life.patient.clinician, since=stay.since,
            until=stay.until or life.ended, due=stay.since + timedelta(days=EVERY),
        )  # fmt: skip


def _reviews(life: _Life, row: Guidance, plan: SimulationPlan) -> Iterator[CampusReview]:
    """What is written within one stay, on workdays; each moves the day on which the next is due."""
    supporter = row.supporter
    if supporter is None:
        return
    rng, until = courses.dice(plan.seed, "reviews", life.number, row.since), row.until or plan.until
    for number in exposure.reviewed(rng, (0, (until - row.since).days), EVERY):
        day = _workday(row.since + timedelta(days=number))
        if day >= until:
            return
        made, minutes = _moment(life, day, 11), rng.randrange(2, 6)
        effort = Effort(
            staff=supporter.pk, centre=life.patient.centre_id, patient=life.patient.pk, what="campus.review",
            began=made - timedelta(minutes=minutes), minutes=minutes, recorded=made,
        )  # fmt: skip
        read, asked = WRITTEN.get(life.patient.language, WRITTEN[FALLBACK])
        words = read if any(life.day(one) < day for one in life.habit.days) else asked
        yield CampusReview(
            guidance=row, patient=life.patient, centre=life.patient.centre, by=supporter, was_due=row.due, words=words,
            effort=effort, made=made,
        )  # fmt: skip
        row.due = day + timedelta(days=EVERY)


def _workday(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() > 4 else day


def _moment(life: _Life, day: date, hour: float) -> datetime:
    zone = ZoneInfo(life.patient.centre.time_zone)
    return (datetime.combine(day, time(), zone) + timedelta(hours=hour)).astimezone(UTC)


def _parts(text: str) -> int:
    """How many parts a text is read in, about: one for each of its headings."""
    return max(1, len(re.findall(r"^## ", text, re.MULTILINE)))
