"""Groups with hours, duties, moderators and an agreement between centres, through the real actions."""

from __future__ import annotations

from datetime import time
from typing import Any

from mentoring.community.groups import actions
from mentoring.community.groups.duty import DutyTurn
from mentoring.community.groups.topics import agreement
from mentoring.community.models import Group, GroupSharing, Member, Moderator
from oncocare.people import actions as people
from oncocare.people.models import Centre, User
from oncocare.people.roles import MENTOR
from oncocare.safety.promise import Opening
from tests.cast import BY, Cast
from tests.factories.community import member

OFFICE = [Opening(day, time(9), time(17)) for day in range(5)]


def turns_of(user: User, hours: list[Opening] | None = None) -> list[DutyTurn]:
    """The turns by which one person is on duty in all these hours."""
    return [DutyTurn(user.pk, one.weekday, one.opens, one.closes) for one in (OFFICE if hours is None else hours)]


def prepared(cast: Cast, name: str = "After chemotherapy", *, centre: Centre | None = None) -> Group:
    """A group that lacks nothing and is not open yet: Clara answers from nine to five on weekdays."""
    facts = actions.facts_from("after-treatment", "en")
    facts = actions.GroupFacts(**{**vars(facts), "name": name})
    group = actions.prepare_group(by=cast.carlos, centre=centre or cast.here, topic="after-treatment", facts=facts)
    user = cast.clara if group.centre == cast.here else cast.denis
    actions.appoint_moderator(by=cast.carlos, group=group, user=user)
    actions.set_group_hours(by=cast.carlos, group=group, openings=OFFICE)
    actions.set_group_duties(by=cast.carlos, group=group, turns=turns_of(user))
    return group


def opened(cast: Cast, name: str = "After chemotherapy", *, centre: Centre | None = None) -> Group:
    """The same, open."""
    group = prepared(cast, name, centre=centre)
    actions.open_group(by=cast.carlos, group=group)
    return group


def shared(cast: Cast, group: Group, centre: Centre, *, by: User, signed: User | None = None) -> GroupSharing:
    """A group offered to another centre, and signed there by `signed`."""
    sharing = actions.offer_sharing(by=by, group=group, centre=centre, words=agreement("en"))
    if signed:
        actions.agree_sharing(by=signed, sharing=sharing)
    return sharing


def community_groups(cast: Cast, rows: int = 0) -> Group:
    """An open group of Ana's centre, shared with the other; one that is offered to Ana's centre; what her centre says
    of its groups. And `rows` more of all that the pages of groups show.
    """
    actions.set_community(by=cast.carlos, centre=cast.here, stays_when_level_falls=True)
    group = opened(cast)
    prepared(cast, "Not open yet")
    shared(cast, group, cast.there, by=cast.carlos, signed=cast.denis)
    shared(cast, opened(cast, "Theirs", centre=cast.there), cast.here, by=cast.denis)
    for number in range(rows):
        opened(cast, f"Group {number}")
        shared(cast, opened(cast, f"Theirs {number}", centre=cast.there), cast.here, by=cast.denis)
        centre = people.open_centre(
            by=BY, slug=f"more-{number}", name=f"More {number}", country="ES", time_zone="Europe/Madrid"
        )
        shared(cast, group, centre, by=cast.carlos, signed=cast.denis)
        user = people.register_user(by=BY, email=f"mentor{number}@example.org", name=f"Mentor {number}", language="en")
        people.appoint(by=BY, user=user, centre=cast.here, role=MENTOR)
        people.take_into_care(by=BY, centre=cast.here, key=f"M{number}", user=user, clinician=cast.clara)
        actions.choose_mentor(by=cast.carlos, member=member(cast, group, user))
    return group


def groups_owned(cast: Cast) -> dict[str, Any]:
    """What each address of the groups of Ana's centre is about: its first group, and one that is offered to it."""
    centre = cast.here
    group = Group.objects.filter(centre=centre, name="After chemotherapy").first()
    sharing = GroupSharing.objects.filter(centre=centre).order_by("made").first()
    moderator = Moderator.objects.filter(group=group, ended=None).first()
    own = Member.objects.filter(group=group, staff=True).first()
    about_the_group = (
        "centre_group centre_group_hours centre_group_duties appoint_group_moderator open_centre_group "
        "close_centre_group offer_group_sharing centre_group_numbers"
    )
    return {
        **dict.fromkeys(about_the_group.split(), group),
        **dict.fromkeys(("choose_group_mentor", "unchoose_group_mentor"), own),
        **dict.fromkeys(("group_sharing", "end_group_sharing"), sharing),
        "end_group_moderator": moderator,
    }
