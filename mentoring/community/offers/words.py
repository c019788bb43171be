"""Why a group fits, in the words of the person who reads it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mentoring.community.offers.fit import Fit, FitReason

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PHASE: Mapping[str, StrOrPromise] = {
    "new": gettext_lazy("It is for people who have just been diagnosed, as you have."),
    "treatment": gettext_lazy("It is for people who are in treatment, as you are."),
    "after": gettext_lazy("It is for people whose treatment is over, as yours is."),
    "metastatic": gettext_lazy("It is for people who live with an illness that has spread or stays."),
}


def sentences(fit: Fit, language: str) -> list[str]:
    """Each reason as a sentence; `language`: what the language of the group is called."""
    said = {
        FitReason.AUDIENCE: _("It is for people who care for somebody, as you do."),
        FitReason.PHASE: str(PHASE.get(fit.group.phase, "")),
        FitReason.TOPIC: _("It is about something that you chose to read about."),
        FitReason.LANGUAGE: _("People write in your language there: %(language)s.") % {"language": language},
    }
    return [said[reason] for reason in fit.reasons if said[reason]]


def places(fit: Fit) -> str:
    """How many places are left."""
    if fit.full:
        return _("It is full now. Nobody can come in until somebody leaves.")
    left = ngettext("There is %(n)s place left.", "There are %(n)s places left.", fit.places)
    return left % {"n": fit.places}
