"""The first page of each role, the language of the pages, and health."""

import re

import pytest
from django.conf import settings as house
from django.urls import reverse

from oncocare.audit.models import AuditRow
from oncocare.consent.actions import record_consent
from oncocare.consent.selectors import texts_for
from oncocare.people.actions import appoint, register_user, take_into_care
from oncocare.people.picture.actions import keep_picture
from oncocare.people.roles import RESEARCHER
from steps import actions
from tests.cast import BY, phq9
from tests.factories.campus_coach import nurse
from tests.factories.rooms import ask, day, send, sit
from tests.pages import seen

WAITING = "Your care team looks at whether “Group therapy online” fits you better."


def home(client):
    answer = client.get(reverse("home"))
    assert answer.status_code == 200
    return seen(answer.content.decode())


@pytest.fixture
def ana(cast, client):
    client.force_login(cast.ana)
    return client


# --- the home of each role --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "name"), [("clara", "caseload"), ("carlos", "centre")])
def test_staff_begin_at_their_desk(cast, client, who, name):
    client.force_login(getattr(cast, who))
    answer = client.get(reverse("home"))
    assert (answer.status_code, answer.url) == (302, reverse(name))


def test_who_is_not_signed_in_signs_in_first(db, client):
    assert client.get(reverse("home")).url == f"{reverse('account_login')}?next=/"


@pytest.mark.parametrize(
    ("who", "entries"),
    [
        ("ana", ["My page", "Messages"]),
        (
            "clara",
            [
                *("Caseload", "Not on track", "Sessions", "On duty", "Groups", "Guided", "Tasks", "Answers on paper"),
                *("Library", "Centre", "Messages"),
            ],
        ),
        ("carlos", ["Sessions", "Groups", "Tasks", "Library", "Centre", "Messages"]),
        ("eva", ["My sessions", "Messages"]),
        ("wanda", ["Calls of the ward", "My sessions", "Messages"]),
    ],
)
def test_the_navigation_shows_what_a_role_can_open(cast, client, who, entries):
    client.force_login(nurse(cast.here) if who == "wanda" else getattr(cast, who))
    nav = re.search(r'<nav class="oc-nav".*?</nav>', client.get(reverse("help_now")).content.decode(), re.DOTALL)
    assert re.findall(r">([^<>]+)</a>", nav[0] if nav else "") == entries


def test_the_navigation_marks_where_one_is(cast, client):
    client.force_login(cast.carlos)
    assert re.search(r'href="/centre/" aria-current="page"', seen(client.get(reverse("centre")).content.decode()))


def test_staff_find_the_numbers_behind_a_link_and_patients_on_every_page(cast, client):
    def shown(person):
        client.force_login(person)
        html = client.get(reverse("my_messages")).content.decode()
        return [
            part in html for part in ('class="oc-staff ', 'class="oc-crisis-link"', 'class="oc-help"', 'href="tel:')
        ]

    assert shown(cast.clara) == [True, True, False, False]
    assert shown(cast.eva) == [True, True, False, False]
    assert shown(cast.ana) == [False, False, True, True]


def test_whoever_works_here_and_is_in_care_here_keeps_the_red_button(cast, client):
    appoint(by=BY, user=cast.ana, centre=cast.here, role=RESEARCHER)
    client.force_login(cast.ana)
    assert 'class="oc-help"' in client.get(reverse("my_messages")).content.decode()


# --- the patient's page -----------------------------------------------------------------------------------------------


def test_before_the_first_answers_the_page_says_what_will_come(ana):
    text = home(ana)
    assert "Hello, Ana" in text
    assert "You have no questions now. New ones will appear on this page." in text
    assert "After your first answers you will see here which support fits, and why." in text
    assert "Clara at Here looks after you here." in text


def test_what_is_due_says_how_long_it_takes_and_where_to_begin(cast, ana):
    first, _ = ask(cast.patient(cast.ana), "phq-9", "gad-7")
    text = home(ana)
    assert "17 questions, about 3 minutes." in text
    assert re.search(r'href="([^"]+)">\s*Start\s*<', text)[1] == reverse("start_answering", args=[first.pk])
    ana.post(reverse("question", args=[first.pk, "1"]), {"answer": "1"})
    assert "Go on where I stopped" in home(ana)


@pytest.mark.parametrize(("language", "said"), [("en", "17 questions"), ("es", "16 preguntas")])
def test_only_what_has_wording_in_the_language_of_the_page_is_counted(cast, ana, language, said):
    """The Spanish of PHQ-9 has no tenth question: what home promises is what the next page asks."""
    first, _ = ask(cast.patient(cast.ana), "phq-9", "gad-7")
    ana.cookies["language"] = language
    start = " ".join(ana.get(reverse("start_answering", args=[first.pk])).content.decode().split())
    assert (said in home(ana).replace("\xa0", " "), said in start.replace("\xa0", " ")) == (True, True)


def test_after_the_answers_the_page_shows_the_level_and_why(cast, ana):
    sit(cast.patient(cast.ana), day(0), phq=15, gad=3)
    text = home(ana)
    assert "Talking with others" in text
    assert "(level 3 of 4)" in text
    assert "Your answers tell us that you are going through a lot." in text
    assert "How it has been" in text
    assert "Your answers about low mood came to 15 of 27 points." in text
    assert "15 of 27 so far." in text
    assert "Dashed line: 10. From there up it is usually worth talking with a professional." in text
    assert WAITING not in text


def test_what_a_person_takes_with_them_says_of_how_many_a_score_is(cast, ana):
    sit(cast.patient(cast.ana), day(0), phq=15)
    page = seen(ana.get(reverse("own_data")).content.decode())
    assert 'key">Value</dt><dd class="nhsuk-summary-list__value">15 of 27</dd>' in page


def test_what_a_person_takes_with_them_has_words_for_every_code(cast, ana):
    patient = cast.patient(cast.ana)
    keep_picture(by=cast.ana, patient=patient, source="self", said={"phase": "treatment"})
    send(ask(patient, "phq-9")[0], {**phq9(15, 0), "3": None}, language="en")
    page = " ".join(re.sub(r"<[^>]+>", " ", seen(ana.get(reverse("own_data")).content.decode())).split())
    assert re.findall(r"Phase of the illness (?:Answer )?(.+?) (?:Said by|In care)", page) == ["I am in treatment"]
    assert "How On this site Language English Answers" in page
    assert "Not answered Trouble falling or staying asleep, or sleeping too much" in page


def test_while_a_proposal_waits_the_page_says_that_a_person_looks_first(cast, ana):
    sit(cast.patient(cast.ana), day(0), phq=22)
    text = home(ana)
    assert "(level 3 of 4)" in text
    assert f"This support is for you now: Talking with others.</p><p>{WAITING}" in text


@pytest.mark.parametrize(
    ("step", "said"),
    [("pause", "Your questions are paused."), ("withdraw", "You left this programme, so we do not ask you anything.")],
)
def test_who_paused_or_left_is_asked_nothing_and_told_so(cast, ana, step, said):
    ask(cast.patient(cast.ana))
    actions.set_status(by=cast.clara, pathway=cast.pathway(cast.ana), step=step, reason="x")
    text = home(ana)
    assert said in text
    assert "/questions/" not in text


@pytest.mark.parametrize(
    ("step", "meaning"),
    [
        ("pause", "You were here when your questions were paused. Nothing changes until they start again."),
        ("ill", "You were here when your team stopped your questions. Nothing changes until they start again."),
        (
            "withdraw",
            "You were here when you left the programme. You can come back whenever you want, under “My choices”.",
        ),
    ],
)
def test_the_words_of_the_level_follow_the_status(cast, ana, step, meaning):
    sit(cast.patient(cast.ana), day(0), phq=22)
    call = "Before you join a group, somebody of your team reads your answers and calls you."
    assert call in home(ana)
    actions.set_status(by=cast.clara, pathway=cast.pathway(cast.ana), step=step, reason="x")
    text = home(ana)
    assert "Where you were" in text
    assert meaning in text
    for gone in ("Your first result", "This support is for you now", WAITING, call, "Your team calls you"):
        assert gone not in text


@pytest.mark.parametrize(("said", "left"), [("no", True), ("yes", False), (None, False)])
def test_who_said_no_to_care_without_stepped_care_is_told_that_nothing_is_asked(cast, client, said, left):
    patient = take_into_care(by=BY, centre=cast.here, user=cast.felix)
    if said:
        text = texts_for(cast.here, "en")["care"]
        record_consent(by=cast.felix, patient=patient, text=text, said=said, channel="page")
    client.force_login(cast.felix)
    shown = home(client)
    assert ("You left this programme, so we do not ask you anything." in shown) is left
    assert ("New ones will appear on this page." in shown) is not left


@pytest.mark.parametrize("step", ["pause", "withdraw"])
def test_who_stopped_before_the_first_answers_is_promised_no_level(cast, ana, step):
    actions.set_status(by=cast.clara, pathway=cast.pathway(cast.ana), step=step, reason="x")
    assert "After your first answers you will see here" not in home(ana)


def test_a_patient_without_stepped_care_or_clinician_has_a_page_too(cast, client):
    user = register_user(by=BY, email="nova@example.org", name="", language="en")
    take_into_care(by=BY, centre=cast.here, user=user)
    client.force_login(user)
    text = home(client)
    assert "The team of Here looks after you here." in text
    assert "Where you are now" not in text


def test_the_page_is_in_spanish_for_who_reads_spanish(cast, ana):
    sit(cast.patient(cast.ana), day(0), phq=16)
    ana.post(reverse("set_language"), {"language": "es"})
    text = home(ana)
    assert '<html lang="es">' in text
    assert "Sus respuestas nos dicen que está pasando por mucho." in text
    assert "Sus respuestas sobre ánimo bajo suman 16 de 27 puntos." in text
    assert "16 de 27 hasta ahora." in text
    assert "Línea discontinua: 10. A partir de ahí suele convenir hablar con un profesional." in text


def test_a_course_is_shown_to_nobody_else(cast, client):
    sit(cast.patient(cast.ana), day(0), phq=12)
    client.force_login(cast.bea)
    assert "(level" not in home(client)


# --- language ---------------------------------------------------------------------------------------------------------


def test_the_language_chosen_is_kept_with_the_person(cast, ana):
    answer = ana.post(reverse("set_language"), {"language": "es", "next": "/help/"})
    assert (answer.status_code, answer.url) == (302, "/help/")
    cast.ana.refresh_from_db()
    assert (cast.ana.language, answer.cookies[house.LANGUAGE_COOKIE_NAME].value) == ("es", "es")
    ana.post(reverse("set_language"), {"language": "es"})
    [row] = AuditRow.objects.filter(verb="user.language_chosen")
    assert (row.actor, row.subject, row.detail) == (*[f"user:{cast.ana.pk}"] * 2, {"language": "es"})


def test_a_language_the_site_does_not_have_changes_nothing(cast, ana):
    ana.post(reverse("set_language"), {"language": "ca"})
    cast.ana.refresh_from_db()
    assert cast.ana.language == "en"
    assert ana.get(reverse("help_now")).headers["Content-Language"] == "en"


def test_who_is_not_signed_in_chooses_a_language_too(db, client):
    client.post(reverse("set_language"), {"language": "es"})
    assert client.get(reverse("help_now")).headers["Content-Language"] == "es"
    assert client.get(reverse("set_language")).status_code == 405


def test_changing_the_language_never_leads_to_another_site(db, client):
    assert client.post(reverse("set_language"), {"language": "es", "next": "https://evil.example/"}).url == "/"


# --- health -----------------------------------------------------------------------------------------------------------


def test_health_answers_without_an_account_while_the_database_answers(db, client):
    answer = client.get(reverse("health"))
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
