"""A flag that was raised again says so wherever staff see it."""

import pytest
from django.urls import reverse

from oncocare.foundation import clock
from oncocare.safety.flags.actions import acknowledge, raise_flag
from tests.cast import BY
from tests.factories.rooms import day
from tests.pages import seen

AGAIN = {
    "caseload": "again on Fri 6 Mar 2026, 10:00",
    "my_duty": "Raised 2 times, last on Friday 6 March 2026, 10:00.",
    "record": "Raised 2 times, last on Friday 6 March 2026, 10:00.",
    "print_record": "Raised 2 times, last on Friday 6 March 2026, 10:00.",
}


@pytest.fixture
def come(cast):
    """The same concern about Ana on some day."""

    def raise_it(number):
        with clock.at(day(number)):
            return raise_flag(
                by=BY, patient=cast.patient(cast.ana), kind="no_better", severity="high", source=f"test:{number}",
                join=True,
            )  # fmt: skip

    return raise_it


@pytest.mark.parametrize("name", AGAIN)
def test_how_often_and_when_last_is_said_of_a_flag_raised_twice_also_when_it_was_taken_on(cast, client, come, name):
    taken = come(0)
    with clock.at(day(1)):
        acknowledge(by=cast.clara, flag=taken)
    client.force_login(cast.clara)
    path = reverse(name, args=[taken.patient_id] if "record" in name else [])
    once = seen(client.get(path).content.decode())
    assert come(4) == taken
    twice = seen(client.get(path).content.decode())
    assert "No better after weeks of help" in once
    assert [AGAIN[name] in shown for shown in (once, twice)] == [False, True]
