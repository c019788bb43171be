"""Writes what somebody reported, what a centre signed of the coach, its ward, and what was seen on oncology's list."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.events.actions import emit
from oncocare.foundation import clock
from oncocare.foundation.unit import action, hold
from oncocare.people.days import day_of, today_of
from oncocare.people.models import Actor, Centre, Patient, User
from questionnaires.models import Response
from steps.campus.coach.answer import answer
from steps.campus.coach.asked import INSTRUMENT, SYMPTOM_OF
from steps.campus.coach.selectors import list_open, offered, phase_now, signatures_of, signed_at, ward_of
from steps.campus.coach.table import OTHER, UNSURE, CoachPhase
from steps.campus.coach.table_file import shipped_table
from steps.campus.kinds import SYMPTOM_REPORTED
from steps.campus.models import CoachSignature, DangerSign, SymptomReport, Ward

AGAIN = timedelta(minutes=2)  # within which the same words are one press too many

# --- what a person reports --------------------------------------------------------------------------------------------


@action
def report_symptom(*, by: User, patient: Patient, symptom: str, severity: int) -> SymptomReport:
    """Keep one symptom with what the signed table says of it; the same within two minutes is kept once.

    `ValidationError` where the centre has not signed for this symptom.
    """
    hold(patient)
    if symptom not in _answered_at(patient.centre):
        raise ValidationError(_("Your centre has not opened this. Please call your team."))
    just_now = patient.symptoms.filter(symptom=symptom, answered=None, made__gt=clock.now() - AGAIN)
    latest = just_now.order_by("made").last()
    if latest and latest.severity == severity:
        return latest
    return _keep(by, patient, symptom, severity, phase_now(patient), day=today_of(patient), signed=True)


@action
def report_answers(*, by: Actor, response: Response) -> list[SymptomReport]:
    """Keep the symptoms that somebody answered in a set of questions, each once however often this is told.

    Where the centre has not signed for a symptom it is kept without an outcome.
    """
    patient = response.patient
    hold(patient)
    there = set(SymptomReport.objects.filter(answered=response).values_list("symptom", flat=True))
    signed, phase = _answered_at(patient.centre), phase_now(patient)
    said = {SYMPTOM_OF[item]: code for item, code in response.answers.items() if item in SYMPTOM_OF}
    return [
        _keep(
            by, patient, symptom, severity, phase, day=day_of(patient, response.answered), signed=symptom in signed,
            answered=response, made=response.answered,
        )
        for symptom, severity in said.items()
        if severity is not None and symptom not in there and symptom in shipped_table().symptoms
    ]  # fmt: skip


@action
def report_sent(*, by: Actor, bundle: str) -> None:
    """Keep the symptoms of whatever was answered together and asked about symptoms."""
    sent = Response.objects.filter(assignment__bundle=bundle, instrument=INSTRUMENT)
    for response in sent.select_related("patient__centre"):
        report_answers(by=by, response=response)


def _answered_at(centre: Centre) -> set[str]:
    return {one.code for one in offered(signed_at(centre))}


def _keep(
    by: Actor, patient: Patient, symptom: str, severity: int, phase: CoachPhase, *, day: date, signed: bool,
    answered: Response | None = None, made: datetime | None = None,
) -> SymptomReport:  # fmt: skip
    table = shipped_table()
    said = answer(table, symptom, severity, phase)
    report = SymptomReport.objects.create(
        patient=patient, centre=patient.centre, symptom=symptom, severity=severity, phase=phase, band=said.band or "",
        outcome=said.outcome if signed else "", table_version=table.version, table_sha256=table.sha256,
        answered=answered, day=day, made=made or clock.now(),
    )  # fmt: skip
    record(by=by, verb=Verb.SYMPTOM_REPORTED, subject=report, patient=patient, centre=patient.centre)
    emit(SYMPTOM_REPORTED, patient=patient.pk, report=report.pk)
    return report


@action
def name_danger(*, by: User, patient: Patient, signs: Collection[str]) -> DangerSign:
    """Keep the danger signs that somebody ticked; nothing ticked means that they are not sure. Where oncology signed
    for a list of its own they stand there too. The same within two minutes is kept once.
    """
    hold(patient)
    table, phase = shipped_table(), phase_now(patient)
    known = [*(sign.code for sign in table.danger.signs), UNSURE, OTHER]
    named = [code for code in known if code in signs] or [UNSURE]
    if set(signs) - set(known):
        raise ValidationError(_("Choose from the list on this page."))
    latest = patient.danger_signs.filter(made__gt=clock.now() - AGAIN, seen_at=None).order_by("made").last()
    if latest and latest.signs == named:
        return latest
    sign = DangerSign.objects.create(
        patient=patient, centre=patient.centre, signs=named, phase=phase, table_version=table.version,
        table_sha256=table.sha256, on_list=list_open(patient.centre, ward_of(patient.centre)),
    )  # fmt: skip
    record(by=by, verb=Verb.DANGER_NAMED, subject=sign, patient=patient, centre=patient.centre, on_list=sign.on_list)
    return sign


# --- what a centre signs ----------------------------------------------------------------------------------------------


@action
def sign_parts(*, by: User, centre: Centre, parts: Mapping[str, str], signed: bool) -> list[CoachSignature]:
    """Sign these parts of the table, each with the SHA-256 that the page showed, or take the signature back.

    What is so already stays as it is. `ValidationError` where a part is no longer what was read.
    """
    hold(centre)
    table = shipped_table()
    if any(table.parts.get(part) != sha256 for part, sha256 in parts.items()):
        raise ValidationError(_("The table changed while you were reading. Nothing is signed. Read it again."))
    latest, rows = signatures_of(centre), []
    for part, sha256 in parts.items():
        before = latest.get(part)
        holds = before is not None and before.signed and before.part_sha256 == sha256
        if holds == signed:
            continue
        rows.append(
            CoachSignature.objects.create(
                centre=centre, part=part, part_sha256=sha256, content=table.content_of(part), signed=signed, by=by
            )
        )
    if rows:
        verb = Verb.COACH_SIGNED if signed else Verb.COACH_SIGNATURE_TAKEN_BACK
        record(by=by, verb=verb, subject=centre, centre=centre, parts=[row.part for row in rows])
    return rows


# --- the ward and its list --------------------------------------------------------------------------------------------


@action
def set_ward(*, by: Actor, centre: Centre, phone: str, hours: Mapping[str, str], list_name: str) -> Ward:
    """Write down whom people call and what oncology's list is called; a list of another name is signed for anew."""
    hold(centre)
    ward = ward_of(centre) or Ward(centre=centre)
    if ward.list_name != list_name:
        ward.listed_at = ward.listed_by = None
    ward.phone, ward.hours, ward.list_name = phone, dict(hours), list_name
    ward.save()
    record(by=by, verb=Verb.WARD_SET, subject=ward, centre=centre, list=bool(list_name))
    return ward


@action
def sign_for_list(*, by: User, ward: Ward, signed: bool) -> Ward:
    """Somebody of the ward says that oncology looks at its list, or no longer. Without it nothing goes there."""
    ward = Ward.objects.select_for_update(of=("self",)).select_related("centre").get(pk=ward.pk)
    if not ward.list_name:
        raise ValidationError(_("There is no list yet. Somebody who runs the centre gives it a name first."))
    if (ward.listed_at is not None) == signed:
        return ward
    ward.listed_at, ward.listed_by = (clock.now(), by) if signed else (None, None)
    ward.save(update_fields=["listed_at", "listed_by"])
    verb = Verb.WARD_LIST_SIGNED if signed else Verb.WARD_LIST_TAKEN_BACK
    record(by=by, verb=verb, subject=ward, centre=ward.centre)
    return ward


@action
def mark_seen(*, by: User, sign: DangerSign) -> DangerSign:
    """Somebody of the ward saw it; the first who did stays the one who did."""
    sign = DangerSign.objects.select_for_update(of=("self",)).select_related("patient", "centre").get(pk=sign.pk)
    if sign.seen_at is None:
        sign.seen_at, sign.seen_by = clock.now(), by
        sign.save(update_fields=["seen_at", "seen_by"])
        record(by=by, verb=Verb.DANGER_SEEN, subject=sign, patient=sign.patient, centre=sign.centre)
    return sign
