"""A made-up year of one person and of their clinicians, lived through the real acts, from a seeded draw."""

from __future__ import annotations

from datetime import timedelta

from oncocare.events.actions import inline
from oncocare.foundation import clock
from oncocare.safety.flags.actions import close
from oncocare.safety.models import Flag
from questionnaires.scheduling.actions import cancel_open, close_past_windows
from steps import actions
from steps.levels import Level
from steps.models import Proposal
from steps.tasks import decide_past_days
from tests.cast import BY, gad7, phq9
from tests.factories.rooms import ask, day, newcomer, send, talked
from tests.steps.pathways import pathway

DAYS = 364
WHY = "We talked about it."
SETS = ["whole", "whole", "whole", "part", "silence", "paper"]
BETWEEN = [
    "again", "accept", "accept", "change", "decline", "by_hand", "help_begins", "help_ends", "close_flag", "worry",
]  # fmt: skip


class Life:
    """One person; every choice is drawn from `draw`."""

    def __init__(self, draw, centre, key, clinician):
        self.draw, self.clinician = draw, clinician
        self.severity = draw.choice([3, 6, 9, 12, 15, 20])
        with clock.at(day(draw.randrange(7))):
            self.pathway = newcomer(centre, key, clinician)
        self.patient = self.pathway.patient

    def live(self):
        """Sets of questions every few weeks, and whatever else happens between them, in the order of time."""
        for number, hour, act in sorted(self.plan(), key=lambda planned: planned[:2]):
            self.on(number, hour, getattr(self, act))

    def plan(self):
        number = self.draw.randrange(7)
        while number < DAYS:
            yield number, 10, self.draw.choice(SETS)
            for _ in range(self.draw.randrange(3)):
                yield number + self.draw.choice([0, 0, 1, 3, 9]), 15, self.draw.choice(BETWEEN)
            if self.draw.random() < 0.05:
                yield number + 1, 12, "pause"
                yield number + self.draw.choice([2, 10, 30]), 12, "resume"
            number += self.draw.choice([14, 21, 35])

    def on(self, number, hour, act):
        """At this hour of a day, and then the sweeps of the night after some of these days."""
        with clock.at(day(number, hour, self.draw.randrange(60))), inline():
            act()
        if self.draw.random() < 0.5:
            with clock.at(day(number + 1, 0, 20)), inline():
                close_past_windows()
                decide_past_days()

    # --- the person

    def total(self):
        """Where the person is, a little off; the course drifts."""
        self.severity = min(max(self.severity + self.draw.choice([-5, -3, -1, 0, 1, 4, 8]), 0), 24)
        return self.severity

    def asked(self, *instruments, days=6):
        cancel_open(by=BY, patient=self.patient)
        return ask(self.patient, *instruments, days=days)

    def active(self):
        self.pathway = pathway(self.patient)
        return self.pathway.status == "active"

    def whole(self):
        for asked in self.asked("phq-9", "gad-7") if self.active() else ():
            self.answer(asked)

    def part(self):
        """Only the first of two, so that the end of the day decides."""
        if self.active():
            self.answer(self.asked("phq-9", "gad-7", days=2)[0])

    def silence(self):
        """A set whose window closes unanswered."""
        if self.active():
            self.asked("phq-9", "gad-7", days=self.draw.choice([0, 2]))

    def paper(self):
        """Filled in days ago, entered today; sometimes as a correction of that day."""
        if self.active():
            ago = timedelta(days=self.draw.choice([1, 2, 7, 30]))
            [asked] = self.asked(self.draw.choice(["phq-9", "gad-7"]))
            self.answer(asked, answered=clock.now() - ago)

    def again(self):
        """A second time on the same day."""
        if self.active():
            [asked] = self.asked(self.draw.choice(["phq-9", "gad-7"]))
            self.answer(asked)

    def worry(self):
        """A worrying answer, which raises a flag, in answers too few for a score."""
        if self.active():
            [asked] = self.asked("phq-9")
            send(asked, {"9": 2})

    def answer(self, asked, **more):
        total = self.total()
        send(asked, phq9(total) if asked.instrument == "phq-9" else gad7(min(total, 21)), **more)

    # --- the team

    def proposal(self):
        return Proposal.objects.filter(pathway=self.pathway, state="open").first() if self.active() else None

    def accept(self):
        if proposal := self.proposal():
            actions.accept(by=self.clinician, proposal=proposal)

    def change(self):
        if proposal := self.proposal():
            to = self.draw.choice(list(Level))
            actions.change(by=self.clinician, proposal=proposal, to=to, reason=WHY)

    def decline(self):
        if proposal := self.proposal():
            actions.decline(by=self.clinician, proposal=proposal, reason=WHY)

    def by_hand(self):
        if self.active():
            to = self.draw.choice([self.pathway.level_now, *Level])
            actions.override(by=self.clinician, pathway=self.pathway, to=to, reason=WHY)

    def help_begins(self):
        if self.active():
            actions.help_began(by=self.clinician, pathway=self.pathway, day=clock.now().date())

    def help_ends(self):
        if self.active():
            actions.help_ended(by=self.clinician, pathway=self.pathway, day=clock.now().date())

    def close_flag(self):
        if flag := Flag.objects.filter(patient=self.patient, closed_at=None).first():
            close(by=self.clinician, flag=flag, outcome="plan", assessed=talked())

    def pause(self):
        if self.active():
            actions.set_status(by=self.clinician, pathway=self.pathway, step="pause", reason=WHY)

    def resume(self):
        if not self.active():
            actions.set_status(by=self.clinician, pathway=self.pathway, step="resume", reason=WHY)
