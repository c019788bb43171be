"""Writes a version of a safety plan: the person's own, or one that staff write with the person."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.foundation.unit import action, hold
from oncocare.people.models import Patient, User
from oncocare.safety.models import SafetyPlan
from oncocare.safety.plan.parts import PARTS
from oncocare.safety.plan.selectors import newest


@action
def write_plan(*, by: User, patient: Patient, content: Mapping[str, str], shared: bool) -> SafetyPlan:
    """A new version of one's own plan, and whether the team may read it."""
    return _add(by, patient, content, shared=shared, before=_newest_locked(patient))


@action
def write_plan_together(*, by: User, patient: Patient, content: Mapping[str, str], agreed: bool = False) -> SafetyPlan:
    """A version that staff write with the person. The first is shared where the person `agreed`; later ones stay
    shared, for staff write in a plan only while the person shares it.
    """
    before = _newest_locked(patient)
    if before is not None and not before.shared:
        raise ValidationError(_("This person has a plan and does not share it. Nothing was changed."))
    return _add(by, patient, content, shared=agreed if before is None else True, before=before)


@action
def share_plan(*, by: User, patient: Patient, shared: bool) -> SafetyPlan:
    """The same words, shared from now on or no longer: a version too, so that each choice stays where it was made."""
    before = _newest_locked(patient)
    if before is None:
        raise ValidationError(_("There is no plan yet. Write one first."))
    if before.shared == shared:
        return before
    plan = _version(by, patient, before.content, shared=shared, number=before.number + 1)
    record(by=by, verb=Verb.SAFETY_PLAN_SHARED, subject=plan, patient=patient, centre=patient.centre, shared=shared)
    return plan


def _newest_locked(patient: Patient) -> SafetyPlan | None:
    hold(patient)  # two may write at the same moment
    return newest(patient)


def _add(
    by: User, patient: Patient, content: Mapping[str, str], *, shared: bool, before: SafetyPlan | None
) -> SafetyPlan:
    kept = {part.name: content.get(part.name, "").strip() for part in PARTS}
    if before is None and not any(kept.values()):
        raise ValidationError(_("Write something in one of the parts, or go back without saving."))
    if before is not None and before.content == kept and before.shared == shared:
        return before
    plan = _version(by, patient, kept, shared=shared, number=before.number + 1 if before else 1)
    record(by=by, verb=Verb.SAFETY_PLAN_WRITTEN, subject=plan, patient=patient, centre=patient.centre, shared=shared)
    return plan


def _version(by: User, patient: Patient, content: Mapping[str, str], *, shared: bool, number: int) -> SafetyPlan:
    return SafetyPlan.objects.create(
        patient=patient, centre=patient.centre, number=number, content=dict(content), shared=shared,
        language=get_language() or "en", by=by,
    )  # fmt: skip
