"""What a cohort wrote to its team and was answered: inserted at once after it has lived."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import takewhile
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from mentoring.conversations.models import AnswerPromise, ContactRequest, TeamMessage, TeamMessageRead
from oncocare.demo.simulation import courses, writing
from oncocare.demo.simulation.conversations.pool import Exchange, MessagePool, found, pool
from oncocare.demo.simulation.diary import Diary
from oncocare.demo.simulation.names import address
from oncocare.demo.simulation.plan import SimulationPlan, midnight
from oncocare.demo.simulation.writing import MessageFate
from oncocare.foundation.unit import action
from oncocare.people.models import Centre, Patient
from oncocare.safety.promise import days_after, openings_after
from oncocare.safety.rota.duty import Rota, answers_for
from oncocare.safety.rota.selectors import rota_of
from steps.levels import Level
from steps.models import Transition

Kind = ContactRequest.Kind
TOGETHER = timedelta(minutes=20)  # from reading an answer to a word of thanks, at most


@dataclass
class _Written:
    """The rows of a cohort, and what its centre answers by."""

    rota: Rota
    days: int
    until: datetime
    requests: list[ContactRequest] = field(default_factory=list)
    messages: list[TeamMessage] = field(default_factory=list)
    readings: list[TeamMessageRead] = field(default_factory=list)

    def promised(self, moment: datetime, days: int) -> datetime:
        """The end of the staffed day that is so many after this moment, by the rule of conversations."""
        return days_after(moment, days, self.rota.hours, self.rota.zone, self.rota.closed)

    def staffed(self, rng: Random, since: datetime, until: datetime) -> datetime | None:
        """A moment between these two at which somebody is there."""
        opens = openings_after(since, self.rota.hours, self.rota.zone, self.rota.closed)
        stretches = [(begins, min(ends, until)) for begins, ends in takewhile(lambda one: one[0] < until, opens)]
        return writing.moment_within(rng, stretches)


@action
def fill_conversations(*, centre: Centre, plan: SimulationPlan) -> int:
    """The messages of everybody of this plan, in bulk, and without rows of the log, mail and minutes of contact; their
    number. A centre that did not say by when it answers gets none.
    """
    promise, rota = AnswerPromise.objects.filter(centre=centre).first(), rota_of(centre)
    if promise is None or not rota.hours:
        return 0
    written = _Written(rota, promise.days, midnight(plan.until))
    levels = _levels(centre)
    for number, patient in _people(centre, plan):
        _Correspondence(patient, plan, number, written).live(levels.get(patient.pk, {}))
    ContactRequest.objects.bulk_create(written.requests)
    TeamMessage.objects.bulk_create(written.messages)
    TeamMessageRead.objects.bulk_create(written.readings)
    return len(written.messages)


def _people(centre: Centre, plan: SimulationPlan) -> Iterator[tuple[int, Patient]]:
    numbers = {address(centre.slug, number): number for number in range(plan.patients)}
    here = Patient.objects.filter(centre=centre, user__email__in=numbers).select_related("user")
    for patient in sorted(here, key=lambda one: numbers[one.account.email]):
        yield numbers[patient.account.email], patient


def _levels(centre: Centre) -> Mapping[UUID, Mapping[date, Level]]:
    """By patient, the level to which they came on which day."""
    moves = Transition.objects.filter(patient__centre=centre).order_by("sequence")
    came: dict[UUID, dict[date, Level]] = {}
    for patient, day, level in moves.values_list("patient", "day", "level_after"):
        came.setdefault(patient, {})[day] = Level(level)
    return came


@dataclass
class _Waiting:
    """What is open: what nobody has read of it, what it is about, and whether somebody means to answer; about None: it
    needs no words.
    """

    request: ContactRequest
    about: Exchange | None
    unread: list[TeamMessage] = field(default_factory=list)
    meant: bool = False


class _Correspondence:
    """What one person and the team write to each other, in order of time."""

    def __init__(self, patient: Patient, plan: SimulationPlan, number: int, written: _Written) -> None:
        self.patient, self.written = patient, written
        self.rng = courses.dice(plan.seed, "messages", number)
        self.last = _last_day(patient, plan, number)
        self.zone = ZoneInfo(written.rota.zone)
        self.pool: MessagePool = pool(patient.language)
        self.diary = Diary()
        self.waiting: _Waiting | None = None

    def live(self, came: Mapping[date, Level]) -> None:
        """They write on their days, and each message leads to what follows from it."""
        often = writing.a_year(self.rng)
        for day in writing.days(self.rng, often, self._each_day(came)):
            local = datetime.combine(self._day(day + 1), time(), self.zone) + timedelta(hours=writing.hour(self.rng))
            self._note(local.astimezone(UTC), partial(self._write, what=writing.what(self.rng)))
        for _moment, act in self.diary.until(self.written.until):
            act()
        self._see_what_waits()

    def _each_day(self, came: Mapping[date, Level]) -> list[Level]:
        """Their level on each day from the one after joining."""
        level, levels = Level.MONITORING, []
        for number in range(1, (self.last - self.patient.joined_on).days + 1):
            level = came.get(self._day(number), level)
            levels.append(level)
        return levels

    def _day(self, number: int) -> date:
        return self.patient.joined_on + timedelta(days=number)

    def _note(self, at: datetime, act: Callable[[datetime], object]) -> None:
        self.diary.note(at, partial(act, at))

    # --- what the patient writes

    def _write(self, at: datetime, what: str) -> None:
        """What they ask for, with words that fit it; of a topic, the likelier the more there is to say of it."""
        topics = list(self.pool.topics.values())
        [topic] = self.rng.choices(topics, [len(one.messages) for one in topics])
        about, wordless = self.pool.exchanges.get(what, topic), what == Kind.CALL and self._happens("wordless")
        self._send(at, Kind(what), "" if wordless else self.rng.choice(about.messages), about)

    def _write_again(self, at: datetime) -> None:
        """While nobody has answered; what needs no words is thanks, after which there is nothing to ask."""
        if self.waiting and self.waiting.about and self._still_here(at):
            self._send(at, Kind.WRITE, self.rng.choice(self.pool.again), self.waiting.about)

    def _thank(self, at: datetime) -> None:
        about = self.waiting.about if self.waiting else None
        if self._still_here(at):
            self._send(at, Kind.WRITE, self.rng.choice(self.pool.thanks), about)

    def _still_here(self, at: datetime) -> bool:
        return at < datetime.combine(self.last + timedelta(days=1), time(), self.zone)

    def _send(self, at: datetime, kind: ContactRequest.Kind, words: str, about: Exchange | None) -> None:
        """One message, for what is open or for a request of its own; who forgot what is open is reminded by it."""
        waiting = self.waiting = self.waiting or _Waiting(self._ask(at, kind), about)
        waiting.about = about
        if kind.rank > Kind(waiting.request.kind).rank:
            waiting.request.kind = kind
        waiting.unread.append(
            self._message(
                at, from_team=False, by=self.patient.account, kind=kind, words=words, found=found(words) or ""
            )
        )
        if not waiting.meant:
            self._mean_to_answer(at, waiting)
        if about and (after := writing.again(self.rng)):
            self._note(at + after, self._write_again)

    def _ask(self, at: datetime, kind: str) -> ContactRequest:
        asked = ContactRequest(
            patient=self.patient, centre_id=self.patient.centre_id, kind=kind, made=at,
            owner_id=answers_for(self.written.rota, self.patient.clinician_id, at),
            promised=self.written.promised(at, self.written.days),
        )  # fmt: skip
        self.written.requests.append(asked)
        return asked

    def _message(self, at: datetime, **fields: object) -> TeamMessage:
        request = self.waiting.request if self.waiting else None
        row = TeamMessage(patient=self.patient, centre_id=self.patient.centre_id, request=request, made=at, **fields)
        self.written.messages.append(row)
        return row

    # --- what the team does

    def _mean_to_answer(self, at: datetime, waiting: _Waiting) -> None:
        """Somebody answers by what was promised or later, in staffed hours; else it is forgotten until they write
        again. What was forgotten so long that its promise is past is answered late.
        """
        fate, by = writing.fate(self.rng), waiting.request.promised
        if fate is MessageFate.LATE or (fate is MessageFate.IN_TIME and by <= at):
            since = max(at, by)
            when = self.written.staffed(self.rng, since, self.written.promised(since, writing.days_late(self.rng)))
        else:
            when = self.written.staffed(self.rng, at, by) if fate is MessageFate.IN_TIME else None
        waiting.meant = bool(when and waiting.request.owner_id)
        if when and waiting.meant:
            self._note(when, self._answer)

    def _answer(self, at: datetime) -> None:
        """Whoever it is for has read it all, and answers it; thanks are closed without words."""
        if (waiting := self.waiting) is None:
            return
        self._read(waiting, at)
        request = waiting.request
        request.answered_at, request.answered_by_id = at, request.owner_id
        request.without_words = waiting.about is None
        if waiting.about:
            words = self.rng.choice(waiting.about.answers)
            answer = self._message(at, from_team=True, by_id=request.owner_id, words=words)
            self._is_read(at, answer)
        self.waiting = None

    def _read(self, waiting: _Waiting, until: datetime) -> None:
        """Somebody of the team reads each message before this moment, when they are there."""
        for message in waiting.unread:
            read = self.written.staffed(self.rng, message.made, until) or until
            self._reading(message, read, by_id=waiting.request.owner_id)
        waiting.unread = []

    def _see_what_waits(self) -> None:
        """Of what is open at the end, some was read."""
        if (waiting := self.waiting) and waiting.request.owner_id and self._happens("seen"):
            for message in waiting.unread:
                if read := self.written.staffed(self.rng, message.made, self.written.until):
                    self._reading(message, read, by_id=waiting.request.owner_id)

    def _is_read(self, at: datetime, answer: TeamMessage) -> None:
        """The person reads an answer if they still look, and may say thanks."""
        after = writing.until_read(self.rng)
        read = at + after if after else None
        if read and read < self.written.until and self._still_here(read):
            self._reading(answer, read, by=self.patient.account)
            if self._happens("thanks"):
                self._note(read + TOGETHER * self.rng.random(), self._thank)

    def _reading(self, message: TeamMessage, at: datetime, **by: object) -> None:
        self.written.readings.append(TeamMessageRead(message=message, made=at, **by))

    def _happens(self, name: str) -> bool:
        return courses.happens(self.rng, f"writes_{name}")


def _last_day(patient: Patient, plan: SimulationPlan, number: int) -> date:
    """The last day on which they do anything."""
    gone = courses.last_day(courses.person(courses.dice(plan.seed, "person", number)))
    latest = plan.until - timedelta(days=1)
    return latest if gone is None else min(latest, patient.joined_on + timedelta(days=gone))
