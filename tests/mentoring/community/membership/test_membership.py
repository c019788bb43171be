"""Coming into a group, what one is called there, and leaving it; and what ends a membership from outside."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from mentoring.community.kinds import GROUP_JOINED, GROUP_LEFT, POST_CHANGED
from mentoring.community.membership import actions, handlers
from mentoring.community.membership.messages import still_outside
from mentoring.community.membership.selectors import outside_now
from mentoring.community.models import CommunitySettings, GroupSharing, Member
from mentoring.community.threads.models import Post, PostDraft, Thread
from oncocare.audit.models import AuditRow
from oncocare.audit.verbs import Verb
from oncocare.consent.actions import record_consent
from oncocare.consent.models import Consent, Purpose
from oncocare.consent.selectors import holds, texts_for
from oncocare.events.models import Event
from oncocare.foundation import clock
from oncocare.notifications.models import Message
from oncocare.people.actions import revoke_relation
from oncocare.people.models import Relation
from oncocare.people.roles import CAREGIVER
from steps.actions import override, set_status
from steps.levels import Level
from steps.models import HelpDay
from tests.cast import BY
from tests.factories.community import member, open_group, posted
from tests.factories.rooms import day, work


@pytest.fixture
def group(cast):
    return open_group(cast)


@pytest.fixture
def join(cast):
    def come_in(group, user, name="Sunflower", picture="leaf", patient=True):
        given = {"group": group, "centre": cast.here, "name": name, "picture": picture}
        text = texts_for(cast.here, "en")[Purpose.COMMUNITY]
        return actions.join(by=user, patient=cast.patient(user) if patient else None, text=text, **given)

    return come_in


def events(*kinds):
    return [event.kind for event in Event.objects.order_by("id") if event.kind in {kind.name for kind in kinds}]


def to_level(cast, user, level):
    override(by=cast.clara, pathway=cast.pathway(user), to=level, reason="made up")


def outside_told():
    return list(Message.objects.filter(channel="email").values_list("kind", "user__name"))


def helped(cast, user):
    return list(HelpDay.objects.filter(patient__user=user).order_by("id").values_list("began", flat=True))


def test_coming_in_is_a_name_a_consent_and_a_place(cast, group, join):
    ana = join(group, cast.ana, "  Sun   flower ")
    assert (ana.name, ana.picture, ana.patient, ana.centre) == ("Sun flower", "leaf", cast.patient(cast.ana), cast.here)
    assert holds(ana.patient, Purpose.COMMUNITY)
    assert Consent.objects.get(patient=ana.patient).channel == Consent.Channel.PAGE
    assert ana.text == Consent.objects.get(patient=ana.patient).text
    assert events(GROUP_JOINED) == ["group.joined"]
    assert AuditRow.objects.filter(verb=Verb.GROUP_JOINED).count() == 1
    assert join(group, cast.ana, "Another") == ana


def test_of_two_who_take_the_last_place_one_is_told_and_nothing_of_theirs_is_kept(cast, join):
    group = open_group(cast, capacity=2)
    member(cast, group, cast.dora, patient=None)
    join(group, cast.ana)
    with pytest.raises(ValidationError, match="last place was taken"):
        join(group, cast.bea, "Moonlight")
    assert Member.objects.filter(user=cast.bea).count() == 0
    assert not holds(cast.patient(cast.bea), Purpose.COMMUNITY)


@pytest.mark.parametrize(
    ("name", "picture", "field"),
    [("Ana", "leaf", "name"), ("SUNFLOWER", "leaf", "name"), ("súnflower", "leaf", "name"), ("Clara", "leaf", "name"),
     ("", "leaf", "name"), ("Moon", "made-up", "picture")],
)  # fmt: skip
def test_who_comes_in_under_no_good_name_or_picture_is_told_where(cast, group, join, name, picture, field):
    join(group, cast.bea)
    with pytest.raises(ValidationError) as refused:
        join(group, cast.ana, name, picture)
    assert list(refused.value.message_dict) == [field]
    assert Member.objects.filter(user=cast.ana).count() == 0


def test_a_closed_group_takes_nobody_in(cast, join):
    group = open_group(cast, closed_at=clock.now(), closed_by=cast.carlos)
    with pytest.raises(ValidationError, match="closed"):
        join(group, cast.ana)


def test_at_level_3_coming_in_is_help_that_began_and_leaving_the_last_group_help_that_ended(cast, group, join):
    to_level(cast, cast.ana, Level.COMMUNITY)
    other = open_group(cast, "Walking")
    first, second = join(group, cast.ana), join(other, cast.ana, "Moonlight")
    assert helped(cast, cast.ana) == [True]
    actions.leave(by=cast.ana, member=first, take_posts=False)
    assert helped(cast, cast.ana) == [True]
    actions.leave(by=cast.ana, member=second, take_posts=False)
    assert helped(cast, cast.ana) == [True, False]


def test_a_member_of_longer_standing_has_help_from_the_day_level_3_is_entered(cast, group, join):
    join(group, cast.ana)
    assert helped(cast, cast.ana) == []
    to_level(cast, cast.ana, Level.COMMUNITY)
    work()
    assert helped(cast, cast.ana) == [True]
    told = {"pathway": cast.pathway(cast.ana).pk, "patient": cast.patient(cast.ana).pk}
    handlers.follow_the_level_in_groups(told)
    assert helped(cast, cast.ana) == [True]


def test_below_level_3_one_stays_unless_the_centre_set_it_otherwise(cast, group, join):
    ana = join(group, cast.ana)
    to_level(cast, cast.ana, Level.CAMPUS)
    work()
    ana.refresh_from_db()
    assert ana.left is None
    CommunitySettings.objects.update_or_create(centre=cast.here, defaults={"stays_when_level_falls": False})
    to_level(cast, cast.ana, Level.MONITORING)
    work()
    ana.refresh_from_db()
    assert (ana.left is None, ana.nameless) == (False, True)
    assert outside_told() == [("group.outside.patient", "Ana")]
    assert still_outside(cast.ana, [str(ana.pk)]) == {str(ana.pk): {}}
    member(cast, group, cast.ana)
    assert still_outside(cast.ana, [str(ana.pk)]) == {}


def test_leaving_with_ones_posts_takes_them_all_but_what_a_moderator_hid(cast, group, join):
    ana, bea = join(group, cast.ana), member(cast, group, cast.bea)
    own = posted(ana, "Mine")
    thread = own.thread
    posted(bea, "An answer", thread=thread)
    held = posted(ana, "Held", thread=thread, state="held", state_at=clock.now(), state_by=cast.clara)
    hidden = posted(ana, "Hidden", thread=thread, state="hidden", state_at=clock.now(), state_by=cast.clara)
    Thread.objects.filter(pk=thread.pk).update(number=2)
    PostDraft.objects.create(group=group, by=ana, words="Half a")
    actions.leave(by=cast.ana, member=ana, take_posts=True)
    states = dict(Post.objects.values_list("words", "state"))
    assert states == {"Mine": "taken", "An answer": "shown", "Held": "taken", "Hidden": "hidden"}
    thread.refresh_from_db()
    assert thread.number == 1
    assert events(POST_CHANGED, GROUP_LEFT) == ["post.changed", "post.changed", "group.left"]
    assert (PostDraft.objects.count(), held.by.pk == hidden.by.pk) == (0, True)


def test_the_latest_of_a_thread_is_what_can_be_read_after_somebody_took_theirs_along(cast, group, join):
    ana, bea = join(group, cast.ana), member(cast, group, cast.bea)
    with clock.at(day(1)):
        thread = posted(bea, "A question").thread
    with clock.at(day(2)):
        posted(ana, "An answer", thread=thread)
        alone = posted(ana, "Mine alone").thread
    Thread.objects.update(number=2, latest=day(2))
    actions.leave(by=cast.ana, member=ana, take_posts=True)
    assert {one.pk: (one.number, one.latest) for one in Thread.objects.all()} == {
        thread.pk: (1, day(1)), alone.pk: (0, alone.made),
    }  # fmt: skip


def test_leaving_without_them_leaves_them_nameless_and_twice_is_once(cast, group, join):
    ana = join(group, cast.ana)
    posted(ana, "Mine")
    for _ in range(2):
        actions.leave(by=cast.ana, member=ana, take_posts=False)
    ana.refresh_from_db()
    assert (ana.nameless, ana.left is None, Post.objects.get().state) == (True, False, "shown")
    assert events(POST_CHANGED, GROUP_LEFT) == ["group.left"]
    again = join(group, cast.ana)  # the way back is open, and the name is free
    assert (again.pk != ana.pk, again.name) == (True, ana.name)


def test_another_name_is_checked_as_the_first_was(cast, group, join):
    ana, _bea = join(group, cast.ana), join(group, cast.bea, "Moonlight")
    assert actions.change_me(by=cast.ana, member=ana, name="sunflower", picture="moon").picture == "moon"
    with pytest.raises(ValidationError):
        actions.change_me(by=cast.ana, member=ana, name="moonlight", picture="moon")
    ana.refresh_from_db()
    assert ana.name == "sunflower"


def test_a_no_to_the_community_ends_every_membership(cast, group, join):
    ana = join(group, cast.ana)
    text = texts_for(cast.here, "en")[Purpose.COMMUNITY]
    record_consent(by=cast.ana, patient=ana.patient, text=text, said="no", channel="page")
    work()
    ana.refresh_from_db()
    assert (ana.left is None, ana.nameless) == (False, True)


def test_who_died_is_in_no_group_any_more_and_what_they_wrote_stays(cast, group, join):
    ana = join(group, cast.ana)
    posted(ana, "Mine")
    set_status(by=cast.clara, pathway=cast.pathway(cast.ana), step="end", reason="made up")
    work()
    ana.refresh_from_db()
    assert (ana.left is None, ana.nameless, Post.objects.get().state) == (False, True, "shown")


def test_a_pause_ends_no_membership(cast, group, join):
    ana = join(group, cast.ana)
    set_status(by=cast.clara, pathway=cast.pathway(cast.ana), step="pause", reason="made up")
    work()
    ana.refresh_from_db()
    assert ana.left is None


def test_a_closed_account_is_in_no_group(cast, group, join):
    ana = join(group, cast.ana)
    for _ in range(2):
        handlers.leave_groups_with_the_account({"user": cast.ana.pk})
    ana.refresh_from_db()
    assert ana.left is not None
    assert Member.objects.filter(user=cast.clara, left=None).count() == 1


def test_when_a_sharing_ends_the_people_of_that_centre_leave(cast, group):
    now = clock.now()
    sharing = GroupSharing.objects.create(
        group=group, centre=cast.there, words="We share it.", made=now, by=cast.carlos, agreed_at=now,
        agreed_by=cast.denis,
    )  # fmt: skip
    text = texts_for(cast.there, "en")[Purpose.COMMUNITY]
    dora = Member.objects.create(
        group=group, centre=cast.there, user=cast.dora, patient=cast.patient(cast.dora), name="Shell", picture="shell",
        text=text,
    )  # fmt: skip
    here = member(cast, group, cast.ana)
    assert (list(outside_now()), actions.end_of_the_outside()) == ([], 0)
    sharing.ended_at, sharing.ended_by = now, cast.denis
    sharing.save()
    assert (actions.end_of_the_outside(), actions.end_of_the_outside()) == (1, 0)
    dora.refresh_from_db()
    here.refresh_from_db()
    assert (dora.left is None, here.left) == (False, None)
    assert outside_told() == [("group.outside.patient", "Dora")]


def test_a_caregiver_who_stands_beside_nobody_any_more_leaves(cast, join):
    group = open_group(cast, audience="caregivers")
    felix = join(group, cast.felix, patient=False)
    assert actions.end_of_the_outside() == 0
    revoke_relation(by=BY, relation=Relation.objects.get(person=cast.felix, kind=CAREGIVER.name))
    assert actions.end_of_the_outside() == 1
    felix.refresh_from_db()
    assert felix.left is not None


def test_when_the_last_mentor_leaves_the_coordinator_has_a_task(cast, group):
    bea, ana = member(cast, group, cast.bea, mentor=True), member(cast, group, cast.ana, mentor=True)
    actions.leave(by=cast.ana, member=ana, take_posts=False)
    assert Event.objects.filter(kind="task.wanted").count() == 0
    actions.leave(by=cast.bea, member=bea, take_posts=False)
    wanted = Event.objects.get(kind="task.wanted").payload
    assert (wanted["owner"], wanted["source"]) == (str(cast.carlos.pk), f"group_mentor:{bea.pk}")
