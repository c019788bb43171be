"""Walks a made-up cohort through its months, hour by hour; each number goes through the real actions at its date."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from math import ceil
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from oncocare.accounts import actions as accounts
from oncocare.accounts.models import Centre, Patient, User
from oncocare.accounts.permissions import Role
from oncocare.events.actions import inline
from oncocare.foundation import clock, ids
from oncocare.foundation.unit import action, unit
from oncocare.safety import actions as safety
from oncocare.safety.models import Flag, Outcome
from oncocare.safety.promise import Opening, openings_after
from oncocare.safety.selectors import hours_of
from oncocare.simulation import courses
from questionnaires.actions import assign, close_past_windows, submit
from questionnaires.models import Assignment
from steps import actions as steps
from steps.levels import Level
from steps.models import Pathway, Proposal
from steps.shipped import DEFAULT, shipped_policy
from steps.tasks import decide_past_days

BY = "system:simulation"
ADDRESS = "cohort.invalid"
HOUR = timedelta(hours=1)
QUESTIONS = ("phq-9", "gad-7")
EVERY, DUE, CLOSES = 14, 3, 10  # days between questions, until they are due, until they close

FIRST = "Adela Aina Berta Blanca Carla Cèlia Clàudia Diana Emma Eulàlia Flora Gemma Irene Júlia Laia Llum Maria Mireia Neus Olga Pilar Queralt Roser Sílvia Teresa Vera".split()  # noqa: E501, SIM905
LAST = "Alsina Bosch Camps Duran Esteve Ferrer Grau Homs Isern Julià Llobet Mas Navarro Oliver Puig Quer Riera Sala Torres Vila".split()  # noqa: E501, SIM905


class AlreadyHere(Exception):
    """A cohort lives at this centre."""


@dataclass(frozen=True)
class Plan:
    """How many people, for how long, by which chance, up to the first moment (UTC) of which day."""

    patients: int
    months: int
    seed: int
    until: date

    @property
    def begins(self) -> date:
        """The first simulated day."""
        return self.until - timedelta(days=self.days)

    @property
    def days(self) -> int:
        """How many days are simulated."""
        return round(self.months * courses.YEAR / 12)


def midnight(day: date) -> datetime:
    """The first moment of a day in UTC."""
    return datetime.combine(day, time(), UTC)


def address(centre: Centre, number: int) -> str:
    """The e-mail address that says which person of the plan somebody is."""
    return f"{centre.slug}-{number:05}@{ADDRESS}"


def simulate(plan: Plan, *, slug: str, progress: Callable[[], object]) -> Centre:
    """A centre of its own with its cohort; the same plan makes the same rows."""
    if Centre.objects.filter(slug=slug).exists():
        raise AlreadyHere(slug)
    with repeatable(plan, slug):
        with clock.at(midnight(plan.begins)):
            centre = found_centre(slug)
        join(centre, plan, progress)
    return centre


def join(centre: Centre, plan: Plan, progress: Callable[[], object]) -> None:
    """The cohort comes to a centre and lives through its months there."""
    Cohort(centre, plan).run(progress)


def repeatable(plan: Plan, slug: str) -> AbstractContextManager[None]:
    """Within this block ids repeat with the seed, and differ from centre to centre."""
    return ids.seeded(courses.dice(plan.seed, slug).getrandbits(64))


@action
def found_centre(slug: str) -> Centre:
    """A made-up centre, staffed on weekdays, with the shipped rules."""
    centre = accounts.open_centre(
        by=BY, slug=slug, name=f"Hospital {slug.title()} (simulated)", country="ES", time_zone="Europe/Madrid"
    )
    safety.set_staffed_hours(by=BY, centre=centre, openings=[Opening(day, time(9), time(17)) for day in range(5)])
    policy, source = shipped_policy(DEFAULT)
    steps.adopt_policy(by=BY, centre=centre, policy=policy, source=source)
    return centre


@dataclass
class Life:
    """One person of the cohort: what they are like, their own chance, and who they are in the house."""

    who: courses.Person
    rng: Random
    joined: date
    patient: Patient
    noticed: set[UUID] = field(default_factory=set)

    def day(self, today: date) -> int:
        """Days since joining."""
        return (today - self.joined).days

    def silent(self, today: date) -> bool:
        """Whether they have stopped answering without a word."""
        return self.who.leaves is not None and self.who.silently and self.day(today) >= self.who.leaves


@dataclass
class Cohort:
    """The people of a plan at a centre, and a diary of what happens when."""

    centre: Centre
    plan: Plan
    lives: dict[UUID, Life] = field(default_factory=dict)
    diary: list[tuple[datetime, int, Callable[[], object]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.zone = ZoneInfo(self.centre.time_zone)
        self.rng = courses.dice(self.plan.seed, "staff")
        self.hours = hours_of(self.centre)
        self.away: list[UUID] = []
        self.today = self.plan.begins - timedelta(days=1)
        self.entries = 0

    def run(self, progress: Callable[[], object]) -> None:
        """Every day, each in one transaction with what its events lead to."""
        with clock.at(midnight(self.plan.begins)), unit():
            self.staff = [self._clinician(number) for number in range(self._needed())]
        for number in range(self.plan.patients):
            self._expect(number)
        for day in range(self.plan.days):
            begins = midnight(self.plan.begins + timedelta(days=day))
            with unit(), inline():
                for hour in range(24):
                    self._hour(begins + hour * HOUR)
            progress()

    def _hour(self, moment: datetime) -> None:
        """The hour from `moment` on: the house by itself first, then people and staff in order of time."""
        with clock.at(moment):
            self._beat(clock.today(self.centre.time_zone))
            self._work(moment)
        while self.diary and self.diary[0][0] < moment + HOUR:
            at, _, act = heapq.heappop(self.diary)
            with clock.at(at):
                act()

    def _beat(self, today: date) -> None:
        """The periodic tasks of the house, once an hour where the service runs them each minute: add others here."""
        if today != self.today:
            self.today = today
            close_past_windows()
            decide_past_days()
            self._ask(today)
            self._begin_day()
        safety.escalate_overdue()

    def _begin_day(self) -> None:
        self._notice(Assignment.objects.filter(centre=self.centre))
        self.away = [one.pk for one in self.staff if courses.happens(self.rng, "away")]

    def _note(self, at: datetime, act: Callable[[], object]) -> None:
        """Into the diary; things of one moment happen in the order in which they were written."""
        heapq.heappush(self.diary, (at, self.entries, act))
        self.entries += 1

    def _local(self, day: date, hour: float) -> datetime:
        return (datetime.combine(day, time(), self.zone) + timedelta(hours=hour)).astimezone(UTC)

    # --- joining and leaving

    def _needed(self) -> int:
        return max(2, ceil(self.plan.patients / courses.sources().number("patients_a_clinician")))

    def _clinician(self, number: int) -> User:
        name = f"Dr {self.rng.choice(FIRST)} {self.rng.choice(LAST)}"
        email = f"staff-{address(self.centre, number)}"
        user = accounts.register_user(by=BY, email=email, name=name, language="es")
        accounts.appoint(by=BY, user=user, centre=self.centre, role=Role.CLINICIAN)
        return user

    def _expect(self, number: int) -> None:
        rng = courses.dice(self.plan.seed, "person", number)
        who = courses.person(rng)
        day = self.plan.begins + timedelta(days=int(self.plan.days * courses.joining(rng)))
        self._note(self._local(day, rng.uniform(9, 17)), partial(self._join, number, who, rng))

    def _join(self, number: int, who: courses.Person, rng: Random) -> None:
        name = f"{rng.choice(FIRST)} {rng.choice(LAST)}"
        language = rng.choice(("es", "es", "es", "en"))
        user = accounts.register_user(by=BY, email=address(self.centre, number), name=name, language=language)
        patient = accounts.take_into_care(
            by=BY, centre=self.centre, user=user, language=language, clinician=self.staff[number % len(self.staff)]
        )
        pathway = steps.open_pathway(by=BY, patient=patient)
        life = self.lives[patient.pk] = Life(who, rng, patient.joined_on, patient)
        self._ask_one(patient, self.today)
        self._notice(patient.assignments)
        self._plan_changes(life, pathway)

    def _plan_changes(self, life: Life, pathway: Pathway) -> None:
        who = life.who
        if who.leaves and not who.silently:
            self._change_on(life, who.leaves, pathway, "withdraw", "Does not want to go on")
        if who.pause and (who.leaves is None or who.pause[1] < who.leaves):
            self._change_on(life, who.pause[0], pathway, "pause", "Asked for a pause")
            self._change_on(life, who.pause[1], pathway, "resume", "The pause is over")

    def _change_on(self, life: Life, day: int, pathway: Pathway, step: str, reason: str) -> None:
        at = self._local(life.joined + timedelta(days=day), life.rng.uniform(9, 17))
        by = life.patient.clinician
        self._note(at, partial(steps.set_status, by=by, pathway=pathway, step=step, reason=reason))

    # --- asking and answering

    def _ask(self, today: date) -> None:
        """Questions every fortnight for everybody in active care."""
        active = Pathway.objects.filter(centre=self.centre, status=Pathway.Status.ACTIVE).values_list("patient")
        for (pk,) in active.order_by("patient__joined_on", "patient"):
            if pk in self.lives and self.lives[pk].day(today) % EVERY == 0:
                self._ask_one(self.lives[pk].patient, today)

    def _ask_one(self, patient: Patient, today: date) -> None:
        due, closes = today + timedelta(days=DUE), today + timedelta(days=CLOSES)
        assign(by=BY, patient=patient, instruments=QUESTIONS, opens=today, due=due, closes=closes)

    def _notice(self, assignments: Any) -> None:
        """Everybody who is asked something from today on makes up their mind when to answer, if ever."""
        opened = assignments.filter(opens=self.today, state=Assignment.State.OPEN).order_by(
            "patient__joined_on", "patient"
        )
        for pk, bundle in dict.fromkeys(opened.values_list("patient", "bundle")):
            life = self.lives.get(pk)
            if life and bundle not in life.noticed:
                life.noticed.add(bundle)
                self._mean_to_answer(life, bundle)

    def _mean_to_answer(self, life: Life, bundle: UUID) -> None:
        days, hour = courses.delay(life.rng), courses.hour(life.rng)
        if days is not None:
            at = self._local(self.today + timedelta(days=int(days)), hour)
            self._note(max(at, clock.now() + timedelta(minutes=2)), partial(self._answer, life, bundle))

    def _answer(self, life: Life, bundle: UUID) -> None:
        """Everything of a bundle that can still be answered, in one sitting; the answers may lead to more questions."""
        if life.silent(self.today):
            return
        waiting = Assignment.objects.filter(bundle=bundle, state=Assignment.State.OPEN)
        given = courses.sitting(life.rng, *courses.totals(life.rng, life.who, life.day(self.today)))
        for one in waiting.order_by("place"):
            language, answers = life.patient.language, given[one.instrument]
            response = submit(by=life.patient.user, assignment=one, answers=answers, key=ids.new(), language=language)
            if response.risk:
                self._say_whether_it_can_wait(life, one)
        self._notice(life.patient.assignments)

    def _say_whether_it_can_wait(self, life: Life, assignment: Assignment) -> None:
        answer = courses.says_it_can_wait(life.rng)
        if answer is not None:
            for flag in Flag.objects.filter(source=f"assignment:{assignment.pk}").order_by("kind"):
                safety.say_whether_it_can_wait(by=life.patient.user, flag=flag, can_wait=answer)

    # --- staff

    def _work(self, moment: datetime) -> None:
        """In a staffed hour staff look at what waits; each act comes some minutes later."""
        begins, _ = next(openings_after(moment, self.hours, self.centre.time_zone), (None, None))
        if begins != moment:
            return
        flags = Flag.objects.filter(centre=self.centre, closed_at=None).exclude(owner=None).exclude(owner__in=self.away)
        for flag in flags.select_related("owner").order_by("raised", "pk"):
            self._turn_to(flag)
        waiting = Proposal.objects.filter(centre=self.centre, state=Proposal.State.OPEN)
        for one in waiting.select_related("pathway__patient__clinician").order_by("made", "pk"):
            if courses.happens(self.rng, "decides"):
                self._soon(partial(self._decide, one.pk, one.pathway.patient.clinician))

    def _turn_to(self, flag: Flag) -> None:
        if flag.acknowledged_at is None:
            if courses.happens(self.rng, f"notices_{flag.severity}"):
                self._soon(partial(safety.acknowledge, by=flag.owner, flag=flag))
        elif courses.happens(self.rng, "closes"):
            [outcome] = self.rng.choices(Outcome.values, courses.sources().numbers("outcomes"))
            self._soon(partial(safety.close, by=flag.owner, flag=flag, outcome=outcome))

    def _soon(self, act: Callable[[], object]) -> None:
        self._note(clock.now() + timedelta(minutes=self.rng.randrange(1, 59)), act)

    def _decide(self, pk: UUID, by: User) -> None:
        """Answer a proposal, unless newer answers have taken its place meanwhile."""
        proposal = Proposal.objects.select_related("pathway").filter(pk=pk, state=Proposal.State.OPEN).first()
        if proposal is None:
            return
        verdict, between = courses.verdict(self.rng), _between(proposal)
        if verdict == "accept":
            steps.accept(by=by, proposal=proposal)
        elif verdict == "change" and between:
            steps.change(by=by, proposal=proposal, to=between, reason="One level first, then we look again")
        else:
            steps.decline(by=by, proposal=proposal, reason="We spoke; it stays as it is for now")


def _between(proposal: Proposal) -> Level | None:
    """The level next to where the person is, on the way to the proposed one, where that is further away."""
    now, to = proposal.pathway.level, proposal.to_level
    return Level(now + (1 if to > now else -1)) if abs(to - now) > 1 else None
