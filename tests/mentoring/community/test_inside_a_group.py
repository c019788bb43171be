"""Who is in a group and who answers for it; for anybody else there is no such group."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from mentoring.community.models import GroupSharing
from mentoring.community.selectors import as_moderator, group_to_run, groups_at, inside, is_paused
from oncocare.audit.models import AuditRow
from oncocare.audit.verbs import Verb
from oncocare.foundation import clock
from oncocare.people.actions import dismiss
from oncocare.people.models import Membership
from oncocare.people.selectors import Standing
from tests.cast import BY
from tests.factories.community import appointed, member, open_group


def refused(user, fetch, group):
    with pytest.raises(Http404):
        fetch(Standing(user), group.pk)
    return AuditRow.objects.filter(verb=Verb.DENIED, subject=f"group:{group.pk}").count()


def test_a_member_and_a_moderator_are_inside_and_for_anybody_else_there_is_no_such_group(cast):
    group = open_group(cast)
    ana = member(cast, group, cast.ana)
    found = inside(Standing(cast.ana), group.pk)
    assert (found.member, found.moderator, found.may_write, found.may_say_good) == (ana, None, True, False)
    clara = inside(Standing(cast.clara), group.pk)
    assert (clara.member.name, clara.moderator.user, clara.may_say_good) == ("Clara", cast.clara, True)
    others = (cast.bea, cast.carlos, cast.dora, cast.denis, cast.eva, cast.felix, cast.gala)
    assert [refused(user, inside, group) for user in others] == [1, 2, 3, 4, 5, 6, 7]


def test_a_group_that_is_only_prepared_is_found_by_nobody_but_who_runs_the_centre(cast):
    group = open_group(cast, opened_at=None, opened_by=None)
    assert refused(cast.clara, inside, group) == 1
    assert group_to_run(Standing(cast.carlos, cast.here.pk), group.pk) == group
    with pytest.raises(PermissionDenied):
        group_to_run(Standing(cast.clara, cast.here.pk), group.pk)


def test_a_member_moderates_nothing(cast):
    group = open_group(cast)
    member(cast, group, cast.ana)
    with pytest.raises(PermissionDenied):
        as_moderator(Standing(cast.ana), group.pk)


def test_who_left_and_who_works_there_no_more_is_outside(cast):
    group = open_group(cast)
    member(cast, group, cast.ana, left=clock.now())
    assert refused(cast.ana, inside, group) == 1
    dismiss(by=BY, membership=Membership.objects.get(user=cast.clara))
    assert refused(cast.clara, inside, group) == 2


def test_a_moderator_of_another_centre_is_inside_while_both_have_signed(cast):
    group = open_group(cast)
    moderator = appointed(cast, group, cast.denis, centre=cast.there)
    assert refused(cast.denis, inside, group) == 1
    now = clock.now()
    sharing = GroupSharing.objects.create(
        group=group, centre=cast.there, words="We share it.", made=now, by=cast.carlos
    )
    assert refused(cast.denis, inside, group) == 2
    sharing.agreed_at, sharing.agreed_by = now, cast.denis
    sharing.save()
    assert inside(Standing(cast.denis), group.pk).member == moderator
    assert list(groups_at(cast.there)) == [group]
    sharing.ended_at, sharing.ended_by = now, cast.denis
    sharing.save()
    assert refused(cast.denis, inside, group) == 3
    assert list(groups_at(cast.there)) == []


def test_a_pause_ends_by_itself(cast):
    now = clock.now()
    group = open_group(cast)
    ana = member(cast, group, cast.ana, paused_at=now, paused_by=cast.clara, paused_until=now + timedelta(hours=1))
    assert is_paused(ana)
    assert not inside(Standing(cast.ana), group.pk).may_write
    with clock.at(now + timedelta(hours=2)):
        assert not is_paused(ana)
