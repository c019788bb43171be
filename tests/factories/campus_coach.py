"""A small table of the coach, a centre that signed it, its ward, and one row of each of its tables."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import yaml

from oncocare.foundation.datafiles import Document, parse
from oncocare.people.actions import appoint, register_user
from oncocare.people.models import Centre, User
from oncocare.people.roles import WARD
from questionnaires.models import Assignment
from steps.campus.coach import actions
from steps.campus.coach.table import CoachTable
from steps.campus.coach.table_file import shipped_table, table_from
from tests.cast import BY, Cast

PHASES = ("new", "chemotherapy", "treatment", "after", "living_with", "unknown")
BANDS = ("mild", "moderate", "severe")
OUTCOMES = ("self_care", "call_team", "call_ward_today")
PHONE = "+34 600 111 222"


def said(words: str) -> dict[str, str]:
    """The same words in both languages, told apart."""
    return {"en": words, "es": f"{words} (es)"}


BOOK = {"title": "A book", "organisation": "A house", "year": 2024, "url": "https://example.org/a", "read": "whole"}


def table_data() -> dict[str, Any]:
    """What `coach.yaml` says, with three signs: two of every phase and one of chemotherapy."""
    return {
        "language": 1,
        "table": "coach",
        "version": 3,
        "title": said("A small table"),
        "bands": {"mild": [1, 3], "moderate": [4, 6], "severe": [7, 10]},
        "phases": list(PHASES),
        "danger": {
            "source": "A guideline of danger",
            "signer": "awaiting signature",
            "signs": [
                {"sign": "fever", "words": said("Fever of 38"), "phases": ["chemotherapy"], "source": "A guideline"},
                {"sign": "breath", "words": said("Short of breath"), "phases": "all", "source": "A guideline"},
                {"sign": "bleeding", "words": said("Bleeding"), "phases": "all", "source": "A guideline"},
            ],
            "sources": [dict(BOOK)],
        },
    }


def symptom_data(code: str = "nausea") -> dict[str, Any]:
    """What the file of a symptom says: calmer for mild, today for severe, and now for severe in chemotherapy."""
    cells = {
        band: {
            phase: {"outcome": outcome, "source": f"Source of {band}", "signer": "awaiting signature"}
            for phase in PHASES
        }
        for band, outcome in zip(BANDS, OUTCOMES, strict=True)
    }
    cells["severe"]["chemotherapy"]["outcome"] = "call_ward_now"
    return {
        "symptom": code,
        "words": said(code.title()),
        "ask": said(f"How bad is {code}?"),
        "topics": ["eating"],
        "cells": cells,
        "steps": {band: {"en": [f"Step for {band}"], "es": [f"Paso para {band}"]} for band in BANDS},
        "watch": said(f"Call when {code} grows"),
        "sources": [dict(BOOK)],
    }


def document(data: dict[str, Any], name: str) -> Document:
    """The file that holds this, with the lines of its places."""
    return parse(yaml.safe_dump(deepcopy(data), sort_keys=False, allow_unicode=True), name)


def small_table(*codes: str, **changed: Any) -> CoachTable:
    """The small table, or one of these symptoms; `changed` are keys of `coach.yaml`."""
    symptoms = [document(symptom_data(code), f"{code}.yaml") for code in codes or ("nausea", "tiredness", "pain")]
    return table_from(document({**table_data(), **changed}, "coach.yaml"), symptoms)


# --- a centre that opened the coach -----------------------------------------------------------------------------------


def sign_all(by: User, centre: Centre) -> None:
    """Somebody signs every part of the table."""
    actions.sign_parts(by=by, centre=centre, parts=shipped_table().parts, signed=True)


def nurse(centre: Centre, name: str = "wanda") -> User:
    """Wanda, who works on the ward."""
    user = User.objects.filter(email=f"{name}@example.org").first() or register_user(
        by=BY, email=f"{name}@example.org", name=name.title(), language="en"
    )
    if not user.memberships.exists():
        appoint(by=BY, user=user, centre=centre, role=WARD)
    return user


def open_ward(cast: Cast, *, listed: bool = True) -> User:
    """Clara signs the table, the ward has a number and a list, and Wanda signs for the list; returns her."""
    wanda = nurse(cast.here)
    sign_all(cast.clara, cast.here)
    ward = actions.set_ward(
        by=cast.carlos, centre=cast.here, phone=PHONE, hours=said("Day and night"), list_name="Calls of the ward"
    )
    if listed:
        actions.sign_for_list(by=wanda, ward=ward, signed=True)
    return wanda


TICKED = (["unsure"], ["other"], ["other", "unsure"])


def coach_rows(cast: Cast, rows: int = 1) -> None:
    """An open coach with its ward, and so many symptoms of Ana and danger signs on a list that is signed for no more."""
    wanda = open_ward(cast)
    patient, codes = cast.patient(cast.ana), list(shipped_table().symptoms)
    for number in range(rows):
        actions.report_symptom(by=cast.ana, patient=patient, symptom=codes[number], severity=number + 1)
        actions.name_danger(by=cast.ana, patient=patient, signs=TICKED[number])
    actions.sign_for_list(by=wanda, ward=cast.here.ward, signed=False)


def coach_owned(answered: Assignment) -> dict[str, Any]:
    """What the addresses of the coach name: of the person of these answers."""
    patient = answered.patient
    return {
        "coach_answer": patient.symptoms.first(),
        "coach_sent": answered.response,
        **dict.fromkeys(("coach_call", "ward_seen"), patient.danger_signs.first()),
    }
