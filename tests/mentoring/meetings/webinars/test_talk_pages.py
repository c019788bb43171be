"""The public pages of talks: the same answer to every address, and a link that works by a button."""

from __future__ import annotations

import logging
import re
import uuid
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from mentoring.meetings.models import Registration, TalkQuestion
from mentoring.meetings.webinars.registry import entrances
from mentoring.meetings.webinars.selectors import counts_of
from oncocare.foundation import clock
from tests.factories.talks import (
    EVENING,
    LINK,
    TITLE,
    a_talk,
    again,
    all_sent,
    asked,
    called_off,
    confirmed,
    link_in,
    own_page,
    planned,
)
from tests.pages import shown
from tests.signing_in import sign_in

BEFORE = EVENING - timedelta(days=7)
MINUTE = timedelta(minutes=1)
TALKS = "/talks/here/"


@pytest.fixture(autouse=True)
def a_week_before():
    cache.clear()
    with clock.at(BEFORE):
        yield


@pytest.fixture
def talk(cast):
    return a_talk(cast, recorded=True)


def page(talk):
    return f"{TALKS}{talk.pk.hex}/"


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def register(talk, address="eli@example.net", client=None, **more):
    return (client or Client()).post(page(talk), {"email": address, **more})


# --- reading ----------------------------------------------------------------------------------------------------------


def test_anybody_reads_which_talks_there_are(cast, talk):
    a_talk(cast, EVENING + timedelta(days=1), title="Eating again")
    planned(cast, EVENING, kind="group", title="Of a group", capacity=9)
    said = words(Client().get(TALKS))
    assert [title for title in (TITLE, "Eating again", "Of a group") if title in said] == [TITLE, "Eating again"]
    assert "Tuesday 10 March 2026, 18:00 until 19:00 (time of Madrid)" in said


def test_there_is_none(cast):
    assert "No talk is planned now." in words(Client().get(TALKS))
    assert Client().get("/talks/nowhere/").status_code == 404


def test_pages_speak_the_language_of_the_reader(talk):
    spanish = Client(headers={"accept-language": "es"})
    assert 'lang="es"' in spanish.get(page(talk)).content.decode()
    portuguese = Client(headers={"accept-language": "pt"})
    assert 'lang="pt"' in portuguese.get(page(talk)).content.decode()


def test_that_it_is_recorded_stands_before_the_form(talk):
    said = words(Client().get(page(talk)))
    assert said.index("This talk is recorded") < said.index("Your e-mail address")


def test_one_that_is_not_recorded_says_what_no_software_can(cast):
    said = words(Client().get(page(a_talk(cast))))
    assert "We do not record this talk." in said


@pytest.mark.parametrize("name", ["nothing", "0" * 32])
def test_a_talk_that_is_none_is_not_found(cast, name):
    assert Client().get(f"{TALKS}{name}/").status_code == 404


def test_a_meeting_that_is_no_talk_is_not_found_there(cast):
    meeting = planned(cast, EVENING, kind="private")
    assert Client().get(page(meeting)).status_code == 404


def test_the_file_of_a_talk_names_neither_it_nor_anybody(talk):
    response = Client().get(f"{page(talk)}talk.ics")
    [found] = Calendar.from_ical(response.content).events
    assert (str(found["SUMMARY"]), found.start, str(found["UID"])) == ("Talk", EVENING, str(talk.pk))
    assert TITLE not in response.content.decode()
    assert response.cookies == {}


# --- asking for a place -----------------------------------------------------------------------------------------------


def test_every_address_gets_the_same_answer(cast, talk):
    confirmed(talk, "known@example.net")
    answers = [register(talk, address) for address in ("known@example.net", "new@example.net", cast.ana.email)]
    assert {(one.status_code, one["Location"]) for one in answers} == {(302, f"{page(talk)}asked/")}
    pages = {shown(Client().get(one["Location"])) for one in answers}
    assert len(pages) == 1


def test_an_address_that_is_none_is_refused_and_stays(talk):
    response = register(talk, "eli at home")
    assert response.status_code == 422
    assert 'value="eli at home"' in response.content.decode()
    assert Registration.objects.count() == 0


def test_who_asks_without_end_is_stopped_whether_or_not_they_are_registered(talk):
    confirmed(talk, "known@example.net")
    for address in ("known@example.net", "new@example.net"):
        codes = [register(talk, address).status_code for _time in range(6)]
        assert codes == [302] * 5 + [429]


def test_somebody_with_an_account_need_not_type_their_address(cast, talk):
    client = Client()
    client.force_login(cast.ana)
    assert f'value="{cast.ana.email}"' in client.get(page(talk)).content.decode()
    assert register(talk, cast.ana.email, client).status_code == 302
    assert Registration.objects.get().address == cast.ana.email


# --- the link ---------------------------------------------------------------------------------------------------------


def test_from_the_form_to_a_place(talk, mailoutbox):
    register(talk, remind="on")
    all_sent()
    [mail] = mailoutbox
    assert mail.to == ["eli@example.net"]
    assert TITLE not in mail.subject + mail.body
    link = link_in(mail)
    assert "Yes, I want to come" in words(Client().get(link))
    assert Registration.objects.get().confirmed is None  # opening it has changed nothing
    assert Client().post(link, {"act": "confirm"})["Location"] == link
    assert "You have a place." in words(Client().get(link))
    row = Registration.objects.get()
    assert (row.confirmed, row.remind) == (BEFORE, True)


def test_a_link_that_is_none_is_gone_and_says_what_to_do(cast, talk):
    row = asked(talk)
    for path in (f"{TALKS}in/{'a' * 32}/", own_page(row).replace("/here/", "/there/"), own_page(row)[:-2] + "/"):
        response = Client().get(path)
        assert (response.status_code, "ask for a new one" in words(response)) == (410, True)
        assert Client().post(path, {"act": "confirm"}).status_code == 410
    assert Registration.objects.get().confirmed is None


def test_a_link_that_nobody_pressed_is_over_after_two_days(talk):
    row = asked(talk)
    with clock.at(BEFORE + timedelta(days=2, minutes=1)):
        assert Client().get(own_page(row)).status_code == 410


def test_opening_the_link_again_and_again_changes_nothing(talk):
    row = confirmed(talk)
    with clock.at(EVENING):
        for _time in range(3):
            Client().get(own_page(row))
    found = Registration.objects.get()
    assert (found.came_in, found.gave_back, found.minutes) == (None, None, None)


def test_giving_the_place_back(talk):
    row = confirmed(talk)
    Client().post(own_page(row), {"act": "give_back"})
    said = words(Client().get(own_page(row)))
    assert "your address is forgotten" in said
    assert Registration.objects.get().address == ""


def test_wanting_to_be_reminded_and_not(talk):
    row = confirmed(talk)
    for act, wanted in (("remind", True), ("remind_not", False)):
        Client().post(own_page(row), {"act": act})
        assert Registration.objects.get().remind is wanted


def test_nothing_pressed_is_nothing_changed(talk):
    row = confirmed(talk)
    client = Client()
    assert client.post(own_page(row), {"act": "fly"}).status_code == 302
    assert "Nothing was chosen" in words(client.get(own_page(row)))


def test_whoever_waits_reads_that_they_wait(cast):
    talk = a_talk(cast, capacity=1)
    confirmed(talk, "first@example.net")
    row = confirmed(talk)
    with clock.at(EVENING):
        said = words(Client().get(own_page(row)))
        Client().post(own_page(row), {"act": "come_in"})
    assert "you wait for one" in said
    assert Registration.objects.get(pk=row.pk).came_in is None


def test_one_that_was_called_off_says_so_and_lets_nobody_in(cast, talk):
    row = confirmed(talk)
    called_off(talk, cast.clara)
    with clock.at(EVENING):
        said = words(Client().get(own_page(row)))
        Client().post(own_page(row), {"act": "come_in"})
    assert "This talk was called off" in said
    assert "Whoever was to speak is ill." in said
    assert Registration.objects.get().came_in is None


# --- in the talk ------------------------------------------------------------------------------------------------------


def test_recording_is_said_again_before_coming_in_and_the_link_only_after(talk):
    row = confirmed(talk)
    client = Client()
    assert LINK not in client.get(own_page(row)).content.decode()
    with clock.at(EVENING - 10 * MINUTE):
        before = client.get(own_page(row))
        client.post(own_page(row), {"act": "come_in"})
        inside = client.get(own_page(row))
    said = words(before)
    assert said.index("This talk is recorded") < said.index("Come in")
    assert LINK not in before.content.decode()
    assert f'href="{LINK}"' in inside.content.decode()
    assert "By telephone: 600 000 000" in words(inside)


def test_a_floor_above_leads_into_rooms_of_ours(cast, monkeypatch):
    talk = a_talk(cast, provider="janus", link="")
    row = confirmed(talk)
    monkeypatch.setitem(entrances, "janus", lambda registration: f"/room/{registration.pk}/")
    with clock.at(EVENING):
        Client().post(own_page(row), {"act": "come_in"})
        assert f'href="/room/{row.pk}/"' in Client().get(own_page(row)).content.decode()


def test_jitsi_is_opened_by_a_button_for_minutes(cast, settings):
    settings.JITSI_ADDRESS, settings.JITSI_APP = "https://meet.example.org", "site"
    settings.JITSI_SECRET = "made up and long enough for a signature"
    row = confirmed(a_talk(cast, provider="jitsi", link=""))
    with clock.at(EVENING):
        Client().post(own_page(row), {"act": "come_in"})
        before = Client().get(own_page(row)).content.decode()
        after = Client().post(own_page(row), {"act": "open"}).content.decode()
    assert "https://meet.example.org/" not in before
    assert 'href="https://meet.example.org/' in after
    assert "at meet.example.org, which is another site" in " ".join(after.split())
    assert "eli" not in after


def test_a_room_that_does_not_answer_is_said_with_what_to_do(cast):
    row = confirmed(a_talk(cast, provider="jitsi", link=""))
    with clock.at(EVENING):
        Client().post(own_page(row), {"act": "come_in"})
        said = words(Client().post(own_page(row), {"act": "open"}))
    assert "The room cannot be opened just now." in said
    assert "By telephone: 600 000 000" in said


def test_whoever_has_no_place_opens_no_room(cast):
    talk = a_talk(cast, provider="jitsi", link="", capacity=1)
    confirmed(talk, "first@example.net")
    row = confirmed(talk)
    with clock.at(EVENING):
        assert "All places are taken" in words(Client().post(own_page(row), {"act": "open"}))


def test_without_a_room_the_telephone_stands_there(cast):
    row = confirmed(a_talk(cast, provider="janus", link=""))
    with clock.at(EVENING):
        Client().post(own_page(row), {"act": "come_in"})
        assert "By telephone: 600 000 000" in words(Client().get(own_page(row)))


def test_going_counts_the_minutes(talk):
    row = confirmed(talk)
    with clock.at(EVENING):
        Client().post(own_page(row), {"act": "come_in"})
    with clock.at(EVENING + 25 * MINUTE):
        Client().post(own_page(row), {"act": "leave"})
        assert counts_of(again(talk)).minutes == 25


def ask(row, said, key=None, client=None):
    return (client or Client()).post(own_page(row), {"act": "ask", "words": said, "key": key or uuid.uuid4()})


def come_in(talk, address="eli@example.net"):
    row = confirmed(talk, address)
    Client().post(own_page(row), {"act": "come_in"})
    return row


def test_a_question_is_seen_by_nobody_until_it_is_shown(cast, talk):
    with clock.at(EVENING):
        eli, mar = come_in(talk), come_in(talk, "mar@example.net")
        key = uuid.uuid4()
        assert ask(eli, "What helps at night?", key).status_code == 302
        ask(eli, "What helps at night?", key)
        question = TalkQuestion.objects.get()
        assert "What helps at night?" not in words(Client().get(own_page(mar)))
        clara = Client()
        clara.force_login(cast.clara)
        clara.post(f"/sessions/led/{talk.pk}/questions/{question.pk}/", {"act": "show"})
        said = words(Client().get(own_page(mar)))
        assert "What helps at night?" in said
        assert "eli" not in said
        clara.post(f"/sessions/led/{talk.pk}/questions/{question.pk}/", {"act": "answered"})
        assert "Answered" in words(Client().get(own_page(mar)))
        clara.post(f"/sessions/led/{talk.pk}/questions/{question.pk}/", {"act": "hide"})
        assert "What helps at night?" not in words(Client().get(own_page(mar)))


def test_an_empty_question_is_refused_and_one_too_long_stays(talk):
    with clock.at(EVENING):
        row = come_in(talk)
        assert ask(row, " ").status_code == 422
        response = ask(row, "why " * 200)
        assert (response.status_code, "why why" in response.content.decode()) == (422, True)
    assert TalkQuestion.objects.count() == 0


def test_nobody_asks_who_has_not_come_in_or_after_the_end(talk):
    row = confirmed(talk)
    with clock.at(EVENING):
        assert ask(row, "Why?").status_code == 422
        Client().post(own_page(row), {"act": "come_in"})
    with clock.at(EVENING + 91 * MINUTE):
        assert ask(row, "Why?").status_code == 422
    assert TalkQuestion.objects.count() == 0


def test_ten_questions_are_enough(talk):
    with clock.at(EVENING):
        row = come_in(talk)
        codes = [ask(row, f"Question {number}").status_code for number in range(11)]
    assert codes == [302] * 10 + [422]


def test_whoever_writes_that_they_want_to_die_is_led_to_the_numbers(talk):
    with clock.at(EVENING):
        row = come_in(talk)
        assert ask(row, "I want to kill myself tonight")["Location"] == "/help/"


# --- led --------------------------------------------------------------------------------------------------------------


def test_whoever_leads_sees_numbers_and_questions_and_no_address(cast):
    talk = a_talk(cast, capacity=1)
    with clock.at(EVENING):
        ask(come_in(talk), "What helps?")
        confirmed(talk, "waits@example.net")
        asked(talk, "asked@example.net")
        client = Client()
        client.force_login(cast.clara)
        response = client.get(f"/sessions/led/{talk.pk}/talk/")
    said = words(response)
    assert "Asked for a place 3" in said
    assert "Have a place 1 of 1" in said
    assert "People who wait for a place 1" in said
    assert "Came in 1 of 2" in said
    assert "What helps?" in said
    assert [address for address in ("eli@", "waits@", "asked@") if address in response.content.decode()] == []


@pytest.mark.parametrize(("who", "status"), [("carlos", 200), ("gala", 403), ("denis", 404), ("ana", 404)])
def test_who_sees_it(cast, talk, who, status):
    client = Client()
    client.force_login(getattr(cast, who))
    assert client.get(f"/sessions/led/{talk.pk}/talk/").status_code == status


def test_a_meeting_that_is_no_talk_has_no_such_page(cast):
    client = Client()
    client.force_login(cast.clara)
    meeting = planned(cast, EVENING, kind="private")
    assert client.get(f"/sessions/led/{meeting.pk}/talk/").status_code == 404


def test_a_question_of_another_talk_is_not_found(cast, talk):
    other = a_talk(cast, EVENING + timedelta(days=1))
    question = TalkQuestion.objects.create(meeting=other, words="x")
    client = Client()
    client.force_login(cast.clara)
    path = f"/sessions/led/{talk.pk}/questions/{question.pk}/"
    assert client.post(path, {"act": "show"}).status_code == 404


def test_no_line_of_the_log_holds_the_link_of_somebody(talk, caplog):
    """Django writes down the address of each page that refuses; this one opens by itself."""
    where = own_page(confirmed(talk))
    assert Client().post(where, {"act": "ask", "words": ""}).status_code == 422
    [record] = [one for one in caplog.records if one.name == "django.request"]
    [console] = [one for one in logging.getLogger().handlers if type(one) is logging.StreamHandler]
    console.filter(record)
    line, secret = console.format(record), where.rstrip("/").rpartition("/")[2]
    assert ("/talks/here/in/…/" in line, secret in line) == (True, False)


def test_whoever_works_at_two_centres_leads_a_talk_at_the_one_of_the_talk(cast):
    """As on every page of staff: what is pressed and written down is of the centre that stands in the head."""
    talk, client = a_talk(cast, host=cast.gala), Client()
    sign_in(client, cast.gala)
    statuses = [client.get(reverse(name, args=[talk.pk])).status_code for name in ("lead_session", "lead_talk")]
    assert statuses == [302, 302]
