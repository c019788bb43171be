"""A session ended on the way of an answer: help comes first, and what worries is kept once the same person is back."""

import pytest
from django.test import Client
from django.urls import reverse

from oncocare.safety.models import Flag
from oncocare.signin import actions as signin
from questionnaires.models import Draft
from tests.factories.rooms import ask
from tests.questionnaires.answering.pages import say, url


@pytest.fixture
def due(cast):
    [assignment] = ask(cast.patient(cast.ana))
    return assignment


def test_whoever_was_signed_out_reads_the_numbers_before_the_sign_in_page_and_never_which_answer(client, due):
    say(client, due, "9", 2)
    shown = client.get(reverse("account_login")).content.decode()
    assert "If things are very hard now, you can talk to somebody before you sign in." in shown
    assert shown.index("Numbers to call") < shown.index('name="login"')
    assert "More than half the days" not in shown


def test_an_answer_that_worries_is_saved_once_the_person_is_signed_in_again(cast, client, due):
    say(client, due, "9", 2)
    assert Flag.objects.count() == 0
    client.force_login(cast.ana)
    answer = client.get(url("question", due, "9"))
    flag = Flag.objects.get()
    assert answer.url.split("?")[0] == reverse("support", args=[flag.pk])
    assert Draft.objects.get().answers == {"9": 2}
    assert (flag.severity, signin.UNSENT in client.session) == ("urgent", False)


def test_another_answer_stays_chosen_and_is_not_saved(cast, client, due):
    say(client, due, "1", 3)
    client.force_login(cast.ana)
    answer = client.get(url("question", due, "1"))
    assert answer.context["form"]["answer"].value() == "3"
    assert not Draft.objects.exists()


@pytest.mark.parametrize("name", ["home", "start_answering"])
def test_wherever_the_person_begins_again_they_are_led_to_the_answer_that_worries(cast, client, due, name):
    say(client, due, "9", 2)
    say(client, due, "1", 3)  # another one does not take its place
    client.force_login(cast.ana)
    begun = reverse(name) if name == "home" else url(name, due)
    led = client.get(begun).url
    assert led == url("question", due, "9")
    assert client.get(led).url.startswith("/support/")
    assert client.get(begun).url == url("question", due, "1")
    assert client.get(begun).status_code == 200  # nobody is led anywhere twice


def test_an_answer_from_a_page_older_than_the_sign_in_is_chosen_again_and_not_saved_by_itself(cast, due):
    """Its token is no longer right, so another site might have sent it."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.ana)
    answer = say(client, due, "9", 2)
    assert (answer.status_code, answer.url) == (302, url("question", due, "9"))
    page = client.get(answer.url)
    assert page.context["form"]["answer"].value() == "2"
    assert "please send it once more" in page.content.decode()
    assert (Draft.objects.count(), Flag.objects.count()) == (0, 0)
