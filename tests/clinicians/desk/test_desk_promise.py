"""A broken promise stays visible, however often the flag has climbed since; and nothing green hides it."""

import re

import pytest
from django.urls import reverse

from clinicians.desk.caseload import selectors as caseload
from oncocare.foundation import clock
from oncocare.safety.flags import actions
from oncocare.safety.flags.selectors import open_flags
from tests.safety.conftest import team  # noqa: F401
from tests.safety.team import at, left_alone, worry


@pytest.fixture
def climbed(team):  # noqa: F811
    """A flag of Monday that nobody took on: promised by 11:00, climbed at 11:00, 12:00 and 13:00."""
    cast, _berta, _emil = team
    flag = worry(cast, at(2))
    left_alone(flag, at(2, 10, 59), at(2, 13, 2))
    assert (flag.climbed, flag.promised) == (3, at(2, 11))
    return cast, flag


def text(client, who, url, moment):
    client.logout()
    client.force_login(who)
    with clock.at(moment):
        answer = client.get(url)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def test_a_flag_that_climbed_is_still_past_its_promise(climbed):
    cast, flag = climbed
    assert flag.deadline > at(2, 13, 30)
    assert caseload.load_of(cast.here, at(2, 13, 30)).overdue_flags == 1
    with clock.at(at(2, 13, 40)):
        actions.acknowledge(by=cast.clara, flag=flag)
    assert caseload.load_of(cast.here, at(2, 13, 50)).overdue_flags == 0


def test_the_desk_and_the_overview_say_it(climbed, client):
    cast, _flag = climbed
    for who, url in ((cast.clara, reverse("caseload")), (cast.carlos, reverse("centre"))):
        shown = text(client, who, url, at(2, 13, 30))
        assert "1 flag past its promise" in shown
        assert "No flag past its promise" not in shown


def test_the_caseload_shows_the_promise_how_long_past_and_each_climb(climbed, client):
    cast, _flag = climbed
    shown = text(client, cast.clara, reverse("caseload"), at(2, 13, 30))
    assert "Mon 2 Mar 11:00 · 2 hours past" in shown
    assert "for Clara, raised" in shown
    climbs = re.findall(r"climbed Mon 2 Mar (\d\d):0[01] to ([A-Z][a-z]+)", shown)
    assert climbs == [("11", "Berta"), ("12", "Emil"), ("13", "Clara")]


@pytest.mark.parametrize("page", ["record", "my_duty"])
def test_the_record_and_the_duty_page_do_too(climbed, client, page):
    cast, _flag = climbed
    url = reverse(page, args=[cast.patient(cast.ana).pk] if page == "record" else [])
    shown = text(client, cast.clara, url, at(2, 13, 30))
    assert "Promised by Monday 2 March 2026, 11:00, 2 hours past it." in shown
    assert "Unless somebody takes it on it goes to the next person on Monday 2 March 2026, 14:0" in shown
    for climb in ("Clara to Berta", "Berta to Emil", "Emil to Clara"):
        assert re.search(f"From {climb}, Monday 2 March 2026, 1[123]:0[01]: Nobody had taken it on by then", shown), (
            climb
        )


def test_once_read_it_says_how_late(climbed, client):
    cast, flag = climbed
    with clock.at(at(2, 14)):
        actions.acknowledge(by=cast.clara, flag=flag)
    url = reverse("record", args=[cast.patient(cast.ana).pk])
    assert "Promised by Monday 2 March 2026, 11:00, and read 3 hours too late." in text(
        client, cast.clara, url, at(2, 15)
    )
    assert "read 3 hours too late" in text(client, cast.clara, reverse("caseload"), at(2, 15))


def test_what_is_longest_past_its_promise_stands_first(climbed):
    cast, broken = climbed
    newer = worry(cast, at(2, 13, 3), who="bea", source="test:2")  # it climbs at 14:03
    assert broken.deadline < newer.deadline
    left_alone(broken, at(2, 14), at(2, 14, 2))  # now it is the later of the two
    assert broken.deadline > newer.deadline
    assert list(open_flags(cast.here)) == [broken, newer]
    with clock.at(at(2, 14, 2)):
        first = list(caseload.waiting(cast.here))
    assert [pathway.patient.user for pathway in first] == [cast.ana, cast.bea]
