"""What a record says of level 2: the plan, what was opened, shared and reported, who guides; in a few queries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import get_language

from oncocare.foundation.languages import in_language
from oncocare.library.models import Piece, TextVersion
from oncocare.library.selectors import published
from oncocare.people.models import Patient
from steps.campus.coach.selectors import danger_signs_of, symptoms_of
from steps.campus.guiding.selectors import (
    SharedWriting,
    Used,
    guidance_of,
    reviews_of,
    shared_by,
    titles_of,
    used_by,
)
from steps.campus.models import (
    CampusReview,
    DangerSign,
    Guidance,
    PieceUse,
    PlanMade,
    Recommendation,
    SymptomReport,
    Writing,
)
from steps.campus.plan.explain import for_clinician
from steps.campus.plan.planning import things_from_json, trace_from_json
from steps.campus.plan.selectors import newest_plan
from steps.levels import Level

Says = Recommendation.Says
KEPT: tuple[Any, ...] = (
    Guidance, PlanMade, PieceUse, Writing, SymptomReport, DangerSign, CampusReview, Recommendation,
)  # fmt: skip
LATEST = 10  # symptoms in the section; all stand in the timeline


@dataclass(frozen=True)
class Thing:
    """One thing of a plan as a clinician reads it: the rule by which it is offered, and each of its tests."""

    title: str
    because: str
    minutes: int
    rule: str
    tests: list[str]


@dataclass(frozen=True)
class Recommended:
    """What staff last said of a piece to this person, and its title."""

    row: Recommendation
    title: str


@dataclass(frozen=True)
class CampusKept:
    """What is kept of level 2 of one person."""

    guidance: Guidance | None
    plan: PlanMade | None
    used: list[Used]
    shared: list[SharedWriting]
    symptoms: list[SymptomReport]
    signs: list[DangerSign]
    reviews: list[CampusReview]
    recommended: list[Recommended]

    @property
    def things(self) -> list[Thing]:
        """The plan that stands, in its order."""
        if self.plan is None:
            return []
        language, trace = get_language() or "en", trace_from_json(self.plan.trace)
        return [
            Thing(
                one.title, in_language(one.because, language), one.minutes, one.rule,
                for_clinician(trace, one.rule, language),
            )
            for one in things_from_json(self.plan.things)
        ]  # fmt: skip

    @property
    def latest_symptoms(self) -> list[SymptomReport]:
        """The latest of them."""
        return self.symptoms[:LATEST]

    @property
    def anything(self) -> bool:
        """Whether there is anything of it."""
        known = (self.guidance, self.plan, self.used, self.shared, self.symptoms, self.signs)
        return any((*known, self.reviews, self.recommended))


@dataclass(frozen=True)
class CampusEntry:
    """One thing of level 2 in a timeline: `what` is a code, `title` what it was about, `who` did it if not they."""

    at: datetime
    what: str
    title: str = ""
    who: str = ""
    thing: Any = None


def campus_of(patient: Patient) -> CampusKept:
    """Everything of it, titles in the language of the page. Most people have little of it, or nothing: one query says
    of what there is anything, and only that is read.
    """
    language, there = get_language() or "en", _there(patient)
    return CampusKept(
        guidance=guidance_of(patient) if Guidance in there else None,
        plan=newest_plan(patient) if PlanMade in there else None,
        used=used_by(patient, language) if PieceUse in there else [],
        shared=shared_by(patient, language) if Writing in there else [],
        symptoms=list(symptoms_of(patient)) if SymptomReport in there else [],
        signs=list(danger_signs_of(patient)) if DangerSign in there else [],
        reviews=reviews_of(patient) if CampusReview in there else [],
        recommended=recommended_to(patient, language) if Recommendation in there else [],
    )


def _there(patient: Patient) -> set[Any]:
    """The models of which there is a row of this person."""
    rows = Patient.objects.filter(pk=patient.pk)
    found = rows.values_list(*(Exists(model.objects.filter(patient=OuterRef("pk"))) for model in KEPT)).get()
    return {model for model, is_there in zip(KEPT, found, strict=True) if is_there}


def shows_campus(kept: CampusKept, level: Level | None) -> bool:
    """Whether a record has a section of it: from level 2 on, and wherever anything of it was used."""
    return kept.anything or (level is not None and level >= Level.CAMPUS)


def recommended_to(patient: Patient, language: str) -> list[Recommended]:
    """What holds of each piece that staff recommended to this person or hid, the latest first; two queries."""
    latest = Recommendation.objects.filter(patient=patient).order_by("piece", "-id").distinct("piece")
    rows = [row for row in latest.select_related("piece", "by") if row.says != Says.NOTHING]
    titles = titles_of((row.piece_id for row in rows), language) if rows else {}
    found = [Recommended(row, titles.get(row.piece_id) or row.piece.slug) for row in rows]
    return sorted(found, key=lambda one: one.row.pk, reverse=True)


def pieces_for(patient: Patient, words: str = "") -> list[TextVersion]:
    """What may be recommended: published for patients in this person's language, by title; all of these `words`."""
    shown: QuerySet[Any] = published(patient.centre, patient.language).defer("text")
    wanted = words.casefold().split()
    rows = [row for row in shown if "patient" in row.piece.audience]
    found = [row for row in rows if all(word in f"{row.title} {row.summary}".casefold() for word in wanted)]
    return sorted(found, key=lambda row: row.title.casefold())


def piece_for(patient: Patient, pk: Any) -> Piece:
    """A piece of the centre of this person."""
    return Piece.objects.get(centre=patient.centre, pk=pk)


# --- in the timeline --------------------------------------------------------------------------------------------------


def happened(kept: CampusKept) -> Iterator[CampusEntry]:
    """First openings, what was finished, shared, reported and written, in no order."""
    for one in kept.used:
        yield CampusEntry(one.use.opened, "opened", one.title)
        if one.use.finished:
            yield CampusEntry(one.use.finished, "finished", one.title, thing=one)
    for shared in kept.shared:
        yield CampusEntry(shared.writing.shared or shared.writing.saved, "shared", shared.title, thing=shared)
    for report in kept.symptoms:
        yield CampusEntry(report.made, "symptom", thing=report)
    for sign in kept.signs:
        yield CampusEntry(sign.made, "danger", thing=sign)
    for review in kept.reviews:
        yield CampusEntry(review.made, "review", who=review.by.name, thing=review)
