"""Reads somebody's diary, goals and compass: for themselves, and what they share with whoever guides them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from oncocare.foundation.digest import digest
from oncocare.foundation.sealed import Lost
from oncocare.people.days import today_of
from oncocare.people.models import Patient, User
from steps.campus.diary.scales import ACTIVITY, MOOD, SCALES, DayScale, area, mouth, said
from steps.campus.diary.weeks import WeeksPicture, first_day, monday_of, picture
from steps.campus.models import Compass, DiaryDay, Goal, Guidance

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Answer:
    """One answer that a person can tap."""

    value: int
    words: StrOrPromise
    chosen: bool
    mouth: str  # of its face, for a mood


@dataclass(frozen=True)
class DayQuestion:
    """One question about one day, with what was said."""

    scale: DayScale
    day: date
    question: StrOrPromise
    value: int | None

    @property
    def answers(self) -> list[Answer]:
        """Every answer there is."""
        return [
            Answer(value, words, value == self.value, _mouth(self.scale, value))
            for value, words in self.scale.answers.items()
        ]

    @property
    def mouth(self) -> str:
        """The mouth of the face of what was said."""
        return "" if self.value is None else _mouth(self.scale, self.value)

    @property
    def said(self) -> StrOrPromise:
        """What was said, in words."""
        return said(self.scale, self.value)


@dataclass(frozen=True)
class SaidDay:
    """One day in words, for a table."""

    day: date
    mood: StrOrPromise
    activity: StrOrPromise


@dataclass(frozen=True)
class GoalSaid:
    """One week's goal in words."""

    goal: Goal

    @property
    def lost(self) -> bool:
        """Whether the words cannot be opened; they say so themselves."""
        return isinstance(self.goal.words, Lost)

    @property
    def area(self) -> StrOrPromise:
        """What it has to do with, of what matters to the person."""
        return area(self.goal.value) if self.goal.value else ""

    @property
    def went(self) -> StrOrPromise:
        """How it went, where that was said."""
        return "" if self.goal.went == Goal.Went.OPEN else self.goal.get_went_display()


@dataclass(frozen=True)
class SharedDiary:
    """What a person lets whoever guides them and their clinician read: the last six weeks, the newest first.

    What matters to them (the compass) is not part of it, but where a goal names one area.
    """

    since: datetime
    days: list[DiaryDay]
    goals: list[GoalSaid]
    picture: WeeksPicture

    @property
    def said(self) -> list[SaidDay]:
        """The days in words."""
        return in_words(self.days)


def _mouth(scale: DayScale, value: int) -> str:
    return mouth(16, 16, value) if scale is MOOD else ""


# --- one's own --------------------------------------------------------------------------------------------------------


def days_of(patient: Patient, today: date) -> list[DiaryDay]:
    """The days of the last six weeks that something was said of, the newest first."""
    return list(patient.diary.filter(day__gte=first_day(today), day__lte=today).order_by("-day"))


def asked_of(days: Iterable[DiaryDay], day: date, *, before: bool = False) -> list[DayQuestion]:
    """The two questions about a day with what was said of it; `before`: the day is over."""
    kept = next((one for one in days if one.day == day), None)
    return [
        DayQuestion(
            scale, day, scale.question_before if before else scale.question, getattr(kept, scale.name) if kept else None
        )
        for scale in SCALES.values()
    ]


def in_words(days: Iterable[DiaryDay]) -> list[SaidDay]:
    """Days in words, in their order."""
    return [SaidDay(one.day, said(MOOD, one.mood), said(ACTIVITY, one.activity)) for one in days]


def compass_of(patient: Patient) -> Compass | None:
    """What matters to a person, and whether they share their diary."""
    return Compass.objects.filter(patient=patient).first()


def mark_of(compass: Compass | None) -> str:
    """What matters, as a mark that a page sends back: another mark means that it was changed meanwhile."""
    return mark(compass.values, compass.words) if compass else mark([], "")


def mark(values: Iterable[str], words: str) -> str:
    """The same of these areas and words."""
    return digest([sorted(values), words.strip()])


def areas_of(compass: Compass | None) -> list[tuple[str, StrOrPromise]]:
    """The areas of life that a person chose, with their words."""
    return [(code, area(code)) for code in compass.values] if compass else []


def goal_of_week(patient: Patient, today: date) -> Goal | None:
    """What a person wants to do in the week of this day."""
    return Goal.objects.filter(patient=patient, week=monday_of(today)).first()


def goals_of(patient: Patient) -> list[GoalSaid]:
    """Every goal, the newest week first."""
    return [GoalSaid(goal) for goal in Goal.objects.filter(patient=patient).order_by("-week")]


def goal_to_ask_of(goals: Iterable[GoalSaid], today: date) -> GoalSaid | None:
    """The goal of last week, while nobody said how it went; older ones are not asked about."""
    last = monday_of(today) - timedelta(weeks=1)
    return next((one for one in goals if one.goal.week == last and not one.went), None)


def guide_of(patient: Patient) -> User | None:
    """Whoever guides them now."""
    guidance = Guidance.objects.filter(patient=patient, until=None).select_related("supporter").first()
    return guidance.supporter if guidance else None


# --- for others -------------------------------------------------------------------------------------------------------


def shared_diary(patient: Patient) -> SharedDiary | None:
    """The last six weeks of days and goals; None while the person keeps them for themselves."""
    since = Compass.objects.filter(patient=patient).values_list("shared", flat=True).first()
    if since is None:
        return None
    today = today_of(patient)
    days, first = days_of(patient, today), first_day(today)
    goals = [one for one in goals_of(patient) if one.goal.week >= first]
    return SharedDiary(since, days, goals, picture(days, today))
