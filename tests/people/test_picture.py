"""The clinical picture: each detail with who said it and when, nothing lost, and "not asked" apart from "rather not"."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from oncocare.audit.models import AuditRow
from oncocare.people.models import Patient, PictureEntry
from oncocare.people.picture.actions import keep_picture
from oncocare.people.picture.choices import UNSAID, UNSAID_TO_STAFF
from oncocare.people.picture.details import (
    DETAILS,
    TOPICS,
    BadDetail,
    DetailKind,
    checked,
    from_cell,
    month,
    running,
)
from oncocare.people.picture.selectors import history_of, in_words, needs_large_letters, picture_of
from tests.cast import BY

TODAY = date(2026, 3, 1)
PERSON, STAFF = PictureEntry.Source.PERSON, PictureEntry.Source.STAFF


def kept(patient, source=PERSON, by=BY, unsaid=None, seen=None, **said):
    return keep_picture(by=by, patient=patient, source=source, said=said, unsaid=unsaid, seen=seen)


@pytest.fixture
def ana(cast):
    return cast.patient(cast.ana)


def test_the_newest_counts_and_what_was_said_before_stays(ana, cast):
    kept(ana, cancer="breast", stage="2")
    kept(ana, source=STAFF, by=cast.clara, stage="3")
    picture = picture_of(ana)
    assert (picture.value("cancer"), picture.value("stage"), picture.value("spread")) == ("breast", "3", None)
    assert [(row.detail, row.value, row.source) for row in history_of(ana)] == [
        ("stage", "3", "staff"),
        ("stage", "2", "person"),
        ("cancer", "breast", "person"),
    ]


def test_what_is_known_already_is_not_kept_again(ana):
    assert len(kept(ana, cancer="breast")) == 1
    assert kept(ana, cancer="breast", stage=None) == []


def test_not_asked_and_rather_not_say_and_taken_back_differ(ana):
    assert (picture_of(ana).value("sex"), picture_of(ana).unsaid("sex"), "sex" in picture_of(ana).entries) == (
        None, "", False,
    )  # fmt: skip
    kept(ana, unsaid={"sex": "private"})
    assert (picture_of(ana).value("sex"), picture_of(ana).unsaid("sex")) == (None, "private")
    kept(ana, sex="female")
    assert (picture_of(ana).value("sex"), picture_of(ana).unsaid("sex")) == ("female", "")
    kept(ana, sex=None)
    assert (picture_of(ana).value("sex"), picture_of(ana).unsaid("sex"), "sex" in picture_of(ana).entries) == (
        None, "", True,
    )  # fmt: skip


def test_a_reason_given_again_is_kept_once_and_a_made_up_one_not_at_all(ana):
    kept(ana, unsaid={"sex": "private"})
    assert kept(ana, unsaid={"sex": "private"}) == []
    with pytest.raises(ValidationError):
        kept(ana, unsaid={"sex": "because"})


def test_nothing_is_kept_that_was_before_birth(ana):
    Patient.objects.filter(pk=ana.pk).update(born_on=date(1961, 5, 4))
    with pytest.raises(BadDetail):
        kept(ana, diagnosed_on="1961-05-03")
    with pytest.raises(BadDetail):
        kept(ana, treatments=[{"kind": "operation", "began": "1961-04"}])
    assert len(kept(ana, diagnosed_on="1961-05-04", treatments=[{"kind": "operation", "began": "1961-05"}])) == 2


def test_own_words_stand_in_the_private_column(ana):
    kept(ana, gender="  no binaria ")
    row = ana.picture.get(detail="gender")
    assert (row.words, row.value, picture_of(ana).value("gender")) == ("no binaria", None, "no binaria")


def test_what_nobody_sees_is_not_kept(ana):
    kept(ana, gender="a\x00b\x07 \u202ec\u2066d\x1b")
    assert picture_of(ana).value("gender") == "ab cd"
    kept(ana, gender="\x00\u202e")
    assert picture_of(ana).value("gender") is None


def test_what_questions_are_counted_from_stands_on_the_patient(ana):
    kept(ana, diagnosed_on=date(2020, 1, 2), cycle_days=21, phase="treatment")
    fresh = Patient.objects.get(pk=ana.pk)
    assert (fresh.diagnosed_on, fresh.cycle_days, fresh.phase) == (date(2020, 1, 2), 21, "treatment")
    kept(ana, diagnosed_on=None, unsaid={"phase": "private", "cycle_days": "unknown"})
    fresh = Patient.objects.get(pk=ana.pk)
    assert (fresh.diagnosed_on, fresh.cycle_days, fresh.phase) == (None, None, "")


def test_what_came_in_meanwhile_refuses_the_whole(ana):
    kept(ana, cancer="breast")
    seen = picture_of(ana).newest(["cancer", "stage"])
    kept(ana, source=STAFF, stage="3")
    with pytest.raises(ValidationError):
        kept(ana, cancer="lung", stage="2", seen=seen)
    assert picture_of(ana).value("cancer") == "breast"
    assert len(kept(ana, cancer="lung", seen=seen)) == 1  # about this one nothing came in


def test_the_log_says_which_details_and_never_what(ana, cast):
    kept(ana, source=STAFF, by=cast.clara, cancer="breast", gender="woman")
    row = AuditRow.objects.get(verb="picture.kept")
    assert row.detail == {"details": ["cancer", "gender"], "source": "staff"}


def test_who_needs_large_letters_is_found_by_the_newest_word(ana):
    kept(ana, needs=["large_print", "hearing"])
    assert needs_large_letters([ana]) == {ana.pk}
    kept(ana, needs=["hearing"])
    assert needs_large_letters([ana]) == set()


# --- the details themselves -------------------------------------------------------------------------------------------


def test_every_detail_is_classified_once_and_own_words_are_private():
    assert {detail.holds for detail in DETAILS.values()} == {"health", "identity", "free_text"}
    assert [one.name for one in DETAILS.values() if (one.kind is DetailKind.WORDS) != (one.holds == "free_text")] == []
    on_patient = {name for name, detail in DETAILS.items() if detail.on_patient}
    assert on_patient <= set(Patient.privacy.health.split())
    assert sum(len(topic.details) for topic in TOPICS.values()) == len(DETAILS)
    assert set(PictureEntry.privacy.withhold.split()) >= {"value", "words", "unsaid"}
    assert PictureEntry.privacy.export == ""


def test_each_reason_has_words_for_the_person_and_for_the_team():
    assert UNSAID.keys() == UNSAID_TO_STAFF.keys()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("cancer", "toe"),
        ("living_with", ["alone", "cat"]),
        ("diagnosed_on", "2026-13-01"),
        ("diagnosed_on", date(2026, 3, 2)),
        ("diagnosed_on", "1026-01-01"),
        ("operated_on", date(2028, 3, 3)),
        ("treated_from", "9999-12-31"),
        ("cycle_days", 0),
        ("cycle_days", "2.5"),
        ("gender", "x" * 201),
        ("treatments", [{"kind": "magic"}]),
        ("treatments", [{"kind": "chemotherapy", "began": "2026-05", "ended": "2026-01"}]),
        ("treatments", [{"kind": "other"}] * 13),
    ],
)
def test_a_value_that_cannot_be_is_refused(name, value):
    with pytest.raises(BadDetail):
        checked(DETAILS[name], value, TODAY)


def test_a_planned_operation_may_be_to_come_for_two_years():
    assert checked(DETAILS["operated_on"], date(2028, 3, 1), TODAY) == "2028-03-01"


@pytest.mark.parametrize(
    ("text", "read"), [("2026-03", "2026-03"), ("3/2026", "2026-03"), ("03.2026", "2026-03"), ("", "")]
)
def test_a_month_is_read_as_people_write_it(text, read):
    assert month(text) == read


@pytest.mark.parametrize("text", ["13/2026", "2026", "March", "3/1026", "2026-3"])
def test_what_is_no_month_is_refused(text):
    with pytest.raises(BadDetail):
        month(text)


def test_a_cell_holds_several_codes_and_treatments():
    assert from_cell(DETAILS["children"], " 6_11 ;0_5", TODAY) == ["0_5", "6_11"]
    assert from_cell(DETAILS["treatments"], "radiotherapy 2026-06; chemotherapy 2026-01 2026-05", TODAY) == [
        {"kind": "chemotherapy", "began": "2026-01", "ended": "2026-05"},
        {"kind": "radiotherapy", "began": "2026-06", "ended": ""},
    ]
    assert from_cell(DETAILS["cancer"], "  ", TODAY) is None


@pytest.mark.parametrize(
    ("ended", "months", "runs"),
    [
        ("", 0, True), ("2027-01", 0, True), ("2026-12", 0, False), ("2026-12", 1, True), ("2026-11", 1, False),
        ("2025-12", 12, False), ("2026-01", 12, True), ("2027-03", 0, True),
    ],
)  # fmt: skip
def test_a_treatment_runs_until_the_month_in_which_it_ended_or_so_many_later(ended, months, runs):
    row = {"kind": "chemotherapy", "began": "2025-10", "ended": ended}
    assert running([row], date(2027, 1, 31), months=months) == (["chemotherapy"] if runs else [])


CHOICES = [
    detail for detail in DETAILS.values() if detail.options and detail.kind in (DetailKind.CHOICE, DetailKind.CHOICES)
]


@given(st.data())
def test_what_is_kept_is_kept_the_same_again(data):
    detail = data.draw(st.sampled_from(CHOICES))
    codes = data.draw(st.lists(st.sampled_from(list(detail.options)), unique=True))
    value = codes if detail.kind is DetailKind.CHOICES else next(iter(codes), None)
    once = checked(detail, value, TODAY)
    assert checked(detail, once, TODAY) == once
    assert bool(in_words(detail, once)) == bool(codes)
