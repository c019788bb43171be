"""The page of policies: rules in words, one proposes and another activates, refused files."""

from __future__ import annotations

from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from oncocare.audit.actions import actor
from oncocare.audit.models import AuditRow
from oncocare.audit.verbs import Verb
from steps.actions import set_status
from steps.models import Activation, CentrePolicy
from steps.shipped import FOLDER
from tests.cast import take_in
from tests.pages import text, words

WARNED = """language: 2
policy: one-rule
version: 1
title: {en: One rule, es: Una regla}
start_level: 2
max_age_days: 1
measures:
  calm: {instrument: who-5, score: raw, case: 12.5, higher_is: better, words: {en: well-being, es: bienestar}}
  worry: {instrument: gad-7, score: total, reliable_change: 6, higher_is: worse, words: {en: worry, es: preocupación}, source: "A week's retest"}
rules:
  - id: up-if-not-well
    when: {measure: calm, is: case, reading: new}
    then: {step: up, approval: clinician, flag: {kind: worsening, severity: high}}
    because: {en: Things are hard., es: Las cosas son difíciles.}
    source: made up
"""


def a_file(source: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("mine.yaml", source.encode())


def test_a_policy_is_read_aloud(carlos):
    carlos.post(reverse("propose_policy"), {"file": a_file(WARNED)})
    page = unescape(words(carlos.get(reverse("centre_policies"))))
    for expected in (
        "One rule (one-rule, version 1, hash ",
        "A pathway begins at level 2 (Campus).",
        "So one answer never moves anybody twice.",
        "“Changed beyond a week's noise” means a change of at least the number that this policy sets for the measure.",
        "A case Changed beyond a week's noise Direction A value counts for Source",
        "Well-being WHO-5 raw score 12.5 or less – higher is better 1 day –",
        "Worry GAD-7 total – 6 or more higher is worse 1 day A week's retest",
        (
            "up-if-not-well All of these hold: Well-being (WHO-5 raw score) is a case (12.5 or less) The value of "
            "well-being (WHO-5 raw score) is new One level up, once a clinician agrees. A safety flag is raised: “Much "
            "worse than the time before” (High priority). Things are hard. made up"
        ),
        # what is allowed and perhaps not meant
        "These lines of the file are allowed, but perhaps not meant. Look at them once more:",
        "Line 13: rule 'up-if-not-well' steps from whatever level: it names neither 'level' nor 'days_in_level'",
    ):
        assert expected in page, expected


def test_a_policy_that_is_meant_so_has_nothing_to_look_at_once_more(carlos):
    carlos.post(reverse("propose_policy"), {"shipped": "stepped-care-hads"})
    assert "perhaps not meant" not in text(carlos.get(reverse("centre_policies")))


def test_before_it_is_activated_the_page_says_who_goes_on_under_which_version(cast, carlos, clara):
    page = words(carlos.get(reverse("centre_policies")))
    assert "People in care today, by the policy they follow Policy Version People stepped-care-phq 2 2" in page
    carlos.post(reverse("propose_policy"), {"shipped": "stepped-care-hads"})
    clara.post(reverse("activate_policy", args=[Activation.objects.get().pk]))
    take_in(cast, "nora")
    set_status(by=cast.clara, pathway=cast.pathway(cast.ana), step="end", reason="made up")
    carlos.post(reverse("propose_policy"), {"file": a_file(WARNED)})
    page = words(clara.get(reverse("centre_policies")))
    assert (
        "Whoever joins after it is activated follows one-rule 1. For everybody who is in care already nothing changes: "
        "they keep the version they began with. People in care today, by the policy they follow Policy Version People "
        "stepped-care-hads 2 1 stepped-care-phq 2 1 I have read the rules: activate"
    ) in page


def test_the_coordinator_sets_in_how_many_days_proposals_are_answered(cast, carlos):
    page = text(carlos.get(reverse("centre_policies")))
    assert 'value="3"' in page
    answer = carlos.post(reverse("set_answer_days"), {"days": "5"}, follow=True)
    assert "Saved. It counts for proposals that are made from now on." in text(answer)
    assert CentrePolicy.objects.get(centre=cast.here).answer_days == 5
    [row] = AuditRow.objects.filter(verb=Verb.ANSWER_DAYS_SET)
    assert (row.actor, row.detail) == (actor(cast.carlos), {"days": 5})


@pytest.mark.parametrize("days", ["", "0", "21", "2.5", "soon"])
def test_days_that_are_no_number_from_1_to_20_are_refused(cast, carlos, days):
    answer = carlos.post(reverse("set_answer_days"), {"days": days})
    assert "Write a whole number of days from 1 to 20." in text(answer, 422)
    assert CentrePolicy.objects.get(centre=cast.here).answer_days == 3


def test_without_a_policy_there_are_no_days_to_set(cast, carlos):
    CentrePolicy.objects.filter(centre=cast.here).delete()
    assert "Staffed days" not in text(carlos.get(reverse("centre_policies")))
    answer = carlos.post(reverse("set_answer_days"), {"days": "5"})
    assert "No policy is in force yet, so nothing is proposed. Nothing was changed." in text(answer, 422)


def test_a_clinician_reads_the_days_and_cannot_set_them(clara):
    assert "It is answered within 3 staffed days." in text(clara.get(reverse("centre_policies")))
    assert clara.post(reverse("set_answer_days"), {"days": "5"}).status_code == 403


def test_one_proposes_and_another_activates(cast, carlos, clara):
    carlos.post(reverse("propose_policy"), {"shipped": "stepped-care-hads"})
    waiting = Activation.objects.get()
    assert "another person has to activate it" in text(carlos.get(reverse("centre_policies")))
    assert "Another person has to activate it." in text(
        carlos.post(reverse("activate_policy", args=[waiting.pk]), follow=True)
    )
    assert CentrePolicy.objects.get(centre=cast.here).policy.slug == "stepped-care-phq"
    clara.post(reverse("activate_policy", args=[waiting.pk]))
    assert CentrePolicy.objects.get(centre=cast.here).policy.slug == "stepped-care-hads"


def test_a_file_with_a_mistake_is_refused_with_its_line(carlos):
    source = (FOLDER / "stepped-care-hads.yaml").read_text().replace("start_level: 1", "start_level: 9")
    answer = carlos.post(reverse("propose_policy"), {"file": a_file(source)})
    assert answer.status_code == 422
    assert "Nothing was changed. The file has mistakes:" in text(answer, 422)
    assert "policy.yaml:" in text(answer, 422)
    assert not Activation.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("not text", b"\xff\xfe\x00", "This file is not text."),
        ("too large", b"a" * 300_000, "This file is too large to be a policy."),
    ],
)
def test_a_file_that_is_no_policy_is_refused(carlos, name, content, expected):
    answer = carlos.post(reverse("propose_policy"), {"file": SimpleUploadedFile("mine.yaml", content)})
    assert expected in text(answer, 422)


@pytest.mark.parametrize("given", [{}, {"shipped": "stepped-care-hads", "file": SimpleUploadedFile("x.yaml", b"a: 1")}])
def test_exactly_one_way_to_propose(carlos, given):
    answer = carlos.post(reverse("propose_policy"), given)
    assert answer.status_code == 422
    assert "Choose one: a policy that comes with OncoCare, or a file." in text(answer, 422)


def test_a_clinician_cannot_propose_and_is_not_offered_to(clara):
    assert "Propose a policy" not in text(clara.get(reverse("centre_policies")))
    assert clara.post(reverse("propose_policy"), {"shipped": "stepped-care-hads"}).status_code == 403


def test_the_activation_stands_below_the_rules_that_it_puts_into_force(carlos, clara):
    carlos.post(reverse("propose_policy"), {"shipped": "stepped-care-hads"})
    page = text(clara.get(reverse("centre_policies")))
    activate = reverse("activate_policy", args=[Activation.objects.get().pk])
    places = [
        page.index(one) for one in ('id="waiting"', 'id="proposed-caption"', f'action="{activate}"', 'id="current"')
    ]
    assert places == sorted(places)
    assert page.count(f'action="{activate}"') == 1
