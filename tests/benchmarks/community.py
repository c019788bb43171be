"""How long the pages of a group take with 500 posts and with 50,000: `make bench-community`.

Pytest does not collect it by itself. It prints the median of what one process takes for each page, how often it asks the
database, and how many of these pages it makes a second; of two machines, only the ratios can be compared.
"""

from __future__ import annotations

from datetime import timedelta
from statistics import median
from time import perf_counter

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mentoring.community.models import Group, Member
from mentoring.community.threads.models import Post, Thread
from oncocare.foundation import clock
from tests.cast import Cast, gather
from tests.factories.community import member, open_group
from tests.signing_in import sign_in

SMALL, LARGE = 500, 50_000
POSTS_IN_A_THREAD = 10
TIMES = 40
NEAR = 1.3
IN_NUMBERS = "in numbers"
WORDS = "I slept badly before the scan, and what helped was a walk with my sister and talking about it here. "


def fill(cast: Cast, posts: int) -> Group:
    """A group with so many posts of two people, ten in a thread, over a year."""
    group = open_group(cast, f"With {posts} posts", stays_open=True)
    people = [member(cast, group, cast.ana, "Blue bird"), member(cast, group, cast.bea, "Green hill")]
    number = posts // POSTS_IN_A_THREAD
    step = timedelta(days=365) / posts
    began = clock.now() - timedelta(days=365)
    threads = [
        Thread(group=group, by=people[one % 2], title=f"Thread {one}", language="en", made=began + one * POSTS_IN_A_THREAD * step,
               latest=began + (one + 1) * POSTS_IN_A_THREAD * step, number=POSTS_IN_A_THREAD)
        for one in range(number)
    ]  # fmt: skip
    Thread.objects.bulk_create(threads, batch_size=1000)
    Post.objects.bulk_create(_posts(threads, people, step), batch_size=1000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return group


def _posts(threads: list[Thread], people: list[Member], step: timedelta) -> list[Post]:
    return [
        Post(group=one.group, thread=one, by=people[place % 2], words=f"{WORDS} Word{place}.", language="en",
             made=one.made + place * step, readable=one.made + place * step, asks=place == 0, promised=one.made if place == 0 else None,
             replied=one.made + step if place == 0 and number % 50 else None)
        for number, one in enumerate(threads) for place in range(POSTS_IN_A_THREAD)
    ]  # fmt: skip


def pages(group: Group):
    thread = Thread.objects.filter(group=group).order_by("-latest").first()
    yield "threads", reverse("group", args=[group.pk])
    yield "threads, page 2", f"{reverse('group', args=[group.pk])}?page=2"
    yield "one thread", reverse("thread", args=[group.pk, thread.pk])
    yield "search, a word of few", f"{reverse('group_search', args=[group.pk])}?q=Thread+7"
    yield IN_NUMBERS, reverse("centre_group_numbers", args=[group.pk])


def opened(client: Client, address: str) -> float:
    """The seconds that a page takes."""
    began = perf_counter()
    client.get(address)
    return perf_counter() - began


def queries(client: Client, address: str) -> int:
    """How often a page asks the database, the second time it is opened."""
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
        return len(asked)


@pytest.fixture
def measured(django_db_setup, django_db_blocker):
    """By page, of a small group and of a large one in the same database: the seconds that it took each time, in turn, so
    that whatever else the machine does slows both; and the number of queries of each.
    """
    found = {}
    with django_db_blocker.unblock():
        made = []
        django_db_setup(
            "groups", lambda: made.extend(fill(cast, size) for cast in [gather()] for size in (SMALL, LARGE))
        )
        sign_in(own := Client(), Member.objects.filter(name="Blue bird").first().user, confirmed=True)
        sign_in(runs := Client(), made[0].opened_by, confirmed=True)
        for (name, small), (_name, large) in zip(pages(made[0]), pages(made[1]), strict=True):
            client = runs if name == IN_NUMBERS else own
            asked = queries(client, small), queries(client, large)
            times = [(opened(client, small), opened(client, large)) for _time in range(TIMES)]
            found[name] = (*zip(*times, strict=True), asked)
        yield found
        django_db_setup("empty")


def test_the_threads_of_a_group_are_shown_as_fast_at_a_hundred_times_as_many(measured, capsys):
    with capsys.disabled():
        print(f"\n\n{'milliseconds, posts:':26}{SMALL:>7}{LARGE:>7}  ratio  quickest  queries  pages/s")  # noqa: T201 -- it speaks to whoever asked
        for name, (small, large, (_few, many)) in measured.items():
            slow, fast = median(small), median(large)
            rest = f"{fast / slow:7.2f}{min(small) * 1000:6.1f}{min(large) * 1000:6.1f}{many:7}{1 / fast:9.0f}"
            print(f"{name:26}{slow * 1000:7.1f}{fast * 1000:7.1f}{rest}")  # noqa: T201
    small, large, (few, many) = measured["threads"]
    assert few == many <= 11
    assert median(large) / median(small) < NEAR
    small, large, (few, many) = measured[IN_NUMBERS]
    assert few == many
    assert median(large) < 1  # it reads eight weeks, of a year in which somebody asks every two hours
