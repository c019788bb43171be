"""A safety plan is its person's: each change is a version, and the team reads it by their choice alone."""

import pytest
from django.core.exceptions import ValidationError
from django.db import Error

from oncocare.audit.models import AuditRow
from oncocare.safety.models import SafetyPlan
from oncocare.safety.plan.actions import share_plan, write_plan, write_plan_together
from oncocare.safety.plan.selectors import newest, versions
from tests.factories.committed import at_once


def rows(patient):
    return [(one.number, one.content["signs"], one.shared, one.by.name) for one in reversed(versions(patient))]


@pytest.fixture
def ana(cast):
    return cast.patient(cast.ana)


def test_each_change_is_a_version_and_the_newest_counts(cast, ana):
    write_plan(by=cast.ana, patient=ana, content={"signs": "I stop sleeping."}, shared=False)
    write_plan(by=cast.ana, patient=ana, content={"signs": " I stop eating. "}, shared=True)
    assert rows(ana) == [(1, "I stop sleeping.", False, "Ana"), (2, "I stop eating.", True, "Ana")]
    assert newest(ana).number == 2


def test_saving_what_stands_already_makes_no_version(cast, ana):
    for _ in range(2):
        write_plan(by=cast.ana, patient=ana, content={"signs": "x"}, shared=False)
    assert [one[0] for one in rows(ana)] == [1]


def test_the_choice_to_share_is_a_version_with_the_same_words(cast, ana):
    write_plan(by=cast.ana, patient=ana, content={"signs": "x"}, shared=False)
    for shared in (True, True, False):
        share_plan(by=cast.ana, patient=ana, shared=shared)
    assert rows(ana) == [(1, "x", False, "Ana"), (2, "x", True, "Ana"), (3, "x", False, "Ana")]
    said = AuditRow.objects.filter(verb="safety_plan.shared").order_by("pk").values_list("detail", flat=True)
    assert list(said) == [{"shared": True}, {"shared": False}]


def test_a_plan_that_is_not_there_cannot_be_shared(cast, ana):
    with pytest.raises(ValidationError, match="There is no plan yet"):
        share_plan(by=cast.ana, patient=ana, shared=True)


def test_a_first_plan_with_nothing_in_it_is_not_kept(cast, ana):
    with pytest.raises(ValidationError, match="Write something in one of the parts"):
        write_plan(by=cast.ana, patient=ana, content={"signs": "  "}, shared=False)
    assert not SafetyPlan.objects.exists()


def test_a_plan_can_be_emptied_and_what_stood_in_it_stays_readable(cast, ana):
    write_plan(by=cast.ana, patient=ana, content={"signs": "x"}, shared=False)
    write_plan(by=cast.ana, patient=ana, content={}, shared=False)
    assert [one[1] for one in rows(ana)] == ["x", ""]


@pytest.mark.parametrize("agreed", [True, False])
def test_the_first_plan_made_together_is_shared_only_where_the_person_agreed(cast, ana, agreed):
    write_plan_together(by=cast.clara, patient=ana, content={"signs": "x"}, agreed=agreed)
    assert rows(ana) == [(1, "x", agreed, "Clara")]


def test_staff_change_a_plan_only_while_it_is_shared_and_it_stays_so(cast, ana):
    write_plan(by=cast.ana, patient=ana, content={"signs": "x"}, shared=True)
    write_plan_together(by=cast.clara, patient=ana, content={"signs": "y"})
    share_plan(by=cast.ana, patient=ana, shared=False)
    with pytest.raises(ValidationError, match="does not share it"):
        write_plan_together(by=cast.clara, patient=ana, content={"signs": "z"}, agreed=True)
    assert rows(ana) == [(1, "x", True, "Ana"), (2, "y", True, "Clara"), (3, "y", False, "Ana")]


def test_a_version_is_never_changed(cast, ana):
    write_plan(by=cast.ana, patient=ana, content={"signs": "x"}, shared=False)
    with pytest.raises(Error):
        SafetyPlan.objects.update(shared=True)


def test_two_who_write_at_the_same_moment_make_two_versions(committed):
    ana = committed.patient(committed.ana)
    write_plan(by=committed.ana, patient=ana, content={"signs": "x"}, shared=True)
    at_once(
        lambda: write_plan(by=committed.ana, patient=ana, content={"signs": "y"}, shared=True),
        lambda: write_plan_together(by=committed.clara, patient=ana, content={"signs": "z"}),
    )
    assert [one[0] for one in rows(ana)] == [1, 2, 3]
    assert sorted(one[1] for one in rows(ana)) == ["x", "y", "z"]
