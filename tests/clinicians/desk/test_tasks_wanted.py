"""Tasks that another room asks for, about somebody in care or about nobody in particular."""

import pytest
from django.http import Http404
from django.urls import reverse

from clinicians.desk.work.selectors import task_for
from clinicians.models import Task
from oncocare.audit.models import AuditRow
from oncocare.events.actions import emit, inline
from oncocare.foundation import clock
from oncocare.people import actions as people
from oncocare.people.access import is_open_to
from oncocare.people.kinds import TASK_WANTED
from oncocare.people.models import Membership
from oncocare.people.roles import CLINICIAN
from oncocare.people.selectors import standing_of
from tests.cast import BY, colleague
from tests.pages import words


@pytest.fixture
def today(cast):
    return clock.today(cast.here.time_zone)


@pytest.fixture
def want(cast, today):
    def emit_(owner, patient="", source="made:up"):
        with inline():
            emit(
                TASK_WANTED, centre=cast.here.pk, patient=patient, owner=owner.pk, what="Call them all", due=today,
                source=source,
            )  # fmt: skip
        return Task.objects.filter(source=source).first()

    return emit_


def dismiss(user, centre):
    with inline():
        people.dismiss(by=BY, membership=Membership.objects.get(user=user, centre=centre))


# --- made once --------------------------------------------------------------------------------------------------------


def test_a_wanted_task_is_made_once_and_written_down(cast, today, want):
    first, again = want(cast.carlos), want(cast.clara)
    assert (first, again.owner, again.what, again.due, again.maker, again.patient) == (
        again, cast.carlos, "Call them all", today, None, None,
    )  # fmt: skip
    row = AuditRow.objects.get(verb="task.added")
    assert (row.actor, row.centre, row.patient) == ("system:tasks", str(cast.here.pk), "")
    assert row.detail == {"owner": str(cast.carlos.pk)}


def test_one_about_somebody_opens_their_record_for_whoever_has_it_until_it_is_done(cast, want):
    cleo, ana = colleague(cast), cast.patient(cast.ana)
    task = want(cleo, patient=ana.pk)
    assert is_open_to(standing_of(cleo), ana)
    task.done_at, task.done_by = clock.now(), cleo
    task.save()
    assert not is_open_to(standing_of(cleo), ana)


# --- on the page ------------------------------------------------------------------------------------------------------


def test_a_coordinator_sees_it_among_their_tasks_and_finishes_it(cast, client, want):
    task = want(cast.carlos)
    client.force_login(cast.carlos)
    assert "Call them all" in words(client.get(reverse("my_tasks")))
    assert "Nobody in particular OncoCare, by itself It is done" in words(client.get(reverse("my_tasks")))
    assert client.post(reverse("finish_task", args=[task.pk])).url == reverse("my_tasks")
    task.refresh_from_db()
    assert task.done_by == cast.carlos
    assert "You have no open tasks." in words(client.get(reverse("my_tasks")))


@pytest.mark.parametrize(("who", "status"), [("eva", 403), ("denis", 404), ("ana", 404), ("bea", 404), ("felix", 404)])
def test_nobody_else_finishes_it(cast, client, want, who, status):
    task = want(cast.carlos)
    client.force_login(getattr(cast, who))
    assert client.post(reverse("finish_task", args=[task.pk])).status_code == status
    task.refresh_from_db()
    assert task.done_at is None


def test_one_about_somebody_is_still_behind_the_door_of_their_record(cast, want):
    task = want(cast.clara, patient=cast.patient(cast.ana).pk)
    with pytest.raises(Http404):
        task_for(standing_of(cast.denis), task.pk)


# --- who leaves a caseload --------------------------------------------------------------------------------------------


def test_whoever_stops_looking_after_people_leaves_a_colleague_the_task_to_find_who_does(cast, today):
    dismiss(cast.clara, cast.here)
    task = Task.objects.get()
    assert (task.owner, task.what) == (cast.gala, "Clara looked after 2 people and has left. Find who does now.")
    assert (task.centre, task.patient, task.due) == (cast.here, None, today)


def test_it_is_said_in_the_language_of_whoever_has_it(cast):
    people.choose_language(by=cast.gala, language="es")
    dismiss(cast.clara, cast.here)
    assert Task.objects.get().what == "Clara acompañaba a 2 personas y ya no está. Busque quién las acompaña ahora."


def test_an_account_that_is_closed_leaves_one_too(cast):
    with inline():
        people.disable_user(by=BY, user=cast.denis)
    assert (Task.objects.get().owner, Task.objects.get().centre) == (cast.gala, cast.there)


def test_where_nobody_else_looks_after_people_the_coordinator_has_it(cast):
    dismiss(cast.gala, cast.here)
    dismiss(cast.clara, cast.here)
    assert Task.objects.get().owner == cast.carlos


def test_whoever_keeps_a_role_that_may_or_looked_after_nobody_leaves_none(cast):
    dismiss(cast.gala, cast.here)
    people.appoint(by=BY, user=cast.carlos, centre=cast.here, role=CLINICIAN)
    people.assign_clinician(by=BY, patient=cast.patient(cast.bea), clinician=cast.carlos)
    with inline():
        people.dismiss(by=BY, membership=Membership.objects.get(user=cast.eva))
    assert not Task.objects.exists()
