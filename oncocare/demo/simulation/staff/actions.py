"""The made-up clinicians of a cohort: on the rota two by two, they look at what waits in every staffed hour."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import partial
from math import ceil
from random import Random
from uuid import UUID

from clinicians.actions import finish_task, log_contact, write_note
from clinicians.desk.correspondence.kinds import MISSED_TWO
from clinicians.models import Contact, Task
from oncocare.demo.simulation import bands, courses
from oncocare.demo.simulation.assessments import made_up
from oncocare.demo.simulation.bands import Score
from oncocare.demo.simulation.diary import Act, Diary
from oncocare.demo.simulation.names import BY, address, name
from oncocare.foundation import clock
from oncocare.notifications.actions import mark_read
from oncocare.notifications.models import Message
from oncocare.notifications.selectors import true_now
from oncocare.people import actions as people
from oncocare.people.models import Centre, Patient, User
from oncocare.people.roles import CLINICIAN
from oncocare.safety.concerns import FlagKind
from oncocare.safety.flags import actions as safety
from oncocare.safety.models import Flag, FlagOutcome
from oncocare.safety.promise import Opening, openings_after
from oncocare.safety.rota.actions import set_on_call, set_rota
from oncocare.safety.rota.duty import Turn
from oncocare.safety.rota.selectors import hours_of
from questionnaires.selectors import readings
from steps import actions as steps
from steps.levels import Level
from steps.models import Pathway, Proposal

OPENINGS = [Opening(day, time(9), time(17)) for day in range(5)]
RANKS = 2
NIGHT_DESK = "Hospital del Mar Blau"
NOTES = {
    FlagOutcome.SPOKE_SAFE: "Called after a flag. We spoke about the last days; safe for now.",
    FlagOutcome.PLAN: "Called after a flag. We wrote a safety plan together.",
    FlagOutcome.REFERRED: (
        "Called after a flag. Referred to emergency care, and stayed on the line until they had left."
    ),
    FlagOutcome.ALREADY_KNOWN: "Called after a flag. Known already, and cared for.",
    FlagOutcome.MISTAKE: "Called after a flag. The answer was given by mistake.",
}


class Staff:
    """Whoever looks after a cohort; each act comes some minutes after the look at what waits."""

    def __init__(self, centre: Centre, patients: int, rng: Random, diary: Diary) -> None:
        self.centre, self.rng, self.diary = centre, rng, diary
        self.hours = hours_of(centre)
        self.people = [self._hire(number) for number in range(_needed(patients))]
        self.away: list[UUID] = []
        self._fill_rota()
        set_on_call(by=self.people[0], centre=centre, service=NIGHT_DESK, number=centre.phone)

    def responsible(self, number: int) -> User:
        """Who looks after the person with this number."""
        return self.people[number % len(self.people)]

    def begin_day(self) -> None:
        """Draws who is away for the day without notice."""
        self.away = [user.pk for user in self.people if courses.happens(self.rng, "away")]

    def work(self, moment: datetime) -> None:
        """In a staffed hour they look at flags, proposals and messages."""
        begins, _ = next(openings_after(moment, self.hours, self.centre.time_zone), (None, None))
        if begins == moment:
            self._look_at_flags()
            self._look_at_proposals()
            self._look_at_messages()

    def _hire(self, number: int) -> User:
        email = f"staff-{address(self.centre.slug, number)}"
        user = people.register_user(by=BY, email=email, name=f"Dr {name(self.rng)}", language="es")
        people.appoint(by=BY, user=user, centre=self.centre, role=CLINICIAN)
        return user

    def _fill_rota(self) -> None:
        turns = [
            Turn(opening.weekday, opening.opens, opening.closes, self.responsible(opening.weekday + rank).pk, rank)
            for opening in OPENINGS
            for rank in range(1, RANKS + 1)
        ]
        set_rota(by=BY, centre=self.centre, turns=turns)

    def _soon(self, act: Act) -> None:
        self.diary.note(clock.now() + timedelta(minutes=self.rng.randrange(1, 59)), act)

    # --- flags

    def _look_at_flags(self) -> None:
        flags = Flag.objects.filter(centre=self.centre, closed_at=None).exclude(owner=None).exclude(owner__in=self.away)
        for flag in flags.select_related("owner", "patient__centre").order_by("raised", "pk"):
            if (owner := flag.owner) is None:
                continue
            if flag.acknowledged_at is None:
                if courses.happens(self.rng, f"notices_{flag.severity}"):
                    self._soon(partial(safety.acknowledge, by=owner, flag=flag))
            elif courses.happens(self.rng, "closes"):
                self._soon(partial(self._close, flag, owner))

    def _close(self, flag: Flag, by: User) -> None:
        """Call the person, close the flag with an outcome, and write a note."""
        [outcome] = self.rng.choices([*NOTES], courses.sources().numbers("outcomes"))
        self._call(by, flag.patient, reached=True)
        note, assessed = NOTES[outcome], made_up(flag.kind, outcome)
        safety.close(by=by, flag=flag, outcome=outcome, note=note, assessed=assessed)
        write_note(by=by, patient=flag.patient, words=note)
        if flag.kind == FlagKind.HELP_OVER:
            self._go_on_in_the_community(flag.patient, by)

    def _go_on_in_the_community(self, patient: Patient, by: User) -> None:
        """What comes after therapy is set by hand, where care goes on."""
        pathway = Pathway.objects.filter(patient=patient, status=Pathway.Status.ACTIVE).first()
        if pathway:
            steps.override(by=by, pathway=pathway, to=Level.COMMUNITY, reason="Therapy is over; the community goes on")

    def _call(self, by: User, patient: Patient, *, reached: bool) -> None:
        minutes = courses.minutes(self.rng)
        began, kind = clock.now() - timedelta(minutes=minutes), Contact.Kind.PHONE.value
        log_contact(by=by, patient=patient, kind=kind, began=began, minutes=minutes, reached=reached)

    # --- people who went quiet

    def _look_at_messages(self) -> None:
        """Take up the tasks about people who missed two sets of questions, as the messages about them say."""
        told = Message.objects.filter(centre=self.centre, kind=MISSED_TWO, channel=Message.Channel.PAGE, read=None)
        for message in told.exclude(user__in=self.away).select_related("user").order_by("pk"):
            if (reader := message.user) and courses.happens(self.rng, "reads_missed"):
                self._soon(partial(self._ask_after, message, reader))

    def _ask_after(self, message: Message, by: User) -> None:
        mark_read(by=by, messages=[message])
        if true_now(by, [message]):
            patient = Patient.objects.select_related("centre").get(pk=message.source.split(":")[1])
            reached = courses.happens(self.rng, "reached")
            self._call(by, patient, reached=reached)
            outcome = "Means to answer again." if reached else "Nobody answered; a message was left to call back."
            write_note(by=by, patient=patient, words=f"Called after two sets of questions missed. {outcome}")
            for task in Task.objects.filter(Task.OPEN, source=message.source):  # whoever was reached has finished it
                finish_task(by=by, task=task)

    # --- proposals

    def _look_at_proposals(self) -> None:
        waiting = Proposal.objects.filter(centre=self.centre, state=Proposal.State.OPEN).exclude(owner__in=self.away)
        for proposal in waiting.select_related("owner").order_by("made", "pk"):
            if proposal.owner and courses.happens(self.rng, "decides"):
                self._soon(partial(self._decide, proposal.pk, proposal.owner))

    def _decide(self, pk: UUID, by: User) -> None:
        """Answer a proposal, unless newer answers have taken its place meanwhile."""
        proposal = Proposal.objects.select_related("pathway__patient").filter(pk=pk, state=Proposal.State.OPEN).first()
        if proposal is None:
            return
        now, to = proposal.pathway.level_now, Level(proposal.to_level)
        passed = bands.passed(up=to > now, newest=_newest(proposal.pathway.patient))
        verdict, between = courses.verdict(self.rng, passed=passed), bands.between(now, to)
        if verdict == "accept":
            steps.accept(by=by, proposal=proposal)
        elif verdict == "change" and between:
            steps.change(by=by, proposal=proposal, to=between, reason="One level first, then we look again")
        else:
            steps.decline(by=by, proposal=proposal, reason="We spoke; it stays as it is for now")


def _needed(patients: int) -> int:
    return max(RANKS, ceil(patients / courses.sources().number("patients_a_clinician")))


def _newest(patient: Patient) -> dict[Score, float]:
    """The latest value of each score of a person."""
    scores = readings(patient).order_by("measured", "pk").values_list("instrument", "name", "value")
    return {(instrument, name): float(value) for instrument, name, value in scores if value is not None}
