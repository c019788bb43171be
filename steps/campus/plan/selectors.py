"""What the table of the plan is told of a person, and the plan as their pages show it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import get_language

from oncocare.foundation import clock
from oncocare.foundation.languages import in_language
from oncocare.library.choices import TOPIC_WORDS, Audience, PieceKind, PieceTopic, speaks_of_the_end
from oncocare.library.models import Module
from oncocare.library.modules.selectors import in_own_language, piece_titles
from oncocare.library.reading import selectors as reading
from oncocare.people.days import day_of
from oncocare.people.models import Centre, Patient
from oncocare.people.picture.details import running
from oncocare.people.picture.selectors import Picture, picture_of
from questionnaires.instruments.catalogue import catalogue
from questionnaires.models import Score
from steps.campus.coach.selectors import readings_of
from steps.campus.models import PieceUse, PlanMade, Recommendation, Tour
from steps.campus.plan.explain import for_person
from steps.campus.plan.planning import PlanFacts, RecommendedPiece, ShelfPiece, things_from_json, trace_from_json
from steps.campus.plan.table import CLINICIAN, PlanTable
from steps.facts import Facts, PathwayState, Reading, Record
from steps.levels import Level
from steps.models import Pathway
from steps.selectors import record_of, standing
from steps.single_readings import SYMPTOM, item_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LASTS = timedelta(days=7)  # a plan, where nothing else makes it anew
GIVEN_WITHIN = timedelta(days=91)  # what a rule gave longer ago may be offered anew
_WAYS = {PieceKind.AUDIO.value: Tour.Way.LISTEN.value, PieceKind.VIDEO.value: Tour.Way.WATCH.value}
_NOT_OFFERED = (PieceKind.GLOSSARY, PieceKind.CONTACT)


# --- what is known ----------------------------------------------------------------------------------------------------


def plan_facts(pathway: Pathway, table: PlanTable, language: str, today: date) -> PlanFacts:
    """All that the table may look at, of this person on this day; what is on the shelf is in this language."""
    patient = pathway.patient
    uses = list(PieceUse.objects.filter(patient=patient).select_related("piece").order_by("-touched"))
    said = latest_recommendations(patient)
    tour = patient.tours.order_by("id").last()
    day = pathway.entered or today
    state = standing(pathway) or PathwayState(pathway.level_now, day, pathway.started or day)
    modules = list(Module.objects.filter(centre=patient.centre).order_by("slug"))
    return PlanFacts(
        facts=Facts(state, _record(pathway, table)),
        told=_told(picture_of(patient), uses, tour, today),
        shelf=_shelf(patient, modules, language),
        modules={module.slug: tuple(module.pieces) for module in modules},
        finished=tuple(sorted(use.piece.slug for use in uses if use.finished)),
        begun=_begun(uses),
        hidden=tuple(sorted(one.piece.slug for one in said if one.says == Recommendation.Says.HIDE)),
        recommended=tuple(
            RecommendedPiece(one.piece.slug, one.words) for one in said if one.says == Recommendation.Says.DO
        ),
        given=_given(patient, uses, today),
        way=tour.way if tour else "",
    )


def latest_recommendations(patient: Patient) -> list[Recommendation]:
    """What clinicians said last of each piece, the newest first."""
    latest: dict[Any, Recommendation] = {}
    for one in patient.recommendations.select_related("piece").order_by("-id"):
        latest.setdefault(one.piece_id, one)
    return list(latest.values())


def _record(pathway: Pathway, table: PlanTable) -> Record:
    """As the rules of a policy are told it, with the answers to single items and the symptoms that the table asks."""
    record, patient = record_of(pathway), pathway.patient
    extra = (*_items(patient, table), *_symptoms(patient, table))
    return Record((*record.readings, *extra), record.misses, record.help, record.flags_opened, record.flags_closed)


def _items(patient: Patient, table: PlanTable) -> Iterable[Reading]:
    asked = {(one.instrument, one.score) for one in table.measures.values() if item_of(one.score)}
    rows = Score.objects.filter(patient=patient, instrument__in={code for code, _score in asked})
    given = rows.order_by("response", "id").distinct("response")
    for code, answers, measured, recorded in given.values_list(
        "instrument", "response__answers", "measured", "recorded"
    ):
        known = catalogue()[code]
        for score in [score for instrument, score in sorted(asked) if instrument == code]:
            item = item_of(score)
            value = answers.get(item)
            if isinstance(value, int) and known.items[item].low <= value <= known.items[item].high:
                yield Reading(measured, recorded, code, score, Decimal(value))


def _symptoms(patient: Patient, table: PlanTable) -> Iterable[Reading]:
    asked = {one.score for one in table.measures.values() if one.instrument == SYMPTOM}
    for one in reversed(readings_of(patient)):
        if one.code in asked:
            yield Reading(one.day, one.day, SYMPTOM, one.code, Decimal(one.severity))


def _told(picture: Picture, uses: Sequence[PieceUse], tour: Tour | None, today: date) -> dict[str, tuple[str, ...]]:
    """What is known of the person beside measures, by what it is about; nothing where nothing is known."""
    helped = {topic for use in uses if use.helped for topic in use.piece.topics}
    unhelped = {topic for use in uses if use.helped is False for topic in use.piece.topics}
    found = {
        "phase": _codes(picture.value("phase")),
        "treatment": tuple(running(picture.value("treatments") or (), today)),
        "spread": _codes(picture.value("spread")),
        "children": _codes(picture.value("children")),
        "living_with": _codes(picture.value("living_with")),
        "work": _codes(picture.value("work")),
        "chosen": tuple(tour.topics) if tour else (),
        "helped": tuple(sorted(helped)),
        "unhelped": tuple(sorted(unhelped)),
        "begun": ("piece",) if _begun(uses) else (),
        "opened": ("piece",) if uses else (),
    }
    return {about: codes for about, codes in found.items() if codes}


def _begun(uses: Iterable[PieceUse]) -> tuple[str, ...]:
    """What is opened and not finished. Who only looked into what speaks of the end of life, and put it away, is not
    asked to go on.
    """
    return tuple(
        use.piece.slug
        for use in uses
        if not use.finished and (use.place or not speaks_of_the_end(use.piece.area, use.piece.topics))
    )


def _codes(value: Any) -> tuple[str, ...]:
    if not value:
        return ()
    return tuple(value) if isinstance(value, list) else (str(value),)


def _shelf(patient: Patient, modules: Sequence[Module], language: str) -> tuple[ShelfPiece, ...]:
    """What is shown today in a language and written for patients, in the order of modules, then of titles."""
    order = {slug: place for place, slug in enumerate(slug for module in modules for slug in module.pieces)}
    rows = reading.shown(patient.centre, language).filter(piece__audience__contains=[Audience.PATIENT])
    texts = sorted(
        rows.exclude(piece__kind__in=_NOT_OFFERED),
        key=lambda text: (order.get(text.piece.slug, len(order)), text.title),
    )
    return tuple(
        ShelfPiece(
            str(text.piece_id), text.piece.slug, text.title, text.minutes, tuple(text.piece.topics),
            tuple(text.piece.phases), _WAYS.get(text.piece.kind, Tour.Way.READ.value),
            speaks_of_the_end(text.piece.area, text.piece.topics),
        )
        for text in texts
    )  # fmt: skip


def _given(patient: Patient, uses: Iterable[PieceUse], today: date) -> dict[str, int]:
    """How many pieces were finished lately because of each rule."""
    since = today - GIVEN_WITHIN
    return dict(Counter(use.offered for use in uses if use.finished and day_of(patient, use.finished) >= since))


# --- the plan that stands ---------------------------------------------------------------------------------------------


def newest_plan(patient: Patient) -> PlanMade | None:
    """The plan that stands."""
    return patient.plans.order_by("-id").first()


def to_renew() -> QuerySet[Patient]:
    """Whoever is at level 2 or above and has no plan of the last week."""
    lately = PlanMade.objects.filter(patient=OuterRef("pk"), made__gt=clock.now() - LASTS)
    on_the_way = Patient.objects.filter(pathway__status=Pathway.Status.ACTIVE, pathway__level__gte=Level.CAMPUS)
    return on_the_way.filter(~Exists(lately)).order_by("pk")


@dataclass(frozen=True)
class ThingShown:
    """One thing of a plan as the person's page shows it, in the language of the page."""

    slug: str
    title: str
    minutes: int
    kind: str
    rule: str
    because: str
    begun: bool

    @property
    def by_clinician(self) -> bool:
        """Whether a clinician recommended it: then `because` is what they wrote, and may be empty."""
        return self.rule == CLINICIAN


def things_of(patient: Patient, plan: PlanMade | None) -> list[ThingShown]:
    """The things of a plan, but those that are finished by now, or not shown in the language of the page. One query;
    none where there is no plan.
    """
    language = get_language() or "en"
    things = things_from_json(plan.things) if plan else ()
    if not things:
        return []
    used = PieceUse.objects.filter(patient=patient, piece=OuterRef("piece"))
    rows = reading.shown(patient.centre, language).filter(piece__in=[UUID(thing.piece) for thing in things])
    rows = rows.annotate(opened=Exists(used), finished=Subquery(used.values("finished")[:1]))
    texts = {str(text.piece_id): text for text in rows if not text.finished}
    return [
        ThingShown(
            thing.slug, texts[thing.piece].title, texts[thing.piece].minutes, texts[thing.piece].piece.kind,
            thing.rule, in_language(thing.because, language), texts[thing.piece].opened,
        )
        for thing in things
        if thing.piece in texts
    ]  # fmt: skip


def why_of(plan: PlanMade | None, thing: ThingShown, language: str) -> list[str]:
    """What the person said on which it rests that this is offered."""
    return for_person(trace_from_json(plan.trace), thing.rule, language) if plan else []


# --- the table, in words ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OfferInWords:
    """What a rule offers, as staff know it: pieces and modules by what they are called at a centre, topics in words."""

    begun: bool
    pieces: list[str]
    modules: list[str]
    topics: list[StrOrPromise]


def offers_in_words(centre: Centre, table: PlanTable) -> dict[str, OfferInWords]:
    """What each rule offers at a centre; two queries. What the centre does not have keeps its name in the file."""
    pieces = piece_titles(centre)
    modules = {slug: in_own_language(title) for slug, title in centre.modules.values_list("slug", "title")}
    return {
        rule.id: OfferInWords(
            rule.offer.begun,
            [pieces.get(slug, slug) for slug in rule.offer.pieces],
            [modules.get(slug, slug) for slug in rule.offer.modules],
            [TOPIC_WORDS[PieceTopic(topic)] for topic in rule.offer.topics],
        )
        for rule in table.rules
    }
