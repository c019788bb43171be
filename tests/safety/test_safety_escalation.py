"""The table in the docs is what the code computes, and what becomes of flags that are left alone."""

import pytest
from django.conf import settings
from django.core.management import call_command

from oncocare.foundation import clock
from oncocare.safety.flags.tasks import escalate_overdue, hand_over_shift
from oncocare.safety.management.commands.escalation_table import FILE, text
from oncocare.safety.rota.actions import set_holidays, set_on_call
from oncocare.safety.rota.course import course
from oncocare.safety.rota.selectors import rota_of
from tests.cast import BY
from tests.safety.team import MINUTE, at, worry


def test_the_table_in_the_docs_is_current(capsys):
    call_command("escalation_table")
    assert capsys.readouterr().out == text() == FILE.read_text(encoding="utf-8")


TOLD = "everybody who answers flags and the coordinators"
ROWS = [
    (
        "| Mon 9 Mar 10:00 | urgent | Mon 9 Mar 11:00 (1 h) | Clara | Mon 9 Mar 11:00: Pau "
        "| Mon 9 Mar 12:00: Nora; everybody who answers flags |"
    ),
    (
        "| Fri 13 Mar 17:30 | urgent | Mon 16 Mar 09:30 (64 h) | Clara "
        f"| Sat 14 Mar 05:30: Pau; {TOLD} | Sat 14 Mar 17:30: Nora; {TOLD} |"
    ),
    (
        "| Fri 13 Mar 17:30 | urgent | Mon 16 Mar 09:30 (64 h) | Clara. Fri 13 Mar 18:00: Nora (shift) "
        "| Sat 14 Mar 05:30: Pau; everybody who answers flags | Sat 14 Mar 17:30: Nora; everybody who answers flags |"
    ),
    (
        "| Sat 14 Mar 03:00 | urgent | Mon 16 Mar 10:00 (55 h) | Nora "
        "| Sat 14 Mar 15:00: Clara; everybody who answers flags | Sun 15 Mar 03:00: Pau; everybody who answers flags |"
    ),
    (
        "| Wed 23 Dec 17:30 | urgent | Thu 7 Jan 09:30 (352 h) | Clara "
        f"| Thu 24 Dec 05:30: Pau; {TOLD} | Thu 24 Dec 17:30: Nora; {TOLD} |"
    ),
    (
        "| Fri 31 Jul 17:30 | urgent | Mon 24 Aug 09:30 (568 h) | Clara "
        f"| Sat 1 Aug 05:30: Pau; {TOLD} | Sat 1 Aug 17:30: Nora; {TOLD} |"
    ),
]


@pytest.mark.parametrize("row", ROWS)
def test_it_says_this(row):
    assert row in text().splitlines()


@pytest.mark.parametrize("severity", ["urgent", "high", "medium"])
@pytest.mark.parametrize("on_call", [False, True])
@pytest.mark.parametrize("raised", [at(2, 10), at(6, 17, 30), at(7, 3)])
def test_what_the_table_computes_is_what_becomes_of_a_flag_left_alone(team, severity, on_call, raised):
    cast, _berta, emil = team
    with clock.at(at(1)):
        set_holidays(by=BY, centre=cast.here, days={at(9).date(): "Monday"})
        if on_call:
            set_on_call(by=cast.clara, centre=cast.here, person=emil)
    flag = worry(cast, raised, severity=severity)
    promised, changes = course(rota_of(cast.here), cast.clara.pk, raised, severity, settings.FLAG_CAPS)
    assert (flag.promised, flag.owner_id) == (promised, changes[0].up.to)
    for change in changes[1:]:
        moment = change.at
        while flag.owner_id != change.up.to or flag.climbed + flag.passed == 0:
            assert moment - change.at <= 3 * MINUTE, change
            with clock.at(moment):
                hand_over_shift()
                escalate_overdue()
            flag.refresh_from_db()
            moment += MINUTE
        last = flag.handovers.latest("id")
        assert (last.to_user_id, last.reason == "climbed") == (change.up.to, change.climbed)
