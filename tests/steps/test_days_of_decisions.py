"""The day of a decision is the day where the person lives, for answers, for the sweep and for whoever sets a level."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from oncocare.foundation import clock
from questionnaires.models import Anchor, Score
from questionnaires.scheduling.actions import close_past_windows
from steps import actions
from steps.history.actions import import_answers
from steps.history.history_file import AnswerRow
from steps.levels import Level
from steps.models import Decision, Transition
from steps.tasks import decide_past_days
from tests.cast import BY, gad7, phq9
from tests.factories.rooms import ask, send

MONDAY = date(2026, 3, 2)


@pytest.fixture
def mexico(cast):
    """Ana, who lives seven hours west of her centre."""
    return move(cast.patient(cast.ana), "America/Mexico_City")


def move(patient, zone):
    patient.time_zone = zone
    patient.save()
    return patient


def at(patient, hour, minute=0, days=0):
    moment = datetime(2026, 3, 2, hour, minute, tzinfo=ZoneInfo(patient.zone)) + timedelta(days=days)
    return clock.at(moment)


def points():
    return list(Decision.objects.order_by("point", "number").values_list("point", flat=True))


def test_answers_of_one_afternoon_are_one_point_though_midnight_passes_at_the_centre(mexico, deliver):
    with at(mexico, 16, 50):
        first, last = ask(mexico, "phq-9", "gad-7")
        send(first, phq9(12))
    with at(mexico, 17, 10), deliver():  # ten past midnight in Madrid
        assert decide_past_days() == 0
        send(last, gad7(3))
    assert set(Score.objects.values_list("measured", "recorded")) == {(MONDAY, MONDAY)}
    assert points() == [MONDAY]
    assert Transition.objects.get().day == Anchor.objects.filter(kind="level:2").get().day == MONDAY


def test_windows_close_and_days_are_decided_at_the_same_midnight(mexico):
    with at(mexico, 12):
        first, _last = ask(mexico, "phq-9", "gad-7", days=0)
        send(first, phq9(12))
    with at(mexico, 23, 59):
        assert (close_past_windows(), decide_past_days()) == (0, 0)
    with at(mexico, 0, days=1):
        assert (close_past_windows(), decide_past_days()) == (1, 1)
    assert points() == [MONDAY]


def test_a_level_set_by_hand_is_entered_on_the_persons_day(cast, mexico):
    mexico.joined_on = MONDAY
    mexico.save()
    with at(mexico, 20):
        actions.override(by=cast.clara, pathway=mexico.pathway, to=Level.COMMUNITY, reason="made up")
        actions.set_status(by=cast.clara, pathway=mexico.pathway, step="end", reason="made up")
    mexico.refresh_from_db()
    assert (Transition.objects.get().day, mexico.died_on) == (MONDAY, MONDAY)
    assert set(Anchor.objects.filter(kind__in=["level:3", "stopped"]).values_list("day", flat=True)) == {MONDAY}


def test_who_flies_back_over_the_date_line_is_decided_all_the_same(cast, deliver):
    patient = move(cast.patient(cast.ana), "Pacific/Auckland")
    with at(patient, 8, days=1):
        [first] = ask(patient)
        with deliver():
            send(first, phq9(3))
    move(patient, "America/Mexico_City")
    with at(patient, 20):  # five hours later, on the evening before
        [second] = ask(patient)
        with deliver():
            send(second, phq9(22))
    assert points() == [MONDAY + timedelta(days=1)] * 2
    assert Decision.objects.get(number=2).last_score == Score.objects.latest("id").pk


def test_an_import_at_a_day_of_somebody_far_away_is_stored_at_that_day(cast):
    patient = move(cast.patient(cast.ana), "Pacific/Auckland")
    row = AnswerRow(line=2, patient=patient.key, day=MONDAY, instrument="phq-9", answers=phq9(3))
    with clock.at(datetime(2026, 3, 9, 12, tzinfo=ZoneInfo("Europe/Madrid"))):
        import_answers(by=BY, centre=cast.here, rows=[row], grant=False)
    assert set(Score.objects.values_list("measured", "recorded")) == {(MONDAY, MONDAY)}
    assert points() == [MONDAY]
