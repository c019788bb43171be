"""What moderators, mentors and members do about a post: once, with a reason that its writer reads, nothing deleted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from mentoring.community.kinds import (
    CASE_HANDED,
    MEMBER_PAUSED,
    POST_CHANGED,
    POST_MADE,
    POST_REPLIED,
    REPORT_CLOSED,
)
from mentoring.community.models import GroupSharing, Moderator
from mentoring.community.moderation import actions
from mentoring.community.moderation.selectors import cases_in
from mentoring.community.selectors import is_paused
from mentoring.community.threads.actions import edit_post
from mentoring.community.threads.models import Post, PostReport
from oncocare.audit.models import AuditRow
from oncocare.audit.verbs import Verb
from oncocare.events.models import Event
from oncocare.foundation import clock
from oncocare.people.kinds import TASK_WANTED
from oncocare.safety.models import Flag
from tests.factories.community import (
    FRIDAY,
    INTENT,
    appointed,
    at,
    fresh,
    member,
    open_group,
    own,
    reported,
    told,
    wrote,
)


@pytest.fixture
def group(cast):
    made = open_group(cast)
    member(cast, made, cast.ana, "Blue bird")
    member(cast, made, cast.bea, "Green hill", mentor=True)
    return made


def verbs(verb):
    return AuditRow.objects.filter(verb=verb).count()


def moderator(user):
    return Moderator.objects.get(user=user)


def hide(post, by, why="It names a treatment as a cure."):
    return actions.hide_post(by=by, post=post, why=why)


# --- reports ----------------------------------------------------------------------------------------------------------


def test_a_member_reports_a_post_once_for_each_reason_and_it_has_an_owner_and_a_deadline(cast, group):
    post = wrote(cast.ana, group)
    with clock.at(FRIDAY):
        for _ in range(2):
            actions.report_post(by=cast.bea, member=own(cast.bea, group), post=post, reason="sells", words="An advert")
    report = reported().get()
    assert (report.by, report.owner, report.closed_at) == (own(cast.bea, group), cast.clara, None)
    assert report.promised > FRIDAY


def test_who_reports_their_own_post_is_heard(cast, group):
    post = wrote(cast.ana, group)
    with clock.at(FRIDAY):
        actions.report_post(by=cast.ana, member=own(cast.ana, group), post=post, reason="worry", words="I need help")
    [case] = cases_in([group])
    assert [(one.by, one.reason, one.owner) for one in case.reports if one.by] == [(post.by, "worry", cast.clara)]


@pytest.mark.parametrize("reason", ["danger", "death", "", "made up"])
def test_what_only_the_program_says_no_member_says(cast, group, reason):
    post = wrote(cast.ana, group)
    with pytest.raises(ValidationError):
        actions.report_post(by=cast.bea, member=own(cast.bea, group), post=post, reason=reason)
    assert reported().count() == 0


def test_what_was_edited_after_a_report_is_shown_as_it_was_then(cast, group):
    post = wrote(cast.ana, group, "Buy my pills.")
    with clock.at(FRIDAY + timedelta(minutes=1)):
        actions.report_post(by=cast.bea, member=own(cast.bea, group), post=post, reason="sells")
    with clock.at(FRIDAY + timedelta(minutes=2)):
        edit_post(by=cast.ana, inside=at(cast.ana, group), post=post, words="Good morning.")
    [case] = cases_in([group])
    assert (case.post.words, case.before) == ("Good morning.", "Buy my pills.")


# --- hiding and showing -----------------------------------------------------------------------------------------------


def test_a_post_is_hidden_with_a_reason_and_is_not_deleted(cast, group):
    post = wrote(cast.ana, group)
    hidden = hide(post, cast.clara)
    assert (hidden.state, hidden.why, hidden.state_by) == ("hidden", "It names a treatment as a cure.", cast.clara)
    assert fresh(post).words == "Hello, everybody."
    assert (fresh(post.thread).number, told(POST_CHANGED), verbs(Verb.GROUP_POST_HIDDEN)) == (0, 1, 1)


def test_two_moderators_who_hide_at_once_hide_once_and_the_first_reason_stands(cast, group):
    appointed(cast, group, cast.gala)
    post = wrote(cast.ana, group)
    seen_by_both = fresh(post)
    hide(post, cast.clara, "The first reason.")
    second = hide(seen_by_both, cast.gala, "The second reason.")
    assert (second.why, second.state_by) == ("The first reason.", cast.clara)
    assert (told(POST_CHANGED), verbs(Verb.GROUP_POST_HIDDEN)) == (1, 1)


def test_without_a_reason_nothing_is_hidden(cast, group):
    post = wrote(cast.ana, group)
    with pytest.raises(ValidationError):
        hide(post, cast.clara, "  ")
    assert fresh(post).state == "shown"


def test_hiding_closes_what_was_reported_but_not_that_somebody_worries(cast, group):
    post = wrote(cast.ana, group)
    for reason in ("hurts", "worry"):
        actions.report_post(by=cast.bea, member=own(cast.bea, group), post=post, reason=reason)
    hide(post, cast.clara)
    states = dict(PostReport.objects.values_list("reason", "outcome"))
    assert states == {"first": "hidden", "hurts": "hidden", "worry": ""}
    assert told(REPORT_CLOSED) == 2
    assert actions.close_reports(by=cast.clara, post=post, outcome="spoke") == 1
    assert actions.close_reports(by=cast.clara, post=post, outcome="left") == 0


def test_what_is_shown_again_was_posted_once(cast, group):
    post = wrote(cast.ana, group)
    hide(post, cast.clara)
    for _ in range(2):
        actions.show_post(by=cast.clara, post=post)
    assert (fresh(post).state, fresh(post).why, fresh(post).made) == ("shown", "", FRIDAY)
    assert (told(POST_MADE), told(POST_CHANGED), fresh(post.thread).number) == (1, 2, 1)


def test_a_held_post_that_is_let_through_is_posted_now_once_and_asks_from_now_on(cast, group):
    post = wrote(cast.ana, group, INTENT)
    assert (post.state, told(POST_MADE)) == ("held", 0)
    later = FRIDAY + timedelta(hours=2)
    with clock.at(later):
        for _ in range(2):
            actions.show_post(by=cast.clara, post=post)
    let = fresh(post)
    assert (let.state, let.made, let.promised) == ("shown", later, later + timedelta(hours=4))
    assert (told(POST_MADE), fresh(post.thread).number, fresh(post.thread).latest) == (1, 1, later)
    assert [one.outcome for one in PostReport.objects.all()] == [""]  # the danger itself is for somebody to close


def test_a_held_post_that_was_hidden_first_is_still_posted_once_it_is_shown(cast, group):
    post = wrote(cast.ana, group, INTENT)
    hide(post, cast.clara)
    actions.show_post(by=cast.clara, post=post)
    assert (told(POST_MADE), told(POST_CHANGED)) == (1, 1)


def test_a_report_about_a_held_post_is_not_closed_while_it_waits(cast, group):
    post = wrote(cast.ana, group, INTENT)
    with pytest.raises(ValidationError):
        actions.close_reports(by=cast.clara, post=post, outcome="left")
    assert PostReport.objects.filter(closed_at=None).count() == 1


def test_who_is_answered_by_what_was_hidden_waits_again_until_it_is_shown_again(cast, group):
    asked = wrote(cast.ana, group)
    reply = wrote(cast.bea, group, "Buy my pills.", FRIDAY + timedelta(hours=1), thread=asked.thread)
    assert fresh(asked).replied == FRIDAY + timedelta(hours=1)
    hide(reply, cast.clara)
    assert fresh(asked).replied is None
    actions.show_post(by=cast.clara, post=reply)
    assert (fresh(asked).replied, told(POST_REPLIED)) == (FRIDAY + timedelta(hours=1), 2)


def test_a_mentor_hides_for_the_moderators_who_have_a_report_and_the_writer_a_reason(cast, group):
    post = wrote(cast.ana, group)
    bea = own(cast.bea, group)
    for _ in range(2):
        actions.hide_for_review(by=cast.bea, member=bea, post=post, words="It may frighten newcomers.")
    hidden, report = fresh(post), reported().get()
    assert (hidden.state, hidden.state_by) == ("hidden", cast.bea)
    assert hidden.why == "A mentor of the group thought that a moderator should read this first."
    assert (report.by, report.words, report.owner) == (bea, "It may frighten newcomers.", cast.clara)


def test_only_a_mentor_of_the_group_does_and_never_to_a_moderator(cast, group):
    post, clara = wrote(cast.ana, group), wrote(cast.clara, group)
    with pytest.raises(ValidationError):
        actions.hide_for_review(by=cast.ana, member=own(cast.ana, group), post=post, words="x")
    with pytest.raises(ValidationError):
        actions.hide_for_review(by=cast.bea, member=own(cast.bea, group), post=clara, words="x")
    assert set(Post.objects.values_list("state", flat=True)) == {"shown"}


# --- pausing ----------------------------------------------------------------------------------------------------------


def test_a_paused_member_reads_does_not_write_and_knows_why_until_it_ends(cast, group):
    until = FRIDAY + timedelta(days=1)
    with clock.at(FRIDAY):
        for _ in range(2):
            actions.pause_member(by=cast.clara, member=own(cast.ana, group), until=until, why="Take a breath.")
        found = at(cast.ana, group)
        assert (found.may_write, found.member.paused_why) == (False, "Take a breath.")
        with pytest.raises(ValidationError):
            wrote(cast.ana, group)
    assert (told(MEMBER_PAUSED), verbs(Verb.GROUP_MEMBER_PAUSED)) == (1, 1)
    with clock.at(until):
        assert not is_paused(own(cast.ana, group))


def test_a_pause_ends_early_once(cast, group):
    with clock.at(FRIDAY):
        actions.pause_member(
            by=cast.clara, member=own(cast.ana, group), until=FRIDAY + timedelta(days=7), why="Take a breath."
        )
        for _ in range(2):
            actions.end_pause(by=cast.clara, member=own(cast.ana, group))
        assert wrote(cast.ana, group).state == "shown"
    assert verbs(Verb.GROUP_MEMBER_BACK) == 1


def test_a_second_pause_never_shortens_the_first(cast, group):
    long = FRIDAY + timedelta(days=7)
    with clock.at(FRIDAY):
        for until in (long, FRIDAY + timedelta(days=1)):
            actions.pause_member(by=cast.clara, member=own(cast.ana, group), until=until, why="x")
    assert own(cast.ana, group).paused_until == long


def test_who_left_and_came_back_is_paused_from_what_they_wrote_before(cast, group):
    before = own(cast.ana, group)
    before.left, before.nameless = FRIDAY, True
    before.save()
    now = member(cast, group, cast.ana, "Red kite")
    with clock.at(FRIDAY):
        actions.pause_member(by=cast.clara, member=before, until=FRIDAY + timedelta(days=1), why="x")
        now.refresh_from_db()
        assert is_paused(now)


@pytest.mark.parametrize(("why", "days"), [("", 1), ("x", 0), ("x", -1)])
def test_a_pause_needs_a_reason_and_a_moment_to_come(cast, group, why, days):
    with clock.at(FRIDAY), pytest.raises(ValidationError):
        actions.pause_member(by=cast.clara, member=own(cast.ana, group), until=FRIDAY + timedelta(days=days), why=why)
    assert own(cast.ana, group).paused_at is None


def test_a_moderator_is_not_paused(cast, group):
    with clock.at(FRIDAY), pytest.raises(ValidationError):
        actions.pause_member(by=cast.clara, member=own(cast.clara, group), until=FRIDAY + timedelta(days=1), why="x")


# --- somebody in danger -----------------------------------------------------------------------------------------------


def test_a_moderator_of_the_own_centre_raises_a_flag_and_what_worried_is_closed(cast, group):
    post = wrote(cast.ana, group)
    actions.report_post(by=cast.bea, member=own(cast.bea, group), post=post, reason="worry")
    for _ in range(2):
        actions.raise_by_hand(by=cast.clara, moderator=moderator(cast.clara), post=post)
    flag = Flag.objects.get()
    assert (flag.patient, flag.source, flag.severity) == (cast.patient(cast.ana), f"post:{post.pk}", "high")
    assert reported().get().outcome == "raised"
    assert [case.flagged for case in cases_in([group])] == []


def test_a_flag_that_is_raised_for_a_held_post_leaves_somebody_who_has_to_read_it(cast, group):
    post = wrote(cast.ana, group, INTENT)
    actions.raise_by_hand(by=cast.clara, moderator=moderator(cast.clara), post=post)
    case = cases_in([group])[0]
    assert (case.held, case.flagged, case.owners, case.due) == (
        True,
        True,
        [cast.clara.name],
        FRIDAY + timedelta(hours=1),
    )
    hide(post, cast.clara)
    actions.close_reports(by=cast.clara, post=post, outcome="raised")
    assert cases_in([group]) == []


def shared(cast, group):
    """Dora of the other centre is in the group, and Denis answers for it from there."""
    now = clock.now()
    GroupSharing.objects.create(
        group=group, centre=cast.there, words="We share it.", made=now, by=cast.carlos, agreed_at=now,
        agreed_by=cast.denis,
    )  # fmt: skip
    appointed(cast, group, cast.denis, centre=cast.there)
    dora = member(cast, group, cast.dora, "Far away", patient=cast.patient(cast.ana))
    dora.centre, dora.patient = cast.there, cast.dora.patients.get()
    dora.save()


def test_the_case_of_somebody_of_another_centre_is_handed_to_who_answers_there(cast, group):
    shared(cast, group)
    post = wrote(cast.dora, group)
    for _ in range(2):
        to = actions.raise_by_hand(by=cast.clara, moderator=moderator(cast.clara), post=post)
        assert to == cast.denis
    asked = Event.objects.get(kind=TASK_WANTED.name).payload
    assert (asked["centre"], asked["patient"], asked["owner"]) == (
        str(cast.there.pk), str(cast.dora.patients.get().pk), str(cast.denis.pk),
    )  # fmt: skip
    assert (told(CASE_HANDED), reported().get().owner, reported().get().outcome) == (1, cast.denis, "")
    assert Flag.objects.count() == 0
    assert "After chemotherapy" in asked["what"]
    assert "Far away" not in asked["what"]


def test_where_their_centre_has_no_moderator_the_case_goes_to_who_answers_flags_there(cast, group):
    shared(cast, group)
    Moderator.objects.filter(user=cast.denis).update(ended=clock.now())
    post = wrote(cast.dora, group)
    assert actions.raise_by_hand(by=cast.clara, moderator=moderator(cast.clara), post=post) == cast.denis


def test_for_a_caregiver_nobody_raises_a_flag_and_it_is_said_what_to_do(cast, group):
    member(cast, group, cast.felix, "Felix in the group")
    post = wrote(cast.felix, group)
    with pytest.raises(ValidationError, match="Write to them under the post"):
        actions.raise_by_hand(by=cast.clara, moderator=moderator(cast.clara), post=post)
    assert (Flag.objects.count(), told(TASK_WANTED)) == (0, 0)
