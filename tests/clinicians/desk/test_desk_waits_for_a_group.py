"""Whoever waits for a group at level 3 or 4 is seen by staff, with how long, and with the call that comes before it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinicians.desk.caseload import selectors as caseload
from clinicians.desk.caseload.filters import Filters
from oncocare.foundation import clock
from oncocare.safety.flags.actions import close
from oncocare.safety.models import Flag
from steps import actions
from steps.course.selectors import calls_first, help_of, helps_of, waiting_since
from steps.levels import Level
from steps.models import Pathway
from tests.factories.rooms import day
from tests.pages import words
from tests.steps.severe_first import lives_by_it

WAITS = "waits for a group to begin since Mon 2 Mar 2026"
AFTER = "A group is offered after the call about severe distress."


def page(client, name, *args, **query):
    return words(client.get(reverse(name, args=args), query))


def row(cast, pathway):
    [shown] = caseload.rows_of(cast.here, [pathway])
    return shown


def waiting(cast):
    """Whom the filter shows to Clara."""
    found = caseload.filtered(cast.here, cast.clara, Filters(needs="help"))
    return [pathway.patient.key for pathway in found]


@pytest.mark.parametrize(("phq", "waits"), [(4, None), (12, None), (16, day(0).date()), (22, day(0).date())])
def test_whoever_is_at_level_3_or_4_waits_until_their_help_begins(cast, phq, waits):
    pathway = lives_by_it(cast, "eve", day(0), phq)
    shown = row(cast, pathway)
    assert (shown.waits_since, waiting(cast)) == (waits, ["EVE"] if waits else [])
    if waits:
        with clock.at(day(3)):
            actions.help_began(by=cast.clara, pathway=pathway, day=day(3).date())
        assert (row(cast, pathway).waits_since, waiting(cast)) == (None, [])


def test_a_line_in_which_somebody_waits_for_a_group_never_says_nothing_now(cast, clara):
    pathway = lives_by_it(cast, "eve", day(0), 16)
    shown = row(cast, pathway)
    assert (shown.flag, shown.proposal, shown.needs_nothing) == (None, None, False)
    with clock.at(day(40)):
        assert WAITS in page(clara, "caseload")
        assert WAITS in page(clara, "caseload", needs="help")


def test_of_another_level_they_wait_anew_and_in_a_pause_not(cast):
    pathway = lives_by_it(cast, "eve", day(0), 16)
    with clock.at(day(3)):
        actions.help_began(by=cast.clara, pathway=pathway, day=day(3).date())
    with clock.at(day(9)):
        actions.override(by=cast.clara, pathway=pathway, to=Level.GROUP_THERAPY, reason="x")
    pathway = Pathway.objects.get(pk=pathway.pk)
    assert (row(cast, pathway).waits_since, waiting(cast)) == (day(9).date(), ["EVE"])
    with clock.at(day(12)):
        actions.set_status(by=cast.clara, pathway=pathway, step="pause", reason="x")
    pathway = Pathway.objects.get(pk=pathway.pk)
    assert (row(cast, pathway).waits_since, waiting(cast)) == (None, [])


def test_the_desk_says_that_a_group_is_offered_after_the_call(cast, clara):
    pathway = lives_by_it(cast, "eve", day(0), 22)
    with clock.at(day(0, 11)):
        assert f"{WAITS} {AFTER}" in page(clara, "caseload")
        record = page(clara, "record", pathway.patient_id)
        assert f"waiting since Mon 2 Mar 2026 {AFTER}" in record
        close(by=cast.clara, flag=Flag.objects.get(kind="severe_distress"), outcome="spoke_safe")
        text = page(clara, "caseload")
        assert (WAITS in text, AFTER in text) == (True, False)
        assert AFTER not in page(clara, "record", pathway.patient_id)


def test_of_many_it_is_asked_as_often_as_of_one(cast):
    people = [lives_by_it(cast, name, day(0), phq) for name, phq in (("eve", 22), ("finn", 16), ("gus", 22))]
    for of in (people[:1], people):
        for asks, queries in ((helps_of, 1), (waiting_since, 1), (calls_first, 2)):
            with CaptureQueriesContext(
                connection,
            ) as made:
                asks(of)
            assert len(made) == queries, asks.__name__
    assert helps_of(people) == {pathway.pk: help_of(pathway) for pathway in people}
    assert [pathway.patient.key for pathway in people if pathway.pk in calls_first(people)] == ["EVE", "GUS"]
