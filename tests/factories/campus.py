"""What somebody at level 2 leaves behind: rows in every table of the campus, for the guards that look at tables."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from oncocare.effort.actions import spend
from oncocare.foundation import clock
from oncocare.library.models import TextVersion
from oncocare.people.days import today_of
from oncocare.people.models import Patient
from steps.campus import models as campus
from tests.cast import Cast
from tests.factories.campus_coach import coach_rows

SEAL = "0" * 64
TABLE = {"table_version": 1, "table_sha256": SEAL}


def campus_rows(cast: Cast, rows: int = 1) -> None:
    """So many rows of Ana in every table of the campus, one where there is one of each person or centre. There is a
    library at her centre.
    """
    patient = cast.patient(cast.ana)
    coach_rows(cast, rows)
    read(cast, patient, rows)
    kept_a_diary(patient, rows)
    guided(cast, patient, rows)


def read(cast: Cast, patient: Patient, rows: int = 1) -> None:
    """What they were offered and why, and so many texts with what they wrote, each recommended by Clara."""
    campus.Tour.objects.create(patient=patient, centre=patient.centre, topics=["sleep"], way="read")
    versions = TextVersion.objects.filter(centre=patient.centre, language="en").order_by("made", "pk")[:rows]
    assert len(versions) == rows, "the library of this centre has too few texts"
    for number, version in enumerate(versions):
        whose = {"patient": patient, "centre": patient.centre}
        of = {**whose, "piece": version.piece}
        day = today_of(patient) - timedelta(days=number)
        campus.PlanMade.objects.create(
            **whose, day=day, language="en", known=SEAL, things=[_thing(version)], trace=_trace(day), table="made-up",
            **TABLE,
        )  # fmt: skip
        campus.Recommendation.objects.create(**of, says="do", words="made up", by=cast.clara)
        told = {
            "centre": patient.centre,
            "version": version,
            "offered": "clinician",
            "helped": True,
            "words": "made up",
        }
        campus.PieceUse.objects.get_or_create(patient=patient, piece=version.piece, defaults=told)
        campus.Writing.objects.create(
            **of, version=version, written=json.dumps({"made-up": "made up"}), shared=clock.now()
        )


def _thing(version: TextVersion) -> dict[str, Any]:
    """One thing of a plan, as plans keep it."""
    return {
        "piece": str(version.piece_id), "slug": version.piece.slug, "title": version.title, "minutes": version.minutes,
        "rule": "clinician", "because": {"en": "made up"},
    }  # fmt: skip


def _trace(day: date) -> dict[str, Any]:
    """The trace of a table without rules."""
    return {
        "table": "made-up", "version": 1, "hash": SEAL, "day": day.isoformat(), "told": {}, "values": {},
        "help_ended": False, "tried": [], "done": False,
    }  # fmt: skip


def told_the_coach(patient: Patient, rows: int = 1) -> None:
    """So many symptoms, and danger signs that wait on oncology's own list."""
    whose = {"patient": patient, "centre": patient.centre, "phase": "treatment"}
    for number in range(rows):
        campus.SymptomReport.objects.create(
            **whose, symptom="nausea", severity=4, band="some", outcome="self-care",
            day=today_of(patient) - timedelta(days=number), **TABLE,
        )  # fmt: skip
        campus.DangerSign.objects.create(**whose, signs=["fever"], on_list=True, **TABLE)


def kept_a_diary(patient: Patient, rows: int = 1) -> None:
    """So many days, and as many weeks with a goal; what matters to them, shared with whoever guides them."""
    whose, today = {"patient": patient, "centre": patient.centre}, today_of(patient)
    monday = today - timedelta(days=today.weekday())
    for number in range(rows):
        day, week = today - timedelta(days=number), monday - timedelta(weeks=number)
        campus.DiaryDay.objects.create(**whose, day=day, mood=3, activity=1)
        campus.Goal.objects.create(**whose, week=week, words="made up", value="family")
    campus.Compass.objects.create(**whose, values=["family"], words="made up", shared=clock.now())


def guided(cast: Cast, patient: Patient, rows: int = 1) -> None:
    """Clara guides them, and wrote to them so many times; the next review is due today."""
    today, whose = today_of(patient), {"patient": patient, "centre": patient.centre}
    since = today - timedelta(weeks=2 * rows)
    stands = {**whose, "supporter": cast.clara, "since": since, "due": today}
    guidance, _new = campus.Guidance.objects.get_or_create(patient=patient, until=None, defaults=stands)
    for number in range(rows):
        minutes = spend(
            by=cast.clara, centre=patient.centre_id, what="guiding", minutes=1, began=clock.now(), patient=patient.pk
        )
        campus.CampusReview.objects.create(
            guidance=guidance, **whose, by=cast.clara, was_due=since + timedelta(weeks=2 * number), words="made up",
            effort=minutes,
        )  # fmt: skip


def everybody(cast: Cast, patients: Sequence[Patient], rows: int = 1) -> None:
    """The same of each of these, so that lists of people at level 2 have lines."""
    for patient in patients:
        read(cast, patient, rows)
        told_the_coach(patient, rows)
        kept_a_diary(patient, rows)
        guided(cast, patient, rows)
