"""What was done by hand for one person, and by whom, as the log has it: pauses, questions asked, handing over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from oncocare.audit.models import AuditRow
from oncocare.audit.selectors import acts_on
from oncocare.audit.verbs import Verb
from oncocare.consent.models import Consent, Purpose
from oncocare.people.models import Patient, User
from oncocare.people.picture.details import DETAILS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TITLES: dict[str, StrOrPromise] = {
    Verb.PATHWAY_PAUSE: gettext_lazy("Paused"),
    Verb.PATHWAY_ILL: gettext_lazy("Ill: not asked for now"),
    Verb.PATHWAY_RESUME: gettext_lazy("Asked again from now on"),
    Verb.PATHWAY_WITHDRAW: gettext_lazy("Left the programme"),
    Verb.PATHWAY_COME_BACK: gettext_lazy("Came back to the programme"),
    Verb.PATHWAY_END: gettext_lazy("Has died"),
    Verb.HELP_BEGAN: gettext_lazy("The help of this level has begun"),
    Verb.HELP_ENDED: gettext_lazy("The help of this level has ended"),
    Verb.ASSIGNMENT_MADE: gettext_lazy("Questions asked by hand"),
    Verb.CONSENT_ANSWERED: gettext_lazy("Consent noted by the team"),
    Verb.PICTURE_KEPT: gettext_lazy("About this person"),
    Verb.SAFETY_PLAN_WRITTEN: gettext_lazy("Safety plan changed"),
    Verb.SAFETY_PLAN_SHARED: gettext_lazy("Who may read the safety plan changed"),
    Verb.PATIENT_HANDED_OVER: gettext_lazy("Handed over"),
}
# What the schedule asks, and what a person says to a consent, is shown elsewhere.
BY_STAFF_ONLY = {Verb.ASSIGNMENT_MADE, Verb.CONSENT_ANSWERED}


@dataclass(frozen=True)
class Act:
    """One thing done by hand: its lines in the log, which may be several of one moment."""

    at: datetime
    verb: str
    actor: str
    rows: tuple[AuditRow, ...]

    @property
    def title(self) -> StrOrPromise:
        """What it was."""
        return TITLES[self.verb]

    @property
    def reason(self) -> str:
        """What was said about it."""
        return str(self.rows[0].detail.get("reason", ""))

    @property
    def to(self) -> str:
        """Whom it was handed to, as the log names who acts; empty where nobody was."""
        to = self.rows[0].detail.get("to") if self.verb == Verb.PATIENT_HANDED_OVER else ""
        return f"user:{to}" if to else ""


def acts_of(patient: Patient) -> list[Act]:
    """Everything that was done by hand, the first first."""
    own = f"user:{patient.user_id}"
    rows = [row for row in acts_on(patient, TITLES) if _shown(row, own)]
    together = groupby(rows, key=lambda row: (row.transaction, row.verb, row.actor))
    acts = [(verb, actor, tuple(group)) for (_transaction, verb, actor), group in together]
    return [Act(group[0].at, verb, actor, group) for verb, actor, group in acts]


def _shown(row: AuditRow, own: str) -> bool:
    return row.verb not in BY_STAFF_ONLY or (row.actor.startswith("user:") and row.actor != own)


def who_did(actor: str, patient: Patient, users: Mapping[str, User]) -> str:
    """Who it was: the person, a member of staff by name, or nobody at a screen."""
    if patient.user_id and actor == f"user:{patient.user_id}":
        return _("The person")
    found = users.get(actor)
    return (found.name or found.email) if found else _("OncoCare, by itself")


def about(act: Act, patient: Patient, users: Mapping[str, User]) -> str:
    """What else there is to say of an act: to whom, how much, about what."""
    if act.to:
        return who_did(act.to, patient, users)
    if act.verb == Verb.ASSIGNMENT_MADE:
        n = len(act.rows)
        return ngettext("%(n)s questionnaire, alone", "%(n)s questionnaires, all together", n) % {"n": n}
    if act.verb == Verb.CONSENT_ANSWERED:
        return "; ".join(_consent(row.detail) for row in act.rows)
    if act.verb == Verb.PICTURE_KEPT:
        return ", ".join(_labels(row.detail.get("details", ()) for row in act.rows))
    return act.reason


def _consent(detail: Mapping[str, Any]) -> str:
    return f"{Purpose(detail['purpose']).label}: {Consent.Said(detail['said']).label}"


def _labels(named: Iterable[Iterable[str]]) -> list[str]:
    names = dict.fromkeys(name for names in named for name in names)
    return [str(DETAILS[name].label) for name in names if name in DETAILS]
