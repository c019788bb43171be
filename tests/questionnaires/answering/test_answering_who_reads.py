"""Before item 9 a person reads by when somebody reads it, and who answers at night."""

from datetime import time

import pytest
from django.urls import reverse

from oncocare.foundation import clock
from oncocare.safety.promise import Opening
from oncocare.safety.rota.actions import set_on_call, set_staffed_hours
from tests.cast import BY, due
from tests.factories.rooms import day

NOBODY = "At night, at weekends and on holidays nobody at Here reads answers and nobody is on call."


def start(cast, client, instrument="phq-9"):
    """The first page of a set, on a Friday evening."""
    set_staffed_hours(by=BY, centre=cast.here, openings=[Opening(one, time(9), time(17)) for one in range(5)])
    with clock.at(day(4, 20)):
        client.force_login(cast.ana)
        [asked] = due(cast.patient(cast.ana), instrument)
        answer = client.get(reverse("start_answering", args=[asked.pk]))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_where_nobody_is_on_call_it_says_so_with_the_numbers_and_the_true_promise(cast, client):
    shown = start(cast, client)
    assert (
        "If an answer tells us that you may be in danger, a person at Here should read it by Monday 9 March 2026, 13:00."
        in shown
    )
    assert NOBODY in shown
    assert "If you are in danger, call 112 now." in shown
    assert reverse("help_now") in shown


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            {"service": "Night desk", "number": "+34 900 111 222"},
            'you can call Night desk, <a href="tel:+34900111222">+34 900 111 222</a>.',
        ),
        ({"person": "clara"}, "one person of the team is on call and is told of it."),
    ],
)
def test_where_somebody_is_on_call_it_says_how_to_reach_them(cast, client, given, words):
    set_on_call(by=cast.carlos, centre=cast.here, **{
        name: getattr(cast, value) if name == "person" else value for name, value in given.items()
    })  # fmt: skip
    shown = start(cast, client)
    assert words in shown
    assert NOBODY not in shown


def test_questions_that_do_not_ask_about_it_say_nothing_of_it(cast, client):
    assert "nobody is on call" not in start(cast, client, "gad-7")
