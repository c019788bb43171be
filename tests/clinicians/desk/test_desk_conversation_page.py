"""The whole conversation with one person, on a page and on paper; what was being sent as a session ended; and that
nothing of a message stands anywhere else.
"""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from io import BytesIO

import pypdf
import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from clinicians.desk.conversations.paper import ConversationWords, PaperMessage, on_paper
from mentoring.conversations import actions as conversations
from mentoring.conversations.models import ContactRequest, TeamMessage, TeamMessageRead
from oncocare.audit.models import AuditRow
from oncocare.consent.actions import record_consent
from oncocare.consent.selectors import texts_for
from oncocare.foundation import clock
from oncocare.notifications.sending.actions import send_due
from oncocare.people.models import User
from oncocare.signin import actions as signin
from tests.cast import colleague
from tests.factories.conversations import FRIDAY, MONDAY, answering, visit, written
from tests.factories.rooms import day

ANSWERED, SECRET = "We spoke on Monday.", "hippopotamus"


@pytest.fixture
def ana(cast):
    """Ana, whose centre answers by the end of the next staffed day."""
    answering(cast)
    return cast.patient(cast.ana)


def get(user, moment, name, *args, query=""):
    client = Client()
    with clock.at(moment):
        client.force_login(user)
        answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == 200
    return answer


def fields(page):
    return {name: page.partition(f'name="{name}" value="')[2].partition('"')[0] for name in ("seen", "key", "whose")}


def writes(user, moment, patient, words=ANSWERED, *, status=200, **said):
    """What comes of writing on the page of the conversation."""
    page = fields(get(user, moment, "person_conversation", patient.pk).content.decode())
    send = {**page, "do": "send", "words": words, **said}
    return visit(user, moment, "person_conversation", patient.pk, send=send, status=status)


# --- the page ---------------------------------------------------------------------------------------------------------


def test_the_latest_come_first_twenty_on_a_page_and_the_form_stands_on_the_first(cast, ana):
    for number in range(21):
        written(cast.ana, day(5) + timedelta(minutes=number), said=f"number {number:02d}")
    pages = (visit(cast.clara, day(6), "person_conversation", ana.pk, query=f"?page={number}") for number in (1, 2))
    first, second = pages
    assert (first.index("number 20") < first.index("number 01"), "number 00" in first) == (True, False)
    assert ("number 00" in second, "number 01" in second) == (True, False)
    assert ("Your message" in first, "Your message" in second) == (True, False)


def test_opening_it_is_a_receipt_and_leaves_a_row_in_the_log(cast, ana):
    written(cast.ana)
    visit(cast.clara, MONDAY, "person_conversation", ana.pk)
    assert list(TeamMessageRead.objects.values_list("by", "made")) == [(cast.clara.pk, MONDAY)]
    assert "Read by Clara, Monday 9 March 2026, 10:00." in visit(cast.ana, MONDAY, "my_team")
    rows = AuditRow.objects.filter(patient=str(ana.pk), verb__startswith="read.").values_list("verb", "actor")
    assert list(rows) == [("read.conversation", f"user:{cast.clara.pk}")]


def test_somebody_writes_first_and_the_person_is_told_that_there_is_something_and_reads_it(cast, ana, deliver):
    said = visit(cast.clara, MONDAY, "person_conversation", ana.pk)
    assert ("Write to the person" in said, "Nobody has written yet." in said) == (True, True)
    with deliver():
        assert writes(cast.clara, MONDAY, ana) == reverse("person_conversation", args=[ana.pk])
    assert "The person has not read it yet." in visit(cast.clara, MONDAY, "person_conversation", ana.pk)
    assert ANSWERED in visit(cast.ana, day(7, 11), "my_team")
    said = visit(cast.clara, day(7, 12), "person_conversation", ana.pk)
    assert "Read by Ana, Mon 9 Mar 2026, 11:00." in said


def test_what_is_written_there_answers_what_is_open(cast, ana):
    asked = written(cast.ana)
    said = visit(cast.clara, MONDAY, "person_conversation", ana.pk)
    assert "Promised by Mon 9 Mar 17:00" in said
    assert "Close it, hand it over or make a task of it" in said
    writes(cast.clara, MONDAY, ana)
    asked.refresh_from_db()
    assert (asked.answered_by, asked.written.count()) == (cast.clara, 2)


def test_what_the_person_wrote_after_the_page_was_opened_is_read_before_it_is_answered(cast, ana):
    page = fields(get(cast.clara, FRIDAY, "person_conversation", ana.pk).content.decode())
    written(cast.ana, said="I feel much worse now")
    send = {**page, "do": "send", "words": ANSWERED}
    said = visit(cast.clara, MONDAY, "person_conversation", ana.pk, send=send, status=422)
    assert ("The person has written again meanwhile" in said, "I feel much worse now" in said, ANSWERED in said) == (
        True, True, True,
    )  # fmt: skip
    assert ContactRequest.objects.get().answered_at is None


def test_a_colleague_says_why_before_they_read_it(cast, ana):
    written(cast.ana, said=SECRET)
    cleo = colleague(cast)
    for name in ("person_conversation", "conversation_print"):
        assert visit(cleo, MONDAY, name, ana.pk).startswith(reverse("open_record", args=[ana.pk]))
    assert TeamMessageRead.objects.count() == 0


# --- on paper ---------------------------------------------------------------------------------------------------------


def read(file):
    """What stands in a file, and its title and language."""
    pdf = pypdf.PdfReader(BytesIO(file))
    whole = " ".join(" ".join(page.extract_text().split()) for page in pdf.pages)
    return whole, pdf.metadata.title, pdf.trailer["/Root"]["/Lang"]


def test_it_is_printed_in_order_with_who_when_what_for_by_when_and_who_has_read_it(cast, ana):
    User.objects.filter(pk=cast.ana.pk).update(name="Łucja Žižek")
    asked = written(cast.ana, kind="call", said="the new pills")
    visit(cast.clara, day(7, 9), "answer_request", asked.pk)
    writes(cast.clara, MONDAY, ana)
    written(cast.ana, day(7, 11), said="Thank you!")
    answer = get(cast.clara, day(7, 12), "conversation_print", ana.pk)
    text, title, language = read(answer.content)
    assert (title, language, answer["Content-Type"]) == ("Conversation", "en", "application/pdf")
    assert answer["Content-Disposition"] == 'inline; filename="conversation.pdf"'
    for line in (
        "Here 931 000 000 Conversation Łucja Žižek · ANA",
        (
            "Łucja Žižek, Fri 6 Mar 2026, 18:00 Asks for a call · Promised by Mon 9 Mar 2026, 17:00 · "
            "answered by Clara, Mon 9 Mar 2026, 10:00 the new pills Read by Clara, Mon 9 Mar 2026, 09:00."
        ),
        "Clara, of the team, Mon 9 Mar 2026, 10:00 We spoke on Monday. Nobody has read it yet.",
        "Wrote to the team · Promised by Tue 10 Mar 2026, 17:00 · not answered yet Thank you!",
        "Here. Printed Mon 9 Mar 2026, 12:00 by Clara. Confidential.",
    ):
        assert line in text
    assert text.index("the new pills") < text.index(ANSWERED) < text.index("Thank you!")
    rows = AuditRow.objects.filter(verb="read.print").values_list("actor", "patient")
    assert list(rows) == [(f"user:{cast.clara.pk}", str(ana.pk))]


def test_what_needed_no_answer_says_so_on_paper(cast, ana):
    asked = written(cast.ana, said="Thank you!")
    with clock.at(MONDAY):
        conversations.close_without_words(by=cast.clara, request=asked)
    text, _title, _language = read(get(cast.clara, MONDAY, "conversation_print", ana.pk).content)
    assert "needed no answer (Clara, Mon 9 Mar 2026, 10:00)" in text


WORDS = ConversationWords(
    "Conversation", "Łucja", "KEY", "Here.", "Some signs are missing.", lambda page, of: f"{page}/{of}", "en"
)


def test_a_long_conversation_flows_over_pages_and_loses_nothing():
    long = " ".join(f"word{number}" for number in range(700))
    lines = "\n".join(f"line {number}" for number in range(150))
    messages = [PaperMessage("Ana, today", "Wrote", said, "Read by Clara.") for said in (long, lines, "x" * 4000)]
    file = on_paper(messages, ("Here", "", ""), WORDS)
    text, _title, _language = read(file)
    assert [word for word in (*long.split(), *lines.splitlines()) if f"{word} " not in f"{text} "] == []
    assert text.count("x") >= 4000
    sizes = {round(float(size), 1) for size in re.findall(r"/F\d+\+?\d* ([\d.]+) Tf", _drawn(file))}
    assert min(sizes) >= 7, "nothing was made smaller to fit a page"


def _drawn(file):
    return "".join(page.get_contents().get_data().decode("latin-1") for page in pypdf.PdfReader(BytesIO(file)).pages)


def test_what_cannot_be_printed_says_so():
    messages = [PaperMessage("Ana, today", "", said, "Read by Clara.") for said in ("Good 🙂", "plain")]
    text, _title, _language = read(on_paper(messages, ("Here", "", ""), WORDS._replace(name="مريم")))
    assert (text.count("Some signs are missing."), "Here Conversation KEY Ana" in text) == (1, True)


# --- words sent after the session ended -------------------------------------------------------------------------------


def late(cast, ana):
    """The addresses of both pages on which somebody writes."""
    asked = written(cast.ana)
    return {"answer": reverse("answer_request", args=[asked.pk]), "all": reverse("person_conversation", args=[ana.pk])}


@pytest.mark.parametrize("where", ["answer", "all"])
def test_what_was_sent_too_late_waits_sealed_for_who_wrote_it_and_is_sent_by_one_more_press(cast, ana, client, where):
    url = late(cast, ana)[where]
    with clock.at(MONDAY):
        sent = {"do": "send", "words": SECRET, "whose": signin.made_for(cast.clara), "minutes": "5"}
        assert client.post(url, sent).url.startswith(reverse("account_login"))
        assert SECRET not in str(client.session[signin.UNSENT])
        client.force_login(cast.clara)
        page = client.get(url).content.decode()
        assert ("What you wrote is here, and is not sent yet" in page, SECRET in page) == (True, True)
        assert "There is a problem" not in page
        assert TeamMessage.objects.filter(from_team=True).count() == 0
        assert client.post(url, {**fields(page), "do": "send", "words": SECRET}).status_code == 302
        assert TeamMessage.objects.get(from_team=True).words == SECRET
        assert signin.UNSENT not in client.session


def test_a_session_that_ended_meanwhile_loses_nothing_and_another_person_never_reads_it(cast, ana, client):
    url = late(cast, ana)["answer"]
    with clock.at(MONDAY):
        client.force_login(cast.clara)
        client.get(url)
    with clock.at(MONDAY + timedelta(days=2)):
        sent = {"do": "send", "words": SECRET, "whose": signin.made_for(cast.clara)}
        answer = client.post(url, sent)
        assert answer.url == f"{reverse('account_login')}?next={url.replace('/', '%2F')}"
        client.force_login(cast.gala)
        assert SECRET not in client.get(url, follow=True).content.decode()


# --- nothing of a message stands anywhere else ------------------------------------------------------------------------


def sent_by(moment):
    mail.outbox.clear()
    with clock.at(moment):
        send_due()
    return [(letter.to, letter.subject, " ".join(letter.body.split())) for letter in mail.outbox]


def agreed(cast, ana):
    """Ana agrees to messages."""
    text = texts_for(cast.here, "en")["messages"]
    with clock.at(FRIDAY):
        record_consent(by=cast.ana, patient=ana, text=text, said="yes", channel="page")


def test_whose_it_is_learns_by_when_to_answer_and_the_person_that_there_is_an_answer(cast, ana, deliver):
    agreed(cast, ana)
    with deliver():
        asked = written(cast.ana, said=SECRET)
    [(to, subject, body)] = sent_by(MONDAY)
    assert (to, subject) == ([cast.clara.email], "Something waits for your answer in OncoCare")
    assert "Somebody in your care asked to be answered by Monday 9 March 2026, 17:00." in body
    with deliver():
        writes(cast.clara, MONDAY, ana, f"{ANSWERED} {SECRET}")
    [(to, subject, answered)] = sent_by(day(7, 11))
    assert (to, subject) == ([cast.ana.email], "You have an answer")
    with deliver():
        writes(cast.clara, day(8), ana, SECRET)
    [(to, subject, first)] = sent_by(day(8, 12))
    assert (to, subject) == ([cast.ana.email], "You have a message from your team")
    for secret in ("Ana", SECRET, "spoke", str(asked.pk)):
        assert secret not in body + answered + first


def test_what_was_answered_meanwhile_is_not_told(cast, ana, deliver):
    with deliver():
        asked = written(cast.ana)
    with clock.at(FRIDAY):
        conversations.close_without_words(by=cast.clara, request=asked)
    assert sent_by(MONDAY) == []


def test_it_stands_in_no_address_no_title_and_no_log(cast, ana, caplog):
    caplog.set_level(logging.DEBUG, logger="django.request")
    asked = written(cast.ana, said=SECRET)
    pages = [
        get(cast.clara, MONDAY, name, pk).content.decode()
        for name, pk in (("answer_request", asked.pk), ("person_conversation", ana.pk))
    ]
    moves = [
        writes(cast.clara, MONDAY, ana, SECRET),
        writes(cast.clara, MONDAY, ana, "", status=422, minutes=SECRET),
    ]
    assert SECRET not in moves[0] + caplog.text + str(list(AuditRow.objects.values()))
    for page in pages:
        assert SECRET in page
        head = page.partition("</head>")[0] + "".join(re.findall(r'(?:href|action|formaction|src)="[^"]*"', page))
        assert [secret for secret in (SECRET, "Ana") if secret in head] == []
