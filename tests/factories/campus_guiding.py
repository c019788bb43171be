"""Somebody who guides people at level 2, and what the people they guide did and shared."""

from __future__ import annotations

import json
from datetime import timedelta

from oncocare.foundation import clock
from oncocare.library.models import TextVersion
from oncocare.people.actions import appoint
from oncocare.people.days import today_of
from oncocare.people.models import Patient, User
from oncocare.people.roles import SUPPORTER
from steps.actions import override
from steps.campus import models as campus
from steps.campus.actions import recommend
from steps.campus.guiding.actions import follow, review
from steps.levels import Level
from steps.models import Pathway
from tests.cast import BY, Cast, _user
from tests.factories.campus import _trace
from tests.factories.library import handed_in, new_piece

TEXT = "Breathe out.\n\n::: field what_helped\nWhat helped you?\n:::\n"
SHA = "0" * 64


def supporter(cast: Cast, name: str = "sam") -> User:
    """Sam, whom clinicians name to guide people, and who may open no record."""
    user = _user(name)
    appoint(by=BY, user=user, centre=cast.here, role=SUPPORTER)
    return user


def to_level_2(cast: Cast, patient: Patient) -> campus.Guidance:
    """Somebody at level 2, whom their clinician guides."""
    pathway = Pathway.objects.get(patient=patient)
    if pathway.level_now is not Level.CAMPUS:
        override(by=cast.clara, pathway=pathway, to=Level.CAMPUS, reason="made up")
    stands = follow(by=BY, patient=patient)
    assert stands
    return stands


def exercise(cast: Cast, slug: str = "a-breath") -> TextVersion:
    """An exercise with one field, in English."""
    return handed_in(cast.clara, new_piece(cast, slug, "exercise"), title="A breath", text=TEXT)


def used(patient: Patient, version: TextVersion, **more: object) -> campus.PieceUse:
    """A piece that this person opened and finished, for three minutes, and that helped."""
    given = {"finished": clock.now(), "seconds": 180, "helped": True, "words": "It calmed me.", **more}
    return campus.PieceUse.objects.create(
        patient=patient, centre=patient.centre, piece=version.piece, version=version, **given
    )


def wrote(patient: Patient, version: TextVersion, words: str, *, shared: bool = True) -> campus.Writing:
    """What this person wrote in an exercise."""
    return campus.Writing.objects.create(
        patient=patient, centre=patient.centre, piece=version.piece, version=version,
        written=json.dumps({"what_helped": words}), shared=clock.now() if shared else None,
    )  # fmt: skip


def reported(patient: Patient, symptom: str = "nausea") -> campus.SymptomReport:
    """A symptom as this person said it."""
    return campus.SymptomReport.objects.create(
        patient=patient, centre=patient.centre, symptom=symptom, severity=4, phase="treatment", band="moderate",
        outcome="self_care", table_version=1, table_sha256=SHA, day=today_of(patient),
    )  # fmt: skip


def in_danger(patient: Patient) -> campus.DangerSign:
    """A danger sign of the body that this person named."""
    return campus.DangerSign.objects.create(
        patient=patient, centre=patient.centre, signs=["fever"], phase="treatment", table_version=1,
        table_sha256=SHA, on_list=False,
    )  # fmt: skip


def planned(patient: Patient, version: TextVersion) -> campus.PlanMade:
    """The plan of one day, with one thing and its reason."""
    thing = {
        "piece": str(version.piece_id), "slug": version.piece.slug, "title": version.title, "rule": "sleep",
        "because": {"en": "You said that sleep was hard this week."}, "minutes": 4,
    }  # fmt: skip
    return campus.PlanMade.objects.create(
        patient=patient, centre=patient.centre, day=today_of(patient), language="en", things=[thing], trace=_trace(today_of(patient)),
        table="made-up", table_version=1, table_sha256=SHA, known=SHA,
    )  # fmt: skip


def guided_rows(cast: Cast, rows: int = 1) -> None:
    """So many people whom Sam guides and whom nobody guides, Ana among the first; and of Ana so many rows of all."""
    sam, ana = supporter(cast), cast.patient(cast.ana)
    everybody = Patient.objects.filter(centre=cast.here, pathway__isnull=False).exclude(pk=ana.pk).order_by("key")
    for number, patient in enumerate([ana, *everybody[: 2 * rows - 1]]):
        stands = campus.Guidance.objects.filter(patient=patient, until=None).first() or _stands(patient)
        stands.supporter = sam if number < rows else None
        stands.due = today_of(cast.here) - timedelta(days=number % 2)
        stands.save()
    for number in range(rows):
        version = exercise(cast, f"a-breath-{number}")
        used(ana, version)
        wrote(ana, version, f"made up {number}")
        planned(ana, version)
        recommend(by=cast.clara, patient=ana, piece=version.piece, says="do", words="made up")
        day = today_of(ana) - timedelta(weeks=number)
        whose = {"patient": ana, "defaults": {"centre": ana.centre}}
        campus.DiaryDay.objects.get_or_create(**whose, day=day)
        campus.Goal.objects.get_or_create(**whose, week=day - timedelta(days=day.weekday()))
        review(by=sam, guidance=campus.Guidance.objects.get(patient=ana, until=None), words=f"x {number}", minutes=5)
    campus.Compass.objects.get_or_create(patient=ana, defaults={"centre": ana.centre, "shared": clock.now()})


def _stands(patient: Patient) -> campus.Guidance:
    """Somebody is guided whatever their level: the pages and tables are the same."""
    today = today_of(patient.centre)
    return campus.Guidance.objects.create(patient=patient, centre=patient.centre, since=today, due=today)
