"""The words of the desk: codes of the rooms below as staff read them."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.contrib.messages.storage.base import Message
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from oncocare.people.roles import role_words
from oncocare.safety.flags import kinds
from questionnaires.instruments import words as questionnaires
from questionnaires.instruments.scoring import ReliableChange
from questionnaires.scheduling import words as schedules
from steps import explain
from steps.levels import Level
from steps.models import Decision, Pathway, Proposal, Transition
from steps.words import short

register = template.Library()

register.filter("role_words", role_words)
register.filter("flag_words", kinds.words)
register.filter("severity_words", kinds.severity_words)
register.filter("score_words", questionnaires.name)
register.filter("instrument_words", questionnaires.instrument_words)
register.filter("when_words", schedules.when_words)
register.filter("window_words", schedules.window_words)
register.filter("stage_words", schedules.stage_words)


@register.filter
def level_words(level: int) -> str:
    """The name of a level as staff use it."""
    return short(Level(level))


@register.filter
def change_words(change: ReliableChange) -> str:
    """What the published threshold of an instrument says of a change, by its name."""
    said = {
        "improved": _("reliable change (%(name)s): better"),
        "worse": _("reliable change (%(name)s): worse"),
        "none": _("no reliable change (%(name)s)"),
    }
    return said[change.way] % {"name": change.name}


@register.filter
def state_words(state: str) -> str:
    """Where somebody stands with the programme."""
    return {
        "ill": _("Ill: not asked for now"),
        Pathway.Status.ACTIVE: _("Active"),
        Pathway.Status.PAUSED: _("Paused"),
        Pathway.Status.WITHDRAWN: _("Left the programme"),
        Pathway.Status.DIED: _("Has died"),
    }[state]


@register.filter
def transition_words(kind: str, who: str) -> str:
    """How a transition came about, by whom where somebody made it."""
    return {
        Transition.Kind.DECISION: _("The rules decided"),
        Transition.Kind.PROPOSAL: _("%(name)s accepted the proposal") % {"name": who},
        Transition.Kind.OVERRIDE: _("%(name)s set the level") % {"name": who},
        Transition.Kind.DECIDED_AGAIN: _("The day was decided anew after more answers"),
    }[Transition.Kind(kind)]


@register.filter
def proposal_words(state: str) -> str:
    """How a proposal was answered."""
    return {
        Proposal.State.ACCEPTED: _("Accepted"),
        Proposal.State.CHANGED: _("Another level was chosen"),
        Proposal.State.DECLINED: _("Declined"),
    }[Proposal.State(state)]


@register.filter
def proposal_of(decision: Decision) -> Proposal | None:
    """The proposal a decision made, if it made one."""
    return getattr(decision, "proposal", None)


@register.filter
def in_one_sentence(decision: Decision) -> str:
    """What it does or proposes, and why, from the stored trace."""
    return explain.in_one_sentence(decision.trace, get_language() or "en")


@register.filter
def margins(decision: Decision) -> list[str]:
    """The outcome and every condition with its margin, from the stored trace."""
    return explain.for_clinician(decision.trace, get_language() or "en")[1:]


@register.filter
def for_the_person(decision: Decision, language: str) -> str:
    """Why, as the person it is about reads it in their language."""
    return explain.words_for_the_person(decision.trace, language)


@register.filter
def said_at(messages: Iterable[Message], place: str) -> list[Message]:
    """What was said about something done at this place of a page; "" for what has no place of its own."""
    return [message for message in messages or () if (message.extra_tags or "") == place]
