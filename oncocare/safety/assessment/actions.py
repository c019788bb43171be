"""Keeping what was assessed about a flag, and the wording of a licensed form."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import override

from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.events.actions import emit
from oncocare.foundation.unit import action
from oncocare.people.kinds import TASK_WANTED
from oncocare.people.models import Actor, Centre, User
from oncocare.safety.assessment.assessed import Assessed
from oncocare.safety.assessment.wording import FormPack
from oncocare.safety.models import AssessmentForm, Flag, RiskAssessment


@action
def keep_assessment(*, by: User, flag: Flag, assessed: Assessed) -> RiskAssessment:
    """What was asked and said about this flag; a day for the next contact becomes a task of whoever asked."""
    if assessed.missing:
        raise ValidationError(_("Answer each question with one of its answers; “not asked” is one of them."))
    said = [one._asdict() for one in assessed.said]
    if assessed.next_contact is None:
        said.append(
            {"question": "next_contact", "ask": _("Next contact"), "answer": assessed.no_contact, "code": "none"}
        )
    kept = RiskAssessment.objects.create(
        flag=flag,
        patient=flag.patient,
        centre=flag.centre,
        form=assessed.questions.code,
        form_sha256=assessed.questions.sha256,
        language=assessed.questions.language,
        answers=said,
        next_contact=assessed.next_contact,
        by=by,
    )
    record(by=by, verb=Verb.RISK_ASSESSED, subject=kept, patient=flag.patient, centre=flag.centre, form=kept.form)
    _plan_contact(by, kept)
    return kept


def _plan_contact(by: User, kept: RiskAssessment) -> None:
    if kept.next_contact is None:
        return
    with override(by.language):
        what = _("Next contact, as agreed")
    emit(
        TASK_WANTED, centre=kept.centre_id, patient=kept.patient_id, owner=by.pk, what=what,
        due=kept.next_contact.isoformat(), source=f"assessment:{kept.pk}",
    )  # fmt: skip


@action
def load_assessment_form(*, by: Actor, centre: Centre, pack: FormPack, sha256: str) -> AssessmentForm:
    """Keep the wording of a licensed form for one centre; the same file twice is kept once."""
    kept, new = AssessmentForm.objects.get_or_create(
        centre=centre,
        code=pack.code,
        language=pack.language,
        sha256=sha256,
        defaults={
            "reference": pack.licence.reference,
            "holder": pack.licence.holder,
            "valid_until": pack.licence.valid_until,
            "content": pack.model_dump(mode="json"),
        },
    )
    if new:
        record(by=by, verb=Verb.ASSESSMENT_FORM_LOADED, subject=kept, centre=centre, form=pack.code)
    return kept
