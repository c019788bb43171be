"""A message sent once the session was another, or over: it is found again, by its writer alone, and not sent by itself."""

from __future__ import annotations

import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from mentoring.conversations.models import TeamMessage
from oncocare.foundation import ids
from oncocare.signin import actions as signin
from tests.factories.conversations import answering
from tests.pages import seen

SECRET, CALM = "I cannot sleep since Monday", "What you wrote is here, and is not sent yet"


@pytest.fixture
def strict(cast):
    """Ana's browser, whose page was made before she signed in anew: its form is refused."""
    answering(cast)
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.ana)
    return client


def sent(user):
    return {"kind": "call", "words": SECRET, "key": str(ids.new()), "whose": signin.made_for(user)}


def shown(client):
    answer = client.get(reverse("write_to_team"))
    assert answer.status_code == 200
    return seen(answer.content.decode())


def test_a_page_that_went_stale_holds_the_words_and_what_they_asked_and_sent_again_it_is_one_message(cast, strict):
    words = sent(cast.ana)
    assert strict.post(reverse("write_to_team"), words).url == reverse("write_to_team")
    page = shown(strict)
    assert (CALM in page, SECRET in page, "nhsuk-error" in page) == (True, True, False)
    assert re.search(r'<input[^>]*value="call"[^>]* checked', page)
    assert words["key"] in page
    assert TeamMessage.objects.count() == 0, "another site might have sent it"
    strict.handler.enforce_csrf_checks = False
    for _time in range(2):
        assert strict.post(reverse("write_to_team"), words).url == reverse("my_team")
    assert [one.words for one in TeamMessage.objects.all()] == [SECRET]
    assert CALM not in shown(strict)


def test_what_somebody_else_sent_from_this_browser_is_not_shown(cast, strict):
    strict.post(reverse("write_to_team"), sent(cast.bea))
    assert (SECRET in shown(strict), TeamMessage.objects.count()) == (False, 0)


def test_it_is_kept_sealed(cast, strict):
    strict.post(reverse("write_to_team"), sent(cast.ana))
    [kept] = [Session.objects.get(pk=strict.session.session_key).get_decoded()[signin.UNSENT]]
    assert SECRET not in str(kept)
