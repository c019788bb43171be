"""Walks a made-up cohort through its months, hour by hour; each number goes through the real actions at its date."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists

from mentoring.community.moderation.selectors import wait_too_long
from mentoring.community.surveys.actions import count_weeks
from mentoring.community.waiting.actions import look_after_groups
from mentoring.conversations.actions import set_answer_promise
from oncocare.consent.actions import record_consent
from oncocare.consent.models import Consent, Purpose
from oncocare.consent.selectors import texts_for
from oncocare.demo.simulation import courses, helping
from oncocare.demo.simulation.campus.actions import fill_campus, habit_of
from oncocare.demo.simulation.conversations.actions import fill_conversations
from oncocare.demo.simulation.diary import HOUR, Diary
from oncocare.demo.simulation.exposure import CampusHabit
from oncocare.demo.simulation.helping import Effects, HelpStretch
from oncocare.demo.simulation.names import BY, address, name
from oncocare.demo.simulation.plan import SimulationPlan, midnight
from oncocare.demo.simulation.staff.actions import OPENINGS, Staff
from oncocare.events.actions import inline
from oncocare.foundation import clock, ids, mail
from oncocare.foundation.unit import action, unit
from oncocare.joining import actions as joining
from oncocare.joining.models import Invitation
from oncocare.library.exchange.actions import load_folder
from oncocare.library.folder import SHIPPED, read
from oncocare.notifications.sending.actions import send_due
from oncocare.notifications.sending.selectors import due_mail
from oncocare.people import actions as people
from oncocare.people.days import today_of
from oncocare.people.models import Centre, Patient
from oncocare.safety.flags import actions as safety
from oncocare.safety.flags.selectors import nobody_has_it
from oncocare.safety.models import Flag
from oncocare.safety.rota.actions import set_staffed_hours
from questionnaires.answering.actions import submit
from questionnaires.models import Assignment
from questionnaires.scheduling.actions import adopt_schedule, close_past_windows, plan_all, remind
from questionnaires.scheduling.schedule import shipped
from steps import actions as steps
from steps.levels import Level
from steps.models import Pathway
from steps.proposals.actions import climb_overdue
from steps.proposals.selectors import overdue
from steps.shipped import DEFAULT, shipped_policy
from steps.tasks import decide_past_days

SCHEDULE = "two-stage"
ANSWERED = 1  # by the end of the next staffed day
WARDS = ("BREAST", "GYNAE", "LUNG")
REASONS = {
    "pause": "Asked for a pause",
    "ill": "Too ill to be asked at the moment",
    "resume": "Wants to go on",
    "withdraw": "Does not want to go on",
    "end": "The family has told us",
}


Entered = tuple[Level, date | None]


class AlreadyHere(Exception):
    """The centre that a cohort was to come to is there already."""


def simulate(plan: SimulationPlan, *, slug: str, progress: Callable[[], object]) -> Centre:
    """A centre of its own with its cohort; the same plan makes the same rows."""
    if Centre.objects.filter(slug=slug).exists():
        raise AlreadyHere(slug)
    with repeatable(plan, slug):
        with clock.at(midnight(plan.begins)):
            centre = found_cohort_centre(slug)
            fill_shelf(centre)
        join(centre, plan, progress)
        fill_campus(centre=centre, plan=plan)
        fill_conversations(centre=centre, plan=plan)
        count_weeks()
    return centre


def fill_shelf(centre: Centre) -> None:
    """The samples that come with the software, which wait for review as anywhere: nothing is shown of them."""
    with inline():
        load_folder(by=BY, centre=centre, folder=read(SHIPPED))


def join(centre: Centre, plan: SimulationPlan, progress: Callable[[], object]) -> None:
    """The cohort comes to a centre and lives through its months there; none of its mail leaves the house."""
    with mail.nowhere():
        SimulatedCohort(centre, plan).run(progress)


def repeatable(plan: SimulationPlan, slug: str) -> AbstractContextManager[None]:
    """Within this block ids repeat with the seed, and differ from centre to centre."""
    return ids.seeded(courses.dice(plan.seed, slug).getrandbits(64))


@action
def found_cohort_centre(slug: str) -> Centre:
    """A made-up centre, staffed on weekdays, with the shipped rules and questions."""
    centre = people.open_centre(
        by=BY, slug=slug, name=f"Hospital {slug.title()} (simulated)", country="ES", time_zone="Europe/Madrid"
    )
    people.change_centre(by=BY, centre=centre, phone="+34 900 000 000", address="Carrer Inventat 1\n08000 Barcelona")
    set_staffed_hours(by=BY, centre=centre, openings=OPENINGS)
    set_answer_promise(by=BY, centre=centre, days=ANSWERED)
    policy, source = shipped_policy(DEFAULT)
    steps.adopt_policy(by=BY, centre=centre, policy=policy, source=source)
    adopt_schedule(by=BY, centre=centre, schedule=shipped()[SCHEDULE])
    return centre


@dataclass
class Life:
    """One person of the cohort: what they are like, their own chance, who they are in the house, what they open at the
    campus since they first came to level 2, and the help they had, with the level and the day on which they entered it.
    """

    who: courses.SimulatedPerson
    rng: Random
    patient: Patient
    effects: Effects
    habit: CampusHabit
    spell: courses.Spell | None = None
    noticed: set[UUID] = field(default_factory=set)
    stretches: list[HelpStretch] = field(default_factory=list)
    entered: Entered | None = None
    campus_since: date | None = None

    def day(self, today: date) -> int:
        """Days since joining."""
        return (today - self.patient.joined_on).days

    def silent(self, today: date) -> bool:
        """Whether they have stopped answering without a word."""
        return courses.gone_quiet(self.who, self.day(today))

    def answers(self, today: date) -> dict[str, courses.Answers]:
        """Their answers of one sitting, drawn from how they truly feel on this day, with the help that is at work."""
        day = self.day(today)
        self.spell = courses.spell(self.rng, self.spell, day)
        true = helping.true_course(self.who, self.effects, self.stretches, day)
        return courses.sitting(self.rng, *courses.totals(self.rng, true, self.spell))

    def opens_in(self, today: date) -> int | None:
        """In how many days they open the next piece, counted from the day on which they entered the level they are at;
        those that are over by now are left out of it. None where they open none, or were never at level 2.
        """
        level, day = self.entered or (None, None)
        if day and self.campus_since is None and level is Level.CAMPUS:
            self.campus_since = day
        if day is None or self.campus_since is None:
            return None
        days = self.habit.waits((day - self.campus_since).days)
        return None if days is None else max(0, days - (today - day).days)

    def end_help(self, today: date) -> None:
        """Help that goes on is over."""
        self.stretches = helping.ended(self.stretches, self.day(today))


class SimulatedCohort:
    """The people of a plan at a centre, their clinicians, and a diary of what happens when."""

    def __init__(self, centre: Centre, plan: SimulationPlan) -> None:
        self.centre, self.plan, self.zone = centre, plan, ZoneInfo(centre.time_zone)
        self.lives: dict[UUID, Life] = {}
        self.effects = helping.effects(courses.dice(plan.seed, "effects"))
        self.diary = Diary()
        self.today = plan.begins - timedelta(days=1)
        with clock.at(midnight(plan.begins)), unit():
            self.staff = Staff(centre, plan.patients, courses.dice(plan.seed, "staff"), self.diary)

    def run(self, progress: Callable[[], object]) -> None:
        """Every day, each in one transaction with what its events lead to."""
        for number in range(self.plan.patients):
            self._expect(number)
        for number in range(courses.unused_letters(self.plan.patients)):
            self._write_in_vain(number)
        for day in range(self.plan.days):
            begins = midnight(self.plan.begins + timedelta(days=day))
            with unit(), inline():
                for hour in range(24):
                    self._hour(begins + hour * HOUR)
            progress()

    def _hour(self, moment: datetime) -> None:
        """The hour from `moment` on: the house by itself first, then people and staff in order of time."""
        with clock.at(moment):
            self._beat(today_of(self.centre))
            self.staff.work(moment)
        for at, act in self.diary.until(moment + HOUR):
            with clock.at(at):
                act()

    def _beat(self, today: date) -> None:
        """The periodic tasks of the house, hourly where the service runs them each minute or more often.

        What depends on nothing but the calendar day and on what was answered the day before runs in its first hour.
        """
        if today != self.today:
            self.today = today
            close_past_windows()
            decide_past_days()
            plan_all()
            self._notice(Assignment.objects.filter(centre=self.centre))
            self._notice_levels()
            self.staff.begin_day()
        remind()
        mail_waits, flags_wait, proposals_wait, groups_wait = self._waits(clock.now())
        while mail_waits and send_due():  # it takes some people at a time
            pass
        safety.hand_over_shift()
        if flags_wait:  # nothing that comes before makes more of them wait
            safety.escalate_overdue()
        if proposals_wait:
            climb_overdue()
        if groups_wait:
            look_after_groups()

    def _waits(self, now: datetime) -> tuple[bool, bool, bool, bool]:
        """Whether mail is due, a flag past its deadline, a proposal, or something in a group: one question, for in most
        hours none is.
        """
        flags = Flag.objects.filter(nobody_has_it(now), closed_at=None, deadline__lt=now)
        rows = (due_mail(), flags, overdue(now), wait_too_long(now))
        asked = Centre.objects.filter(pk=self.centre.pk).values_list(*(Exists(some.order_by()) for some in rows))
        mail_waits, flags_wait, proposals_wait, groups_wait = asked.get()
        return mail_waits, flags_wait, proposals_wait, groups_wait

    def _local(self, day: date, hour: float) -> datetime:
        return (datetime.combine(day, time(), self.zone) + timedelta(hours=hour)).astimezone(UTC)

    # --- joining and leaving

    def _on_day(self, number: int, hour: float) -> datetime:
        return self._local(self.plan.begins + timedelta(days=number), hour)

    def _expect(self, number: int) -> None:
        """A letter, and some days later somebody joins with it."""
        rng = courses.dice(self.plan.seed, "person", number)
        who, day = courses.person(rng), int(self.plan.days * courses.joining(rng))
        sent, joins = max(0, day - round(courses.days_to_join(rng))), self._on_day(day, rng.uniform(9, 17))
        self.diary.note(self._on_day(sent, 8.5), partial(self._send, number, rng, joins, partial(self._join, who)))

    def _write_in_vain(self, number: int) -> None:
        """A letter with which nobody joins, though somebody may begin."""
        rng = courses.dice(self.plan.seed, "letter", number)
        sent = int(self.plan.days * courses.joining(rng))
        begins = self._on_day(sent + round(courses.days_to_join(rng)), rng.uniform(9, 17))
        self.diary.note(self._on_day(sent, 8.5), partial(self._send, number, rng, begins, self._begin_only))

    def _send(self, number: int, rng: Random, at: datetime, then: Callable[[int, Random, Invitation], object]) -> None:
        """Print a letter on a ward; what becomes of it comes at its moment."""
        clinician = self.staff.responsible(number)
        invitation = joining.invite(
            by=clinician, centre=self.centre, channel=Invitation.Channel.LETTER.value, ward=rng.choice(WARDS),
            language=rng.choice(("es", "es", "es", "en")), clinician=clinician,
        )  # fmt: skip
        self.diary.note(at, partial(then, number, rng, invitation))

    def _begin_only(self, _number: int, rng: Random, invitation: Invitation) -> None:
        if courses.happens(rng, "opened_unused"):
            joining.mark_opened(by=f"invitation:{invitation.pk}", invitation=invitation)

    def _join(self, who: courses.SimulatedPerson, number: int, rng: Random, invitation: Invitation) -> None:
        """Begin, account, care, consents and pathway, as somebody does at the door."""
        door = f"invitation:{invitation.pk}"
        joining.mark_opened(by=door, invitation=invitation)
        email = address(self.centre.slug, number)
        accepted = joining.accept(by=door, invitation=invitation, email=email, name=name(rng))
        user, patient = accepted.joined_by, accepted.taken_in
        for purpose, text in texts_for(self.centre, invitation.language).items():
            if purpose in Purpose.values:
                answer = Consent.Said.YES if courses.agrees(rng, purpose) else Consent.Said.NO
                record_consent(by=user, patient=patient, text=text, said=answer, channel=Consent.Channel.JOINING)
        pathway = steps.open_pathway(by=user, patient=patient)
        life = self.lives[patient.pk] = Life(who, rng, patient, self.effects, habit_of(self.plan, number))
        self._notice(patient.assignments)
        self._plan_changes(life, pathway)

    def _plan_changes(self, life: Life, pathway: Pathway) -> None:
        for day, step in courses.changes(life.who):
            at = self._local(life.patient.joined_on + timedelta(days=day), life.rng.uniform(9, 17))
            by, reason = life.patient.clinician or BY, REASONS[step]
            self.diary.note(at, partial(steps.set_status, by=by, pathway=pathway, step=step, reason=reason))

    # --- help

    def _notice_levels(self) -> None:
        """Whoever came to another level waits for its help; the help of the level before is over."""
        active = Pathway.objects.filter(patient__in=self.lives, status=Pathway.Status.ACTIVE, entered__isnull=False)
        for pathway in active.select_related("patient").order_by("patient__joined_on", "patient"):
            life, entered = self.lives[pathway.patient_id], (pathway.level_now, pathway.entered)
            if life.entered != entered:
                life.entered = entered
                life.end_help(self.today)
                days = helping.wait(life.rng, pathway.level_now, life.opens_in(self.today))
                if days is not None:
                    self._later(days, partial(self._at_the_level, self._begin_help, life, pathway.pk, entered))

    def _later(self, days: int, act: Callable[[], object]) -> None:
        self.diary.note(self._local(self.today + timedelta(days=days), 12), act)

    def _at_the_level(self, act: Callable[[Life, Pathway], object], life: Life, pk: UUID, entered: Entered) -> None:
        """Do it where the person is still at the level that was entered then; of whoever pauses, once they go on."""
        pathway = Pathway.objects.get(pk=pk)
        if (pathway.level_now, pathway.entered) != entered or pathway.status in Pathway.ENDED:
            return
        if pathway.status == Pathway.Status.ACTIVE:
            act(life, pathway)
        else:
            self._later(1, partial(self._at_the_level, act, life, pk, entered))

    def _begin_help(self, life: Life, pathway: Pathway) -> None:
        steps.help_began(by=life.patient.clinician or BY, pathway=pathway, day=self.today)
        life.stretches.append(HelpStretch(pathway.level_now, life.day(self.today)))
        days, entered = helping.lasts(pathway.level_now), (pathway.level_now, pathway.entered)
        if days is not None:
            self._later(days, partial(self._at_the_level, self._run_its_course, life, pathway.pk, entered))

    def _run_its_course(self, life: Life, pathway: Pathway) -> None:
        steps.help_ended(by=life.patient.clinician or BY, pathway=pathway, day=self.today)
        life.end_help(self.today)

    # --- answering

    def _notice(self, assignments: Any) -> None:
        """Note when each person who is asked something new will answer, if ever."""
        waiting = assignments.filter(state=Assignment.State.OPEN).values_list("patient", "bundle")
        for pk, bundle in dict.fromkeys(waiting.order_by("patient__joined_on", "patient", "opens", "pk")):
            life = self.lives.get(pk)
            if life and bundle not in life.noticed:
                life.noticed.add(bundle)
                self._mean_to_answer(life, bundle)

    def _mean_to_answer(self, life: Life, bundle: UUID) -> None:
        days, hour = courses.delay(life.rng), courses.hour(life.rng)
        if days is not None:
            at = self._local(self.today + timedelta(days=int(days)), hour)
            self.diary.note(max(at, clock.now() + timedelta(minutes=2)), partial(self._answer, life, bundle))

    def _answer(self, life: Life, bundle: UUID) -> None:
        """Answers all of a set that can still be answered, in one sitting, with what a positive screen opens in it."""
        waiting = Assignment.objects.filter(bundle=bundle, state=Assignment.State.OPEN).order_by("place", "pk")
        waiting = waiting.select_related("patient__user", "patient__centre", "centre")
        if life.silent(self.today) or not waiting.exists():
            return
        given = life.answers(self.today)
        days = courses.sits_later(life.rng) if waiting.count() > 1 else 0
        while assignment := waiting.first():
            response = submit(
                by=life.patient.account, assignment=assignment, answers=given[assignment.instrument],
                key=ids.new(), language=life.patient.language,
            )  # fmt: skip
            if response.risk:
                self._say_whether_it_can_wait(life, assignment)
            if days:
                self._later(days, partial(self._answer, life, bundle))
                return

    def _say_whether_it_can_wait(self, life: Life, assignment: Assignment) -> None:
        answer = courses.says_it_can_wait(life.rng)
        if answer is not None:
            for flag in Flag.objects.filter(source=f"assignment:{assignment.pk}").order_by("kind"):
                safety.say_whether_it_can_wait(by=life.patient.account, flag=flag, can_wait=answer)
