"""A flag about suicidal thoughts is closed with what was asked and said, kept whole and never changed."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import Error

from clinicians.models import Task
from oncocare.audit.models import AuditRow
from oncocare.events.actions import inline
from oncocare.foundation import clock
from oncocare.people.days import today_of
from oncocare.safety.assessment.selectors import forms_for, with_assessments
from oncocare.safety.assessment.wording import own
from oncocare.safety.concerns import SUICIDE
from oncocare.safety.flags.actions import close
from oncocare.safety.models import AssessmentForm, Flag, RiskAssessment
from tests.factories.rooms import FlagFactory, talked
from tests.safety.assessment.test_assessment_wording import PACK


@pytest.fixture
def flag(cast):
    return FlagFactory(patient=cast.patient(cast.ana), owner=cast.clara)


@pytest.mark.parametrize("outcome", ["spoke_safe", "plan", "referred", "mistake"])
def test_whoever_spoke_with_the_person_says_what_was_asked(cast, flag, outcome):
    with pytest.raises(ValidationError, match="Say what was asked and what was said"):
        close(by=cast.clara, flag=flag, outcome=outcome, note="x")
    flag.refresh_from_db()
    assert (flag.closed_at, flag.acknowledged_at) == (None, None)


def test_what_is_cared_for_already_is_closed_with_who_cares_for_it(cast, flag):
    with pytest.raises(ValidationError) as refused:
        close(by=cast.clara, flag=flag, outcome="already_known", note=" ")
    assert refused.value.message_dict == {"note": ["Write in a few words who cares for the person and knows of this."]}
    close(by=cast.clara, flag=flag, outcome="already_known", note="The ward knows; seen this morning.")
    assert not RiskAssessment.objects.exists()


@pytest.mark.parametrize("kind", ["worsening", "silence", "severe_distress", "waiting_long"])
def test_another_kind_of_flag_is_closed_as_before(cast, kind):
    flag = FlagFactory(patient=cast.patient(cast.ana), owner=cast.clara, kind=kind)
    assert close(by=cast.clara, flag=flag, outcome="spoke_safe").closed_at
    assert not RiskAssessment.objects.exists()


@pytest.mark.parametrize("kind", sorted(SUICIDE))
def test_what_was_said_is_kept_with_the_form_as_it_was(cast, kind):
    flag = FlagFactory(patient=cast.patient(cast.ana), owner=cast.clara, kind=kind)
    close(by=cast.clara, flag=flag, outcome="plan", assessed=talked(thoughts="active", protects="Her son."))
    kept = RiskAssessment.objects.get()
    assert (kept.flag, kept.patient, kept.by, kept.form, kept.form_sha256, kept.language, kept.next_contact) == (
        flag, flag.patient, cast.clara, "own", own("en").sha256, "en", None,
    )  # fmt: skip
    assert [(one["question"], one["answer"], one["code"]) for one in kept.answers] == [
        ("thoughts", "Thinks of ending their life", "active"),
        ("intent", "Not asked", "not_asked"),
        ("plan", "Not asked", "not_asked"),
        ("means", "Not asked", "not_asked"),
        ("protects", "Her son.", ""),
        ("next_contact", "made up", "none"),
    ]
    row = AuditRow.objects.get(verb="risk.assessed")
    assert (row.actor, row.patient, row.detail) == (f"user:{cast.clara.pk}", str(flag.patient_id), {"form": "own"})


def test_an_assessment_with_an_open_question_closes_nothing(cast, flag):
    with pytest.raises(ValidationError, match="Answer each question with one of its answers"):
        close(by=cast.clara, flag=flag, outcome="plan", assessed=talked(intent=""))
    assert Flag.objects.get(pk=flag.pk).closed_at is None


def test_an_assessment_is_never_changed(cast, flag):
    close(by=cast.clara, flag=flag, outcome="plan", assessed=talked())
    with pytest.raises(Error):
        RiskAssessment.objects.update(answers=[])


def test_the_next_contact_is_a_task_of_whoever_asked_for_that_day(cast, flag):
    soon = today_of(cast.here) + timedelta(days=2)
    with inline():
        close(by=cast.clara, flag=flag, outcome="spoke_safe", assessed=talked(next_contact=soon))
    task = Task.objects.get()
    assert (task.patient, task.owner, task.what, task.due) == (
        flag.patient,
        cast.clara,
        "Next contact, as agreed",
        soon,
    )


def test_reading_what_was_said_about_many_flags_is_one_query_more(cast, django_assert_num_queries):
    patient = cast.patient(cast.ana)
    for _ in range(3):
        close(by=cast.clara, flag=FlagFactory(patient=patient, owner=cast.clara), outcome="plan", assessed=talked())
    with django_assert_num_queries(2):
        assert [len(flag.assessed) for flag in with_assessments(patient.flags.all())] == [1, 1, 1]


# --- licensed forms ---------------------------------------------------------------------------------------------------


@pytest.fixture
def load(cast, tmp_path, capsys):
    def run(text=PACK, centre="here"):
        file = tmp_path / "pack.yaml"
        file.write_text(text)
        call_command("load_assessment_form", str(file), "--centre", centre)
        return capsys.readouterr().out

    return run


def test_a_licensed_form_is_loaded_once_for_the_centre_that_holds_it(cast, load):
    assert "licensed in en for here: licence L-1 of A hospital, valid until 2030-12-31" in load()
    load()
    kept = AssessmentForm.objects.get()
    assert (kept.centre, kept.holder) == (cast.here, "A hospital")
    assert [one.code for one in forms_for(cast.here, "es")] == ["own", "licensed"]
    assert [one.code for one in forms_for(cast.there, "en")] == ["own"]
    assert AuditRow.objects.filter(verb="assessment_form.loaded").count() == 1


def test_a_newer_wording_takes_the_place_of_the_older(cast, load):
    load()
    with clock.at(clock.now() + timedelta(minutes=1)):
        load(PACK.replace("A licensed form", "A newer one"))
    assert [one.title for one in forms_for(cast.here, "en")] == ["What was asked and said", "A newer one"]


def test_a_form_past_its_licence_is_not_offered(cast, load):
    last = today_of(cast.here)
    load(PACK.replace("2030-12-31", last.isoformat()))
    assert [one.code for one in forms_for(cast.here, "en")] == ["own", "licensed"]
    with clock.at(clock.now() + timedelta(days=1)):
        assert [one.code for one in forms_for(cast.here, "en")] == ["own"]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("2030-12-31", "2020-01-01", "The licence ended on 2020-01-01."),
        ("title:", "tale:", "pack.yaml:5: tale: unknown"),
    ],
)
def test_a_form_that_cannot_be_used_is_not_loaded(load, old, new, problem):
    with pytest.raises(CommandError) as refused:
        load(PACK.replace(old, new))
    assert "Nothing was loaded." in str(refused.value)
    assert problem in str(refused.value)
    assert not AssessmentForm.objects.exists()


def test_a_centre_that_is_not_there_is_named(load):
    with pytest.raises(CommandError, match="Choose a centre with --centre: here, there"):
        load(centre="nowhere")
