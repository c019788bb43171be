"""What was written in an exercise and sent once the session was another, or over: it is found again, by its writer alone,
and kept once it is sent once more.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from oncocare.signin import actions as signin
from steps.campus.lessons.actions import keep_writing, open_piece
from steps.campus.lessons.selectors import written_in
from steps.campus.models import Writing
from tests.factories.campus_lessons import a_lesson
from tests.moment import go_on
from tests.pages import seen

SLUG, SECRET = "worries-on-paper", "Tengo miedo de que vuelva"
CALM = "What you wrote is here, and is not kept yet"


@pytest.fixture
def version(cast):
    version = a_lesson(cast)
    for user in (cast.ana, cast.bea):
        open_piece(by=user, patient=cast.patient(user), version=version)
    return version


@pytest.fixture
def strict(cast, version):
    """Ana's browser, whose page was made before she signed in anew: its form is refused."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.ana)
    return client


def part():
    return reverse("lesson_part", args=[SLUG])


def sent(user, **more):
    return {"do": "next", "done": 2, "w-worries": SECRET, "whose": signin.made_for(user), **more}


def shown(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return seen(answer.content.decode())


def fields(page):
    """What a browser sends back of a page."""
    return {
        name: page.partition(f'name="{name}" value="')[2].partition('"')[0] for name in ("whose", "writing", "done")
    }


def test_a_page_that_went_stale_leads_to_what_it_held_and_sent_again_it_is_kept(cast, strict):
    answer = strict.post(part(), sent(cast.ana))
    assert (answer.status_code, answer.url, Writing.objects.count()) == (302, part(), 0)
    page = shown(strict, part())
    assert (CALM in page, SECRET in page, "part 2 of 3" in page) == (True, True, True)
    assert Writing.objects.count() == 0, "another site might have sent it"
    strict.handler.enforce_csrf_checks = False
    again = strict.post(part(), {"do": "next", "w-worries": SECRET, **fields(page)})
    assert again.url.endswith("?part=3")
    assert written_in(Writing.objects.get()) == {"worries": SECRET}
    assert signin.UNSENT not in strict.session
    assert strict.get(part()).url == reverse("lesson", args=[SLUG])


def test_the_page_of_a_writing_brings_it_back_too(cast, strict, version):
    patient = cast.patient(cast.ana)
    writing = keep_writing(by=cast.ana, patient=patient, version=version, given={"worries": "Before"})
    own = reverse("writing", args=[writing.pk])
    assert strict.post(own, {"w-worries": SECRET, "whose": signin.made_for(cast.ana)}).url == own
    page = shown(strict, own)
    assert (CALM in page, SECRET in page, "Before" in page) == (True, True, False)
    assert written_in(Writing.objects.get()) == {"worries": "Before"}
    strict.handler.enforce_csrf_checks = False
    strict.post(own, {"w-worries": SECRET, **fields(page)})
    assert written_in(Writing.objects.get()) == {"worries": SECRET}
    assert CALM not in shown(strict, own)


@pytest.mark.parametrize("whose", ["somebody else's page", "no page of ours"])
def test_what_somebody_else_wrote_is_not_kept_for_who_is_signed_in(cast, strict, whose):
    form = sent(cast.bea) if whose == "somebody else's page" else sent(cast.ana, whose="made up")
    answer = strict.post(part(), form)
    assert (answer.status_code, signin.UNSENT in strict.session) == (403, False)
    assert strict.get(part()).url == reverse("lesson", args=[SLUG])


def test_signed_out_in_another_window_it_waits_sealed_for_who_wrote_it(cast, client, version):
    assert client.post(part(), sent(cast.ana)).url.startswith(reverse("account_login"))
    kept = client.session[signin.UNSENT]
    assert "miedo" not in str(kept) + "".join(Session.objects.values_list("session_data", flat=True))
    client.force_login(cast.ana)
    assert client.get(reverse("home")).url == part()
    assert SECRET in shown(client, part())
    assert Writing.objects.count() == 0


def test_another_person_who_signs_in_on_that_device_never_reads_it(cast, client, version):
    client.post(part(), sent(cast.ana))
    client.force_login(cast.bea)
    assert client.get(part()).url == reverse("lesson", args=[SLUG])
    assert client.get(reverse("home")).status_code == 200


def test_a_session_that_ended_meanwhile_loses_nothing_and_says_so(cast, client, version):
    client.force_login(cast.ana)
    client.get(reverse("home"))
    go_on(timedelta(hours=3))
    answer = client.post(part(), sent(cast.ana))
    assert answer.url == f"{reverse('account_login')}?next={part().replace('/', '%2F')}"
    assert "is kept for you" in client.get(answer.url).content.decode()
    client.force_login(cast.ana)
    assert SECRET in shown(client, part())


def test_under_a_key_that_is_gone_there_is_nothing_to_find(cast, client, version):
    client.post(part(), sent(cast.ana))
    client.force_login(cast.ana)
    session = client.session
    session[signin.UNSENT] = {part(): {**session[signin.UNSENT][part()], "words": "made up"}}
    session.save()
    assert client.get(part()).url == reverse("lesson", args=[SLUG])
