"""Messages to staff about open proposals: that something waits for their answer. Never a name, a level or a word of it."""

import re

import pytest

from oncocare.foundation import clock
from oncocare.notifications.actions import queue
from oncocare.notifications.sending.actions import send_due
from oncocare.people.actions import appoint, dismiss
from oncocare.people.models import Membership
from oncocare.people.roles import COORDINATOR
from oncocare.safety.flags.actions import close
from oncocare.safety.models import Flag
from steps.actions import accept
from steps.models import Proposal
from tests.cast import BY
from tests.factories.rooms import day, sit
from tests.notifications.conftest import OVER, states

WAITS = "Something waits for your answer in OncoCare"
SUBJECTS = {
    "proposal.yours": WAITS,
    "proposal.climbed": WAITS,
    "proposal.unowned": "Something waits in OncoCare, and nobody may answer it",
}
SAYS = {
    "proposal.yours": "Something waits for your answer. Please sign in by Thursday 5 March 2026, 17:00. What it is about stands there, "
    "not in this message.",
    "proposal.climbed": "Nobody has answered in time, so now you are asked. Please sign in by Thursday 5 March 2026, 17:00. What it "
    "is about stands there, not in this message.",
    "proposal.unowned": "Something waits for an answer, and nobody at your centre may give it. Please sign in and see who "
    "can have the role of a clinician.",
}
READER = {"proposal.unowned": "carlos"}


@pytest.fixture
def proposal(cast):
    """Its owner was told of it already; of this deadline nobody was. Somebody called, so the flag is closed."""
    sit(cast.patient(cast.ana), day(0), phq=22, gad=10)
    close(by=cast.clara, flag=Flag.objects.get(kind="severe_distress"), outcome="spoke_safe")
    Proposal.objects.update(deadline=day(3, 17))
    return Proposal.objects.get()


def tell(cast, proposal, kind, to=""):
    user = getattr(cast, to or READER.get(kind, "clara"))
    return queue(user=user, centre=proposal.centre, kind=kind, source=proposal.news)[0]


@pytest.mark.parametrize(("kind", "says"), SAYS.items())
def test_the_whole_mail_names_nobody_and_nothing_clinical(cast, proposal, postbox, kind, says):
    with clock.at(day(0, 12)):
        tell(cast, proposal, kind)
        assert send_due() == 1
    assert [what for _to, what in postbox.subjects] == [SUBJECTS[kind]]
    assert postbox.texts[0].startswith(f"Hello,\n\n{says}\n\nSign in here:\nhttps://oncocare.example.org/\n")
    private = r"\bana\b|\bhere\b(?!:)|proposal|level|therapy|patient|phq|depress|severe"
    assert re.findall(private, SUBJECTS[kind] + says, re.IGNORECASE) == []


@pytest.mark.parametrize("kind", SAYS)
def test_once_it_is_answered_no_mail_goes(cast, proposal, postbox, kind):
    with clock.at(day(0, 12)):
        row = tell(cast, proposal, kind)
        accept(by=cast.clara, proposal=proposal)
        assert send_due() == 0
    assert states(row) == [OVER]


def test_whoever_had_it_before_is_not_asked_any_more(cast, proposal, postbox):
    with clock.at(day(0, 12)):
        before = tell(cast, proposal, "proposal.yours")
        proposal.deadline = day(9)
        proposal.save()
        send_due()
    assert states(before) == [OVER]


@pytest.mark.parametrize("kind", SAYS)
def test_who_may_not_answer_any_more_is_not_asked(cast, proposal, postbox, kind):
    with clock.at(day(0, 12)):
        row = tell(cast, proposal, kind)
        appoint(by=BY, user=cast.bea, centre=cast.here, role=COORDINATOR)  # a centre is never without one
        dismiss(by=BY, membership=Membership.objects.get(user=row.user))
        send_due()
    assert states(row)[0][0] == "dropped"


def test_it_can_wait_until_the_morning(cast, proposal, postbox):
    with clock.at(day(0, 3)):
        tell(cast, proposal, "proposal.climbed")
        assert send_due() == 0
