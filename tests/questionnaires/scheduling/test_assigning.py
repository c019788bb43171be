"""Assigning: due together, open in a window, closed or taken back."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from oncocare.audit.models import AuditRow
from oncocare.events.models import Event
from oncocare.foundation import clock
from oncocare.people.models import Centre
from questionnaires import selectors
from questionnaires.models import Assignment, Draft
from questionnaires.scheduling import actions as scheduling
from questionnaires.scheduling.tasks import close_past_windows
from tests.cast import BY, phq9
from tests.factories.committed import at_once
from tests.factories.rooms import ask, day, send
from tests.questionnaires.keeping import save, stored

# --- assigning --------------------------------------------------------------------------------------------------------


def test_instruments_due_together_share_a_bundle_in_their_order(patient):
    made = ask(patient, "phq-9", "gad-7")
    assert [(one.instrument, one.place, one.bundle) for one in made] == [
        ("phq-9", 0, made[0].bundle),
        ("gad-7", 1, made[0].bundle),
    ]
    assert AuditRow.objects.filter(verb="assignment.made", patient=str(patient.pk)).count() == 2


def test_what_is_open_already_stays_as_it_is(patient, due):
    save(due, "1", 2)
    made = ask(patient, "phq-9", "gad-7", days=30)
    assert [one.instrument for one in made] == ["gad-7"]
    before = due.due
    due.refresh_from_db()
    assert (due.due, due.state, due.draft.answers) == (before, "open", {"1": 2})


def test_an_instrument_named_twice_is_asked_once(patient):
    assert [one.instrument for one in ask(patient, "phq-9", "phq-9")] == ["phq-9"]


def test_an_unknown_instrument_is_refused_whole(patient):
    with pytest.raises(KeyError):
        ask(patient, "phq-9", "phq-99")
    assert stored(Assignment) == []


def test_a_window_that_ends_before_it_begins_is_refused(patient):
    today = date(2026, 3, 2)
    with pytest.raises(IntegrityError, match="assignment_opens_before_due_before_closes"), transaction.atomic():
        scheduling.assign(
            by=BY, patient=patient, instruments=["phq-9"], opens=today, due=today - timedelta(1), closes=today
        )


def test_asking_twice_at_the_same_moment_asks_once(committed):
    patient = committed.patient(committed.ana)
    made = at_once(lambda: ask(patient), lambda: ask(patient))
    assert sorted(len(one) for one in made) == [0, 1]
    assert Assignment.objects.filter(patient=patient).count() == 1


# --- windows ----------------------------------------------------------------------------------------------------------

ZONES = ["Pacific/Kiritimati", "Europe/Madrid", "America/Santiago", "Pacific/Pago_Pago"]


@pytest.mark.parametrize("zone", ZONES)
def test_a_window_closes_when_its_last_day_is_over_at_the_centre(cast, patient, zone):
    Centre.objects.filter(pk=cast.here.pk).update(time_zone=zone)
    patient = cast.patient(cast.ana)
    today = date(2026, 3, 29)
    [due] = scheduling.assign(by=BY, patient=patient, instruments=["phq-9"], opens=today, due=today, closes=today)
    from zoneinfo import ZoneInfo

    midnight = datetime(2026, 3, 30, tzinfo=ZoneInfo(zone))
    with clock.at(midnight - timedelta(minutes=1)):
        assert close_past_windows() == 0
        assert selectors.due_for(patient) == [due]
    with clock.at(midnight):
        assert selectors.due_for(patient) == []
        assert close_past_windows() == 1
        assert close_past_windows() == 0
    due.refresh_from_db()
    assert due.state == "missed"
    assert Event.objects.get(kind="assignment.missed").payload == {
        "assignment": str(due.pk),
        "patient": str(patient.pk),
    }


def test_a_sweep_that_was_down_for_weeks_closes_everything_and_keeps_drafts(patient):
    with clock.at(day(0)):
        [one] = ask(patient)
        save(one, "1", 2)
    with clock.at(day(90)):
        assert close_past_windows() == 1
    assert Draft.objects.get().answers == {"1": 2}


def test_cancelling_takes_back_what_is_open_and_nothing_else(cast, patient, due):
    [other] = ask(cast.patient(cast.bea))
    send(due, phq9(1))
    ask(patient, "phq-9", "gad-7")
    assert scheduling.cancel_open(by=cast.clara, patient=patient) == 2
    states = sorted(Assignment.objects.filter(patient=patient).values_list("state", flat=True))
    other.refresh_from_db()
    assert (states, other.state) == (["answered", "cancelled", "cancelled"], "open")
