"""How many of a centre's groups want somebody, and the groups in the order of its page."""

from __future__ import annotations

from dataclasses import dataclass

from mentoring.community.groups.selectors import groups_run_by, offered_to, open_with_holes
from mentoring.community.models import Group
from oncocare.people.models import Centre
from oncocare.people.requests import StaffRequest


def wants_somebody(request: StaffRequest) -> int:
    """How many open groups have hours without anybody on duty, and how many groups are offered and not answered."""
    if request.centre is None:
        return 0
    return len(open_with_holes(request.centre)) + offered_to(request.centre).filter(agreed_at=None).count()


@dataclass(frozen=True)
class GroupRow:
    """A group of the centre, and whether it is open with hours in which nobody is on duty."""

    group: Group
    alone: bool


def rows_by_state(centre: Centre) -> dict[str, list[GroupRow]]:
    """The groups of a centre: open, prepared, closed."""
    alone = open_with_holes(centre)
    found: dict[str, list[GroupRow]] = {"open": [], "prepared": [], "closed": []}
    for group in groups_run_by(centre):
        state = "closed" if group.closed_at else "open" if group.opened_at else "prepared"
        found[state].append(GroupRow(group, group.pk in alone))
    return found
