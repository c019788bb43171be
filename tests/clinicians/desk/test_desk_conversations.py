"""The team reads what a patient wrote, answers it, closes it, hands it over or makes a task of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from clinicians import actions
from clinicians.desk.caseload.filters import Filters
from clinicians.desk.caseload.selectors import desk
from clinicians.models import Contact, Task
from mentoring.conversations import actions as conversations
from mentoring.conversations.models import ContactRequest, TeamMessage, TeamMessageRead
from oncocare.audit.models import AuditRow
from oncocare.effort.models import Effort
from oncocare.foundation import clock, ids
from oncocare.people.models import Patient, User
from oncocare.safety.flags.selectors import with_occasions
from oncocare.safety.models import Flag
from steps.actions import set_status
from tests.cast import colleague
from tests.factories.conversations import FRIDAY, MONDAY, answering, visit, written
from tests.factories.rooms import day

ANSWERED, INTENT = "We spoke on Monday.", "I am going to kill myself tonight."
DEATH = "My father died of this, and I am afraid of dying too."
CASELOAD = "/caseload/"


@pytest.fixture
def ana(cast):
    """Ana, whose centre answers by the end of the next staffed day."""
    answering(cast)
    return cast.patient(cast.ana)


def shown(user, moment, asked):
    """What the page of a request puts into its form."""
    client = Client()
    with clock.at(moment):
        client.force_login(user)
        page = client.get(reverse("answer_request", args=[asked.pk])).content.decode()
    return {name: page.partition(f'name="{name}" value="')[2].partition('"')[0] for name in ("seen", "key", "whose")}


def presses(user, moment, asked, do="send", *, status=200, on=None, **said):
    """What comes of pressing a button of the page, as it was opened then or before."""
    send = {**(on or shown(user, moment, asked)), "do": do, **said}
    return visit(user, moment, "answer_request", asked.pk, send=send, status=status)


# --- what the page shows ----------------------------------------------------------------------------------------------


def test_the_page_says_who_how_to_reach_them_what_was_asked_whose_it_is_and_by_when(cast, ana):
    Patient.objects.filter(pk=ana.pk).update(phone="600 111 222")
    asked = written(cast.ana, said="the new pills")
    with clock.at(day(5)):
        conversations.write_to_team(by=cast.ana, patient=ana, kind="call", words="call me at noon")
    said = visit(cast.clara, MONDAY, "answer_request", asked.pk)
    assert (said.index("600 111 222"), said.index("Asks for a call")) < (said.index("the new pills"),) * 2
    assert "Promised by Mon 9 Mar 17:00 · in 7 hours · Clara" in said
    assert said.index("the new pills") < said.index("call me at noon") < said.index("Your message")


def test_each_message_says_who_of_the_team_had_read_it_and_opening_the_page_is_a_receipt(cast, ana):
    asked, cleo = written(cast.ana), colleague(cast)
    assert "You are the first of the team to read it." in visit(cleo, day(7, 9), "answer_request", asked.pk)
    assert "Read by Cleo, Mon 9 Mar 2026, 09:00." in visit(cast.clara, day(7, 10), "answer_request", asked.pk)
    read = TeamMessageRead.objects.order_by("made").values_list("by__name", flat=True)
    assert list(read) == ["Cleo", "Clara"]


def test_asking_for_the_head_of_a_page_is_no_reading(cast, ana, clara):
    asked = written(cast.ana)
    for url in (reverse("answer_request", args=[asked.pk]), reverse("person_conversation", args=[ana.pk])):
        assert clara.head(url).status_code == 200
    assert TeamMessageRead.objects.count() == 0


def test_words_that_say_that_somebody_wants_to_die_lead_to_the_open_flag(cast, ana):
    asked = written(cast.ana)
    with clock.at(FRIDAY + timedelta(minutes=5)):
        flag = conversations.write_to_team(by=cast.ana, patient=ana, kind="write", words=INTENT).flag
    with clock.at(MONDAY):
        client = Client()
        client.force_login(cast.clara)
        for url in (reverse("answer_request", args=[asked.pk]), reverse("person_conversation", args=[ana.pk])):
            page = client.get(url).content.decode()
            assert page.count(reverse("close_flag", args=[flag.pk])) == 2  # above all messages, and at this one
            assert page.index("May want to die") < page.index("I cannot sleep")
    Flag.objects.filter(pk=flag.pk).update(
        acknowledged_at=day(5), acknowledged_by=cast.clara, closed_at=day(5), closed_by=cast.clara, outcome="plan"
    )
    said = visit(cast.clara, MONDAY, "answer_request", asked.pk)
    assert ("The flag about it was closed on Sat 7 Mar" in said, "Open the flag" in said) == (True, False)


@pytest.mark.parametrize(
    ("words", "mark", "on_the_desk"),
    [
        (INTENT, "A program found words for it in this message.", "May want to die"),
        (DEATH, "Speaks of death: read with care", "Speaks of death"),
        ("This chemo is killing me.", "", ""),
    ],
)
def test_a_mark_stands_where_danger_words_were_found(cast, ana, words, mark, on_the_desk):
    asked = written(cast.ana)
    with clock.at(FRIDAY + timedelta(minutes=5)):
        conversations.write_to_team(by=cast.ana, patient=ana, kind="write", words=words)
        conversations.write_to_team(by=cast.ana, patient=ana, kind="write", words="Thank you.")
    page, caseload = visit(cast.clara, MONDAY, "answer_request", asked.pk), visit(cast.clara, MONDAY, "caseload")
    for marked, said in (("A program found words", page), ("Speaks of death: read", page)):
        assert (marked in said) == mark.startswith(marked)
    for marked in ("May want to die", "Speaks of death"):
        assert (marked in caseload) == (marked == on_the_desk)


# --- answering --------------------------------------------------------------------------------------------------------


def test_it_is_answered_with_words_that_the_person_reads_and_only_they_count_as_a_contact_that_say_so(cast, ana):
    asked = written(cast.ana)
    assert presses(cast.clara, MONDAY, asked, words=ANSWERED) == CASELOAD
    asked.refresh_from_db()
    assert (asked.answered_at, asked.answered_by, Contact.objects.count()) == (MONDAY, cast.clara, 0)
    assert ANSWERED in visit(cast.ana, day(8), "my_team")
    again = written(cast.ana, day(8))
    presses(cast.clara, day(8, 10), again, words="And again.", minutes="7")
    [contact] = Contact.objects.all()
    assert (contact.kind, contact.minutes, contact.by, contact.reached) == ("message", 7, cast.clara, True)
    assert Effort.objects.get().began == day(8, 10) - timedelta(minutes=7)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"words": " "}, "Write what the person will read."),
        ({"words": ANSWERED, "minutes": "0"}, "Write the minutes as a whole number from 1 to 480"),
    ],
)
def test_what_cannot_be_sent_is_told_and_stands_there_again(cast, ana, said, why):
    page = presses(cast.clara, MONDAY, written(cast.ana), status=422, **said)
    assert (why in page, said["words"].strip() in page) == (True, True)
    assert TeamMessage.objects.filter(from_team=True).count() == 0


def test_a_page_sent_twice_is_one_message_and_one_contact(cast, ana):
    asked = written(cast.ana)
    page = shown(cast.clara, MONDAY, asked)
    for _time in range(2):
        assert presses(cast.clara, MONDAY, asked, on=page, words=ANSWERED, minutes="5") == CASELOAD
    assert (TeamMessage.objects.filter(from_team=True).count(), Contact.objects.count()) == (1, 1)


def test_a_colleague_without_the_person_in_their_caseload_answers_without_a_reason(cast, ana):
    asked, cleo = written(cast.ana), colleague(cast)
    assert presses(cleo, MONDAY, asked, words=ANSWERED, minutes="5") == CASELOAD
    assert (ContactRequest.objects.get().answered_by, Contact.objects.get().by) == (cleo, cleo)
    assert visit(cleo, MONDAY, "answer_request", asked.pk) == CASELOAD, "from now on it is of the record"
    assert ANSWERED in visit(cast.clara, MONDAY, "answer_request", asked.pk)


def test_whoever_has_no_account_is_not_written_to(cast, ana):
    asked = written(cast.ana)
    page = shown(cast.clara, MONDAY, asked)
    Patient.objects.filter(pk=ana.pk).update(user=None)
    assert "They would never read a message." in visit(cast.clara, MONDAY, "answer_request", asked.pk)
    said = presses(cast.clara, MONDAY, asked, on=page, words=ANSWERED, status=422)
    assert "This person has no account, so they would never read it. Nothing was sent." in said
    assert presses(cast.clara, MONDAY, asked, "close") == CASELOAD


# --- what nobody has read is not closed -------------------------------------------------------------------------------


def adds(cast, ana, words, moment=MONDAY):
    with clock.at(moment):
        return conversations.write_to_team(by=cast.ana, patient=ana, kind="write", words=words).message


@pytest.mark.parametrize("do", ["send", "close"])
def test_what_the_person_wrote_after_the_page_was_opened_is_read_before_it_is_answered(cast, ana, do):
    asked, words = written(cast.ana), {"send": {"words": ANSWERED}, "close": {}}[do]
    page = shown(cast.clara, day(7, 9), asked)
    adds(cast, ana, "I feel much worse now")
    said = presses(cast.clara, MONDAY, asked, do, on=page, status=422 if do == "send" else 200, **words)
    assert "The person has written again meanwhile, and it stands here now. Nothing was sent: read it first." in said
    assert ("I feel much worse now" in said, ANSWERED in said) == (True, do == "send")
    asked.refresh_from_db()
    assert (asked.answered_at, TeamMessage.objects.filter(from_team=True).count()) == (None, 0)
    assert presses(cast.clara, MONDAY, asked, do, **words) == CASELOAD
    asked.refresh_from_db()
    assert asked.answered_at == MONDAY


def test_without_that_check_it_would_be_closed_unread(cast, ana, monkeypatch):
    monkeypatch.setattr(conversations, "_check_seen", lambda *_asked: None)
    asked = written(cast.ana)
    page = shown(cast.clara, day(7, 9), asked)
    adds(cast, ana, "I feel much worse now")
    assert presses(cast.clara, MONDAY, asked, on=page, words=ANSWERED) == CASELOAD


def test_a_page_from_before_somebody_answered_is_sent_as_one_message_more(cast, ana):
    asked, cleo = written(cast.ana), colleague(cast)
    page = shown(cast.clara, day(7, 9), asked)
    presses(cleo, day(7, 9), asked, words="Cleo answers.")
    said = visit(cast.clara, MONDAY, "answer_request", asked.pk)
    assert "Somebody has answered this already Cleo answered, Mon 9 Mar 2026, 09:00." in said
    assert "It needs no answer" not in said
    assert presses(cast.clara, MONDAY, asked, on=page, words=ANSWERED) == CASELOAD
    written_by = TeamMessage.objects.filter(from_team=True).order_by("made").values_list("by__name", "request")
    assert list(written_by) == [("Cleo", asked.pk), ("Clara", None)]
    asked.refresh_from_db()
    assert asked.answered_by == cleo


def test_the_page_of_an_old_request_shows_what_is_open_now_and_does_not_close_it_unread(cast, ana):
    old, cleo = written(cast.ana), colleague(cast)
    page = shown(cast.clara, day(7, 9), old)
    presses(cleo, day(7, 9), old, words="Cleo answers.")
    new = written(cast.ana, day(7, 9), said="I feel much worse now")
    said = presses(cast.clara, MONDAY, old, on=page, words=ANSWERED, status=422)
    assert ("I feel much worse now" in said, ANSWERED in said) == (True, True)
    new.refresh_from_db()
    assert new.answered_at is None
    assert presses(cast.clara, MONDAY, old, words=ANSWERED) == CASELOAD
    new.refresh_from_db()
    assert new.answered_by == cast.clara


# --- the words that a centre keeps ready ------------------------------------------------------------------------------


@pytest.fixture
def ready(cast):
    kept = [("en", "Rest", "Rest a little, {name}."), ("es", "Descanso", "Descanse un poco.")]
    return {
        language: conversations.keep_template(
            by=cast.carlos, centre=cast.here, language=language, name=name, words=words
        )
        for language, name, words in kept
    }


def test_words_that_are_kept_ready_come_under_what_is_written_in_the_language_of_the_person(cast, ana, ready):
    asked = written(cast.ana)
    said = visit(cast.clara, MONDAY, "answer_request", asked.pk)
    assert ("Rest" in said, "Descanso" in said) == (True, False)
    page = presses(cast.clara, MONDAY, asked, "put-in", words="Dear Ana,", template=ready["en"].pk, minutes="5")
    assert "Dear Ana, Rest a little, {name}." in page
    assert TeamMessage.objects.filter(from_team=True).count() == 0
    User.objects.filter(pk=cast.ana.pk).update(language="es")
    said = visit(cast.clara, MONDAY, "answer_request", asked.pk)
    assert ("Rest" in said, "Descanso" in said) == (False, True)


@pytest.mark.parametrize("chosen", ["", "00000000-0000-0000-0000-000000000000"])
def test_nothing_chosen_puts_nothing_in(cast, ana, ready, chosen):
    page = presses(cast.clara, MONDAY, written(cast.ana), "put-in", words="Dear Ana,", template=chosen)
    assert ("Choose which words to put in." in page, "Dear Ana," in page) == (True, True)


def test_a_centre_that_keeps_none_ready_offers_none(cast, ana):
    assert "Put it in" not in visit(cast.clara, MONDAY, "answer_request", written(cast.ana).pk)


# --- instead of an answer ---------------------------------------------------------------------------------------------


def test_what_needs_no_answer_is_closed_and_an_answer_that_was_begun_is_not_lost(cast, ana):
    asked = written(cast.ana, said="Thank you!")
    said = presses(cast.clara, MONDAY, asked, "close", words=ANSWERED)
    assert ("You have begun an answer." in said, ANSWERED in said) == (True, True)
    assert presses(cast.clara, MONDAY, asked, "close") == CASELOAD
    asked.refresh_from_db()
    assert (asked.answered_by, asked.without_words) == (cast.clara, True)
    assert "Clara read what you wrote on Monday 9 March 2026, 10:00." in visit(cast.ana, day(7, 11), "home")
    assert "Clara closed it without an answer" in visit(cast.clara, MONDAY, "answer_request", asked.pk)


def test_it_is_handed_over_to_a_colleague_who_may_answer(cast, ana):
    asked, cleo = written(cast.ana), colleague(cast)
    assert "Choose a colleague." in presses(cast.clara, MONDAY, asked, "give", status=422)
    for nobody in (cast.denis, cast.clara):
        presses(cast.clara, MONDAY, asked, "give", status=422, **{"give-to": nobody.pk})
    said = presses(cast.clara, MONDAY, asked, "give", words="Half an", **{"give-to": cleo.pk})
    assert ("Handed over to Cleo." in said, "Half an" in said) == (True, True), "nothing half-written is lost"
    asked.refresh_from_db()
    assert asked.owner == cleo
    assert presses(cleo, MONDAY, asked, "give", **{"give-to": cast.clara.pk}) == CASELOAD


def test_a_task_is_made_of_it_once_without_the_words_of_the_message(cast, ana):
    asked, page = written(cast.ana, said="a secret"), {}
    page = shown(cast.clara, MONDAY, asked)
    task = {"task-what": "Find a sleep clinic", "task-due": "2026-03-12", "task-owner": cast.clara.pk}
    assert "Write what is to be done." in presses(cast.clara, MONDAY, asked, "task", status=422)
    for _time in range(2):
        said = presses(cast.clara, MONDAY, asked, "task", on=page, words="Half an", **task)
        assert ("Half an" in said, "Find a sleep clinic" in said) == (True, False)
    assert presses(cast.clara, MONDAY, asked, "task", on=page, **task) == reverse("answer_request", args=[asked.pk])
    [made] = Task.objects.all()
    assert (made.what, made.due.isoformat(), made.owner, made.patient) == (
        "Find a sleep clinic", "2026-03-12", cast.clara, ana,
    )  # fmt: skip
    asked.refresh_from_db()
    assert asked.answered_at is None


def test_a_task_is_of_the_record_so_whoever_makes_one_says_why_they_open_it(cast, ana):
    asked, cleo = written(cast.ana), colleague(cast)
    ContactRequest.objects.filter(pk=asked.pk).update(owner=cast.clara)
    assert "Make a task of it" not in visit(cleo, MONDAY, "answer_request", asked.pk)
    task = {"task-what": "x", "task-due": "2026-03-12", "task-owner": cleo.pk}
    client = Client()
    with clock.at(MONDAY):
        client.force_login(cleo)
        answer = client.post(reverse("answer_request", args=[asked.pk]), {"do": "task", **task})
    assert (answer.status_code, answer.url.split("?")[0]) == (307, reverse("open_record", args=[ana.pk]))
    assert Task.objects.count() == 0


# --- the desk and the record ------------------------------------------------------------------------------------------


def test_the_caseload_shows_it_with_the_promise_and_once_it_is_broken_whatever_the_filter(cast, ana):
    made = written(cast.ana, kind="call", said="")
    with clock.at(day(5)):
        [row] = [one for one in desk(cast.here, cast.clara, Filters(), 1).rows if one.request]
    assert (row.request, row.request.found, row.needs_nothing) == (made, None, False)
    assert "Asks for a call" in visit(cast.clara, day(5), "caseload")
    assert "past their deadline" not in visit(cast.clara, day(5), "caseload")
    with clock.at(day(8)):
        elsewhere = desk(cast.here, cast.gala, Filters(level="4"), 1)
    assert [one.request for one in elsewhere.lapsed] == [made]


def test_who_left_stays_in_the_caseload_until_it_is_answered(cast, ana):
    made = written(cast.ana)
    with clock.at(day(5)):
        set_status(by=cast.clara, pathway=cast.pathway(cast.ana), step="withdraw", reason="x")
        assert [one.request for one in desk(cast.here, cast.clara, Filters(), 1).rows if one.request] == [made]
        conversations.close_without_words(by=cast.clara, request=made)
        assert ana not in [one.pathway.patient for one in desk(cast.here, cast.clara, Filters(), 1).rows]


def test_the_record_says_what_was_asked_who_read_it_and_how_many_messages_there_were_on_a_day(cast, ana):
    asked = written(cast.ana, said="the new pills")
    said = visit(cast.clara, day(5), "record", ana.pk)
    assert "Nobody has read it yet." in said
    visit(cast.clara, MONDAY, "answer_request", asked.pk)
    said = visit(cast.clara, MONDAY, "record", ana.pk)
    assert "Wrote to the team , Fri 6 Mar 2026, 18:00 the new pills Read by Clara, Mon 9 Mar 2026, 10:00." in said
    adds(cast, ana, "one more")
    presses(cast.clara, MONDAY, asked, words=ANSWERED)
    said = visit(cast.clara, day(8), "record", ana.pk)
    timeline = said[said.index("Timeline") :]
    assert timeline.index("2 messages with the team 10:00") < timeline.index("1 message with the team 18:00")
    assert ("Answered Mon 9 Mar 2026, 10:00." in said, ANSWERED in said) == (True, False)
    assert "2 messages" in visit(cast.clara, day(8), "record", ana.pk, query="?show=written")
    assert "2 messages" not in visit(cast.clara, day(8), "record", ana.pk, query="?show=flags")


@pytest.mark.parametrize("together", [False, True])
def test_it_goes_with_the_person_to_a_colleague(cast, ana, together):
    asked, cleo = written(cast.ana), colleague(cast)
    with clock.at(day(5)):
        if together:
            actions.hand_over_caseload(by=cast.clara, patients=[ana], clinician=cleo)
        else:
            actions.hand_over(by=cast.clara, patient=ana, clinician=cleo)
    asked.refresh_from_db()
    assert (asked.owner, asked.promised) == (cleo, day(7, 17))
    assert AuditRow.objects.filter(verb="contact_request.handed_over", actor=f"user:{cast.clara.pk}").count() == 1


def test_without_that_it_would_stay_with_who_does_not_look_after_them_any_more(cast, ana, monkeypatch):
    monkeypatch.setattr(conversations, "give_requests", lambda **_given: 0)
    asked, cleo = written(cast.ana), colleague(cast)
    with clock.at(day(5)):
        actions.hand_over(by=cast.clara, patient=ana, clinician=cleo)
    asked.refresh_from_db()
    assert asked.owner == cast.clara


def test_what_is_nobodys_says_so(cast, ana):
    asked = written(cast.ana)
    ContactRequest.objects.filter(pk=asked.pk).update(owner=None)
    assert "Nobody has it yet" in visit(cast.clara, MONDAY, "answer_request", asked.pk)
    assert presses(cast.clara, MONDAY, asked, "give", **{"give-to": cast.clara.pk}) == CASELOAD
    assert "Nobody has it yet" not in visit(cast.clara, MONDAY, "answer_request", asked.pk)


# --- a flag by hand ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["answer_request", "person_conversation"])
def test_whoever_reads_words_that_worry_them_raises_a_flag_once_and_loses_nothing_they_wrote(cast, ana, where):
    asked = written(cast.ana, said="I have put my papers in order.")
    [message] = asked.written.all()
    pk = asked.pk if where == "answer_request" else ana.pk
    send = {"do": f"worry:{message.pk}", "words": "half written", "key": str(ids.new())}
    for _time in range(2):
        said = visit(cast.clara, MONDAY, where, pk, send=send)
    assert ("The flag is raised: Clara, promised by" in said, "half written" in said) == (True, True)
    assert "Somebody who read this message raised a flag." in said
    flag = Flag.objects.get()
    assert (flag.kind, flag.severity, flag.source) == ("suicidal_ideation", "high", f"message:{message.pk}")
    assert with_occasions(Flag.objects.all()).get().asked is False, "the person was not asked whether it can wait"
    assert TeamMessage.objects.count() == 1


def test_words_of_the_team_raise_no_flag_whatever_is_sent(cast, ana):
    with clock.at(MONDAY):
        message = conversations.write_to_patient(by=cast.clara, patient=ana, words="How are you?")
    visit(cast.clara, MONDAY, "person_conversation", ana.pk, send={"do": f"worry:{message.pk}"})
    with pytest.raises(ValueError, match="own words"):
        conversations.raise_by_hand(by=cast.clara, message=message)
    assert Flag.objects.count() == 0
