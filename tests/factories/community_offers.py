"""People who are offered a group, and the answers that bring them to level 3."""

from __future__ import annotations

from typing import Any

from mentoring.community.models import Group, GroupOffer
from oncocare.people.models import Patient, User
from steps.actions import override
from steps.levels import Level
from tests.cast import Cast
from tests.factories.community import member, open_group


def to_level(cast: Cast, user: User, level: Level = Level.COMMUNITY) -> Patient:
    """Clara sets the level of one of the cast."""
    override(by=cast.clara, pathway=cast.pathway(user), to=level, reason="made up")
    return cast.patient(user)


def offered(cast: Cast, user: User, group: Group | None = None, **fields: Any) -> GroupOffer:
    """An offer that waits for an answer, of the groups that fit or of one."""
    patient = cast.patient(user)
    given = {"why": GroupOffer.Why.LEVEL} | fields
    return GroupOffer.objects.create(patient=patient, centre=patient.centre, group=group, **given)


def community_rows(cast: Cast) -> None:
    """Ana is in a group, and is offered what fits: another group is open to her."""
    inside = open_group(cast, "Where Ana is")
    member(cast, inside, cast.ana)
    open_group(cast, "What fits Ana")
    offered(cast, cast.ana)


def community_address(name: str) -> dict[str, Any]:
    """What the addresses of this part name: the group in which Ana is, that which fits her, and what she is offered;
    of other parts nothing.
    """
    if name in ("group_offer", "answer_group_offer"):
        return {"pk": GroupOffer.objects.get(answer="").pk}
    called = {"group_door": "What fits Ana", "group_me": "Where Ana is", "group_leave": "Where Ana is"}.get(name)
    return {"group": Group.objects.get(name=called).pk} if called else {}
