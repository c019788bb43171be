"""Answering in the browser: one question a page, nothing chosen beforehand, nothing lost."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from oncocare.audit.models import AuditRow
from oncocare.people.permissions import Permission
from oncocare.people.roles import PATIENT
from questionnaires.answering import actions
from questionnaires.instruments.catalogue import catalogue
from questionnaires.models import Draft, Response
from tests.factories.rooms import ask
from tests.questionnaires.answering.pages import FULL, fill, say, send_page, text, url

# --- from the first question to the last ------------------------------------------------------------------------------


def test_a_person_answers_from_the_first_question_to_received(cast, ana, due):
    page = text(ana.get(url("start_answering", due)))
    assert re.search(r'href="([^"]+)">\s*Start\s*<', page)[1] == url("question", due, "1")
    for item, code in FULL.items():
        assert f"Question {item} of 10" in text(ana.get(url("question", due, item)))
        answer = say(ana, due, item, code)
        following = url("question", due, str(int(item) + 1)) if item != "10" else url("check_answers", due)
        assert (answer.status_code, answer.url) == (302, following)
    page = text(ana.get(url("check_answers", due)))
    key = re.search(r'name="key" value="([^"]+)"', page)[1]
    answer = ana.post(url("check_answers", due), {"key": key})
    assert (answer.status_code, answer.url) == (302, url("received", due))
    assert "We received your answers. They were stored on" in text(ana.get(answer.url, follow=True))
    response = Response.objects.get()
    assert (response.answers, response.language, str(response.key)) == (FULL, "en", key)
    assert response.entered_by == f"user:{cast.ana.pk}"


def test_no_page_chooses_an_answer_beforehand(ana, due):
    for item in catalogue()["phq-9"].items:
        assert not re.search(r"<input[^>]*\bchecked", text(ana.get(url("question", due, item))))


def test_the_answer_given_before_is_shown_again(ana, due):
    say(ana, due, "1", 2)
    [chosen] = re.findall(r'<input[^>]*value="(\w+)"[^>]* checked', text(ana.get(url("question", due, "1"))))
    assert chosen == "2"
    say(ana, due, "1", "rather_not")
    [chosen] = re.findall(r'<input[^>]*value="(\w+)"[^>]* checked', text(ana.get(url("question", due, "1"))))
    assert chosen == "rather_not"


def test_every_page_says_the_period_it_asks_about(ana, due):
    fill(due, FULL)
    for place in (
        url("start_answering", due),
        url("question", due, "1"),
        url("question", due, "9"),
        url("check_answers", due),
    ):
        assert re.search(r"(About|Over) the last 2 weeks", text(ana.get(place)))


def test_no_address_names_the_instrument(ana, due):
    names = [name for code in catalogue() for name in (code, code.replace("-", ""))]
    fill(due, FULL)
    for place in ("start_answering", "check_answers", "received"):
        assert not [name for name in names if name in url(place, due)]
    links = re.findall(r'(?:href|action)="([^"]+)"', text(ana.get(url("check_answers", due))))
    assert not [link for link in links for name in ("phq", "gad") if name in link.lower()]


def test_i_would_rather_not_say_is_offered_only_where_the_instrument_allows_it(cast, ana, due):
    [brcs] = ask(cast.patient(cast.ana), "gad-2")
    assert 'value="rather_not"' in text(ana.get(url("question", due, "1")))
    assert 'value="rather_not"' not in text(ana.get(url("question", brcs, "1")))
    page = text(say(ana, brcs, "1", "rather_not"), 422)
    assert "Choose one of the answers on this page." in page
    assert not Draft.objects.filter(assignment=brcs).exists()


def test_an_answer_passed_over_is_kept_as_such(ana, due):
    assert say(ana, due, "1", "rather_not").url == url("question", due, "2")
    assert Draft.objects.get().answers == {"1": None}
    fill(due, {**FULL, "1": None})
    assert "I’d rather not say" in text(ana.get(url("check_answers", due)))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("", "Choose an answer."),
        ("4", "Choose one of the answers on this page."),
        ("x", "Choose one of the answers on this page."),
    ],
)
def test_an_answer_that_is_not_offered_shows_the_page_again_and_keeps_the_draft(ana, due, given, said):
    say(ana, due, "1", 3)
    page = text(say(ana, due, "2", given), 422)
    assert "There is a problem" in page
    assert said in page
    assert re.search(r"<title>\s*Error:", page)
    assert Draft.objects.get().answers == {"1": 3}


def test_an_item_the_instrument_does_not_have_is_not_found_and_nothing_is_kept(ana, due):
    assert [answer.status_code for answer in (ana.get(url("question", due, "99")), say(ana, due, "99", 1))] == [
        404,
        404,
    ]
    assert not Draft.objects.exists()


def test_items_that_do_not_apply_are_not_asked(cast, ana):
    [due] = ask(cast.patient(cast.ana), "pc-ptsd-5")
    assert say(ana, due, "0", 0).url == url("check_answers", due)
    assert ana.get(url("question", due, "1")).url == url("start_answering", due)
    send_page(ana, due)
    assert Response.objects.get().answers == {"0": 0}


def test_an_item_that_stopped_applying_in_another_tab_leads_on_without_it(cast, ana, monkeypatch):
    [due] = ask(cast.patient(cast.ana), "pc-ptsd-5")
    say(ana, due, "0", 1)
    real = actions.save_answer

    def save(*, by, assignment, item, code):
        real(by=by, assignment=assignment, item="0", code=0)
        return real(by=by, assignment=assignment, item=item, code=code)

    monkeypatch.setattr(actions, "save_answer", save)
    assert say(ana, due, "1", 1).url == url("check_answers", due)


# --- coming back ------------------------------------------------------------------------------------------------------


def test_a_person_goes_on_where_they_stopped_on_another_device(cast, ana, due):
    say(ana, due, "1", 1)
    say(ana, due, "2", 1)
    other = Client()
    other.force_login(cast.ana)
    page = text(other.get(url("start_answering", due)))
    assert re.search(r'href="([^"]+)">\s*Go on where I stopped\s*<', page)[1] == url("question", due, "3")
    fill(due, FULL)
    assert url("check_answers", due) in text(other.get(url("start_answering", due)))


def test_the_check_page_leads_to_the_first_question_without_an_answer(ana, due):
    fill(due, {key: code for key, code in FULL.items() if key != "4"})
    for answer in (ana.get(url("check_answers", due)), send_page(ana, due)):
        assert (answer.status_code, answer.url) == (302, url("question", due, "4"))
    assert not Response.objects.exists()


def test_changing_an_answer_from_the_check_page_returns_there(ana, due):
    fill(due, FULL)
    page = text(ana.get(url("check_answers", due)))
    change = url("question", due, "3") + "?change=1"
    assert f'href="{change}"' in page
    assert f'href="{url("check_answers", due)}"' in text(ana.get(change))  # the back link
    assert say(ana, due, "3", 0, "?change=1").url == url("check_answers", due)
    assert Draft.objects.get().answers == {**FULL, "3": 0}


def test_a_change_link_while_answers_are_missing_goes_on_with_the_next_question(ana, due):
    fill(due, {"1": 1, "2": 1})
    assert say(ana, due, "1", 0, "?change=1").url == url("question", due, "2")


def back(client, place):
    return re.search(r'class="nhsuk-back-link" href="([^"]+)"', text(client.get(place)))[1]


def test_the_start_page_asks_for_the_persons_own_answers(ana, due):
    assert "If somebody reads or writes for you, let each answer be your own." in text(
        ana.get(url("start_answering", due))
    )


def test_back_links_lead_to_the_question_before_and_from_the_first_to_the_start(ana, due):
    assert back(ana, url("question", due, "3")) == url("question", due, "2")
    assert back(ana, url("question", due, "1")) == url("start_answering", due)
    assert back(ana, url("start_answering", due)) == reverse("home")


def test_back_leads_from_the_answers_to_check_to_the_last_question(ana, due):
    fill(due, FULL)
    assert back(ana, url("check_answers", due)) == url("question", due, "10")


def test_a_question_is_heard_whole_before_its_options(ana, due):
    page = text(ana.get(url("question", due, "1")))
    wording = catalogue()["phq-9"].texts["en"]
    legend = re.search(r"<legend[^>]*>(.*?)</legend>", page, re.DOTALL)[1]
    said = " ".join(re.sub(r"<[^>]+>", " ", legend).split())
    assert said == f"{wording.stem} {wording.items['1']}"
    assert page.count(wording.stem) == 1


def test_two_tabs_lose_none_of_each_others_answers(cast, ana, due):
    other = Client()
    other.force_login(cast.ana)
    ana.get(url("question", due, "1"))
    other.get(url("question", due, "2"))
    say(ana, due, "1", 1)
    say(other, due, "2", 2)
    assert Draft.objects.get().answers == {"1": 1, "2": 2}


def test_a_clinician_who_opens_the_record_meanwhile_changes_nothing(cast, ana, due):
    fill(due, FULL)
    page = text(ana.get(url("check_answers", due)))
    key = re.search(r'name="key" value="([^"]+)"', page)[1]
    staff = Client()
    staff.force_login(cast.clara)
    assert staff.get(reverse("record", args=[due.patient_id])).status_code == 200
    assert Draft.objects.get().answers == FULL
    assert ana.post(url("check_answers", due), {"key": key}).url == url("received", due)
    assert Response.objects.get().answers == FULL


# --- who may answer ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["bea", "dora", "clara", "carlos", "eva"])
@pytest.mark.parametrize(
    ("name", "more"), [("start_answering", []), ("question", ["1"]), ("check_answers", []), ("received", [])]
)
def test_nobody_elses_questions_can_be_seen_and_the_attempt_is_kept(cast, client, due, who, name, more):
    user = getattr(cast, who)
    client.force_login(user)
    assert client.get(url(name, due, *more)).status_code == 404
    denied = AuditRow.objects.get(verb="denied")
    assert (denied.actor, denied.subject) == (f"user:{user.pk}", f"assignment:{due.pk}")


@pytest.mark.parametrize("who", ["bea", "clara"])
def test_nobody_answers_for_somebody_else(cast, client, due, who):
    fill(due, FULL)
    client.force_login(getattr(cast, who))
    assert (say(client, due, "1", 0).status_code, send_page(client, due).status_code) == (404, 404)
    assert (Draft.objects.get().answers, Response.objects.count()) == (FULL, 0)


def test_who_may_not_answer_any_more_is_refused_everywhere(ana, due, monkeypatch):
    flag = actions.save_answer(by=due.patient.user, assignment=due, item="9", code=1)[0]
    pages = [url("start_answering", due), url("question", due, "1"), url("check_answers", due), url("received", due)]
    monkeypatch.setitem(vars(PATIENT), "permissions", PATIENT.permissions - {Permission.ANSWER})
    assert {ana.get(page).status_code for page in [*pages, reverse("support", args=[flag.pk])]} == {403}
    assert AuditRow.objects.filter(verb="denied", detail={"reason": "may not answer"}).count() == 5


def test_who_is_not_signed_in_comes_back_to_the_question_after_signing_in(client, due):
    place = url("question", due, "3")
    assert client.get(place).url == f"{reverse('account_login')}?next={place}"


# --- languages --------------------------------------------------------------------------------------------------------


def test_questions_come_in_the_official_wording_of_the_language_of_the_page(ana, due):
    ana.post(reverse("set_language"), {"language": "es"})
    page = text(ana.get(url("question", due, "1")))
    assert '<html lang="es">' in page
    assert catalogue()["phq-9"].texts["es"].items["1"] in page
    fill(due, FULL)
    send_page(ana, due)
    response = Response.objects.get()
    assert (response.language, response.text_sha256) == ("es", catalogue()["phq-9"].texts["es"].sha256)


def test_a_language_without_official_wording_is_never_translated_but_said(cast, ana):
    [due] = ask(cast.patient(cast.ana), "brs")
    ana.post(reverse("set_language"), {"language": "es"})
    fill(due, {"1": 3})
    for answer in (ana.get(url("start_answering", due)), ana.get(url("question", due, "2")), send_page(ana, due)):
        page = text(answer)
        assert "English" in re.search(r"<main.*</main>", page, re.DOTALL)[0]
        assert catalogue()["brs"].texts["en"].items["2"] not in page
    assert Draft.objects.get().answers == {"1": 3}


def test_an_instrument_without_any_wording_here_says_so(cast, ana):
    [due] = ask(cast.patient(cast.ana), "hads")
    assert "no language of this site yet" in text(ana.get(url("start_answering", due)))


def test_a_number_is_written_where_the_form_prints_no_words_for_its_codes(cast, ana, monkeypatch):
    [due] = ask(cast.patient(cast.ana), "mos-sss")
    assert re.search(r'<input[^>]*inputmode="numeric"', text(ana.get(url("question", due, "1"))))
    high = max(catalogue()["mos-sss"].items["1"].codes)
    assert f"Write a whole number from 0 to {high}." in text(say(ana, due, "1", high + 1), 422)
    assert say(ana, due, "1", 3).url == url("question", due, "2")
    assert say(ana, due, "1", "").url == url("question", due, "2")
    assert Draft.objects.get().answers == {"1": None}
