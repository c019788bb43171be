"""My campus, the short start, the one thing for today, and for staff the table in words."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from oncocare.web.templatetags.web import in_language
from steps.campus.models import PlanMade, Tour
from steps.campus.plan.shipped import shipped_table
from tests.factories.rooms import work
from tests.pages import seen

MOST_ON_HOME = 20


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


def test_home_of_somebody_at_level_1_has_no_campus(client, cast, library):
    client.force_login(cast.ana)
    assert 'id="today"' not in client.get(reverse("home")).content.decode()


def test_home_of_somebody_at_level_2_asks_little(client, cast, ana):
    client.force_login(cast.ana)
    client.get(reverse("home"))
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("home"))
    assert len(asked) <= MOST_ON_HOME, [one["sql"][:90] for one in asked]


def test_a_short_start_changes_what_comes_first(client, cast, ana):
    client.force_login(cast.ana)
    answer = client.post(reverse("campus_tour"), {"topics": ["worry"], "way": "read"})
    assert (answer.status_code, answer["Location"]) == (302, reverse("campus"))
    work()
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
