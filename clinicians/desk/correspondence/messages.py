"""What staff are told by message: that somebody missed two sets of questions in a row and that it is their task, and
that they look after somebody from now on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from clinicians.desk.correspondence.kinds import HANDED_OVER, MISSED_TWO
from clinicians.desk.correspondence.selectors import still_to_do, still_with
from oncocare.notifications.registry import About, message
from oncocare.people.models import User


@message(
    MISSED_TWO,
    "missed_two",
    label=_("Two sets of questions missed in a row"),
    about=About.STAFF,
)
def still_quiet(user: User, sources: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """As long as it is their task, and the person has not answered since."""
    return {source: {} for source in still_to_do(user, sources)}


@message(HANDED_OVER, "handed_over", label=_("People were handed over to you"), about=About.STAFF)
def still_theirs(user: User, sources: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """As long as they look after them: whom, stands in their caseload."""
    return {source: {"people": people} for source, people in still_with(user, sources).items()}
