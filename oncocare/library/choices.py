"""What a piece of the library can be, what it is about, and for whom: codes and their words. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class PieceKind(StrEnum):
    """What kind of piece it is."""

    LESSON = "lesson"
    ARTICLE = "article"
    EXERCISE = "exercise"
    TESTIMONY = "testimony"
    VIDEO = "video"
    AUDIO = "audio"
    QUESTIONS = "questions"
    GLOSSARY = "glossary"
    CONTACT = "contact"
    SHEET = "sheet"


KIND_WORDS = {
    PieceKind.LESSON: _("Lesson"),
    PieceKind.ARTICLE: _("Article"),
    PieceKind.EXERCISE: _("Exercise"),
    PieceKind.TESTIMONY: _("Somebody tells"),
    PieceKind.VIDEO: _("Video"),
    PieceKind.AUDIO: _("To listen to"),
    PieceKind.QUESTIONS: _("Questions to ask"),
    PieceKind.GLOSSARY: _("Words explained"),
    PieceKind.CONTACT: _("Whom to call"),
    PieceKind.SHEET: _("To print"),
}


class Area(StrEnum):
    """The part of life that it is about."""

    ILLNESS = "illness"
    EMOTIONS = "emotions"
    SLEEP = "sleep"
    TIREDNESS = "tiredness"
    BODY = "body"
    MOVEMENT = "movement"
    FAMILY = "family"
    WORK = "work"
    FEAR = "fear"
    LIVING_WITH = "living_with"
    PALLIATIVE = "palliative"
    AFTER = "after"
    BESIDE = "beside"


AREA_WORDS = {
    Area.ILLNESS: _("My illness and treatment"),
    Area.EMOTIONS: _("Emotions"),
    Area.SLEEP: _("Sleep"),
    Area.TIREDNESS: _("Tiredness"),
    Area.BODY: _("Body and sexuality"),
    Area.MOVEMENT: _("Food and movement"),
    Area.FAMILY: _("Family and couple"),
    Area.WORK: _("Work, money and rights"),
    Area.FEAR: _("Fear that it comes back"),
    Area.LIVING_WITH: _("Living with metastatic disease"),
    Area.PALLIATIVE: _("Palliative care and the end of life"),
    Area.AFTER: _("After treatment"),
    Area.BESIDE: _("For the person beside me"),
}


class MediumKind(StrEnum):
    """What kind of file a medium is."""

    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"


MEDIUM_WORDS = {
    MediumKind.IMAGE: _("Picture"),
    MediumKind.VIDEO: _("Film"),
    MediumKind.AUDIO: _("Sound"),
}


class Audience(StrEnum):
    """For whom it is written."""

    PATIENT = "patient"
    RELATIVE = "relative"
    CAREGIVER = "caregiver"


AUDIENCE_WORDS = {
    Audience.PATIENT: _("Patients"),
    Audience.RELATIVE: _("Relatives and friends"),
    Audience.CAREGIVER: _("Caregivers"),
}


class PieceTopic(StrEnum):
    """What it may help with: by these a piece is found for somebody."""

    WORRY = "worry"
    LOW_MOOD = "low_mood"
    SLEEP = "sleep"
    TIREDNESS = "tiredness"
    PAIN = "pain"
    BODY_IMAGE = "body_image"
    SEXUALITY = "sexuality"
    APPETITE = "appetite"
    MOVEMENT = "movement"
    FAMILY = "family"
    PARTNER = "partner"
    CHILDREN = "children"
    WORK = "work"
    MONEY = "money"
    RIGHTS = "rights"
    RECURRENCE = "recurrence"
    MEANING = "meaning"
    DYING = "dying"
    GRIEF = "grief"
    CAREGIVING = "caregiving"
    DECISIONS = "decisions"
    TREATMENT = "treatment"
    MEMORY = "memory"
    NAUSEA = "nausea"


def speaks_of_the_end(area: str, topics: Iterable[str]) -> bool:
    """Whether it speaks of dying or of palliative care: found by whoever looks for it, offered to nobody unasked."""
    return area == Area.PALLIATIVE or PieceTopic.DYING in topics


# As `people.picture` names them.
PHASE_WORDS = {
    "new": _("Just diagnosed"),
    "treatment": _("In treatment"),
    "after": _("After treatment"),
    "living_with": _("Living with the illness"),
}
TOPIC_WORDS = {
    PieceTopic.WORRY: _("Worry"),
    PieceTopic.LOW_MOOD: _("Low mood"),
    PieceTopic.SLEEP: _("Sleep"),
    PieceTopic.TIREDNESS: _("Tiredness"),
    PieceTopic.PAIN: _("Pain"),
    PieceTopic.BODY_IMAGE: _("How one’s body looks"),
    PieceTopic.SEXUALITY: _("Sexuality"),
    PieceTopic.APPETITE: _("Appetite"),
    PieceTopic.MOVEMENT: _("Movement"),
    PieceTopic.FAMILY: _("Family"),
    PieceTopic.PARTNER: _("Partner"),
    PieceTopic.CHILDREN: _("Children"),
    PieceTopic.WORK: _("Work"),
    PieceTopic.MONEY: _("Money"),
    PieceTopic.RIGHTS: _("Rights"),
    PieceTopic.RECURRENCE: _("Fear that it comes back"),
    PieceTopic.MEANING: _("What matters"),
    PieceTopic.DYING: _("Dying"),
    PieceTopic.GRIEF: _("Grief"),
    PieceTopic.CAREGIVING: _("Caring for somebody"),
    PieceTopic.DECISIONS: _("Decisions"),
    PieceTopic.TREATMENT: _("Treatment"),
    PieceTopic.MEMORY: _("Memory and attention"),
    PieceTopic.NAUSEA: _("Nausea"),
}
