"""What cannot be taken back is asked once, a death has its day, and who is ill is not said to be paused."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from clinicians import actions as desk
from clinicians.models import Task
from oncocare.foundation import clock
from oncocare.people.actions import mark_died
from oncocare.people.models import Patient
from questionnaires.models import PatientSchedule
from steps import actions as steps
from steps.models import Pathway
from tests.cast import BY
from tests.factories.rooms import newcomer
from tests.pages import seen, words


@pytest.fixture
def today(patient):
    return clock.today(patient.zone)


def do(client, name, pk, **data):
    answer = client.post(reverse(name, args=[pk]), {key.replace("__", "-"): value for key, value in data.items()})
    return answer.status_code, unescape(answer.content.decode())


# --- leaving and death ------------------------------------------------------------------------------------------------


def test_leaving_needs_its_tick_and_a_reason(cast, patient, clara):
    pk = cast.pathway(cast.ana).pk
    status, text = do(clara, "withdraw_pathway", pk, leaving__reason="Moves away.")
    assert (status, cast.pathway(cast.ana).status) == (422, "active")
    assert "Tick that you mean it. Nothing was changed." in text
    assert "Moves away." in text
    assert do(clara, "withdraw_pathway", pk, leaving__reason="Moves away.", leaving__sure="on")[0] == 302
    assert cast.pathway(cast.ana).status == "withdrawn"


def test_a_death_asks_its_day_and_offers_none(patient, clara):
    text = clara.get(reverse("record", args=[patient.pk])).content.decode()
    [field] = re.findall(r'<input[^>]*name="death-day"[^>]*>', text)
    assert "value=" not in field


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (1, "This day is still to come."),
        (-4000, "The person came into care here after this day."),
        (None, "Choose a day."),
    ],
)
def test_a_day_on_which_nobody_can_have_died_is_refused(cast, patient, clara, today, days, expected):
    day = "" if days is None else (today + timedelta(days)).isoformat()
    pk = cast.pathway(cast.ana).pk
    status, text = do(clara, "end_pathway", pk, death__reason="Told by phone.", death__day=day, death__sure="on")
    assert (status, cast.pathway(cast.ana).status) == (422, "active")
    assert expected in text
    assert cast.patient(cast.ana).died_on is None


def test_the_day_of_a_death_is_kept(cast, patient, clara, today):
    Patient.objects.filter(pk=patient.pk).update(joined_on=today - timedelta(30))
    day, pk = today - timedelta(3), cast.pathway(cast.ana).pk
    given = {"death__reason": "Told by phone.", "death__day": day.isoformat()}
    assert do(clara, "end_pathway", pk, **given)[0] == 422, "it is asked once"
    assert do(clara, "end_pathway", pk, **given, death__sure="on")[0] == 302
    assert (cast.pathway(cast.ana).status, cast.patient(cast.ana).died_on) == ("died", day)


def test_nobody_dies_before_they_are_born(cast, patient):
    Patient.objects.filter(pk=patient.pk).update(born_on=date(1970, 5, 1), joined_on=date(1960, 1, 1))
    with pytest.raises(ValidationError, match="was not born yet"):
        mark_died(by=BY, patient=cast.patient(cast.ana), day=date(1970, 4, 30))


# --- ill is not paused ------------------------------------------------------------------------------------------------


def test_who_is_ill_is_not_said_to_be_paused(cast, patient, clara, client):
    pathway = cast.pathway(cast.ana)
    assert do(clara, "ill_pathway", pathway.pk, status__reason="In hospital.")[0] == 302
    ill = cast.pathway(cast.ana)
    assert (ill.status, ill.ill, ill.state) == ("paused", True, "ill")
    for page in (reverse("record", args=[patient.pk]), reverse("caseload"), reverse("print_record", args=[patient.pk])):
        text = words(clara.get(page))
        assert "Ill: not asked for now" in text, page
        assert " Paused " not in text.replace("Paused or ill", ""), page
    client.force_login(cast.ana)
    text = words(client.get(reverse("my_page")))
    assert "Your team stopped your questions because you are not well." in text
    assert "are paused" not in text


def test_a_pause_is_still_a_pause(cast, patient, clara, client):
    steps.set_status(by=cast.clara, pathway=cast.pathway(cast.ana), step="pause", reason="On a journey.")
    text = words(clara.get(reverse("record", args=[patient.pk])))
    assert (" Paused " in text, "Ill: not" in text) == (True, False)
    client.force_login(cast.ana)
    assert "Your questions are paused." in words(client.get(reverse("my_page")))


@pytest.mark.parametrize("step", ["resume", "withdraw", "end"])
def test_whatever_comes_after_an_illness_ends_it(cast, step):
    for one in ("ill", step):
        steps.set_status(by=cast.clara, pathway=cast.pathway(cast.ana), step=one, reason="made up")
    assert cast.pathway(cast.ana).ill is False


def test_who_was_ill_before_is_found(cast):
    """The migration takes it from the schedule, which knew it all along."""
    from importlib import import_module

    from django.apps import apps

    ill, paused = newcomer(cast.here, "ILL1"), newcomer(cast.here, "PAU1")
    steps.set_status(by=cast.clara, pathway=ill, step="ill", reason="x")
    steps.set_status(by=cast.clara, pathway=paused, step="pause", reason="x")
    Pathway.objects.update(ill=False)
    assert PatientSchedule.objects.filter(stopped="ill").count() == 1
    import_module("steps.migrations.0007_acts_who_is_ill_now").who_is_ill(apps, None)
    assert [pathway.pk for pathway in Pathway.objects.filter(ill=True)] == [ill.pk]


# --- a task in the past -----------------------------------------------------------------------------------------------


def test_a_task_in_the_past_is_asked_about_and_not_refused(cast, patient, clara, today):
    given = {"task__what": "Ring", "task__due": (today - timedelta(1)).isoformat(), "task__owner": str(cast.clara.pk)}
    status, text = do(clara, "add_task", patient.pk, **given)
    assert (status, Task.objects.count()) == (422, 0)
    assert "This day is over. Choose another, or tick that you mean it." in text
    assert "I mean this day, although it is over" in text
    assert do(clara, "add_task", patient.pk, **given, task__meant="on")[0] == 302
    assert Task.objects.get().due == today - timedelta(1)
    assert "I mean this day" not in clara.get(reverse("record", args=[patient.pk])).content.decode()
    for due in (today, today + timedelta(1)):
        assert do(clara, "add_task", patient.pk, **{**given, "task__due": due.isoformat()})[0] == 302


# --- a saved view -----------------------------------------------------------------------------------------------------


def test_a_view_is_deleted_by_a_second_press_below_the_first(cast, clara):
    desk.save_view(by=cast.clara, centre=cast.here, name="Mine", query="level=4")
    text = seen(clara.get(reverse("caseload")).content.decode())
    before, after = text.split(">Yes, delete this view<", 1)
    assert "<details" in before[before.rindex("delete<") - 200 :], "what deletes is folded"
    assert after.index("</form>") < after.index("</details>")
