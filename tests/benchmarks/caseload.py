"""How long the pages of the desk take at a centre of 3,000 people and at one of 30,000: `make bench-caseload`.

Pytest does not collect it by itself: making the people takes two minutes. It prints the quickest of three times for each
page; of two machines, or of two runs, only the ratios can be compared.
"""

from __future__ import annotations

from time import perf_counter

import pytest
from django.test import Client
from django.urls import reverse

from clinicians.desk.caseload.filters import NEEDS, ORDERS
from tests.benchmarks.crowd import fill, tidy
from tests.signing_in import sign_in

SMALL, LARGE = 3_000, 30_000
TIMES = 3
NEAR = 4  # far above what a page that is flat takes on a busy machine, and below the ten of one that reads everybody
ASKED = {
    "mine": "",
    "everybody": "whose=all",
    "everybody, page 20": "whose=all&page=20",
    "nobody's": "whose=nobody",
    "left": "whose=all&status=left",
    **{f"everybody, needs {needs}": f"whose=all&needs={needs}" for needs in NEEDS},
    **{f"everybody, order {order}": f"whose=all&order={order}" for order in ORDERS[1:]},
    **{f"mine, order {order}": f"order={order}" for order in ORDERS[1:]},
}
# How somebody stands against the expected course is worked out anew on every day, for everybody.
READS_EVERYBODY = {"everybody, needs worse", "everybody, order worse", "supervision, everybody"}


def pages(client: Client):
    yield from (
        (name, lambda query=query: client.get(f"{reverse('caseload')}?{query}")) for name, query in ASKED.items()
    )
    yield from (
        (f"find {words}", lambda words=words: client.post(reverse("find_person"), {"person": words}))
        for words in ("nuri", "nuri 77", "C00012")
    )
    for name in ("load", "my_tasks", "supervision"):
        yield name, lambda name=name: client.get(reverse(name))
    yield "supervision, everybody", lambda: client.get(f"{reverse('supervision')}?whose=all")


def quickest(ask) -> float:
    times = []
    for _time in range(TIMES):
        began = perf_counter()
        assert ask().status_code == 200
        times.append(perf_counter() - began)
    return min(times)


@pytest.fixture
def measured(django_db_setup, django_db_blocker):
    """By page, the seconds at a small centre and at a large one, each made when the other is measured."""
    found: dict[str, list[float]] = {}
    with django_db_blocker.unblock():
        for size in (SMALL, LARGE):
            made = []
            django_db_setup(f"crowd_{size}", lambda size=size, made=made: made.append(fill(size)))
            tidy()
            sign_in(client := Client(), made[0][1], confirmed=True)
            for name, ask in pages(client):
                found.setdefault(name, []).append(quickest(ask))
        yield found
        django_db_setup("empty")


def test_a_page_of_the_desk_takes_about_as_long_at_ten_times_as_many_people(measured, capsys):
    with capsys.disabled():
        print(f"\n\n{'milliseconds, people:':32}{SMALL:>8}{LARGE:>8}   ratio")  # noqa: T201 -- it speaks to whoever asked
        for name, (small, large) in measured.items():
            print(f"{name:32}{small * 1000:8.0f}{large * 1000:8.0f}{large / small:8.1f}")  # noqa: T201
    grown = {name: large / small for name, (small, large) in measured.items() if large / small > NEAR}
    assert set(grown) <= READS_EVERYBODY
