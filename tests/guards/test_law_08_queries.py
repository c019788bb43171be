"""Law 8: a list asks the database as often for three rows as for one."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import time, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinicians import actions as desk
from clinicians import models as desk_models
from clinicians.desk.caseload.selectors import PER_PAGE
from mentoring.community.kinds import POST_NAMED, THREAD_ANSWERED
from mentoring.conversations import actions as conversations
from mentoring.conversations.models import ContactRequest, ReplyTemplate
from oncocare.consent.actions import publish_text, record_consent
from oncocare.events.actions import relay
from oncocare.foundation import clock
from oncocare.joining.actions import accept, invite
from oncocare.joining.models import Invitation
from oncocare.library.telling.kinds import BACK, ENDED, EXPIRED, EXPIRING, MOVED, PUBLISHED, REVIEW, source_of
from oncocare.notifications.actions import queue
from oncocare.notifications.inbox import views as inbox
from oncocare.people.actions import appoint, open_record, register_user, take_into_care
from oncocare.people.days import today_of
from oncocare.people.models import Centre, Patient, User
from oncocare.people.roles import CLINICIAN, PATIENT
from oncocare.people.selectors import standing_of
from oncocare.safety.assessment.actions import keep_assessment
from oncocare.safety.concerns import FlagKind
from oncocare.safety.crisis.actions import set_crisis_numbers
from oncocare.safety.crisis.numbers import CrisisNumber
from oncocare.safety.flags import actions as safety
from oncocare.safety.flags.actions import raise_flag
from oncocare.safety.flags.kinds import AGAIN, CLIMBED, NOBODY_ON, YOURS
from oncocare.safety.flags.selectors import open_flags
from oncocare.safety.plan.actions import write_plan
from oncocare.safety.promise import Opening
from oncocare.safety.rota.actions import set_cover, set_holidays, set_rota, set_staffed_hours
from oncocare.safety.rota.duty import Turn
from oncocare.signin.lost_access.actions import ask_for_access
from oncocare.signin.methods.actions import add_passkey
from oncocare.signin.models import AccessRequest
from questionnaires.answering.actions import submit
from questionnaires.instruments.catalogue import definition
from questionnaires.scheduling.actions import adopt_schedule, close_past_windows
from questionnaires.scheduling.schedule import shipped
from steps.actions import help_began, open_pathway, override
from steps.activation.actions import propose_policy
from steps.history.actions import import_answers
from steps.history.history_file import AnswerRow
from steps.levels import Level
from steps.models import Pathway, Proposal
from steps.proposals import kinds as proposals
from steps.shipped import shipped_policy
from tests.cast import BY, Cast, due, gad7, phq9
from tests.factories.campus import campus_rows, everybody
from tests.factories.campus_guiding import guided_rows
from tests.factories.campus_lessons import campus_lessons
from tests.factories.chats import chats_held, chats_told
from tests.factories.community import member, open_group
from tests.factories.community_groups import community_groups
from tests.factories.community_offers import community_rows, offered
from tests.factories.leaders import leaders_rows
from tests.factories.library import Stock, stocked
from tests.factories.meetings_planned import meetings_planned
from tests.factories.moderation import moderation_told, writers_told
from tests.factories.places import places_rows, sessions_told
from tests.factories.rooms import talked
from tests.factories.session_pages import session_page_rows
from tests.factories.sessions_attended import sessions_rows
from tests.factories.surveys import surveys_rows
from tests.factories.talks import talks_held
from tests.factories.threads import threads_written
from tests.guards.house import judge, routes
from tests.guards.scene import Scene, undone
from tests.guards.test_law_02_permissions import ANONYMOUS, address, opens_for, person, reviewed, roles
from tests.signin.soft_passkey import made_up
from tests.signing_in import go_to, sign_in

HADS = dict.fromkeys(definition("hads").items, 1)  # a licensed instrument: its wording is looked up in the database
# Whoever opens pages, each once: who is `elsewhere` or `another` opens them as the first of their kind does.
READERS = tuple(role for role in roles() if not role.startswith("another_") and not role.endswith("_elsewhere"))

PROPOSAL_KINDS = (proposals.YOURS, proposals.CLIMBED, proposals.UNOWNED)
TEXT_KINDS = (REVIEW, BACK, PUBLISHED, ENDED, MOVED, EXPIRING, EXPIRED)

NO_ROWS = {
    "gallery": "Made-up parts of pages in a demo only, without a database.",
    "demo_sign_in": "It signs somebody made up in, in a demo only.",
}


def grow(cast: Cast, rows: int) -> None:
    """`rows` patients with flag, proposal and course, `rows` points of Ana, staff, hours and open questions."""
    hours = [Opening(day, time(9), time(17)) for day in range(rows)]
    set_staffed_hours(by=BY, centre=cast.here, openings=hours)
    for number in range(rows):
        user = register_user(by=BY, email=f"more{number}@example.org", name=f"More {number}", language="en")
        appoint(by=BY, user=user, centre=cast.here, role=CLINICIAN)
        patient = take_into_care(by=BY, centre=cast.here, key=f"N{number}", clinician=user)
        open_pathway(by=BY, patient=patient)
        invite(by=BY, centre=cast.here, channel="email", language="en", email=f"c{number}@example.org", role=CLINICIAN)
        for email in ("", f"joined{number}@example.org"):
            made = invite(by=BY, centre=cast.here, channel="letter", language="en", ward=f"W{number}")
            if email:
                accept(by=BY, invitation=made, email=email)
        _answer(patient, 0)
        _answer(cast.patient(cast.ana), number - rows)
        _miss(patient, cast.patient(cast.ana), days=number)
        _lose(user, cast.here, number)
        _sign_in(cast.ana, number)
        _agree(cast, user, number)
        _keep(cast, patient, cast.patient(cast.ana))
        _ask_the_team(cast, patient, cast.patient(cast.ana), days=number)
        _cover(cast, number, user)
        _move(cast, patient, cast.patient(cast.ana), number=number)
        _plan_for_hard_hours(cast, number)
        _meet(cast, number)
    for code in ("phq-9", "gad-7", "phq-2")[:rows]:
        [one] = due(cast.patient(cast.ana), code)
        queue(user=cast.ana, centre=cast.here, kind="questions.open", source=f"bundle:{one.bundle}")
    _leave_open()
    _tell(cast)
    _bring(cast, rows)
    adopt_schedule(by=BY, centre=cast.here, schedule=shipped()["two-stage"])


def _meet(cast: Cast, number: int) -> None:
    """One group more that Ana is in, one that fits her and was offered before, and one for caregivers."""
    member(cast, open_group(cast, f"In {number}"), cast.ana)
    fits = open_group(cast, f"Fits {number}", by_themselves=True)
    offered(cast, cast.ana, fits, answer="not_now", answered=clock.now(), by=cast.clara)
    open_group(cast, f"Beside {number}", audience="caregivers")


def _leave_open() -> None:
    """The latest proposal of everybody is open, past its deadline, and was passed on."""
    past = clock.now() - timedelta(days=1)
    for latest in Proposal.objects.order_by("pathway", "-made").distinct("pathway"):
        Proposal.objects.filter(pk=latest.pk).update(state=Proposal.State.OPEN, promised=past, climbed=1)


def _bring(cast: Cast, rows: int) -> None:
    """A file with so many people whose worrying answers are old."""
    old = today_of(cast.here) - timedelta(days=100)
    brought = [AnswerRow(number, f"B{number}", old, "phq-9", phq9(9, 1)) for number in range(rows)]
    import_answers(by=BY, centre=cast.here, rows=brought, grant=False)


def _tell(cast: Cast) -> None:
    """One message of each kind about flags, proposals and texts: the count of new messages asks each kind once, however
    many there are.
    """
    flag, proposal = open_flags(cast.here)[0], Proposal.objects.get(pathway__patient__user=cast.ana, state="open")
    for user in (cast.clara, cast.carlos, cast.gala):
        for kind in (YOURS, CLIMBED, NOBODY_ON):
            queue(user=user, centre=cast.here, kind=kind, source=flag.news)
        queue(user=user, centre=cast.here, kind=AGAIN, source=flag.occasions.latest("id").news)
        for kind in PROPOSAL_KINDS:
            queue(user=user, centre=cast.here, kind=kind, source=proposal.news)
        queue(user=user, centre=cast.here, kind=f"{POST_NAMED}.staff", source=str(flag.pk))
        source = f"{flag.pk}@{clock.now().isoformat()}"
        queue(user=user, centre=cast.here, kind=f"{THREAD_ANSWERED}.staff", source=source)
        for kind in TEXT_KINDS if user != cast.clara else ():  # what a record asks is counted without them
            queue(user=user, centre=cast.here, kind=kind, source=source_of(kind, cast.here.pk, today_of(cast.here)))


def _cover(cast: Cast, number: int, user: User) -> None:
    """One row more of the rota, of who is absent, of the holidays and of the centre's own numbers; flags with Clara."""
    turns = [Turn(day, time(9), time(17), user.pk) for day in range(number + 1)]
    set_rota(by=BY, centre=cast.here, turns=turns)
    today = clock.today(cast.here.time_zone)
    set_cover(by=BY, centre=cast.here, day=today + timedelta(days=number), absent=user, instead=None)
    days = {today + timedelta(days=30 + day): "" for day in range(number + 1)}
    set_holidays(by=BY, centre=cast.here, days=days)
    contacts = [CrisisNumber(str(one), f"60000000{one}", "") for one in range(number + 1)]
    set_crisis_numbers(by=BY, centre=cast.here, numbers=contacts)
    for flag in open_flags(cast.here).filter(patient=cast.patient(cast.ana)).exclude(owner=cast.clara):
        safety.hand_over(by=user, flag=flag, to=cast.clara, note="made up")


def _move(cast: Cast, *patients: Patient, number: int) -> None:
    """One change of level more, by hand, and then the level kept; and one day of help more."""
    for patient in patients:
        pathway = Pathway.objects.get(patient=patient)
        to = Level.CAMPUS if pathway.level_now is not Level.CAMPUS else Level.COMMUNITY
        for _ in range(2):
            override(by=cast.clara, pathway=pathway, to=to, reason=f"made up {number}")
        help_began(by=cast.clara, pathway=pathway, day=today_of(patient))


def _plan_for_hard_hours(cast: Cast, number: int) -> None:
    """What was asked about a flag of Ana's once more, and a version more of her safety plan."""
    patient = cast.patient(cast.ana)
    keep_assessment(by=cast.clara, flag=patient.flags.get(kind=FlagKind.SUICIDAL_IDEATION), assessed=talked())
    write_plan(by=cast.ana, patient=patient, content={"signs": f"made up {number}"}, shared=True)


def _answer(patient: Patient, days: int) -> None:
    with clock.at(clock.now() + timedelta(days=days)):
        for code, answers in (("phq-9", phq9(22, 1)), ("gad-7", gad7(16)), ("hads", HADS)):
            [assignment] = due(patient, code)
            submit(by=BY, assignment=assignment, answers=answers, key=uuid.uuid4())
            with clock.at(clock.now() + timedelta(seconds=1)):
                relay()


def _miss(*patients: Patient, days: int) -> None:
    """Questions whose window is over."""
    with clock.at(clock.now() - timedelta(days=30 + days)):
        for patient in patients:
            due(patient, "gad-7")
    close_past_windows()


def _lose(helper: User, centre: Centre, number: int) -> None:
    """Somebody in care here who cannot sign in."""
    lost = register_user(by=BY, email=f"lost{number}@example.org", name="", language="en")
    take_into_care(by=BY, centre=centre, key=f"L{number}", user=lost)
    ask_for_access(by=BY, user=lost)


def _sign_in(user: User, number: int) -> None:
    """One more device with a passkey."""
    add_passkey(by=user, name=f"Key {number}", credential=made_up())
    client = Client()
    client.force_login(user)
    client.get(reverse("help_now"))


def _agree(cast: Cast, staff: User, number: int) -> None:
    """Somebody publishes a text, Ana says yes to it, and somebody looks at her record."""
    text = publish_text(
        by=staff, centre=cast.here, about="research", language="en", title=f"T{number}", body="B", asks_again=True
    )
    record_consent(
        by=cast.ana, patient=cast.patient(cast.ana), text=text, said=("no", "yes")[number % 2], channel="page"
    )
    with clock.at(clock.now() - timedelta(days=number)):
        open_record(by=staff, patient=cast.patient(cast.ana), reason="review")


def _keep(cast: Cast, *patients: Patient) -> None:
    """What staff write beside a course: a note with its correction, a contact, a task done and one due, a supervision,
    a view.
    """
    for patient in patients:
        note = desk.write_note(by=cast.clara, patient=patient, words="x")
        desk.write_note(by=cast.clara, patient=patient, words="y", corrects=note)
        desk.log_contact(by=cast.clara, patient=patient, kind="phone", began=clock.now(), minutes=5, reached=True)
        desk.note_supervision(by=cast.clara, held_on=patient.joined_on, supervisor="x", decided=[(patient, "x")])
        for done in (True, False):
            task = desk.add_task(
                by=cast.clara, patient=patient, owner=cast.clara, what="x", due=clock.today(cast.here.time_zone)
            )
            if done:
                desk.finish_task(by=cast.clara, task=task)
    desk.save_view(by=cast.clara, centre=cast.here, name=str(patients[0].pk), query="whose=all")


def _ask_the_team(cast: Cast, *patients: Patient, days: int) -> None:
    """By when the centre answers, and what each asked and was answered; the last time of Ana, who asks no more, too."""
    conversations.set_answer_promise(by=cast.carlos, centre=cast.here, days=1 + days)
    conversations.keep_template(by=cast.carlos, centre=cast.here, language="en", name=f"T{days}", words="made up")
    for about, words in desk_models.Leaflet.About.choices[: days + 1]:
        desk.write_leaflet(by=cast.carlos, centre=cast.here, about=about, language="en", words=words)
    with clock.at(clock.now() - timedelta(minutes=1)):  # so that what is told of it is told by now
        for patient in patients:
            conversations.write_to_team(by=patient.user or cast.ana, patient=patient, kind="call", words="x")
            if patient.user == cast.ana:
                desk.answer_patient(by=cast.clara, patient=patient, words="y")
        _add_to_requests(cast)
        with clock.at(clock.now() + timedelta(seconds=1)):
            relay()


def _add_to_requests(cast: Cast) -> None:
    """To everything that waits one message more with danger words, read by the team; and words kept ready."""
    for asked in ContactRequest.objects.filter(answered_at=None).select_related("patient"):
        words = "I am going to kill myself tonight."
        said = conversations.write_to_team(by=cast.ana, patient=asked.patient, kind="write", words=words).message
        conversations.mark_read(by=cast.clara, messages=[said])
    name = f"made up {ReplyTemplate.objects.count()}"
    conversations.keep_template(by=cast.carlos, centre=cast.here, language="en", name=name, words="x")


@contextmanager
def _all_messages() -> Iterator[None]:
    """Every message on one page, and none marked as read: what a page asks depends on the kinds that stand on it."""
    with undone(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(inbox, "PER_PAGE", 1000)
        yield


def _opened_in(name: str) -> Any:
    return _all_messages if name == "my_messages" else nullcontext


def pages() -> list[tuple[str, str]]:
    """Every page that opens, with each of the readers for whom it does: what the reviewed matrix of law 2 says."""
    return [
        (name, role)
        for name, row in reviewed()["routes"].items()
        for role in opens_for(row)
        if role in READERS and name not in NO_ROWS
    ]


def queries(client: Client, path: str, opened_in: Any = nullcontext) -> list[str]:
    """What a page asks the database, the second time it is opened in a process, each time inside `opened_in`."""
    with opened_in():
        client.get(path)
    with opened_in(), CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200, path
    return [re.split(r" SET | WHERE | VALUES |(?<=SAVEPOINT) ", one["sql"])[0] for one in asked.captured_queries]


def asked_by_pages(cast: Cast, rows: int) -> dict[tuple[str, str], list[str]]:
    """What each page asks each of its readers' databases where there are so many rows of everything."""
    with undone():
        grow(cast, rows)
        library = stocked(cast, rows)
        campus_lessons(cast, library, rows)
        campus_rows(cast, rows)
        everybody(cast, Patient.objects.filter(key__regex=r"^N\d"), rows)
        guided_rows(cast, rows)
        community_rows(cast)
        community_groups(cast, rows)
        threads_written(cast, rows)
        writers_told(cast)
        surveys_rows(cast, rows)
        sessions_rows(cast, rows)
        moderation_told(cast)
        leaders_rows(cast, rows)
        chats_held(cast, rows)
        chats_told(cast)
        talks_held(cast, rows)
        places_rows(cast, rows)
        sessions_told(cast)
        meetings_planned(cast, rows)
        session_page_rows(cast)
        scene = _scene(cast, library)
        addresses = {route.name: address(route, scene) for route in routes()}
        with clock.held():  # a session is written once a minute, and asking every page takes longer
            clients = {role: Client() if role == ANONYMOUS else signed_in(_reader(cast, role)) for role in READERS}
            return {(name, role): queries(clients[role], addresses[name], _opened_in(name)) for name, role in pages()}


def _reader(cast: Cast, role: str) -> User:
    return person(role)


def _scene(cast: Cast, library: Stock) -> Scene:
    """One of each thing that an address names, of what has grown; of Ana where it is somebody's."""
    ana = cast.patient(cast.ana)
    policy, source = shipped_policy("stepped-care-hads")
    propose_policy(by=cast.carlos, centre=cast.here, policy=policy, source=source)
    return Scene(
        cast=cast,
        answered=ana.assignments.filter(state="answered").first(),
        open=ana.assignments.filter(state="open").first(),
        flag=ana.flags.get(kind=FlagKind.SUICIDAL_IDEATION),
        proposal=Proposal.objects.first(),
        pathway=cast.pathway(cast.ana),
        invitation=Invitation.objects.filter(accepted_at=None, role=PATIENT.name).first(),
        asked=AccessRequest.objects.filter(centre=cast.here).first(),
        passkey=Authenticator.objects.filter(user=cast.ana).first().pk,
        text=cast.here.texts.first(),
        cover=cast.here.covers.first(),
        library=library,
    )


def signed_in(user: User) -> Client:
    client = Client()
    sign_in(client, user, confirmed=True)
    if standing_of(user).undecided:
        go_to(client, Centre.objects.get(slug="here"))
    return client


@pytest.mark.slow
def test_three_rows_cost_as_much_as_one_on_every_page_that_opens(cast: Cast):
    one, three = asked_by_pages(cast, 1), asked_by_pages(cast, 3)
    assert {page: found for page in one if (found := more(one[page], three[page]))} == {}
    assert len(one) > 60
    assert sum(len(asked) > 5 for asked in one.values()) > 40


@pytest.mark.slow
@pytest.mark.parametrize("name", ["caseload", "my_tasks", "hand_over_people"])
def test_thirty_people_cost_the_desk_as_much_as_three(cast: Cast, name: str):
    assert PER_PAGE > 30
    asked = {}
    for number in (3, 30):
        with undone():
            _people_of_clara(cast, number)
            asked[number] = queries(signed_in(cast.clara), reverse(name))
    assert more(asked[3], asked[30]) == []
    assert len(asked[30]) > 5


def _people_of_clara(cast: Cast, rows: int) -> None:
    """So many people with a flag, a note, a contact, a task and a missed set of questions each."""
    for number in range(rows):
        patient = take_into_care(by=BY, centre=cast.here, key=f"N{number}", clinician=cast.clara)
        open_pathway(by=BY, patient=patient)
        with clock.at(clock.now() - timedelta(days=30)):
            due(patient, "gad-7")
        _keep(cast, patient)
        raise_flag(by=BY, patient=patient, kind="worsening", severity="high", source=f"made:up:{number}")
    close_past_windows()


def more(one: list[str], three: list[str]) -> list[str]:
    """What is asked more often for three rows than for one."""
    return sorted({sql[:160] for sql in three if three.count(sql) > one.count(sql)})


def test_a_query_for_each_row_is_found():
    assert more(["a", "b"], ["a", "b", "b", "b"]) == ["b"]


def test_a_page_that_shows_rows_is_found_by_the_matrix_alone():
    assert {("caseload", "clinician"), ("my_choices", "patient"), ("centre_rota", "coordinator")} <= set(pages())
    assert judge([name for name, methods in reviewed()["routes"].items() if name in NO_ROWS], NO_ROWS) == []
