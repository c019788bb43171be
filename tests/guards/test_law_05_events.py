"""Law 5: every event kind has a handler or a written reason, and every handler may be told the same thing twice."""

from __future__ import annotations

import sys
import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.db import models

from clinicians.kinds import PEOPLE_HANDED_OVER
from mentoring.community.kinds import (
    CASE_HANDED,
    GROUP_CHOSE_TO_LEAVE,
    GROUP_CLOSED,
    GROUP_JOINED,
    GROUP_OFFER_ANSWERED,
    GROUP_OPENED,
    GROUP_SHARING_ENDED,
    REPORT_LATE,
    REPORT_PASSED,
    THREAD_CHANGED,
)
from mentoring.community.models import GroupOffer, Member
from mentoring.community.moderation.actions import close_reports, hide_post, pause_member
from mentoring.community.threads.models import PostReport
from mentoring.conversations.kinds import CONTACT_REQUEST_ANSWERED, CONTACT_REQUEST_GIVEN, PRIVATE_ASKED, TEAM_WROTE
from mentoring.conversations.models import ContactRequest, TeamMessage
from mentoring.meetings.kinds import SEAT_ATTENDED, SEAT_BOOKED, SEAT_INVITED
from mentoring.meetings.models import Seat
from mentoring.meetings.places.actions import offer_free_places
from mentoring.meetings.planning.actions import call_off, move_meeting, take_over
from oncocare.events import registry
from oncocare.events.actions import emit, relay
from oncocare.events.models import Delivery
from oncocare.foundation import clock
from oncocare.people.actions import dismiss
from oncocare.people.days import today_of
from oncocare.people.kinds import ACCESS_ENDED, CENTRE_ZONE_CHANGED, CLINICIAN_CHANGED
from oncocare.people.models import Membership
from oncocare.safety.flags.kinds import FLAG_CLOSED, FLAG_ESCALATED, FLAG_JOINED
from oncocare.signin.kinds import ACCESS_RESTORED, ACCOUNT_CLOSED
from oncocare.signin.lost_access.actions import report_lost_phone
from oncocare.signin.methods.actions import ask_for_password
from questionnaires.answering.actions import submit
from questionnaires.kinds import ASSIGNMENT_MISSED
from steps.campus.kinds import PIECE_OPENED, PIECE_OPENED_AGAIN, PLAN_DONE, TOUR_TAKEN
from steps.campus.models import PieceUse
from steps.kinds import NOMINATION_WITHDRAWN, PATHWAY_IMPROVED, PATHWAY_RESUMED, PATHWAY_STOPPED, PROPOSAL_CLIMBED
from tests.cast import BY, Cast, due, phq9
from tests.guards.house import calls, house_models, judge, modules
from tests.guards.scene import Scene, furnish

COUNTED_APART = {"audit.AuditRow": "A second telling is an act of its own and may leave its own line in the log."}
NEVER_EMITTED: dict[str, str] = {}


def unheard(kinds: Mapping[str, registry.EventKind], handlers: Mapping[str, Any]) -> list[str]:
    """Kinds that nobody handles without a reason, or that are handled although a reason says why not; lost handlers."""
    return [
        *(
            f"{name}: no handler and no reason"
            for name, one in kinds.items()
            if not handlers.get(name) and not one.unhandled
        ),
        *(
            f"{name}: a handler and a reason for none"
            for name, one in kinds.items()
            if handlers.get(name) and one.unhandled
        ),
        *(
            f"{name}: {len(one.unhandled.split())} words are no reason"
            for name, one in kinds.items()
            if 0 < len(one.unhandled.split()) < 4
        ),
        *(f"{name}: handled, but no such kind" for name in handlers.keys() - kinds.keys()),
    ]


def test_every_kind_is_heard_or_says_why_not():
    assert len(registry.kinds) >= 7
    assert sum(map(len, registry.handlers.values())) >= 3
    assert unheard(registry.kinds, registry.handlers) == []


def test_a_kind_that_nobody_hears_is_found():
    kinds = {
        "a": registry.EventKind("a", frozenset()),
        "b": registry.EventKind("b", frozenset(), "nobody needs to know this"),
        "c": registry.EventKind("c", frozenset(), "later"),
    }
    assert unheard(kinds, {"b": {"x": print}, "d": {"x": print}}) == [
        "a: no handler and no reason",
        "b: a handler and a reason for none",
        "c: 1 words are no reason",
        "d: handled, but no such kind",
    ]


def test_every_kind_is_emitted_somewhere():
    constants = {value.name: name for one in modules() for name, value in _kinds_of(one.name).items()}
    assert constants.keys() == registry.kinds.keys()
    emitted = {
        getattr(node.args[0], "id", "")
        for one in modules()
        for node, name in calls(one)
        if name == "emit" and node.args
    }
    assert judge([name for name, constant in constants.items() if constant not in emitted], NEVER_EMITTED) == []


def _kinds_of(module: str) -> dict[str, registry.EventKind]:
    return {
        name: value for name, value in vars(sys.modules.get(module, object)).items()
        if isinstance(value, registry.EventKind) and module.endswith(".kinds")
    }  # fmt: skip


# --- twice ----------------------------------------------------------------------------------------------------------


def rows() -> dict[str, list[Any]]:
    """Every row of every table of ours but the log, as it stands; a delivery counts its attempts, so only its kind."""
    return {
        one._meta.label: sorted(map(repr, one._default_manager.values_list()))
        for one in house_models()
        if one._meta.label not in COUNTED_APART and one is not Delivery
    }


def differences(before: Mapping[str, list[Any]], after: Mapping[str, list[Any]]) -> list[str]:
    """Tables that are not as they were."""
    return [name for name in before if before[name] != after[name]]


@pytest.fixture
def told(cast: Cast) -> dict[str, list[Delivery]]:
    """Every handler has been told something true, once."""
    scene: Scene = furnish(cast)
    bea, dora = cast.patient(cast.bea), cast.patient(cast.dora)
    [assignment] = due(dora)
    submit(by=cast.dora, assignment=assignment, answers=phq9(12), key=uuid.uuid4())
    decision = scene.proposal.decision_id
    emit(ASSIGNMENT_MISSED, assignment=assignment.pk, patient=dora.pk)
    emit(
        FLAG_ESCALATED, flag=scene.flag.pk, owner=scene.cast.clara.pk, news=scene.flag.news, nobody=True, everybody=True
    )
    occasion = scene.flag.occasions.get()
    emit(FLAG_JOINED, flag=scene.flag.pk, owner=scene.cast.clara.pk, news=occasion.news, nobody=True, told=True)
    news, owner = scene.proposal.news, scene.proposal.owner_id
    emit(PROPOSAL_CLIMBED, proposal=scene.proposal.pk, owner=owner, news=news, everybody=True)
    emit(PATHWAY_IMPROVED, pathway=scene.pathway.pk, patient=dora.pk, decision=decision)
    emit(PATHWAY_STOPPED, pathway=scene.pathway.pk, patient=dora.pk)
    emit(PATHWAY_RESUMED, pathway=scene.pathway.pk, patient=dora.pk)
    emit(CLINICIAN_CHANGED, patient=scene.pathway.patient_id, by=BY, at="made up")
    emit(PEOPLE_HANDED_OVER, to=scene.cast.clara.pk, centre=scene.cast.here.pk, patient=bea.pk, people=1, at="made up")
    emit(CONTACT_REQUEST_ANSWERED, request=ContactRequest.objects.get().pk)
    emit(CONTACT_REQUEST_GIVEN, request=ContactRequest.objects.get().pk, to=scene.cast.clara.pk, at="made up")
    emit(TEAM_WROTE, message=TeamMessage.objects.filter(from_team=True).get().pk)
    _moderate(cast)
    emit(ACCESS_RESTORED, request=scene.asked.pk)
    emit(ACCESS_ENDED, user=scene.cast.denis.pk, by=BY)
    dismiss(by=BY, membership=Membership.objects.get(user=scene.cast.denis))  # Dora is his: somebody has a task now
    emit(ACCOUNT_CLOSED, user=cast.ana.pk)
    ask_for_password(email=cast.dora.email)
    report_lost_phone(email=cast.dora.email)
    opened = PieceUse.objects.filter(patient=scene.pathway.patient).earliest("opened")
    emit(PIECE_OPENED, patient=opened.patient_id, piece=opened.piece_id, use=opened.pk)
    emit(PIECE_OPENED_AGAIN, patient=opened.patient_id, use=opened.pk, day=today_of(opened.patient))
    emit(TOUR_TAKEN, patient=bea.pk, tour=1)
    emit(PLAN_DONE, patient=bea.pk, day=today_of(bea))
    _tell_of_groups(scene)
    _meet(cast)
    emit(NOMINATION_WITHDRAWN, pathway=scene.pathway.pk, patient=bea.pk, decision=decision)
    _deliver()
    return {name: list(Delivery.objects.filter(handler=name)) for each in registry.handlers.values() for name in each}


def _tell_of_groups(scene: Scene) -> None:
    emit(FLAG_CLOSED, flag=scene.flag.pk)
    ana_in, offer = Member.objects.filter(user=scene.cast.ana).earliest("joined", "pk"), GroupOffer.objects.get()
    emit(GROUP_OPENED, group=ana_in.group_id)
    emit(GROUP_JOINED, member=ana_in.pk, group=ana_in.group_id)
    emit(GROUP_SHARING_ENDED, group=ana_in.group_id, centre=scene.cast.there.pk)
    emit(GROUP_CLOSED, group=ana_in.group_id)
    emit(GROUP_CHOSE_TO_LEAVE, member=ana_in.pk, group=ana_in.group_id)
    emit(GROUP_OFFER_ANSWERED, offer=offer.pk, patient=offer.patient_id, answer="not_now")


def _moderate(cast: Cast) -> None:
    """What is told of a post of Ana's, of what was reported about it, and of her as a member."""
    report = PostReport.objects.filter(post__by__user=cast.ana).earliest("made", "pk")
    post, clara = report.post, cast.clara.pk
    close_reports(by=cast.clara, post=post, outcome="left")
    hide_post(by=cast.clara, post=post, why="made up")
    until = clock.now() + timedelta(days=1)
    pause_member(by=cast.clara, member=post.by, until=until, why="made up")
    emit(REPORT_PASSED, report=report.pk, to=clara)
    emit(REPORT_LATE, report=report.pk, made=report.made.isoformat())
    emit(CASE_HANDED, post=post.pk, to=clara)
    emit(THREAD_CHANGED, thread=post.thread_id, group=post.group_id, at="made up")


def _meet(cast: Cast) -> None:
    """Somebody booked a session and did not come to one; of those to come one is moved and led by somebody else, one is
    off, what is free is offered, and one is asked for; and the centre is in another zone.
    """
    emit(CENTRE_ZONE_CHANGED, centre=cast.here.pk)
    seat = Seat.objects.filter(attendance="").earliest("made", "pk")
    emit(SEAT_ATTENDED, seat=seat.pk, meeting=seat.meeting_id, attendance="no_word", minutes=None)
    emit(SEAT_BOOKED, seat=seat.pk, meeting=seat.meeting_id)
    invited = Seat.objects.filter(state=Seat.State.INVITED).earliest("made", "pk")
    emit(SEAT_INVITED, seat=invited.pk, meeting=invited.meeting_id)
    private = Seat.objects.filter(meeting__kind="private", meeting__occurrence__start__gt=clock.now())
    moved, off = private.select_related("meeting__occurrence").order_by("meeting__occurrence__start", "pk")[:2]
    begins = moved.meeting.occurrence.start + timedelta(days=40)
    move_meeting(by=cast.clara, meeting=moved.meeting, begins=begins, ends=begins + timedelta(hours=1))
    take_over(by=cast.carlos, meeting=moved.meeting)
    call_off(by=cast.clara, meeting=off.meeting, why="made up")
    assert offer_free_places() > 0
    emit(PRIVATE_ASKED, request=ContactRequest.objects.get().pk)


def _deliver() -> None:
    for minutes in (1, 2, 3):  # what a handler tells is told in its turn
        with clock.at(clock.now() + timedelta(minutes=minutes)):
            relay()
    assert not Delivery.objects.exclude(state=Delivery.State.DONE).exists()


def test_every_handler_may_be_told_twice(told: dict[str, list[Delivery]]):
    assert [name for name, deliveries in told.items() if not deliveries] == []
    before = rows()
    Delivery.objects.update(state=Delivery.State.PENDING, claimed_until=None, finished=None)
    _deliver()
    assert differences(before, rows()) == []


def test_a_handler_that_does_it_again_is_found(
    told: dict[str, list[Delivery]], monkeypatch: pytest.MonkeyPatch, cast: Cast
):
    name = "mentoring.handlers.nominate"
    monkeypatch.setitem(registry.handlers["pathway.improved"], name, lambda event: due(cast.patient(cast.bea), "gad-7"))
    before = rows()
    Delivery.objects.filter(handler=name).update(state=Delivery.State.PENDING, claimed_until=None)
    _deliver()
    assert differences(before, rows()) == ["questionnaires.Assignment", "questionnaires.AssignmentEvent"]


def test_the_walk_reads_every_table(db: None):
    assert {"steps.Transition", "steps.PathwayEvent", "mentoring.Nomination"} <= rows().keys()
    assert judge([one._meta.label for one in house_models() if one._meta.label in COUNTED_APART], COUNTED_APART) == []
    assert issubclass(Delivery, models.Model)
