"""A mentor fears for somebody: the moderators know at once, a patient's own centre has a flag, the mentor learns nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from mentoring.community.kinds import POST_REPORTED
from mentoring.community.mentors import actions
from mentoring.community.models import GroupSharing
from mentoring.community.moderation.actions import close_reports, hide_post
from oncocare.audit.models import AuditRow
from oncocare.audit.verbs import Verb
from oncocare.events.models import Event
from oncocare.foundation import clock
from oncocare.safety.flags.actions import acknowledge, close
from oncocare.safety.models import Flag
from tests.factories.community import FRIDAY, appointed, member, open_group, own, posts, reported
from tests.factories.conversations import visit
from tests.factories.rooms import talked

LATER = FRIDAY + timedelta(hours=1)


@pytest.fixture
def group(cast):
    made = open_group(cast)
    member(cast, made, cast.ana, "Blue bird")
    member(cast, made, cast.felix, "Grey cat")
    member(cast, made, cast.bea, "Green hill", mentor=True)
    return made


def fears(user, post, words="She sounds as if she says goodbye.", moment=LATER):
    with clock.at(moment):
        return actions.fear_for_writer(by=user, member=own(user, post.group), post=post, words=words)


def test_the_moderators_are_told_and_a_flag_is_raised_at_the_centre_of_who_wrote_it(cast, group):
    post = posts(cast.ana, group, "I am so tired of all this.").post
    report = fears(cast.bea, post)
    assert (report.reason, report.by, report.owner, report.closed_at) == (
        "worry",
        own(cast.bea, group),
        cast.clara,
        None,
    )
    assert report.promised == LATER + timedelta(hours=4)
    flag = Flag.objects.get()
    assert (flag.patient, flag.kind, flag.severity) == (cast.patient(cast.ana), "suicidal_ideation", "high")
    assert [one.source for one in flag.occasions.all()] == [f"post:{post.pk}"]


def test_pressed_twice_it_is_once(cast, group):
    post = posts(cast.ana, group).post
    assert fears(cast.bea, post) == fears(cast.bea, post)
    assert (reported().count(), Flag.objects.count()) == (1, 1)
    assert Event.objects.filter(kind=POST_REPORTED.name).count() == 2  # and that somebody new wrote


def test_a_mentor_who_fears_again_after_it_was_closed_is_heard_again(cast, group):
    post = posts(cast.ana, group).post
    fears(cast.bea, post)
    flag = Flag.objects.get()
    with clock.at(LATER):
        close_reports(by=cast.clara, post=post, outcome="spoke")
        acknowledge(by=cast.clara, flag=flag)
        close(by=cast.clara, flag=flag, outcome="plan", note="Called.", assessed=talked())
    fears(cast.bea, post, moment=LATER + timedelta(hours=1))
    assert reported().get().closed_at is None
    assert Flag.objects.filter(closed_at=None).count() == 1


def test_nobody_who_reads_a_record_learns_who_the_mentor_is(cast, group):
    post, patient = posts(cast.ana, group).post, cast.patient(cast.ana)
    before = AuditRow.objects.latest("id").pk
    fears(cast.bea, post)
    about = AuditRow.objects.filter(patient=str(patient.pk), id__gt=before)
    assert {(row.actor, row.verb) for row in about} == {("system:community", "flag.raised")}
    told = AuditRow.objects.get(verb=Verb.GROUP_WORRY_TOLD)
    assert (told.actor, told.patient) == (f"user:{cast.bea.pk}", "")
    assert set(Flag.objects.get().occasions.values_list("made_by", flat=True)) == {"system:community"}


def test_for_a_caregiver_the_moderators_are_told_and_no_flag_can_be_raised(cast, group):
    fears(cast.bea, posts(cast.felix, group).post)
    assert (reported().get().reason, Flag.objects.count()) == ("worry", 0)


def test_a_member_of_another_centre_has_the_flag_there(cast, group):
    now = clock.now()
    GroupSharing.objects.create(
        group=group, centre=cast.there, words="We share it.", made=now, by=cast.carlos, agreed_at=now,
        agreed_by=cast.denis,
    )  # fmt: skip
    patient = cast.dora.patients.get()
    member(cast, group, cast.dora, "Red kite", patient=patient, centre=cast.there)
    fears(cast.bea, posts(cast.dora, group).post)
    assert (Flag.objects.get().centre, Flag.objects.get().patient) == (cast.there, patient)


@pytest.mark.parametrize("name", ["ana", "felix", "clara"])
def test_whoever_is_no_mentor_does_not_do_it(cast, group, name):
    user = getattr(cast, name)
    post = posts(cast.bea, group).post
    with pytest.raises(ValidationError, match="Only mentors"):
        fears(user, post)
    visit(user, LATER, "worry_post", group.pk, post.pk, status=403)
    assert (reported().count(), Flag.objects.count()) == (0, 0)


def test_it_is_about_what_another_member_wrote_and_the_group_can_read(cast, group):
    theirs, mine = posts(cast.clara, group).post, posts(cast.bea, group).post
    hidden = posts(cast.ana, group).post
    hide_post(by=cast.clara, post=hidden, why="made up")
    for post in (theirs, mine, hidden):
        with pytest.raises(ValidationError):
            fears(cast.bea, post)
        visit(cast.bea, LATER, "worry_post", group.pk, post.pk, status=404)
    assert (reported().count(), Flag.objects.count()) == (0, 0)


def test_far_too_many_words_are_refused_whole_and_come_back(cast, group):
    post = posts(cast.ana, group).post
    said = visit(cast.bea, LATER, "worry_post", group.pk, post.pk, send={"words": "a" * 6001}, status=422)
    assert "This is too long. Say it in fewer words." in said
    assert "a" * 6001 in said
    assert (reported().count(), Flag.objects.count()) == (0, 0)


# --- what the mentor reads --------------------------------------------------------------------------------------------


def reads(cast, group, writer):
    """What the mentor reads before and after they told the moderators of a post of this person."""
    post = posts(writer, group, "I am so tired of all this.").post
    before = visit(cast.bea, LATER, "worry_post", group.pk, post.pk)
    led = visit(cast.bea, LATER, "worry_post", group.pk, post.pk, send={"words": "She says goodbye."})
    assert led == reverse("worry_post", args=[group.pk, post.pk])
    return before, visit(cast.bea, LATER, "worry_post", group.pk, post.pk)


def test_the_mentor_reads_what_happens_next_and_whom_to_call(cast, group):
    before, after = reads(cast, group, cast.ana)
    assert "A moderator is told at once." in before
    assert "Yes, tell the moderators" in before
    assert "One of them looks at it as soon as somebody is there: by Friday 6 March 2026, 15:00." in after
    assert "What happens next" in after
    assert "Yes, tell the moderators" not in after
    assert all("If somebody is in danger now, call" in said and "112" in said for said in (before, after))


def test_the_mentor_reads_the_same_whether_or_not_the_person_is_in_care(cast, group):
    of_patient, of_caregiver = reads(cast, group, cast.ana), reads(cast, group, cast.felix)
    assert Flag.objects.count() == 1
    assert of_patient == of_caregiver
    assert "flag" not in " ".join(of_patient).casefold()


def test_the_way_stands_at_the_posts_of_other_members_for_mentors_alone(cast, group):
    post = posts(cast.ana, group).post
    posts(cast.bea, group, thread=post.thread)
    appointed(cast, group, cast.gala)
    posts(cast.gala, group, thread=post.thread)
    way = "I fear for this person"
    read = {
        user.name: visit(user, LATER, "thread", group.pk, post.thread_id) for user in (cast.ana, cast.bea, cast.clara)
    }
    assert {name: said.count(way) for name, said in read.items()} == {"Ana": 0, "Bea": 1, "Clara": 0}
