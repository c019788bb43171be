"""Whatever is kept of who a person is, how they are and what they wrote is in what they take with them, or excused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest
from django.apps import apps
from django.db import models

from mentoring.conversations.actions import write_to_team
from oncocare.foundation import clock
from oncocare.foundation.models import Privacy
from oncocare.joining.models import Invitation
from oncocare.people.actions import open_record
from oncocare.people.registry import Given, GivenField, all_given
from oncocare.site.own_data.selectors import file_of, page_of
from steps.actions import help_began, override
from steps.levels import Level
from tests.guards.house import history_models, house_models, judge
from tests.guards.scene import furnish

PERSONAL = ("identity", "health", "free_text")
TEAM = "The team wrote it down itself; the page says to ask them for it."
ALL_WHO_COME = "The team wrote it for all who come; which session it was, and when, is in it."
RULES = "What the rules made of the answers; the level that came of it is in it."
EXCUSED = {
    "people.Patient.user": "It is the account, which is a part of its own.",
    "people.Patient.died_on": "Nobody takes anything with them after it.",
    "people.Relation.person": "It names somebody else, who gave it themselves.",
    "notifications.Message.address": "Only of whoever has no account, and forgotten once the mail has left.",
    "signin.AccessRequest.user": "It is the account, which is a part of its own.",
    "joining.Invitation.user": "It is the account, which is a part of its own.",
    "safety.Flag.kind": "It repeats the answer that raised it, which is in it.",
    "safety.Flag.severity": "It follows from the kind, and so from an answer that is in it.",
    "safety.Flag.outcome": TEAM,
    "safety.Flag.note": TEAM,
    "safety.Occasion.severity": "It follows from an answer, which is in it.",
    "library.TextStep.note": "It is about a text of the library, which knows no patient.",
    "safety.Handover.note": TEAM,
    "safety.Attempt.note": TEAM,
    "safety.RiskAssessment.answers": TEAM,
    "questionnaires.PatientSchedule.stopped": "It is the state of the support, which is in it in words.",
    "questionnaires.Response.risk": "The names of rules that an answer met; the answer is in it.",
    "steps.Decision.": RULES,
    "steps.Proposal.": RULES,
    "steps.Verdict.": TEAM,
    "steps.Transition.kind": RULES,
    "steps.Transition.reason": TEAM,
    "campus.PlanMade.trace": RULES,
    "threads.PostPicture.file": "It is seen, and can be kept, on the page of the group; what it shows is in it.",
    "threads.Post.searched": "It is the words of the post once more, cut for the search.",
    "threads.Thread.searched": "It is the title of the thread once more, cut for the search.",
    "chats.ChatQuestion.words": "The summary that its host wrote, without names; with what they said to it, it is in it.",
    "meetings.Meeting.": ALL_WHO_COME,
    "meetings.MeetingSeries.": ALL_WHO_COME,
    "meetings.OpenedHours.": "Where a clinician can be met, and how one calls them; it is about no patient.",
    "meetings.Registration.address": "Of somebody from outside, and forgotten four weeks after the talk.",
    "meetings.TalkQuestion.words": "Somebody from outside asks it, without an account and without a name.",
    "clinicians.Note.words": TEAM,
    "clinicians.Task.what": TEAM,
    "clinicians.SupervisionEntry.": TEAM,
}


def left_out(personal: Mapping[str, Iterable[str]], parts: Iterable[Given]) -> list[str]:
    """The personal fields, by model, that no part holds."""
    held = {(part.model, field.name) for part in parts for field in part.fields}
    return [f"{label}.{name}" for label, names in personal.items() for name in names if (label, name) not in held]


def personal(found: Iterable[type[models.Model]]) -> dict[str, list[str]]:
    privacies: dict[str, Privacy] = {one._meta.label: one.privacy for one in found}
    return {
        label: [name for kind in PERSONAL for name in getattr(privacy, kind).split()]
        for label, privacy in privacies.items()
    }


def test_every_personal_field_is_taken_along_or_excused():
    history = set(history_models())
    fields = personal(one for one in house_models() if one not in history)
    assert sum(map(len, fields.values())) > 60
    assert judge(left_out(fields, all_given()), EXCUSED) == []


def test_a_new_field_that_is_nowhere_is_found():
    part = Given("made.Up", "made_up", "", 1, list, (GivenField("name", ""),))
    assert left_out({"made.Up": ["name", "mood"], "made.Other": ["name"]}, [part]) == [
        "made.Up.mood",
        "made.Other.name",
    ]


def test_every_part_is_of_a_model_that_is_there():
    assert [part.name for part in all_given() if part.model not in {one._meta.label for one in apps.get_models()}] == []


@pytest.fixture
def scene(cast):
    """Ana has a row in every part."""
    scene = furnish(cast)
    patient, clara = cast.patient(cast.ana), cast.clara
    override(by=clara, pathway=cast.pathway(cast.ana), to=Level.CAMPUS, reason="made up")
    help_began(by=clara, pathway=cast.pathway(cast.ana), day=clock.today(cast.here.time_zone))
    write_to_team(by=cast.ana, patient=patient, kind="write", words="made up")
    open_record(by=cast.gala, patient=patient, reason="other", words="made up")
    Invitation.objects.filter(pk=scene.invitation.pk).update(patient=patient)
    return scene


def test_every_part_finds_the_rows_of_the_person_and_every_field_of_them(scene):
    file = file_of(scene.cast.patient(scene.cast.ana))
    found = {name: rows for name, rows in file.items() if name not in ("made", "centre")}
    assert set(found) == {part.name for part in all_given()}
    assert {name for name, rows in found.items() if not rows} == set()
    assert found["answers"][0]["answers"]["9"] == 1
    assert found["safety_plan"][0]["content"]["signs"] == "made up"
    assert {row["detail"]: row["value"] for row in found["picture"]} == {"cancer": "breast", "gender": None}
    assert [row["words"] for row in found["picture"] if row["words"]] == ["mujer"]


def test_nobody_takes_anything_of_somebody_else(scene):
    """Dora is in care elsewhere, and nothing was done for her."""
    file = file_of(scene.cast.patient(scene.cast.dora))
    assert {name for name, rows in file.items() if isinstance(rows, list) and rows} == {
        "account", "about_me", "support", "days_counted_from",
    }  # fmt: skip
    assert [row["name"] for row in file["account"]] == ["Dora"]


def test_the_page_shows_what_the_file_holds(scene):
    patient = scene.cast.patient(scene.cast.ana)
    file = file_of(patient)
    assert {part.name: len(part.rows) for part in page_of(patient)} == {
        part.name: len(file[part.name]) for part in all_given()
    }
