"""The pages of a safety plan: one's own, what the team sees of it, and what a phone keeps."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from oncocare.people.actions import change_centre
from oncocare.safety.crisis.actions import set_crisis_numbers
from oncocare.safety.crisis.numbers import CrisisNumber
from oncocare.safety.models import SafetyPlan
from oncocare.safety.plan.actions import share_plan, write_plan
from oncocare.safety.plan.parts import LONGEST, PARTS
from tests.factories.rooms import FlagFactory, day
from tests.pages import text, words
from tests.signing_in import sign_in

ADDRESSES = {
    "my_plan": "/plan/",
    "change_plan": "/plan/change/",
    "plan_on_paper": "/plan/paper/",
    "kept_plan": "/plan/kept/",
    "no_signal": "/plan/no-signal/",
}


@pytest.fixture
def ana(cast, client):
    sign_in(client, cast.ana)
    return client


@pytest.fixture
def clara(cast):
    client = Client()
    sign_in(client, cast.clara)
    return client


@pytest.fixture
def patient(cast):
    return cast.patient(cast.ana)


def write(cast, shared=False, **content):
    return write_plan(by=cast.ana, patient=cast.patient(cast.ana), content=content, shared=shared)


def title(page):
    return re.search(r"<title>(.*?)</title>", page, re.DOTALL)[1].strip()


# --- one's own --------------------------------------------------------------------------------------------------------


def test_nothing_clinical_stands_in_an_address_or_a_title(cast, ana):
    write(cast, signs="x")
    assert {name: reverse(name) for name in ADDRESSES} == ADDRESSES
    assert [title(text(ana.get(path))) for path in ("/plan/", "/plan/kept/", "/plan/change/", "/plan/earlier/1/")] == [
        "My plan – My page", "My plan", "Change my plan – My page", "My plan, as it was – My page",
    ]  # fmt: skip
    assert ana.get("/plan/paper/")["Content-Disposition"] == 'inline; filename="my-plan.pdf"'


def test_a_plan_is_offered_on_the_home_and_needs_no_answer(cast, ana):
    assert "Make a safety plan" in words(ana.get("/my/"))
    write(cast, signs="x")
    assert "My safety plan" in words(ana.get("/my/"))


def test_a_plan_is_offered_on_the_page_after_a_worrying_answer(cast, ana, patient):
    page = reverse("support", args=[FlagFactory(patient=patient, owner=cast.clara).pk])
    assert '<a href="/plan/">Make a safety plan</a>' in text(ana.get(page))
    write(cast, signs="x")
    assert '<a href="/plan/">My safety plan</a>' in text(ana.get(page))


def test_whoever_has_none_is_told_what_it_is_and_that_nobody_has_to(ana):
    page = words(ana.get("/plan/"))
    assert "Nobody has to have one, and no part has to be filled in." in page
    assert 'data-do="keep"' not in text(ana.get("/plan/"))


def test_one_part_is_enough_and_comes_back_as_written(cast, ana):
    answer = ana.post("/plan/change/", {"people": "Rosa 600 123 456", "shared": "no"})
    assert (answer.status_code, answer["Location"]) == (302, "/plan/")
    page = text(ana.get("/plan/"))
    assert '<a href="tel:600123456">600 123 456</a>' in page
    assert "People I can ask for help" in page
    assert "How I make it safer around me" not in page
    assert (SafetyPlan.objects.get().shared, SafetyPlan.objects.get().by) == (False, cast.ana)


@pytest.mark.parametrize("part", [part.name for part in PARTS])
def test_a_first_plan_is_for_the_person_alone_unless_they_say_otherwise(ana, part):
    assert re.findall(r'<input[^>]*value="(\w+)"[^>]*checked', text(ana.get("/plan/change/"))) == ["no"]
    assert ana.post("/plan/change/", {part: "typed at three in the morning"})["Location"] == "/plan/"
    assert (SafetyPlan.objects.get().shared, SafetyPlan.objects.get().content[part]) == (
        False, "typed at three in the morning",
    )  # fmt: skip


def test_who_may_read_it_stays_as_it_was_where_nothing_is_said(cast, ana):
    write(cast, shared=True, signs="x")
    ana.post("/plan/change/", {"signs": "y"})
    assert list(SafetyPlan.objects.order_by("number").values_list("shared", flat=True)) == [True, True]


def test_what_was_typed_comes_back_when_a_part_is_too_long(ana):
    page = text(
        ana.post("/plan/change/", {"signs": "typed at three in the morning", "people": "x" * (LONGEST + 1)}), 422
    )
    assert "typed at three in the morning" in page


def test_an_empty_first_plan_is_refused_in_words(ana):
    page = words(ana.post("/plan/change/", {"shared": "yes"}), 422)
    assert "Write something in one of the parts, or go back without saving." in page


def test_earlier_versions_are_read_with_their_day(cast, ana):
    with clock.at(day(0)):
        write(cast, signs="The first words")
    with clock.at(day(1)):
        write(cast, signs="The second words")
    assert "Version 1, Monday 2 March 2026, 10:00" in words(ana.get("/plan/"))
    earlier = words(ana.get("/plan/earlier/1/"))
    assert "The first words" in earlier
    assert "Only you could read it." in earlier
    assert ana.get("/plan/earlier/9/").status_code == 404


def test_sharing_is_chosen_and_taken_back(cast, ana, patient):
    write(cast, signs="x")
    for shared, said in (("yes", "Your team may read your plan."), ("no", "Your team can no longer read your plan.")):
        assert said in words(ana.post("/plan/share/", {"shared": shared}, follow=True))
    assert list(patient.safety_plans.values_list("number", "shared")) == [(1, False), (2, True), (3, False)]


def test_sharing_what_is_not_there_leads_to_the_plan(ana):
    assert ana.post("/plan/share/", {"shared": "yes"})["Location"] == "/plan/"


def test_the_numbers_are_those_of_today_and_not_of_the_day_it_was_written(cast, ana):
    write(cast, services="My nurse")
    set_crisis_numbers(by=cast.carlos, centre=cast.here, numbers=[CrisisNumber("Night line", "91 000 00 01", "")])
    for path in ("/plan/", "/plan/kept/", "/plan/no-signal/"):
        page = text(ana.get(path))
        assert 'href="tel:910000001"' in page, path
        assert 'href="tel:112"' in page, path
    change_centre(by=cast.carlos, centre=cast.here, phone="91 000 00 02")
    assert 'href="tel:910000002"' in text(ana.get("/plan/"))


def test_a_plan_goes_on_paper(cast, ana):
    assert ana.get("/plan/paper/")["Location"] == "/plan/"
    write(cast, signs="I stop sleeping.", people="Łucja 600 123 456")
    answer = ana.get("/plan/paper/")
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")


def test_another_person_reads_their_own_plan_only(cast):
    write(cast, signs="Ana's words")
    client = Client()
    sign_in(client, cast.bea)
    assert "Ana&#x27;s words" not in text(client.get("/plan/"))
    assert client.get("/plan/earlier/1/").status_code == 404


# --- without signal ---------------------------------------------------------------------------------------------------


def test_what_a_phone_keeps_needs_nothing_but_the_style(cast, ana):
    write(cast, signs="I stop sleeping.", people="Rosa 600 123 456")
    for path in ("/plan/kept/", "/plan/no-signal/"):
        page = text(ana.get(path))
        assert "<script" not in page
        assert "<form" not in page
        assert re.findall(r'(?:src|<link[^>]* href)="([^"]+)"', page) == [
            "/static/web/favicon.svg", "/static/web/site.css",
        ]  # fmt: skip
    assert "I stop sleeping." in text(ana.get("/plan/kept/"))
    assert "I stop sleeping." not in text(ana.get("/plan/no-signal/"))


def test_nobody_sees_a_button_that_does_nothing_without_scripts(cast, ana):
    write(cast, signs="x")
    page = text(ana.get("/plan/"))
    [box] = re.findall(r'<section[^>]* id="keep"[^>]*>', page)
    assert " hidden" in box
    assert "Print it or keep it as a file" in page


def test_who_keeps_it_is_told_who_can_read_it(cast, ana):
    write(cast, signs="x")
    page = words(ana.get("/plan/"))
    assert "Whoever can open this phone can then read it, without signing in." in page
    assert "Without this, signing out removes it from this phone." in page
    assert 'data-sign-out="/account/sign-out/ /account/ways/sign-out-everywhere/"' in text(ana.get("/plan/"))


def test_the_worker_answers_for_every_page_and_is_ours(client):
    answer = client.get("/worker.js")
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (
        200, "text/javascript; charset=utf-8", "no-store",
    )  # fmt: skip
    assert re.findall(r"https?://|importScripts", answer.content.decode()) == []


# --- what the team sees -----------------------------------------------------------------------------------------------


def staff_page(patient):
    return reverse("person_plan", args=[patient.pk])


def test_the_team_sees_that_there_is_none_and_may_offer_one(clara, patient):
    page = words(clara.get(staff_page(patient)))
    assert "This person has no safety plan. It is offered; nobody has to have one." in page
    assert "Make a safety plan with the person" in page


def test_a_plan_that_is_not_shared_is_not_read(cast, clara, patient):
    write(cast, signs="Ana alone")
    page = words(clara.get(staff_page(patient)))
    assert "This person has a plan and has not shared it." in page
    assert "Ana alone" not in page
    change = reverse("write_person_plan", args=[patient.pk])
    assert clara.get(change)["Location"] == staff_page(patient)
    assert clara.post(change, {"signs": "z"})["Location"] == staff_page(patient)
    assert SafetyPlan.objects.count() == 1
    assert not AuditRow.objects.filter(verb="read.plan").exists()


def test_a_shared_plan_is_read_and_the_reading_is_written_down(cast, clara, patient):
    write(cast, shared=True, signs="For all of you")
    assert "For all of you" in words(clara.get(staff_page(patient)))
    row = AuditRow.objects.get(verb="read.plan")
    assert (row.actor, row.patient) == (f"user:{cast.clara.pk}", str(patient.pk))


def test_the_first_plan_is_made_with_the_person_who_says_whether_it_is_shared(cast, clara, patient):
    clara.post(reverse("write_person_plan", args=[patient.pk]), {"signs": "Her words", "agreed": "on"})
    plan = SafetyPlan.objects.get()
    assert (plan.by, plan.shared, plan.content["signs"]) == (cast.clara, True, "Her words")


def test_without_the_persons_yes_it_is_theirs_alone(cast, clara, patient):
    page = words(clara.post(reverse("write_person_plan", args=[patient.pk]), {"signs": "Her words"}, follow=True))
    assert "This person has a plan and has not shared it." in page
    assert "Her words" not in page


def test_an_empty_plan_comes_back_in_words(clara, patient):
    answer = clara.post(reverse("write_person_plan", args=[patient.pk]), {"agreed": "on"})
    assert "Write something in one of the parts" in words(answer, 422)


def test_the_person_sees_who_wrote_it_with_them(cast, clara, ana, patient):
    clara.post(reverse("write_person_plan", args=[patient.pk]), {"signs": "Her words", "agreed": "on"})
    assert "As Clara wrote it with you on" in words(ana.get("/plan/"))
    share_plan(by=cast.ana, patient=patient, shared=False)
    assert "As you wrote it on" in words(ana.get("/plan/"))


def test_the_record_leads_to_the_plan(clara, patient):
    assert staff_page(patient) in text(clara.get(reverse("record", args=[patient.pk])))
