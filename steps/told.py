"""What a table of the campus may ask of a person beside measures: the codes of each, and their words. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from oncocare.library.choices import TOPIC_WORDS
from oncocare.people.picture import choices
from oncocare.people.picture.details import DETAILS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class AskedOf:
    """One thing that may be asked: what staff call it, and its codes with their words."""

    label: StrOrPromise
    words: Mapping[str, StrOrPromise]


_TOPICS = {topic.value: words for topic, words in TOPIC_WORDS.items()}

TOLD: Mapping[str, AskedOf] = {
    "phase": AskedOf(DETAILS["phase"].label, choices.PHASE_TO_STAFF),
    "treatment": AskedOf(_("Treatment now"), choices.TREATMENT),
    "spread": AskedOf(DETAILS["spread"].label, choices.YES_NO),
    "children": AskedOf(DETAILS["children"].label, choices.CHILDREN),
    "living_with": AskedOf(DETAILS["living_with"].label, choices.LIVING_WITH),
    "work": AskedOf(DETAILS["work"].label, choices.WORK),
    "chosen": AskedOf(_("Chosen to begin with"), _TOPICS),
    "helped": AskedOf(_("A piece about it helped"), _TOPICS),
    "unhelped": AskedOf(_("A piece about it did not help"), _TOPICS),
    "begun": AskedOf(_("Pieces in hand"), {"piece": _("begun and not finished")}),
    "opened": AskedOf(_("Pieces so far"), {"piece": _("opened at least once")}),
}
