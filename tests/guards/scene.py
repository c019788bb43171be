"""The cast with something to act on: what the permission matrix, the table guards and the header guards look at."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import time, timedelta

from django.db import transaction

from clinicians import actions as desk
from mentoring.actions import nominate
from mentoring.conversations import actions as conversations
from oncocare.audit.actions import verify
from oncocare.consent.actions import record_consent
from oncocare.consent.models import ConsentText
from oncocare.consent.selectors import texts_for
from oncocare.events.actions import relay
from oncocare.foundation import clock
from oncocare.foundation.datafiles import parse
from oncocare.joining.actions import invite
from oncocare.joining.models import Invitation
from oncocare.notifications.actions import queue, turn_email
from oncocare.people.actions import open_record
from oncocare.people.models import Membership, Patient
from oncocare.people.picture.actions import keep_picture
from oncocare.people.roles import CLINICIAN
from oncocare.safety.assessment.actions import keep_assessment, load_assessment_form
from oncocare.safety.assessment.wording import checked_pack
from oncocare.safety.concerns import FlagKind
from oncocare.safety.crisis.actions import review_crisis_numbers, set_crisis_numbers
from oncocare.safety.crisis.numbers import CrisisNumber
from oncocare.safety.crisis.selectors import numbers_seen
from oncocare.safety.models import Attempt, Cover, Flag, Handover
from oncocare.safety.plan.actions import write_plan
from oncocare.safety.promise import Opening
from oncocare.safety.rota.actions import set_cover, set_holidays, set_rota, set_staffed_hours
from oncocare.safety.rota.duty import Turn
from oncocare.signin.lost_access.actions import ask_for_access
from oncocare.signin.methods.actions import add_passkey
from oncocare.signin.models import AccessRequest
from questionnaires.answering.actions import save_answer, submit
from questionnaires.models import Assignment, Import, LateAnswer, TextPack
from questionnaires.scheduling.actions import adopt_schedule
from questionnaires.scheduling.schedule import shipped
from questionnaires.sheets.actions import keep_sheet
from steps.actions import help_began, override
from steps.activation.actions import propose_policy
from steps.levels import Level
from steps.models import Activation, Pathway, Proposal, ProposalClimb
from steps.shipped import shipped_policy
from tests.cast import BY, Cast, due, phq9, take_in
from tests.factories.campus import campus_rows
from tests.factories.campus_guiding import guided_rows
from tests.factories.campus_lessons import campus_lessons
from tests.factories.chats import chats_held
from tests.factories.community_groups import community_groups
from tests.factories.community_offers import community_rows
from tests.factories.leaders import leaders_rows
from tests.factories.library import Stock, stocked
from tests.factories.meetings_planned import meetings_planned
from tests.factories.moderation import writers_told
from tests.factories.places import places_rows
from tests.factories.rooms import talked
from tests.factories.session_pages import session_page_rows
from tests.factories.sessions_attended import sessions_rows
from tests.factories.surveys import surveys_rows
from tests.factories.talks import talks_held
from tests.factories.threads import threads_written
from tests.safety.assessment.test_assessment_wording import PACK
from tests.signin.soft_passkey import made_up


@dataclass(frozen=True)
class Scene:
    """Ana answered so that a flag and a proposal stand; a second set of questions is due, with one answer given."""

    cast: Cast
    answered: Assignment
    open: Assignment
    flag: Flag
    proposal: Proposal
    pathway: Pathway
    invitation: Invitation
    asked: AccessRequest
    passkey: int
    text: ConsentText
    cover: Cover
    library: Stock

    @property
    def membership(self) -> Membership:
        """Clara's role."""
        return Membership.objects.get(user=self.cast.clara)

    @property
    def colleague(self) -> Invitation:
        """The invitation of somebody to work here."""
        given = {"centre": self.cast.here, "channel": "email", "language": "en", "role": CLINICIAN}
        invited = Invitation.objects.filter(accepted_at=None, withdrawn_at=None, role=CLINICIAN.name).first()
        return invited or invite(by=self.cast.carlos, email="colleague@example.org", **given)

    @property
    def activation(self) -> Activation:
        """The policy that Carlos proposed."""
        return Activation.objects.get()


def furnish(cast: Cast) -> Scene:
    """One row at least in every table, through the real actions where there are such."""
    patient = cast.patient(cast.ana)
    take_in(cast, "alba")
    set_staffed_hours(by=BY, centre=cast.here, openings=[Opening(0, time.min, time.max)])
    _plan_for_hard_hours(cast)
    override(by=cast.clara, pathway=cast.pathway(cast.bea), to=Level.CAMPUS, reason="made up")
    help_began(by=cast.clara, pathway=cast.pathway(cast.bea), day=clock.today(cast.here.time_zone))
    texts = texts_for(cast.here, "en")
    record_consent(by=cast.ana, patient=patient, text=texts["care"], said="yes", channel="page")
    open_record(by=cast.clara, patient=cast.patient(cast.bea), reason="cover")
    keep_picture(
        by=cast.clara, patient=cast.patient(cast.ana), source="staff", said={"cancer": "breast", "gender": "mujer"}
    )
    answered, waiting = _answer(cast)
    proposal = _nominate(cast)
    queue(user=cast.ana, centre=cast.here, kind="questions.open", source=f"bundle:{waiting.bundle}")
    turn_email(by=cast.ana, user=cast.ana, on=True)
    verify()
    ask_for_access(by=BY, user=cast.ana)
    passkey = add_passkey(by=cast.ana, name="Made up", credential=made_up())
    _change_the_centre(cast)
    library = _stock_and_guide(cast)
    _write_in_groups(cast)
    invitation = invite(by=cast.clara, centre=cast.here, channel="email", language="en", email="made-up@example.org")
    return Scene(
        cast=cast,
        answered=answered,
        open=waiting,
        flag=_work_at_the_desk(cast),
        proposal=proposal,
        pathway=cast.pathway(cast.ana),
        invitation=invitation,
        asked=AccessRequest.objects.get(),
        passkey=passkey.pk,
        text=texts["care"],
        cover=_keep_a_rota(cast),
        library=library,
    )


def _nominate(cast: Cast) -> Proposal:
    """Ana's proposal was passed on, and Bea nominated as a mentor by the decision behind it."""
    proposal = Proposal.objects.get()
    ProposalClimb.objects.create(proposal=proposal, centre=cast.here, from_user=cast.clara, to_user=cast.clara)
    nominate(by=BY, patient=cast.patient(cast.bea), decision=str(proposal.decision_id))
    return proposal


def _stock_and_guide(cast: Cast) -> Stock:
    """A library, and from it what Ana does at level 2, where Sam guides her; and the groups she is in and offered."""
    library = stocked(cast)
    campus_lessons(cast, library)
    campus_rows(cast)
    guided_rows(cast)
    community_rows(cast)
    return library


def _write_in_groups(cast: Cast) -> None:
    """Groups with what people write in them and say of them, what moderators told its writers, and Ana, who agreed that
    moderators see how she helps and is asked.
    """
    community_groups(cast)
    threads_written(cast)
    writers_told(cast)
    leaders_rows(cast)
    surveys_rows(cast)
    sessions_rows(cast)
    session_page_rows(cast)


def _plan_for_hard_hours(cast: Cast) -> None:
    """Ana's safety plan, which she shares, and a licensed form for what staff ask."""
    write_plan(by=cast.ana, patient=cast.patient(cast.ana), content={"signs": "made up"}, shared=True)
    pack = parse(PACK, "made up")
    load_assessment_form(by=BY, centre=cast.here, pack=checked_pack(pack), sha256=pack.sha256)


def _answer(cast: Cast) -> tuple[Assignment, Assignment]:
    """Ana sends what is due, so that a flag and a proposal stand, and begins with what is due after it."""
    patient = cast.patient(cast.ana)
    [answered] = due(patient)
    submit(by=cast.ana, assignment=answered, answers=phq9(22, 1), key=uuid.uuid4())
    with clock.at(clock.now() + timedelta(seconds=1)):
        relay()
    answered.refresh_from_db()
    LateAnswer.objects.create(
        assignment=answered, patient=patient, centre=cast.here, instrument="phq-9", item="9", code=1, entered_by=BY
    )
    [waiting] = due(patient)
    save_answer(by=cast.ana, assignment=waiting, item="1", code=1)
    keep_sheet(by=cast.clara, asked=[waiting], language="es")
    return answered, waiting


def _change_the_centre(cast: Cast) -> None:
    """A policy that waits to be activated, the text of a licensed instrument, and a schedule."""
    policy, source = shipped_policy("stepped-care-hads")
    propose_policy(by=cast.carlos, centre=cast.here, policy=policy, source=source)
    TextPack.objects.create(
        centre=cast.here, instrument="made-up", language="en", reference="made up", holder="made up",
        valid_until=clock.today(cast.here.time_zone), content={}, sha256="0" * 64,
    )  # fmt: skip
    adopt_schedule(by=BY, centre=cast.here, schedule=shipped()["two-stage"])


def _work_at_the_desk(cast: Cast) -> Flag:
    """Clara's note, sent from a page, task, contact, supervision and saved view, the flag of Ana's answers handed over,
    and the chats, sessions and talks that Clara leads.
    """
    chats_held(cast)
    talks_held(cast)
    places_rows(cast)
    meetings_planned(cast)
    patient, today = cast.patient(cast.ana), clock.today(cast.here.time_zone)
    desk.once(
        by=cast.clara,
        sending=uuid.uuid4(),
        act=lambda: desk.write_note(by=cast.clara, patient=patient, words="made up"),
    )
    desk.add_task(by=cast.clara, patient=patient, owner=cast.clara, what="made up", due=today)
    desk.log_contact(by=cast.clara, patient=patient, kind="phone", began=clock.now(), minutes=1, reached=True)
    desk.save_view(by=cast.clara, centre=cast.here, name="made up", query="level=4")
    desk.note_supervision(by=cast.clara, held_on=today, supervisor="made up", decided=[(patient, "made up")])
    conversations.set_answer_promise(by=cast.carlos, centre=cast.here, days=1)
    alba = Patient.objects.get(key="ALBA")
    conversations.write_to_team(by=alba.account, patient=alba, kind="call", words="made up")
    said = conversations.write_to_patient(by=cast.clara, patient=patient, words="made up")
    conversations.mark_read(by=cast.ana, messages=[said])
    conversations.keep_template(by=cast.carlos, centre=cast.here, language="en", name="made up", words="made up")
    desk.write_leaflet(by=cast.carlos, centre=cast.here, about="today", language="en", words="made up")
    desk.set_expected_course(by=cast.carlos, centre=cast.here, weeks=8, source="made up")
    Import.objects.create(centre=cast.here, sha256="0" * 64, made_by=BY)
    flag = Flag.objects.get(kind=FlagKind.SUICIDAL_IDEATION)
    keep_assessment(by=cast.clara, flag=flag, assessed=talked())
    Handover.objects.create(
        flag=flag, patient=patient, centre=cast.here, from_user=cast.clara, to_user=cast.clara, reason="shift"
    )
    Attempt.objects.create(
        flag=flag, patient=patient, centre=cast.here, by=cast.clara, next_attempt=clock.now() + timedelta(hours=1)
    )
    return flag


def _keep_a_rota(cast: Cast) -> Cover:
    """Clara is on at all hours, but absent tomorrow; a holiday to come; a number of the centre's own, called today."""
    today = clock.today(cast.here.time_zone)
    turns = [Turn(weekday, time.min, time.max, cast.clara.pk) for weekday in range(7)]
    set_rota(by=BY, centre=cast.here, turns=turns)
    set_holidays(by=BY, centre=cast.here, days={today + timedelta(days=30): "made up"})
    set_crisis_numbers(by=BY, centre=cast.here, numbers=[CrisisNumber("Made up", "600 000 000", "never")])
    called = {contact.tel for _whose, contacts in numbers_seen(cast.here) for contact in contacts}
    review_crisis_numbers(by=cast.carlos, centre=cast.here, called=called)
    return set_cover(by=BY, centre=cast.here, day=today + timedelta(days=1), absent=cast.clara, instead=None)


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is taken back at the end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
