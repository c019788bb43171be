"""Writes of groups: prepared from a template, changed, covered, shared, opened and closed. Nothing leaves people alone:
whatever would leave an open group without anybody on duty in an hour that must be covered is refused whole.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mentoring.community.groups.cover import GroupLack, new_gaps
from mentoring.community.groups.duty import DutyTurn, on_duty_twice
from mentoring.community.groups.selectors import answering, may_moderate, mentors_of, people_in, readiness_of
from mentoring.community.groups.topics import topics
from mentoring.community.groups.words import gap_words, lack_words, name_among, uncovered_words
from mentoring.community.kinds import GROUP_CLOSED, GROUP_OPENED, GROUP_SHARING_ENDED
from mentoring.community.models import (
    LONGEST_NAME,
    CommunitySettings,
    Group,
    GroupDuty,
    GroupHours,
    GroupSharing,
    Member,
    Moderator,
)
from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.events.actions import emit
from oncocare.foundation import clock
from oncocare.foundation.unit import action, hold
from oncocare.people.models import Actor, Centre, User
from oncocare.people.site_name import gives_away
from oncocare.safety.promise import Opening
from oncocare.safety.rota.weekly import write_hours

PICTURE = "team"  # the drawn picture of whoever answers for a group


@dataclass(frozen=True)
class GroupFacts:
    """What a centre says of a group: its words, for whom it is, and what can be done in it."""

    name: str
    about: str
    rules: str
    language: str
    phase: str = Group.Phase.ANY
    audience: str = Group.Audience.PATIENTS
    capacity: int = 30
    stays_open: bool = False
    by_themselves: bool = False
    pictures: bool = False


def facts_from(topic: str, language: str) -> GroupFacts:
    """What the template of a topic says in a language. ValueError for a topic without words in it."""
    found = topics(language).get(topic)
    if found is None:
        raise ValueError(f"no template for {topic} in {language}")
    return GroupFacts(
        name=found.name, about=found.about, rules=found.rules, language=language, phase=found.phase,
        audience=found.audience,
    )  # fmt: skip


# --- its words and settings -------------------------------------------------------------------------------------------


@action
def prepare_group(
    *, by: Actor, centre: Centre, topic: str, language: str = "en", facts: GroupFacts | None = None
) -> Group:
    """A group of this centre that only staff see until it opens; in the words of the template unless others are given.

    ValueError for a topic that has no template in the language.
    """
    begun = facts_from(topic, facts.language if facts else language)
    said = facts or begun
    _check_facts(centre, said, None)
    made = Group.objects.create(centre=centre, topic=topic, **asdict(said))
    record(by=by, verb=Verb.GROUP_PREPARED, subject=made, centre=centre, topic=topic)
    return made


@action
def change_group(*, by: Actor, group: Group, facts: GroupFacts) -> None:
    """Its words and settings; refused where its name is taken, it would have fewer places than people, or people are in
    it who came for something else.
    """
    _check_not_closed(group)
    _check_facts(group.centre, facts, group)
    if group.is_open and not facts.rules.strip():
        raise ValidationError({"rules": _("An open group has rules. Write at least one.")})
    there = people_in(group)
    if facts.capacity < there:
        raise ValidationError(
            {"capacity": _("%(there)s people are in the group. It needs at least so many places.") % {"there": there}}
        )
    if there and (facts.language, facts.audience) != (group.language, group.audience):
        raise ValidationError(_("People are in the group: its language, and whom it is for, stay as they are."))
    with_cover = _keeping_cover(group)
    for name, value in asdict(facts).items():
        setattr(group, name, value)
    group.save()
    with_cover()
    record(by=by, verb=Verb.GROUP_CHANGED, subject=group, centre=group.centre_id)


def _check_facts(centre: Centre, facts: GroupFacts, group: Group | None) -> None:
    others = Group.objects.filter(centre=centre, name__iexact=facts.name.strip())
    if group:
        others = others.exclude(pk=group.pk)
    if gives_away(facts.name):
        raise ValidationError(
            {"name": _("This name says what somebody has. Choose one that may be read over their shoulder.")}
        )
    if others.exists():
        raise ValidationError({"name": _("Your centre has a group with this name. Choose another name.")})
    if facts.capacity < 2:
        raise ValidationError({"capacity": _("A group has at least two places.")})


def _check_not_closed(group: Group) -> None:
    hold(group)
    group.refresh_from_db(fields=["opened_at", "closed_at"])
    if group.closed_at:
        raise ValidationError(_("This group is closed, so nothing was changed. Prepare a new one."))


# --- hours, duties and who answers ------------------------------------------------------------------------------------


@action
def set_group_hours(*, by: Actor, group: Group, openings: Collection[Opening]) -> None:
    """Replace the hours in which somebody answers; an open group keeps some, and all of them have somebody on duty."""
    _check_not_closed(group)
    if group.is_open and not openings:
        raise ValidationError(_("An open group has hours in which somebody answers. Close the group instead."))
    with_cover = _keeping_cover(group)
    group.answering_hours.all().delete()
    GroupHours.objects.bulk_create(
        GroupHours(group=group, weekday=one.weekday, opens=one.opens, closes=one.closes) for one in openings
    )
    with_cover()
    record(by=by, verb=Verb.GROUP_HOURS_SET, subject=group, centre=group.centre_id, openings=len(openings))


@action
def set_group_duties(*, by: Actor, group: Group, turns: Collection[DutyTurn]) -> None:
    """Replace the table of duties; refused whole while it names somebody who does not answer for the group."""
    _check_not_closed(group)
    people = set(answering([group]).values_list("user_id", flat=True))
    if {turn.user for turn in turns} - people:
        raise ValidationError(_("Somebody in this table does not answer for the group. Appoint them first."))
    if twice := on_duty_twice(turns):
        hours = write_hours([(twice.opens, twice.closes)])
        raise ValidationError(_("Somebody stands twice at the same time: %(hours)s.") % {"hours": hours})
    with_cover = _keeping_cover(group)
    group.moderator_duties.all().delete()
    GroupDuty.objects.bulk_create(
        GroupDuty(group=group, user_id=turn.user, weekday=turn.weekday, opens=turn.opens, closes=turn.closes)
        for turn in turns
    )
    with_cover()
    record(by=by, verb=Verb.GROUP_DUTIES_SET, subject=group, centre=group.centre_id, turns=len(turns))


@action
def appoint_moderator(*, by: Actor, group: Group, user: User) -> Moderator:
    """Somebody who may moderate, at the centre of the group or at one that shares it, answers for it from now on, and
    writes in it under their own name. Who does already, still does.
    """
    _check_not_closed(group)
    if there := group.moderators.filter(user=user, ended=None).first():
        return there
    centre = next((centre for centre, able in may_moderate(group) if able == user), None)
    if centre is None:
        raise ValidationError(
            {"user": _("This person may not moderate at your centre, or at a centre that shares the group.")}
        )
    inside = group.members.filter(left=None)
    if inside.filter(user=user).exists():
        raise ValidationError({"user": _("This person is in the group for themselves. Choose somebody else.")})
    made = Moderator.objects.create(group=group, centre=centre, user=user)
    name = name_among(user.name, list(inside.values_list("name", flat=True)), LONGEST_NAME)
    Member.objects.create(group=group, centre=centre, user=user, name=name, picture=PICTURE, staff=True)
    record(by=by, verb=Verb.MODERATOR_APPOINTED, subject=made, centre=group.centre_id)
    return made


@action
def end_moderator(*, by: Actor, moderator: Moderator) -> None:
    """Somebody does not answer for a group any more, and their turns are gone; refused while it needs them."""
    group = moderator.group
    hold(group)
    moderator.refresh_from_db(fields=["ended"])
    if moderator.ended:
        return
    with_cover = _keeping_cover(group)
    _end(moderator)
    with_cover()
    record(by=by, verb=Verb.MODERATOR_ENDED, subject=moderator, centre=group.centre_id)


def _end(moderator: Moderator) -> None:
    now = clock.now()
    moderator.ended = now
    moderator.save(update_fields=["ended"])
    there = {"group": moderator.group_id, "user": moderator.user_id}
    GroupDuty.objects.filter(**there).delete()
    Member.objects.filter(**there, staff=True, left=None).update(left=now)


def _keeping_cover(group: Group) -> Callable[[], None]:
    """Asked before a change; what it returns is called after it, and refuses the change where an open group would have
    an hour without anybody on duty that had somebody before, or nobody at all who answers for it.
    """
    before = readiness_of(group) if group.is_open else None

    def check() -> None:
        if before is None:
            return
        after = readiness_of(group)
        if GroupLack.MODERATOR in after.lacks and GroupLack.MODERATOR not in before.lacks:
            raise ValidationError(
                _("The group is open, and then nobody would answer for it. Appoint somebody else first, or close it.")
            )
        if left := new_gaps(before.gaps, after.gaps):
            raise ValidationError(uncovered_words(left))

    return check


# --- mentors ----------------------------------------------------------------------------------------------------------


@action
def choose_mentor(*, by: Actor, member: Member) -> None:
    """A member who is a mentor at the centre of the group answers in it as one."""
    _check_not_closed(member.group)
    if not mentors_of(member.group).filter(pk=member.pk).exists():
        raise ValidationError(_("Only somebody in the group who is a mentor at your centre can be chosen."))
    _set_mentor(by, member, chosen=True)


@action
def unchoose_mentor(*, by: Actor, member: Member) -> None:
    """They stay in the group as everybody else does."""
    _set_mentor(by, member, chosen=False)


def _set_mentor(by: Actor, member: Member, *, chosen: bool) -> None:
    member.mentor = chosen
    member.save(update_fields=["mentor"])
    verb = Verb.MENTOR_CHOSEN if chosen else Verb.MENTOR_UNCHOSEN
    record(by=by, verb=verb, subject=member, centre=member.group.centre_id)


# --- opened and closed ------------------------------------------------------------------------------------------------


@action
def open_group(*, by: User, group: Group) -> None:
    """People may come in from now on; refused, with everything that is missing, without words, somebody who answers,
    hours and complete cover.
    """
    _check_not_closed(group)
    if group.is_open:
        return
    found = readiness_of(group)
    if found.lacks:
        raise ValidationError([*map(lack_words, found.lacks), *map(gap_words, found.gaps)])
    group.opened_at, group.opened_by = clock.now(), by
    group.save(update_fields=["opened_at", "opened_by"])
    record(by=by, verb=Verb.GROUP_OPENED, subject=group, centre=group.centre_id)
    emit(GROUP_OPENED, group=group.pk)


@action
def close_group(*, by: User, group: Group) -> None:
    """Nobody writes in it from now on; who was in it can read it for 30 days more, and then nobody can."""
    hold(group)
    group.refresh_from_db(fields=["opened_at", "closed_at"])
    if group.closed_at:
        return
    was_open = group.is_open
    group.closed_at, group.closed_by = clock.now(), by
    group.save(update_fields=["closed_at", "closed_by"])
    record(by=by, verb=Verb.GROUP_CLOSED, subject=group, centre=group.centre_id)
    if was_open:
        emit(GROUP_CLOSED, group=group.pk)


# --- shared between centres -------------------------------------------------------------------------------------------


@action
def offer_sharing(*, by: User, group: Group, centre: Centre, words: str) -> GroupSharing:
    """The centre that opened a group signs these words, by which the people of another centre may be in it too."""
    _check_not_closed(group)
    if centre == group.centre:
        raise ValidationError({"centre": _("This is the centre of the group itself.")})
    if group.sharings.filter(centre=centre, ended_at=None).exists():
        raise ValidationError({"centre": _("The group is offered to this centre already.")})
    if not words.strip():
        raise ValidationError({"words": _("Write what both centres sign.")})
    made = GroupSharing.objects.create(group=group, centre=centre, words=words.strip(), by=by)
    record(by=by, verb=Verb.GROUP_SHARING_OFFERED, subject=made, centre=group.centre_id, to=str(centre.pk))
    return made


@action
def agree_sharing(*, by: User, sharing: GroupSharing) -> None:
    """The other centre signs the same words: its people may be in the group, and answer for it, from now on."""
    _check_not_closed(sharing.group)
    _hold_sharing(sharing)
    if sharing.agreed_at:
        return
    sharing.agreed_at, sharing.agreed_by = clock.now(), by
    sharing.save(update_fields=["agreed_at", "agreed_by"])
    record(by=by, verb=Verb.GROUP_SHARING_AGREED, subject=sharing, centre=sharing.centre_id)


@action
def end_sharing(*, by: User, sharing: GroupSharing) -> None:
    """Either centre ends it, takes the offer back or declines it. Who answered for the group there does so no more, and
    the people of that centre leave the group; refused while an hour of an open group depends on them.
    """
    group = sharing.group
    hold(group)
    _hold_sharing(sharing)
    with_cover = _keeping_cover(group)
    for moderator in group.moderators.filter(centre=sharing.centre_id, ended=None):
        _end(moderator)
        record(by=by, verb=Verb.MODERATOR_ENDED, subject=moderator, centre=group.centre_id)
    sharing.ended_at, sharing.ended_by = clock.now(), by
    sharing.save(update_fields=["ended_at", "ended_by"])
    with_cover()
    record(by=by, verb=Verb.GROUP_SHARING_ENDED, subject=sharing, centre=sharing.centre_id)
    if sharing.agreed_at:
        emit(GROUP_SHARING_ENDED, group=group.pk, centre=sharing.centre_id)


def _hold_sharing(sharing: GroupSharing) -> None:
    hold(sharing)
    sharing.refresh_from_db(fields=["agreed_at", "ended_at"])
    if sharing.ended_at:
        raise ValidationError(_("This was ended meanwhile. Nothing was changed."))


# --- what a centre says of all its groups -----------------------------------------------------------------------------


@action
def set_community(
    *, by: Actor, centre: Centre, stays_when_level_falls: bool, leaders: bool | None = None
) -> CommunitySettings:
    """Whether whoever is in a group may stay in it when their level falls, and whether moderators see who helps others,
    which stays as it is where nothing is said of it.
    """
    said = {"stays_when_level_falls": stays_when_level_falls} | ({} if leaders is None else {"leaders": leaders})
    kept, _made = CommunitySettings.objects.update_or_create(centre=centre, defaults=said)
    record(
        by=by, verb=Verb.COMMUNITY_SET, subject=kept, centre=centre, stays=stays_when_level_falls, leaders=kept.leaders
    )
    return kept
