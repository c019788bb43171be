"""Law 8: a list asks the database as often for three rows as for one."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinicians import actions as desk
from clinicians.caseload import PER_PAGE
from oncocare.consent.actions import answer, publish_text
from oncocare.events.actions import relay
from oncocare.foundation import clock
from oncocare.joining.actions import accept, invite
from oncocare.notifications.actions import queue
from oncocare.people.actions import appoint, open_record, register_user, take_into_care
from oncocare.people.models import Centre, Patient, User
from oncocare.people.permissions import Role
from oncocare.safety import actions as safety
from oncocare.safety.actions import raise_flag
from oncocare.safety.crisis import Contact
from oncocare.safety.kinds import CLIMBED, NOBODY_ON, YOURS
from oncocare.safety.promise import Opening
from oncocare.safety.rota import Turn
from oncocare.safety.selectors import open_flags
from oncocare.signin.lost_access.actions import ask_for_access
from oncocare.signin.methods.actions import add_passkey
from questionnaires.actions import adopt_schedule, close_past_windows, submit
from questionnaires.definition import definition
from questionnaires.schedule import shipped
from steps.actions import open_pathway
from tests.cast import BY, Cast, due, gad7, phq9
from tests.guards.house import judge, routes
from tests.guards.scene import undone
from tests.signin.soft_passkey import made_up

HADS = dict.fromkeys(definition("hads").items, 1)  # a licensed instrument: its wording is looked up in the database
LISTS = (
    "home",
    "caseload",
    "record",
    "centre",
    "centre_staff",
    "invitations",
    "sign_in_methods",
    "access_requests",
    "my_choices",
    "who_looked",
    "centre_texts",
    "centre_text",
    "my_messages",
    "person_messages",
    "my_tasks",
    "print_record",
    "hand_over_people",
    "patient_schedule",
    "my_duty",
    "centre_hours",
    "centre_rota",
    "centre_crisis",
)
NO_LIST = {
    "my_page": "The same page as home, which is counted, under an address of its own.",
    "open_record": "It asks one reason for one record, and shows the flags of that person that wait.",
    "choose": "It answers one text and leads back to the choices.",
    "left_care": "One sentence about one answer, and the way back.",
    "consent_text": "One version of one text, no list.",
    "centre_text_version": "One version of one text, no list.",
    "health": "It asks whether the database answers, nothing else.",
    "set_language": "It changes a cookie and shows no rows.",
    "help_now": "The numbers come from a file, with the hours of one centre.",
    "support": "One flag with the hours of one centre.",
    "start_answering": "One assignment with its draft, items from a file.",
    "check_answers": "One draft; its rows are the items of one file.",
    "question": "One item of one assignment, from a file.",
    "received": "One response and the next assignment, no list.",
    "message_settings": "One row of wishes, and the labels of what waits by one query.",
    "messages_off": "One row of wishes, found by a signed address.",
    "load": "Five numbers, each counted by one query whatever there is.",
    "find_person": "The caseload's own page of whoever matches, and law 8 counts that.",
    "ask": "It answers a form and leads back to the record.",
    "acknowledge_flag": "It answers one flag and leads back to the record.",
    "close_flag": "It answers one flag and leads back to the record.",
    "accept_proposal": "It answers one proposal and leads back to the record.",
    "change_proposal": "It answers one proposal and leads back to the record.",
    "decline_proposal": "It answers one proposal and leads back to the record.",
    "set_level": "It changes one pathway and leads back to the record.",
    "pause_pathway": "It changes one pathway and leads back to the record.",
    "resume_pathway": "It changes one pathway and leads back to the record.",
    "come_back_pathway": "It changes one pathway and leads back to the record.",
    "withdraw_pathway": "It changes one pathway and leads back to the record.",
    "centre_facts": "The facts of one centre.",
    "centre_policies": "Two policies at most, each one row; their rules are in its text.",
    "centre_instruments": "Its rows are files; the packs of the centre come in one query.",
    "centre_system": "Counts and the periodic work of the house, and at most a hundred failures in one query.",
    "give_role": "It changes one role and leads back to the list.",
    "take_role": "It changes one role and leads back to the list.",
    "propose_policy": "It proposes one policy and leads back.",
    "activate_policy": "It answers one proposed policy and leads back.",
    "decline_policy": "It answers one proposed policy and leads back.",
    "load_pack": "It stores one file and leads back.",
    "try_again": "It revives one delivery and leads back.",
    "join": "One invitation and the few texts of its centre; no step of joining shows rows.",
    "introduction": "One patient's own row, with pages from a fixed list.",
    "invite": "It answers a form and leads back to the invitations, which are counted.",
    "letter": "A file to print of one invitation, or of a pile of fifty at most, fetched by one query.",
    "withdraw_invitation": "It changes one invitation and leads back to the invitations.",
    "save_view": "It answers a form and leads back to the caseload, which law 8 counts.",
    "delete_view": "It deletes one view and leads back to the caseload.",
    "shortcuts": "A list from a template and one cookie, no rows.",
    "finish_task": "It changes one task and leads back to a list that is counted.",
    "correct_note": "One note and one form.",
    "write_note": "It answers a form and leads back to the record.",
    "log_contact": "It answers a form and leads back to the record.",
    "add_task": "It answers a form and leads back to the record.",
    "assign_clinician": "It answers a form and leads back to the record.",
    "ill_pathway": "It changes one pathway and leads back to the record.",
    "end_pathway": "It changes one pathway and leads back to the record.",
    "schedule": "One version; its lines are one row.",
    "start_schedule": "It puts one schedule into the session.",
    "edit_schedule": "A draft in the session, no rows.",
    "arrange_schedule": "A draft in the session, no rows.",
    "schedule_line": "One line of a draft in the session; the instruments come from files.",
    "preview_schedule": "Somebody made up, or one person as on the counted page of that person.",
    "save_schedule": "It adopts one draft and leads back.",
    "hand_over_flag": "It passes on one flag and leads back to the duty page.",
    "centre_holidays": "It answers a form and leads back to the hours.",
    "centre_promise": "It changes one word of a centre and leads back to the hours.",
    "add_cover": "It answers a form and leads back to the rota.",
    "remove_cover": "It takes back one day and leads back to the rota.",
    "review_crisis_numbers": "It answers a form and leads back to the numbers.",
    "account_": "The door itself: forms of django-allauth, no rows of ours.",
    "mfa_": "The door itself: a passkey or a code, no rows of ours.",
    "choose_sign_in": "Two links, after looking whether one way in is there.",
    "second_factor": "Two links, after looking whether a second factor is there.",
    "add_passkey": "One form; the browser is told which passkeys it has already.",
    "passkey": "One passkey with a form for its name.",
    "remove_passkey": "It removes one passkey and leads back to the list.",
    "set_password": "One form, and nothing is listed.",
    "add_app": "One form with one drawing.",
    "remove_app": "It turns one thing off and leads back to the list.",
    "recovery_codes": "Ten codes that the browser itself brings; one row is read.",
    "sign_out_everywhere": "It ends all sessions with one query and leads to the door.",
    "lost_phone": "One form, and nothing is looked up before it is answered.",
    "link_back": "One request by its link.",
    "access_request": "One request with the patient it is about.",
}


@dataclass(frozen=True)
class Grown:
    """The cast with `rows` rows of everything that a list shows."""

    cast: Cast
    rows: int


def grow(cast: Cast, rows: int) -> Grown:
    """`rows` patients with flag, proposal and course, `rows` points of Ana, staff, hours and open questions."""
    hours = [Opening(day, time(9), time(17)) for day in range(rows)]
    safety.set_staffed_hours(by=BY, centre=cast.here, openings=hours)
    for number in range(rows):
        user = register_user(by=BY, email=f"more{number}@example.org", name=f"More {number}", language="en")
        appoint(by=BY, user=user, centre=cast.here, role=Role.CLINICIAN)
        patient = take_into_care(by=BY, centre=cast.here, key=f"N{number}", clinician=user)
        open_pathway(by=BY, patient=patient)
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
        _cover(cast, number, user)
    for code in ("phq-9", "gad-7", "phq-2")[:rows]:
        [one] = due(cast.patient(cast.ana), code)
        queue(user=cast.ana, centre=cast.here, kind="questions.open", source=f"bundle:{one.bundle}")
    _tell(cast)
    adopt_schedule(by=BY, centre=cast.here, schedule=shipped()["two-stage"])
    return Grown(cast, rows)


def _tell(cast: Cast) -> None:
    """One message of each kind about flags: the count of new messages asks each kind once, however many there are."""
    news = open_flags(cast.here)[0].news
    for person in (cast.clara, cast.carlos):
        for kind in (YOURS, CLIMBED, NOBODY_ON):
            queue(user=person, centre=cast.here, kind=kind, source=news)


def _cover(cast: Cast, number: int, user: User) -> None:
    """One row more of the rota, of who is absent, of the holidays and of the centre's own numbers; flags with Clara."""
    turns = [Turn(day, time(9), time(17), user.pk) for day in range(number + 1)]
    safety.set_rota(by=BY, centre=cast.here, turns=turns)
    today = clock.today(cast.here.time_zone)
    safety.set_cover(by=BY, centre=cast.here, day=today + timedelta(days=number), absent=user, instead=None)
    days = {today + timedelta(days=30 + day): "" for day in range(number + 1)}
    safety.set_holidays(by=BY, centre=cast.here, days=days)
    contacts = [Contact(str(one), f"60000000{one}", "") for one in range(number + 1)]
    safety.set_crisis_contacts(by=BY, centre=cast.here, contacts=contacts)
    for flag in open_flags(cast.here).filter(patient=cast.patient(cast.ana)).exclude(owner=cast.clara):
        safety.hand_over(by=user, flag=flag, to=cast.clara, note="made up")


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
    answer(by=cast.ana, patient=cast.patient(cast.ana), text=text, said=("no", "yes")[number % 2], channel="page")
    with clock.at(clock.now() - timedelta(days=number)):
        open_record(by=staff, patient=cast.patient(cast.ana), reason="review")


def _keep(cast: Cast, *patients: Patient) -> None:
    """What staff write beside a course: a note with its correction, a contact, a task done and one due, a view."""
    for patient in patients:
        note = desk.write_note(by=cast.clara, patient=patient, words="x")
        desk.write_note(by=cast.clara, patient=patient, words="y", corrects=note)
        desk.log_contact(by=cast.clara, patient=patient, kind="phone", began=clock.now(), minutes=5, reached=True)
        for done in (True, False):
            task = desk.add_task(
                by=cast.clara, patient=patient, owner=cast.clara, what="x", due=clock.today(cast.here.time_zone)
            )
            if done:
                desk.finish_task(by=cast.clara, task=task)
    desk.save_view(by=cast.clara, centre=cast.here, name=str(patients[0].pk), query="whose=all")


def address(grown: Grown, name: str) -> str:
    """The page of that name about Ana, where it is about somebody."""
    values = {"pk": grown.cast.patient(grown.cast.ana).pk, "about": "research", "language": "en"}
    wanted = next(route.arguments for route in routes() if route.name == name)
    return reverse(name, kwargs={argument: values[argument] for argument in wanted})


def queries(grown: Grown, who: str, name: str) -> list[str]:
    """What a page asks the database, the second time it is opened in a process."""
    client, path = Client(), address(grown, name)
    client.force_login(getattr(grown.cast, who))
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return [re.split(r" WHERE | VALUES ", one["sql"])[0] for one in asked.captured_queries]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("home", "ana"),
        ("caseload", "clara"),
        ("record", "clara"),
        ("centre", "clara"),
        ("centre_staff", "carlos"),
        ("invitations", "clara"),
        ("sign_in_methods", "ana"),
        ("access_requests", "carlos"),
        ("my_choices", "ana"),
        ("who_looked", "ana"),
        ("centre_texts", "carlos"),
        ("centre_text", "carlos"),
        ("my_messages", "ana"),
        ("person_messages", "clara"),
        ("my_tasks", "clara"),
        ("print_record", "clara"),
        ("hand_over_people", "clara"),
        ("patient_schedule", "clara"),
        ("my_duty", "clara"),
        ("centre_hours", "carlos"),
        ("centre_rota", "carlos"),
        ("centre_crisis", "carlos"),
    ],
)
def test_three_rows_cost_as_much_as_one(cast: Cast, name: str, who: str):
    asked = {}
    for number in (1, 3):
        with undone():
            asked[number] = queries(grow(cast, number), who, name)
    assert more(asked[1], asked[3]) == []
    assert len(asked[1]) > 5


@pytest.mark.slow
@pytest.mark.parametrize("name", ["caseload", "my_tasks", "hand_over_people"])
def test_thirty_people_cost_the_desk_as_much_as_three(cast: Cast, name: str):
    assert PER_PAGE > 30
    asked = {}
    for number in (3, 30):
        with undone():
            asked[number] = queries(_people_of_clara(cast, number), "clara", name)
    assert more(asked[3], asked[30]) == []
    assert len(asked[30]) > 5


def _people_of_clara(cast: Cast, rows: int) -> Grown:
    """So many people with a flag, a note, a contact, a task and a missed set of questions each."""
    for number in range(rows):
        patient = take_into_care(by=BY, centre=cast.here, key=f"N{number}", clinician=cast.clara)
        open_pathway(by=BY, patient=patient)
        with clock.at(clock.now() - timedelta(days=30)):
            due(patient, "gad-7")
        _keep(cast, patient)
        raise_flag(by=BY, patient=patient, kind="worsening", severity="high", source=f"made:up:{number}")
    close_past_windows()
    return Grown(cast, rows)


def more(one: list[str], three: list[str]) -> list[str]:
    """What is asked more often for three rows than for one."""
    return sorted({sql[:160] for sql in three if three.count(sql) > one.count(sql)})


def test_a_query_for_each_row_is_found():
    assert more(["a", "b"], ["a", "b", "b", "b"]) == ["b"]


def test_every_page_is_counted_or_says_why_not():
    names = [route.name for route in routes()]
    assert judge([name for name in names if name not in LISTS], NO_LIST) == []
    assert set(LISTS) <= set(names)
