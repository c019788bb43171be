"""Minutes of staff: one row for each piece of work, written with what it is for, and refused where it cannot be true."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from clinicians import actions as desk
from oncocare.effort.actions import spend
from oncocare.effort.models import Effort
from oncocare.foundation import clock
from oncocare.safety.flags.actions import close, raise_flag
from tests.cast import BY
from tests.factories.rooms import talked

OF = ("staff", "centre", "patient", "what", "began", "minutes")


def rows():
    return list(Effort.objects.order_by("recorded", "pk").values_list(*OF))


def test_a_contact_is_one_row_with_who_when_for_whom_and_what(cast):
    patient, began = cast.patient(cast.ana), clock.now() - timedelta(hours=2)
    contact = desk.log_contact(by=cast.clara, patient=patient, kind="phone", began=began, minutes=25, reached=True)
    assert rows() == [(cast.clara.pk, cast.here.pk, patient.pk, "contact.phone", began, 25)]
    assert contact.minutes == 25


def test_a_flag_that_is_closed_with_minutes_is_one_row_and_without_them_none(cast):
    patient = cast.patient(cast.ana)
    first, second = (
        raise_flag(by=BY, patient=patient, kind="worsening", severity="high", source=f"made:up:{n}") for n in (1, 2)
    )
    now = clock.now()
    with clock.at(now):
        with_minutes = close(by=cast.clara, flag=first, outcome="spoke_safe", minutes=40, assessed=talked())
        without = close(by=cast.clara, flag=second, outcome="spoke_safe", assessed=talked())
    assert rows() == [(cast.clara.pk, cast.here.pk, patient.pk, "flag", now - timedelta(minutes=40), 40)]
    assert (with_minutes.effort.minutes, without.effort) == (40, None)


def test_a_contact_that_is_refused_leaves_no_minutes(cast):
    patient, later = cast.patient(cast.ana), clock.now() + timedelta(hours=1)
    with pytest.raises(ValidationError, match="cannot begin in the future"):
        desk.log_contact(by=cast.clara, patient=patient, kind="phone", began=later, minutes=5, reached=True)
    assert rows() == []


@pytest.mark.parametrize("minutes", [0, 481])
def test_minutes_are_whole_and_within_a_working_day(cast, minutes):
    given = {"centre": cast.here.pk, "what": "made up", "began": clock.now(), "minutes": minutes}
    with pytest.raises(ValidationError, match="whole number from 1 to 480"):
        spend(by=cast.clara, **given)
    with pytest.raises(IntegrityError), transaction.atomic():
        Effort.objects.create(staff=cast.clara.pk, **given)
    assert rows() == []
