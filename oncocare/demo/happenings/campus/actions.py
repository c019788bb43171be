"""What the hand-made people at level 2 opened, wrote and were written."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

from oncocare.effort.actions import spend
from oncocare.foundation import clock
from oncocare.foundation.unit import action
from oncocare.library.models import TextVersion
from oncocare.people.days import day_of, today_of
from oncocare.people.models import Centre, Patient, User
from steps import actions as steps
from steps.campus.models import CampusReview, DiaryDay, Guidance, PieceUse, Recommendation, Writing
from steps.campus.plan.actions import renew_plan
from steps.levels import Level
from steps.models import HelpDay, Pathway

READS = "berta"  # of those who can sign in
FORTNIGHT = timedelta(days=14)
# How many days ago each was opened, whether it was read to the end, and whether it helped.
OPENED = (
    ("awake-at-three", 9, True, True),
    ("why-the-fear-comes-back", 6, True, None),
    ("my-smallest-step", 3, False, None),
)
EXERCISE, RECOMMENDED, HIDDEN = "my-smallest-step", "worries-on-paper-before-bed", "the-last-weeks-if-you-want-to-read"
WRITTEN = {"what_for": "To go down for the bread.", "step": "To the street door.", "after_what": "After breakfast."}
WORDS = "I have read your smallest step. To the street door is a good one; tell me how it went, if you like."
WHY = "You said that the nights are hard. This takes five minutes with a pencil."
MOODS = ((9, 2, 1), (8, 3, 1), (6, 3, 2), (4, 2, 1), (3, 4, 2), (1, 3, 2))  # days ago, mood, activity


@action
def at_the_campus(*, centre: Centre, supporter: User) -> None:
    """Two at level 2: Berta, who can sign in, reads, writes and shares; whoever came last opened nothing. Then all
    have the plan of today.
    """
    here = Pathway.objects.filter(centre=centre, level=Level.CAMPUS, status=Pathway.Status.ACTIVE)
    hand_made = here.filter(patient__user__email__contains="demo.invalid").order_by("-entered", "pk")
    rows = hand_made.select_related("patient__centre", "patient__user", "patient__clinician")
    both = sorted(rows, key=lambda pathway: not pathway.patient.account.email.startswith(READS))[:2]
    for place, pathway in enumerate(both):
        guided = guide(patient=pathway.patient, supporter=supporter, since=pathway.entered or today_of(centre))
        if place == 0:
            use_campus(pathway=pathway)
            write_back(guidance=guided, by=supporter)
    for patient in Patient.objects.filter(centre=centre).order_by("pk"):
        renew_plan(by="system:demo", patient=patient)


@action
def guide(*, patient: Patient, supporter: User, since: date) -> Guidance:
    """Somebody is named to guide a person; whoever the rules of the house named gives way."""
    stands = Guidance.objects.filter(patient=patient, until=None).first()
    guided = stands or Guidance(patient=patient, centre=patient.centre, since=since)
    guided.supporter, guided.due = supporter, today_of(patient.centre) + timedelta(days=0 if stands else 1)
    guided.save()
    return guided


@action
def use_campus(*, pathway: Pathway) -> None:
    """Opened pieces, an exercise that is shared, a diary, and a recommendation and its opposite."""
    patient, now = pathway.patient, clock.now()
    common = {"patient": patient, "centre": patient.centre}
    uses = []
    for slug, back, whole, helped in OPENED:
        version, opened = _text(patient, slug), now - timedelta(days=back)
        over = opened + timedelta(minutes=version.minutes)
        uses.append(
            PieceUse(
                **common, piece=version.piece, version=version, opened=opened, touched=over, place=2, helped=helped,
                seconds=60 * version.minutes, finished=over if whole else None,
            )
        )  # fmt: skip
    PieceUse.objects.bulk_create(uses)
    _begin_help(pathway, uses[0].opened)
    exercise, saved = _text(patient, EXERCISE), now - timedelta(days=3)
    Writing.objects.create(
        **common, piece=exercise.piece, version=exercise, written=json.dumps(WRITTEN), begun=saved, saved=saved,
        shared=saved + timedelta(minutes=5),
    )  # fmt: skip
    DiaryDay.objects.bulk_create(
        DiaryDay(**common, day=day_of(patient, now) - timedelta(days=back), mood=mood, activity=activity)
        for back, mood, activity in MOODS
    )
    if patient.clinician:
        for slug, says, words in ((RECOMMENDED, "do", WHY), (HIDDEN, "hide", "")):
            piece = _text(patient, slug).piece
            Recommendation.objects.create(**common, piece=piece, says=says, words=words, by=patient.clinician)


def _begin_help(pathway: Pathway, opened: datetime) -> None:
    if not HelpDay.objects.filter(pathway=pathway, began=True, day__gte=pathway.entered).exists():
        steps.help_began(by="system:demo", pathway=pathway, day=day_of(pathway.patient, opened))


def _text(patient: Patient, slug: str) -> TextVersion:
    rows = TextVersion.objects.filter(centre=patient.centre, piece__slug=slug, language__in=[patient.language, "en"])
    own = rows.filter(language=patient.language).order_by("number").last()
    return own or rows.order_by("number").select_related("piece")[0]


@action
def write_back(*, guidance: Guidance, by: User) -> CampusReview:
    """Two days ago they read what was shared and answered; the next review is due in twelve days."""
    with clock.at(clock.now() - timedelta(days=2)):
        effort = spend(
            by=by, centre=guidance.centre_id, patient=guidance.patient_id, what="campus.review", minutes=4,
            began=clock.now() - timedelta(minutes=4),
        )  # fmt: skip
        made = CampusReview.objects.create(
            guidance=guidance, patient=guidance.patient, centre=guidance.centre, by=by, was_due=guidance.due,
            words=WORDS, effort=effort,
        )  # fmt: skip
        guidance.due = today_of(guidance.centre) + FORTNIGHT
    guidance.save()
    return made
