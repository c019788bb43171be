"""The page of policies: rules in words, one proposes and another activates, refused files."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from steps.models import Activation, CentrePolicy
from steps.shipped import FOLDER
from tests.pages import text


def test_every_rule_is_read_with_its_conditions(carlos):
    page = text(carlos.get(reverse("centre_policies")))
    for expected in ("entry-severe", "Group therapy, after a clinician", "one level up, raises a flag", "as mentor",
                 "stepped-care-phq, version 1"):  # fmt: skip
        assert expected in page, expected
    assert "Depression (PHQ-9 total) is at least 20" in page
    assert "2 of 2 pathways at this centre follow this policy." in page


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
    words = (FOLDER / "stepped-care-hads.yaml").read_text().replace("start_level: 1", "start_level: 9")
    answer = carlos.post(reverse("propose_policy"), {"file": SimpleUploadedFile("mine.yaml", words.encode())})
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
