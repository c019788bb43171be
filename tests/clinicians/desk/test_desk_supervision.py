"""Who is not on track, the sheet for a supervisor, and what was decided there."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinicians import actions
from clinicians.desk.supervision.selectors import listed
from clinicians.models import SupervisionEntry
from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from oncocare.foundation.models import ShortcutRefused
from oncocare.people import actions as people
from oncocare.people.days import day_of
from oncocare.people.models import Patient
from oncocare.people.roles import CLINICIAN
from steps import actions as steps
from steps.levels import Level
from steps.models import Pathway
from steps.policy_file import parse_policy
from tests.cast import BY, _centre, _user
from tests.factories.rooms import day, newcomer, sit
from tests.pages import words
from tests.steps.severe_first import SOURCE


@pytest.fixture
def ward(cast):
    """A ward where Clara works now."""
    ward = _centre("a-ward")
    people.appoint(by=BY, user=cast.clara, centre=ward, role=CLINICIAN)
    people.dismiss(by=BY, membership=cast.clara.memberships.get(centre=cast.here))
    steps.adopt_policy(by=BY, centre=ward, policy=parse_policy(SOURCE), source=SOURCE)
    return ward


def lives(ward, key, clinician, *points):
    """Somebody whose PHQ-9 had these totals, on days counted from day one."""
    pathway = newcomer(ward, key, clinician)
    for when, value in points:
        sit(pathway.patient, day(when), phq=value)
    return pathway


def eight_weeks(ward, clinician=None):
    actions.set_expected_course(by=clinician or BY, centre=ward, weeks=8, source="centre decision 2026-02-01")


def on_the_list(ward, user, *, everybody=False):
    with clock.at(day(0)):
        found = listed(ward, user, everybody=everybody)
    return [(one.pathway.patient.key, one.track.track) for one in found.off]


def worse(ward, clinician, key="WORSE"):
    return lives(ward, key, clinician, (-30, 1), (-1, 9))


# --- the list ---------------------------------------------------------------------------------------------------------


def test_the_worst_come_first_and_who_is_on_track_or_silent_is_not_on_it(cast, ward):
    eight_weeks(ward)
    lives(ward, "STILL", cast.clara, (-80, 12), (-1, 12))
    lives(ward, "WELL", cast.clara, (-80, 12), (-1, 5))
    lives(ward, "OLD", cast.clara, (-80, 1), (-20, 12))
    newcomer(ward, "SILENT", cast.clara)
    worse(ward, cast.clara)
    assert on_the_list(ward, cast.clara) == [("WORSE", "worse"), ("STILL", "not_better")]
    with clock.at(day(0)):
        found = listed(ward, cast.clara, everybody=False)
    assert (found.worse, found.not_better, found.on_track) == (1, 1, 1)
    assert {one.patient.key for one in found.unknown} == {"OLD", "SILENT"}


def test_nobody_is_not_better_where_the_centre_has_not_said_after_how_many_weeks(cast, ward):
    lives(ward, "STILL", cast.clara, (-80, 12), (-1, 12))
    assert on_the_list(ward, cast.clara) == []
    eight_weeks(ward)
    assert on_the_list(ward, cast.clara) == [("STILL", "not_better")]


def test_weeks_count_from_the_day_help_began_and_until_then_from_entering_the_level(cast, ward):
    eight_weeks(ward)
    pathway = lives(ward, "WAITS", cast.clara, (-90, 16), (-2, 16))
    pathway = Pathway.objects.get(pk=pathway.pk)
    assert pathway.level_now is Level.COMMUNITY
    assert on_the_list(ward, cast.clara) == [("WAITS", "not_better")]
    with clock.at(day(-40)):
        steps.help_began(by=cast.clara, pathway=pathway, day=day_of(pathway.patient, clock.now()))
    assert on_the_list(ward, cast.clara) == []


def test_who_pauses_or_left_is_on_no_list_and_a_colleagues_people_on_that_of_everybody(cast, ward):
    nora = _user("nora")
    people.appoint(by=BY, user=nora, centre=ward, role=CLINICIAN)
    for key, step in (("PAUSED", "pause"), ("LEFT", "withdraw")):
        steps.set_status(by=cast.clara, pathway=worse(ward, cast.clara, key), step=step, reason="x")
    worse(ward, nora, "NORAS")
    worse(ward, None, "NOBODYS")
    assert on_the_list(ward, cast.clara) == []
    assert {key for key, _track in on_the_list(ward, cast.clara, everybody=True)} == {"NORAS", "NOBODYS"}
    with clock.at(day(0)):
        takes = {one.pathway.patient.key: one.takes for one in listed(ward, cast.clara, everybody=True).off}
    assert takes == {"NORAS": False, "NOBODYS": True}


def test_the_list_asks_as_often_for_three_people_as_for_one(cast, ward):
    def asked():
        with clock.at(day(0)), CaptureQueriesContext(connection) as queries:
            listed(ward, cast.clara, everybody=True)
        return len(queries)

    worse(ward, cast.clara, "ONE")
    once = asked()
    worse(ward, cast.clara, "TWO")
    worse(ward, cast.clara, "THREE")
    assert asked() == once


# --- the pages --------------------------------------------------------------------------------------------------------


def test_the_page_says_why_in_a_sentence_and_whose_number_it_is(cast, clara):
    eight_weeks(cast.here, cast.clara)
    worse(cast.here, cast.clara)
    with clock.at(day(0)):
        text = unescape(words(clara.get(reverse("supervision"))))
    first = f"{day(-30):%-d %b %Y}"
    assert f"Low mood (PHQ-9 total): 1 → 9, worse by 8 since the level was entered ({first})." in text
    assert "Low mood (PHQ-9 total): worse is higher by 6 or more; a case is 10 or more." in text
    assert "the reliable change of NHS Talking Therapies" in text
    assert "Where the number of weeks comes from: centre decision 2026-02-01" in text
    assert AuditRow.objects.get(verb="read.supervision").actor == f"user:{cast.clara.pk}"


def test_a_page_without_anybody_says_so_and_that_the_centre_has_not_decided(ward, clara):
    text = words(clara.get(reverse("supervision")))
    assert "Nobody you look after is worse or not better now." in text
    assert "This centre has not said after how many weeks somebody should be better." in text


def test_the_sheet_carries_key_and_age_and_no_name(cast, clara):
    patient = cast.patient(cast.ana)
    Patient.objects.filter(pk=patient.pk).update(born_on=date(clock.now().year - 50, 1, 1))
    sit(patient, clock.now() - timedelta(days=20), phq=1)
    sit(patient, clock.now() - timedelta(days=1), phq=9)
    text = words(clara.get(reverse("supervision_sheet"), {"person": patient.pk}))
    assert f"{patient.key} 50 years old" in text
    assert "1 → 9, worse by 8" in text
    assert " Ana " not in text
    assert [*AuditRow.objects.filter(verb="read.print").values_list("patient", flat=True)] == [str(patient.pk)]


def test_whoever_is_outside_the_caseload_or_the_centre_is_on_no_sheet(cast, clara):
    nora = _user("nora")
    people.appoint(by=BY, user=nora, centre=cast.here, role=CLINICIAN)
    patient = cast.patient(cast.ana)
    people.assign_clinician(by=cast.clara, patient=patient, clinician=nora)
    for name in ("supervision_sheet", "note_supervision"):
        answer = clara.get(reverse(name), {"person": patient.pk})
        assert (answer.status_code, patient.key in answer.content.decode()) != (200, True)
        assert clara.get(reverse(name), {"person": cast.patient(cast.dora).pk}).status_code == 404
    assert clara.get(reverse("supervision_sheet"), {"person": "made-up"}).url == reverse("supervision")


# --- what was decided -------------------------------------------------------------------------------------------------


def decide(client, *patients, **data):
    people_named = "&".join(f"person={patient.pk}" for patient in patients)
    given = {"held_on": f"{clock.today('Europe/Madrid')}", "supervisor": "Dr Vila", **data}
    return client.post(f"{reverse('note_supervision')}?{people_named}", given)


def test_what_was_decided_is_kept_in_each_record_its_timeline_and_its_print(cast, clara):
    ana, bea = cast.patient(cast.ana), cast.patient(cast.bea)
    answer = decide(clara, ana, bea, **{f"decided-{ana.pk}": "Weekly calls.", f"decided-{bea.pk}": ""})
    assert (answer.status_code, answer.url) == (302, reverse("supervision"))
    entry = SupervisionEntry.objects.get()
    assert (entry.patient, entry.by, entry.supervisor, entry.decided) == (ana, cast.clara, "Dr Vila", "Weekly calls.")
    record = words(clara.get(reverse("record", args=[ana.pk])))
    assert "Supervision, noted by Clara" in record
    assert "with Dr Vila. What was decided: Weekly calls." in record
    assert "Weekly calls." in words(clara.get(reverse("print_record", args=[ana.pk])))
    assert "Weekly calls." not in words(clara.get(reverse("record", args=[bea.pk])))
    assert [*AuditRow.objects.filter(verb="supervision.noted").values_list("actor", "patient")] == [
        (f"user:{cast.clara.pk}", str(ana.pk))
    ]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"supervisor": " "}, "Write who supervised."),
        ({"held_on": ""}, "Choose a day."),
        ({"held_on": "2999-01-01"}, "A supervision that was held cannot be in the future."),
        ({"words": ""}, "Write what was decided."),
    ],
)
def test_what_is_missing_is_asked_for_and_what_was_written_stays(cast, clara, data, sentence):
    ana = cast.patient(cast.ana)
    kept = data.pop("words", "Weekly calls.")
    answer = decide(clara, ana, **{f"decided-{ana.pk}": kept, **data})
    text = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert sentence in text
    assert kept in text
    assert not SupervisionEntry.objects.exists()


def test_of_several_one_at_least_is_decided_about(cast, clara):
    answer = decide(clara, cast.patient(cast.ana), cast.patient(cast.bea))
    assert answer.status_code == 422
    assert "Write what was decided about one person at least." in answer.content.decode()


def test_an_entry_is_never_changed_and_never_of_tomorrow(cast):
    ana, today = cast.patient(cast.ana), clock.today("Europe/Madrid")
    [entry] = actions.note_supervision(by=cast.clara, held_on=today, supervisor="x", decided=[(ana, "y")])
    entry.decided = "z"
    with pytest.raises(ShortcutRefused):
        entry.save()
    with pytest.raises(ValidationError, match="cannot be in the future"):
        actions.note_supervision(by=cast.clara, held_on=today + timedelta(days=1), supervisor="x", decided=[(ana, "y")])
    with pytest.raises(ProgrammingError):
        SupervisionEntry.objects.update(decided="z")


# --- what the centre decides ------------------------------------------------------------------------------------------


def test_the_number_of_weeks_is_set_with_its_source_and_has_no_default(cast, client):
    client.force_login(cast.carlos)
    assert 'value="8"' not in client.get(reverse("centre_expected")).content.decode()
    assert client.post(reverse("centre_expected"), {"weeks": "8", "source": ""}).status_code == 422
    assert client.post(reverse("centre_expected"), {"weeks": "0", "source": "x"}).status_code == 422
    assert client.post(reverse("centre_expected"), {"weeks": "8", "source": "centre decision"}).status_code == 302
    assert client.post(reverse("centre_expected"), {"weeks": "10", "source": "centre decision"}).status_code == 302
    expected = cast.here.expected_course
    assert (expected.weeks, expected.source) == (10, "centre decision")
    assert AuditRow.objects.filter(verb="expected_course.set").count() == 2
