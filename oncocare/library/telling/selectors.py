"""Who is told of which texts, and whether what they were told still holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet

from oncocare.audit.actions import actor
from oncocare.library.models import TextStep, TextVersion
from oncocare.library.selectors import latest_steps
from oncocare.library.telling.expiry import A_DAY, BEFORE, over_on, taken_over, told_on
from oncocare.library.telling.kinds import BACK, ENDED, EXPIRED, EXPIRING, MOVED, PUBLISHED, REVIEW, DayTold, day_told
from oncocare.people.days import day_of, today_of
from oncocare.people.models import Centre, Membership, User
from oncocare.people.permissions import Permission
from oncocare.people.selectors import holders, holding

Step = TextStep.Step

LOOKED_BACK = timedelta(days=6)  # what a server missed that stood still is told; what is long past is not
OF_STEP = {Step.SENT_BACK.value: BACK, Step.PUBLISHED.value: PUBLISHED, Step.ENDED.value: ENDED}


# --- steps ------------------------------------------------------------------------------------------------------------


def concerned(step: TextStep) -> Iterator[tuple[str, User]]:
    """Who is told of a step, by which kind of message: people who work here, and never whoever took it. Nobody, where
    the version has gone on since.
    """
    version = step.version
    if not latest_steps().filter(pk=step.pk).exists():
        return
    if step.step == Step.SUBMITTED:
        reviewers = holders(step.centre, Permission.REVIEW_LIBRARY)
        yield from ((REVIEW, user) for user in reviewers if actor(user) != version.by)
        return
    here = {actor(user): user for user in holders(step.centre, Permission.WRITE_LIBRARY) if actor(user) != step.by}
    if version.by in here:
        yield OF_STEP[step.step], here[version.by]
    if step.step == Step.PUBLISHED:
        yield from ((MOVED, here[by]) for by in _translators(version) if by in here)


def _translators(version: TextVersion) -> set[str]:
    behind = _newest(TextVersion.objects.filter(
        piece=version.piece_id, source__language=version.language, source__number__lt=version.number
    ))  # fmt: skip
    return set(behind.values_list("by", flat=True))


def _newest(versions: QuerySet[TextVersion]) -> QuerySet[TextVersion]:
    """Those of these that have no newer version in their language."""
    newer = TextVersion.objects.filter(
        piece=OuterRef("piece"), language=OuterRef("language"), number__gt=OuterRef("number")
    )
    return versions.filter(~Exists(newer))


def steps_told(user: User, sources: Sequence[str]) -> Mapping[str, list[Any]]:
    """By source, the steps of its day that still hold: whether this person `reviews` or `writes` there, whether a
    `newer` version was written, and which translations of theirs are `behind`; one query.
    """
    told = {source: day_told(source) for source in sources}
    here = user.memberships.filter(centre=OuterRef("centre"))
    of_piece = TextVersion.objects.filter(piece=OuterRef("version__piece"))
    newer = of_piece.filter(language=OuterRef("version__language"), number__gt=OuterRef("version__number"))
    behind = of_piece.filter(
        by=actor(user), source__language=OuterRef("version__language"), source__number__lt=OuterRef("version__number")
    )
    days = {(one.centre, one.day) for one in told.values()}
    rows = latest_steps().filter(reduce(or_, (_around(*one) for one in days))).annotate(
        reviews=Exists(holding(here, Permission.REVIEW_LIBRARY)),
        writes=Exists(holding(here, Permission.WRITE_LIBRARY)),
        newer=Exists(newer),
        behind=ArraySubquery(_newest(behind).values("pk")),
    )  # fmt: skip
    found = defaultdict(list)
    for step in rows.select_related("version", "centre"):
        found[str(step.centre_id), day_of(step.centre, step.made)].append(step)
    return {source: found[one.centre, one.day] for source, one in told.items()}


def _around(centre: str, day: date) -> Q:
    """What may be of this day, whatever the zone of the centre."""
    noon = datetime.combine(day, time(12), UTC)
    return Q(centre=centre, made__gt=noon - A_DAY * 1.5, made__lt=noon + A_DAY * 1.5)


# --- days that come ---------------------------------------------------------------------------------------------------


def to_tell(centre: Centre) -> dict[DayTold, list[User]]:
    """Whom to tell today, and in the days before if nobody was, of what expires and has expired."""
    today = today_of(centre)
    found: dict[DayTold, list[User]] = defaultdict(list)
    for told, _version, people in _ending([centre.pk], today - LOOKED_BACK, today):
        found[told] += [user for user in people if user not in found[told]]
    return found


def endings_told(user: User, sources: Sequence[str]) -> Mapping[str, list[TextVersion]]:
    """By source, the versions that still expire or have expired, and that this person is told of."""
    told = {day_told(source): source for source in sources}
    days = [one.day for one in told]
    found: dict[str, list[TextVersion]] = defaultdict(list)
    for one, version, people in _ending({one.centre for one in told}, min(days), max(days)):
        if one in told and user in people:
            found[told[one]].append(version)
    return found


def _ending(centres: Collection[Any], first: date, last: date) -> Iterator[tuple[DayTold, TextVersion, list[User]]]:
    """What expires or has expired and is told of between two days, with the people who are told."""
    shown = latest_steps().filter(step=Step.PUBLISHED, centre__in=centres)
    near = shown.filter(until__gte=first - A_DAY, until__lte=last + BEFORE)
    beside = _by_text(shown.filter(version__piece__in=near.values("version__piece")))
    found = [
        (DayTold(kind, str(step.centre_id), day), step)
        for steps in beside.values() for step in steps for kind, day in _when(step, steps) if first <= day <= last
    ]  # fmt: skip
    people = _People({step.centre_id for _told, step in found})
    for told, step in found:
        yield told, step.version, people.of(step)


def _by_text(steps: QuerySet[TextStep]) -> dict[tuple[Any, str], list[TextStep]]:
    """By piece and language."""
    found = defaultdict(list)
    for step in steps.select_related("version__piece", "centre").order_by("pk"):
        found[step.version.piece_id, step.version.language].append(step)
    return found


def _when(step: TextStep, beside: Iterable[TextStep]) -> Iterator[tuple[str, date]]:
    """What is told of a published version and when; nothing where a newer one goes on, or is shown or to be shown."""
    on, until, today = step.on or date.min, step.until or date.min, today_of(step.centre)
    newer = [
        (other.on, other.until) for other in beside
        if other.version.number > step.version.number and other.on and other.until
    ]  # fmt: skip
    if any(taken_over(until, *days) for days in newer):
        return
    if today <= until:
        yield EXPIRING, told_on(day_of(step.centre, step.made), on, until)
    elif not any(last >= today for _first, last in newer):
        yield EXPIRED, over_on(until)


class _People:
    """Who is told of a version that ends: whoever keeps its piece right; else who wrote it; else all who review. Those
    only who work at its centre.
    """

    def __init__(self, centres: Collection[Any]) -> None:
        self.writing: dict[Any, dict[str, User]] = defaultdict(dict)
        self.reviewing: dict[Any, dict[str, User]] = defaultdict(dict)
        for of, permission in (
            (self.writing, Permission.WRITE_LIBRARY), (self.reviewing, Permission.REVIEW_LIBRARY)
        ):  # fmt: skip
            rows = holding(Membership.objects.filter(centre__in=centres), permission)
            for row in rows.select_related("user"):
                of[row.centre_id][actor(row.user)] = row.user

    def of(self, step: TextStep) -> list[User]:
        """The people for one version."""
        here = self.writing[step.centre_id]
        for by in (f"user:{step.version.piece.owner_id}", step.version.by):
            if by in here:
                return [here[by]]
        return list(self.reviewing[step.centre_id].values())
