"""My campus, the short start, the one thing for today, and for staff the table in words."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from oncocare.foundation import clock
from oncocare.library.choices import PieceKind
from oncocare.library.models import Piece
from oncocare.web.templatetags.web import in_language
from steps.actions import set_status
from steps.campus.models import PlanMade, Tour
from steps.campus.plan.shipped import shipped_table
from tests.factories.rooms import ask, day, send
from tests.pages import seen
from tests.steps.campus.plan.people import SLEEP

MOST_ON_HOME = 21


def read(client, user, name, part="main", status=200, **more):
    """What somebody reads on a page, without its tags; of one `part`."""
    client.force_login(user)
    response = client.get(reverse(name), **more)
    assert response.status_code == status
    html = seen(response.content.decode())
    if part != "main":
        html = re.search(rf'aria-labelledby="{part}[^"]*">(.*?)</section>', html, re.DOTALL)[1]
    return " ".join(re.sub(r"<[^>]+>", " ", html).split()).replace(" .", ".").replace(" ,", ",")


def test_three_things_with_their_reasons_and_what_they_rest_on(client, cast, ana):
    page = read(client, cast.ana, "campus", "thing-1")
    assert page.startswith(
        "Awake You told us that sleep was hard. What this rests on : Awake Your answer about sleep of"
    )
    assert "2 of 3. It only decides what we offer you to read." in page


def test_home_offers_the_first_of_them_today(client, cast, ana):
    assert read(client, cast.ana, "home", "today").startswith("For today Awake You told us that sleep was hard.")


def test_it_stands_above_how_it_has_been_but_for_the_first_result_which_is_read_first(client, cast, ana):
    first = read(client, cast.ana, "home")
    assert first.index("Your first result") < first.index("For today")
    with clock.at(day(15)):
        send(ask(ana, "phq-9")[0], SLEEP)
        later = read(Client(), cast.ana, "home")  # the session of before has ended
    assert later.index("For today") < later.index("Where you are now") < later.index("How it has been")


def test_home_of_somebody_at_level_1_has_no_campus(client, cast, library):
    client.force_login(cast.ana)
    assert 'id="today"' not in client.get(reverse("home")).content.decode()


def test_home_of_whoever_is_paused_still_leads_to_what_they_wrote(client, cast, ana):
    assert "stay open to you" not in read(client, cast.ana, "home", "mine"), "the card for today leads there"
    set_status(by=cast.clara, pathway=cast.pathway(cast.ana), step="pause", reason="a holiday")
    assert "My campus your lessons, your diary and what you wrote stay open to you" in read(
        client, cast.ana, "home", "mine"
    )
    assert "My campus" not in read(client, cast.bea, "home", "mine"), "somebody who never had one"


def test_home_of_somebody_at_level_2_asks_little(client, cast, ana):
    client.force_login(cast.ana)
    client.get(reverse("home"))
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("home"))
    assert len(asked) <= MOST_ON_HOME, [one["sql"][:90] for one in asked]


def test_a_short_start_changes_what_comes_first_at_once(client, cast, ana, django_capture_on_commit_callbacks):
    client.force_login(cast.ana)
    with django_capture_on_commit_callbacks(execute=True):  # and nothing of the relay
        answer = client.post(reverse("campus_tour"), {"topics": ["worry"], "way": "read"})
    assert (answer.status_code, answer["Location"]) == (302, reverse("campus"))
    assert read(client, cast.ana, "campus", "thing-1").startswith(
        "Breath You said that you would like to begin with worry."
    )


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"way": "read"}, "Choose at least one."),
        (
            {"topics": ["sleep", "worry", "work", "meaning"], "way": "read"},
            "Choose three at most. The others are not lost: you find all of them later.",
        ),
    ],
)
def test_none_or_more_than_three_are_refused_and_what_was_chosen_stays(client, cast, ana, chosen, said):
    client.force_login(cast.ana)
    answer = client.post(reverse("campus_tour"), chosen)
    page = seen(answer.content.decode())
    assert (answer.status_code, said in page, Tour.objects.count()) == (422, True, 0)
    assert len(re.findall(r"<input[^>]* checked", page)) == len(chosen.get("topics", [])) + 1


def test_somebody_without_a_plan_may_choose_where_to_begin(client, cast, ana):
    assert PlanMade.objects.filter(patient__user=cast.bea).count() == 0
    assert "There is no plan for you yet; you can choose where to begin." in read(client, cast.bea, "campus")


def test_staff_read_every_rule_in_words(client, cast):
    page = read(client, cast.clara, "plan_table")
    assert [rule.id for rule in shipped_table().rules if in_language(rule.because) not in page] == []
    assert "PHQ-9, item 3" in page
    assert "Chosen to begin with: Sleep" in page


def test_what_a_rule_offers_is_read_by_the_names_that_staff_know(client, cast, library):
    """A module of the centre by its title, topics in words; what the centre does not have keeps its name in the file."""
    page = read(client, cast.clara, "plan_table")
    assert "the module Sleeping again" in page
    assert "whatever is about How one’s body looks, Sexuality" in page
    assert re.findall(r"low_mood|body_image", page) == []
    assert "the modules body-and-intimacy" not in page


def test_before_each_thing_stands_how_long_it_takes_and_one_button_is_the_first(client, cast, ana):
    Piece.objects.filter(slug="awake").update(kind=PieceKind.EXERCISE)
    things = [read(client, cast.ana, "campus", f"thing-{number}") for number in (1, 2)]
    assert [thing.rindex("minute") < thing.rindex("Begin") for thing in things] == [True, True]
    html = client.get(reverse("campus")).content.decode()
    assert [html.count('class="nhsuk-button"'), "and as long as you like to do it" in things[0]] == [1, True]
