"""The duty page: who is on, my shifts, what I hold, and handing it over."""

import re
from datetime import time

import pytest
from django.urls import reverse

from oncocare.foundation import clock
from oncocare.people import actions as people
from oncocare.people.roles import CLINICIAN
from oncocare.safety.flags import actions
from oncocare.safety.models import Handover
from oncocare.safety.promise import Opening
from oncocare.safety.rota.actions import set_rota, set_staffed_hours
from oncocare.safety.rota.duty import Turn
from tests.cast import BY
from tests.factories.rooms import day, talked
from tests.pages import seen


@pytest.fixture
def berta(cast):
    user = people.register_user(by=BY, email="berta@example.org", name="Berta", language="en")
    people.appoint(by=BY, user=user, centre=cast.here, role=CLINICIAN)
    set_staffed_hours(by=BY, centre=cast.here, openings=[Opening(one, time(9), time(17)) for one in range(5)])
    turns = [Turn(0, time(9), time(13), cast.clara.pk), Turn(0, time(13), time(17), user.pk)]
    set_rota(by=BY, centre=cast.here, turns=turns)
    return user


@pytest.fixture
def flag(cast, berta):
    with clock.at(day(0)):
        return actions.raise_flag(
            by=BY, patient=cast.patient(cast.ana), kind="suicidal_ideation", severity="high", source="test:1"
        )


def page(client, who, moment):
    client.logout()  # or the session would have begun at another moment
    client.force_login(who)
    with clock.at(moment):
        answer = client.get(reverse("my_duty"))
    assert answer.status_code == 200
    return seen(answer.content.decode())


def hand_over(client, flag, to, note=""):
    given = {f"flag-{flag.pk}-to": to.pk, f"flag-{flag.pk}-note": note}
    return client.post(reverse("hand_over_flag", args=[flag.pk]), given)


def test_it_says_who_is_on_and_when_i_am(cast, client, flag, berta):
    shown = page(client, cast.clara, day(0))
    assert '<li>Clara <strong class="oc-tag oc-tag--info">you</strong></li>' in shown
    assert "Monday 9 March 2026, 09:00–13:00" in shown
    assert "You hold 1 open flag<" in shown
    assert "Promised by Monday 2 March 2026, 14:00." in shown
    shown = page(client, cast.clara, day(-1))
    assert "A flag that is raised now waits for Clara, who is on at the next opening." in shown
    assert "Nobody is on duty</h2>" in page(client, cast.clara, day(1))


def test_a_flag_is_handed_over_with_a_note_that_the_next_person_reads(cast, client, flag, berta):
    client.force_login(cast.clara)
    assert hand_over(client, flag, berta, "Called twice.").url == reverse("my_duty")
    flag.refresh_from_db()
    assert flag.owner == berta
    shown = page(client, berta, day(0, 11))
    assert re.search(r"From Clara to Berta, [^:]+:\d\d: Handed over\. Called twice\.", shown)
    assert "You hold 0 open flags" in page(client, cast.clara, day(0, 11))


@pytest.mark.parametrize("to", ["denis", "carlos", "clara"])
def test_a_flag_goes_to_nobody_else_than_a_colleague_who_may_answer_it(cast, client, flag, to):
    client.force_login(cast.clara)
    assert hand_over(client, flag, getattr(cast, to)).status_code == 422
    assert not Handover.objects.exists()


def test_a_flag_closed_meanwhile_is_not_handed_over(cast, client, flag, berta):
    actions.close(by=cast.clara, flag=flag, outcome="plan", assessed=talked())
    client.force_login(cast.clara)
    answer = hand_over(client, flag, berta)
    assert "This flag was closed already." in answer.content.decode()
    assert answer.status_code == 422


def test_after_hours_it_lists_what_stays_with_somebody_who_is_not_on(cast, client, flag, berta):
    shown = page(client, berta, day(0, 20))
    assert "1 flag stays with somebody who is not on duty" in shown
    assert "High priority, raised Monday 2 March 2026, 10:00, with Clara" in shown


def test_without_a_rota_it_says_so(cast, client):
    assert "This centre has no rota." in page(client, cast.clara, day(0))
