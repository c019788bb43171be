"""Keeps and deletes what a person writes down about their days, their week and what matters to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.foundation import clock
from oncocare.foundation.sealed import Lost
from oncocare.foundation.unit import action, hold
from oncocare.people.days import today_of
from oncocare.people.models import Actor, Patient, User
from steps.campus.diary.scales import AREAS, MOST_AREAS, DayScale
from steps.campus.diary.weeks import monday_of
from steps.campus.models import Compass, DiaryDay, Goal, Writing

# --- days -------------------------------------------------------------------------------------------------------------


@action
def keep_day(*, by: User, patient: Patient, day: date, scale: DayScale, value: int | None) -> DiaryDay | None:
    """One answer about today or yesterday of the person's own; None takes it back, and a day without any is deleted."""
    hold(patient)
    today = today_of(patient)
    if not today - timedelta(days=1) <= day <= today:
        raise ValidationError(_("You can say how today was, and yesterday. Nothing was changed."))
    if value is not None and value not in scale.answers:
        raise ValidationError(_("Please choose one of the answers."))
    kept = DiaryDay.objects.filter(patient=patient, day=day).first()
    kept = kept or DiaryDay(patient=patient, centre=patient.centre, day=day)
    setattr(kept, scale.name, value)
    if kept.mood is None and kept.activity is None:
        delete_days(by=by, patient=patient, day=day)
        return None
    kept.saved = clock.now()
    kept.save()
    record(by=by, verb=Verb.CAMPUS_DIARY_KEPT, subject=kept, patient=patient, centre=patient.centre)
    return kept


@action
def delete_days(*, by: User, patient: Patient, day: date | None) -> int:
    """Delete a day, or with None all of them; how many there were."""
    rows = DiaryDay.objects.filter(patient=patient)
    count, _of_each = (rows if day is None else rows.filter(day=day)).delete()
    if count:
        record(by=by, verb=Verb.CAMPUS_DIARY_DELETED, patient=patient, centre=patient.centre, days=count)
    return count


# --- one small goal a week --------------------------------------------------------------------------------------------


@action
def set_goal(*, by: User, patient: Patient, words: str, value: str = "") -> Goal:
    """What the person wants to do this week; what they wrote for it before is replaced."""
    hold(patient)
    if not words.strip():
        raise ValidationError({"words": _("Write one small thing, in a few words.")})
    if value and value not in AREAS:
        raise ValidationError({"value": _("Please choose one of the answers.")})
    week = monday_of(today_of(patient))
    goal = Goal.objects.filter(patient=patient, week=week).first()
    goal = goal or Goal(patient=patient, centre=patient.centre, week=week)
    if isinstance(goal.words, Lost):
        raise ValidationError({"words": _(
            "What you wrote for this week cannot be opened just now, and is kept. To write something else, let it go "
            "first."
        )})  # fmt: skip
    goal.words, goal.value, goal.went, goal.saved = words.strip(), value, Goal.Went.OPEN, clock.now()
    goal.save()
    record(by=by, verb=Verb.CAMPUS_GOAL_SET, subject=goal, patient=patient, centre=patient.centre)
    return goal


@action
def say_how_it_went(*, by: User, patient: Patient, week: date, went: Goal.Went) -> Goal:
    """How the goal of a week went; it can be said again."""
    hold(patient)
    goal = Goal.objects.filter(patient=patient, week=week).first()
    if goal is None:
        raise ValidationError(_("There is no goal of that week. Nothing was changed."))
    goal.went, goal.saved = went, clock.now()
    goal.save()
    record(by=by, verb=Verb.CAMPUS_GOAL_WENT, subject=goal, patient=patient, centre=patient.centre)
    return goal


@action
def delete_goal(*, by: User, patient: Patient, week: date) -> int:
    """The goal of a week is gone: let go, or deleted later; how many there were."""
    count, _of_each = Goal.objects.filter(patient=patient, week=week).delete()
    if count:
        record(by=by, verb=Verb.CAMPUS_GOAL_DELETED, patient=patient, centre=patient.centre)
    return count


# --- what matters, and who reads the rest -----------------------------------------------------------------------------


@action
def keep_compass(*, by: User, patient: Patient, values: Sequence[str], words: str) -> Compass | None:
    """The areas of life that matter, and the person's own words; nobody else reads them. With neither it is deleted."""
    if len(values) > MOST_AREAS:
        raise ValidationError({"values": _("Choose four at most: the ones that matter most now.")})
    if set(values) - set(AREAS):
        raise ValidationError({"values": _("Please choose one of the answers.")})
    compass = _compass(patient)
    lost = isinstance(compass.words, Lost)
    if lost and words.strip():
        raise ValidationError({"words": _(
            "What you wrote before cannot be opened just now, and is kept. To write something else, delete it first."
        )})  # fmt: skip
    if not values and not words.strip() and not lost:
        delete_compass(by=by, patient=patient)
        return None
    compass.values, compass.saved = list(values), clock.now()
    compass.words = compass.words if lost else words.strip()
    compass.save()
    record(by=by, verb=Verb.CAMPUS_COMPASS_KEPT, subject=compass, patient=patient, centre=patient.centre)
    return compass


@action
def delete_compass(*, by: User, patient: Patient) -> None:
    """What matters is gone, areas and words; who reads the diary stays as it was."""
    compass = _compass(patient)
    if not compass.values and not compass.words:
        return
    if compass.shared:
        compass.values, compass.words, compass.saved = [], "", clock.now()
        compass.save()
    else:
        Compass.objects.filter(patient=patient).delete()
    record(by=by, verb=Verb.CAMPUS_COMPASS_DELETED, patient=patient, centre=patient.centre)


@action
def share_diary(*, by: User, patient: Patient, shared: bool) -> Compass:
    """Whoever guides them and their clinician may read diary and goals from now on, or no longer."""
    compass = _compass(patient)
    if bool(compass.shared) != shared:
        compass.shared = clock.now() if shared else None
        compass.save()
        record(
            by=by, verb=Verb.CAMPUS_DIARY_SHARED, subject=compass, patient=patient, centre=patient.centre, shared=shared
        )  # fmt: skip
    return compass


# --- closing the account ----------------------------------------------------------------------------------------------


@action
def forget_private(*, by: Actor, patient: Patient) -> int:
    """Delete what nobody but the person could read: writings that are not shared, what matters to them, and diary and
    goals unless they share them; how many rows there were. What is shared is part of the record, and stays.
    """
    compass = _compass(patient)
    gone = [Writing.objects.filter(patient=patient, shared=None).delete()[0]]
    if compass.shared:
        gone.append(Compass.objects.filter(patient=patient).exclude(values=[], words="").update(values=[], words=""))
    else:
        gone += [rows.objects.filter(patient=patient).delete()[0] for rows in (DiaryDay, Goal, Compass)]
    if any(gone):
        record(by=by, verb=Verb.CAMPUS_PRIVATE_FORGOTTEN, patient=patient, centre=patient.centre, rows=sum(gone))
    return sum(gone)


def _compass(patient: Patient) -> Compass:
    """The row of a person who is held meanwhile, stored or new."""
    hold(patient)
    return Compass.objects.filter(patient=patient).first() or Compass(patient=patient, centre=patient.centre)
