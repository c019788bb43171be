"""Which groups fit a person, and why."""

from __future__ import annotations

import random
from dataclasses import replace
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from mentoring.community.models import Group
from mentoring.community.offers import words
from mentoring.community.offers.fit import TOUCHES, Fit, FitGroup, FitPerson, FitReason, fit, fits
from oncocare.library.choices import PieceTopic
from oncocare.people.picture.choices import PHASE

GROUP = FitGroup(UUID(int=1), "Walking", "en", "any", "patients", "exercise", 12, 3)
PERSON = FitPerson("en")

groups = st.lists(
    st.builds(
        FitGroup,
        key=st.uuids(),
        name=st.sampled_from(["A", "a", "B"]),
        language=st.sampled_from(["en", "es"]),
        phase=st.sampled_from(list(Group.Phase.values)),
        audience=st.sampled_from(list(Group.Audience.values)),
        topic=st.sampled_from([*TOUCHES, "other"]),
        capacity=st.integers(2, 5),
        taken=st.integers(0, 6),
    ),
    max_size=8,
    unique_by=lambda one: one.key,
)
people = st.builds(
    FitPerson,
    language=st.sampled_from(["en", "es"]),
    phase=st.sampled_from(["", *PHASE]),
    spread=st.sampled_from([None, True, False]),
    topics=st.frozensets(st.sampled_from([one.value for one in PieceTopic]), max_size=3),
    caregiver=st.booleans(),
)


def why(person: FitPerson, **group: object) -> tuple[FitReason, ...] | None:
    found = fit(person, replace(GROUP, **group))  # type: ignore[arg-type]
    return found.reasons if found else None


def test_a_group_in_the_same_language_for_any_phase_fits():
    assert why(PERSON) == (FitReason.LANGUAGE,)
    assert why(PERSON, language="es") is None


def test_the_phase_and_what_somebody_chose_are_reasons():
    person = FitPerson("en", phase="after", topics=frozenset({"tiredness"}))
    assert why(person, phase="after") == (FitReason.PHASE, FitReason.TOPIC, FitReason.LANGUAGE)
    assert why(person, phase="new") is None


def test_of_whom_no_phase_is_known_no_group_of_a_phase_fits():
    assert [why(PERSON, phase=phase) for phase in ("new", "treatment", "after", "metastatic")] == [None] * 4


def test_a_group_about_an_illness_that_spread_is_for_whom_it_has_spread_or_who_lives_with_it():
    found = [
        why(FitPerson("en", phase, spread), phase="metastatic") is not None
        for phase, spread in (("treatment", True), ("treatment", None), ("living_with", None), ("living_with", False))
    ]
    assert found == [True, False, True, False]


def test_caregivers_and_patients_never_meet():
    caregiver = FitPerson("en", caregiver=True)
    assert why(caregiver) is None
    assert why(PERSON, audience="caregivers") is None
    assert why(caregiver, audience="caregivers", phase="after") == (FitReason.AUDIENCE, FitReason.LANGUAGE)


def test_every_topic_is_one_that_people_choose_from():
    known = {one.value for one in PieceTopic}
    assert set().union(*TOUCHES.values()) <= known


@given(people, groups, st.randoms(use_true_random=False))
def test_the_order_does_not_follow_the_order_they_came_in(person: FitPerson, rows: list[FitGroup], luck: random.Random):
    mixed = luck.sample(rows, len(rows))
    assert fits(person, rows) == fits(person, mixed)


@given(people, groups)
def test_what_fits_is_read_by_the_person_has_a_reason_and_says_when_it_is_full(person: FitPerson, rows: list[FitGroup]):
    found = fits(person, rows)
    for one in found:
        assert one.group.language == person.language
        assert (one.group.audience == "caregivers") is person.caregiver
        assert one.full == (one.group.taken >= one.group.capacity)
        assert words.sentences(one, "English")
        assert ("full" in words.places(one)) is one.full
    assert [one.full for one in found] == sorted(one.full for one in found)


def test_each_phase_of_a_group_has_its_sentence():
    said = [words.PHASE.get(phase) for phase in Group.Phase.values if phase != "any"]
    assert all(said)
    assert words.places(Fit(GROUP, (), 1)) == "There is 1 place left."
