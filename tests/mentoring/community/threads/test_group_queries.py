"""How often the list of threads asks the database: as often for thirty threads as for one, and eleven times at most."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from oncocare.foundation import clock
from tests.factories.community import FRIDAY, member, open_group, posts


def asked(user, group) -> int:
    """How often the list asks, opened the second time by somebody who has been here."""
    client = Client()
    with clock.at(FRIDAY + timedelta(hours=1)):
        client.force_login(user)
        client.get(reverse("group", args=[group.pk]))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("group", args=[group.pk])).status_code == 200
    return len(queries)


@pytest.mark.parametrize("threads", [1, 22])
def test_the_list_of_threads_asks_twelve_times_or_ten_however_many_there_are(cast, threads):
    group = open_group(cast)
    member(cast, group, cast.ana, "Blue bird")
    member(cast, group, cast.bea, "Green hill", mentor=True)
    for number in range(threads):
        posts(cast.ana, group, title=f"Thread {number}", moment=FRIDAY + timedelta(minutes=number))
    assert [asked(user, group) for user in (cast.ana, cast.bea, cast.clara)] == [12, 12, 10]
