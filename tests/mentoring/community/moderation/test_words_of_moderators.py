"""What moderators tell the writer of a post: only they read it, they may ask somebody else, and nobody judges twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from mentoring.community.kinds import REPORT_LATE, WRITER_TOLD
from mentoring.community.models import Moderator
from mentoring.community.moderation import actions
from mentoring.community.moderation.risks import RISKS
from mentoring.community.moderation.selectors import cases_in, closed_since, told_of
from mentoring.community.selectors import is_paused
from mentoring.community.threads.actions import open_report
from mentoring.community.threads.models import ModeratorWord, PostReport
from mentoring.community.threads.promises import looked_at_within
from mentoring.community.waiting.actions import look_after_groups
from oncocare.audit.models import AuditRow
from oncocare.audit.verbs import Verb
from oncocare.foundation import clock
from oncocare.notifications.models import Message
from oncocare.safety.models import Flag
from tests.factories.community import (
    FRIDAY,
    INTENT,
    appointed,
    fresh,
    member,
    open_group,
    own,
    reported,
    told,
    wrote,
)
from tests.mentoring.community.moderation.test_moderating_acts import hide

HOUR = timedelta(hours=1)


@pytest.fixture
def group(cast):
    with clock.at(FRIDAY - HOUR):
        made = open_group(cast)
        member(cast, made, cast.ana, "Blue bird")
        member(cast, made, cast.bea, "Green hill", mentor=True)
        member(cast, made, cast.felix, "Grey stone")
    return made


def two(cast, group):
    """Another moderator beside Clara, appointed after her."""
    appointed(cast, group, cast.gala)


def words_of(post):
    return list(post.said_to_writer.values_list("kind", "words", "user"))


def ask(cast, group, post, words="I did not mean it so.", by=None):
    by = by or cast.ana
    return actions.ask_again(by=by, member=own(by, group), post=post, words=words)


def look(by, post, *, back, words="I read both."):
    return actions.look_again(by=by, post=post, back=back, words=words)


def moderator(user):
    return Moderator.objects.get(user=user)


# --- a reminder of the rules ------------------------------------------------------------------------------------------


def test_a_reminder_is_read_by_its_writer_alone_and_closes_what_was_reported(cast, group):
    post = wrote(cast.ana, group)
    actions.report_post(by=cast.bea, member=own(cast.bea, group), post=post, reason="hurts")
    actions.report_post(by=cast.bea, member=own(cast.bea, group), post=post, reason="worry")
    for _ in range(2):
        actions.warn(by=cast.clara, post=post, words="Please write about yourself.")
    assert words_of(post) == [("warned", "Please write about yourself.", cast.clara.pk)]
    assert fresh(post).state == "shown"
    assert dict(reported().values_list("reason", "outcome")) == {"hurts": "warned", "worry": ""}
    assert (told(WRITER_TOLD), AuditRow.objects.filter(verb=Verb.GROUP_WRITER_TOLD).count()) == (1, 1)


@pytest.mark.parametrize("words", ["", "   "])
def test_without_words_nobody_is_reminded(cast, group, words):
    post = wrote(cast.ana, group)
    with pytest.raises(ValidationError):
        actions.warn(by=cast.clara, post=post, words=words)
    assert words_of(post) == []


def test_a_moderator_is_not_reminded_but_spoken_with(cast, group):
    post = wrote(cast.clara, group)
    with pytest.raises(ValidationError):
        actions.warn(by=cast.clara, post=post, words="Please write about yourself.")
    assert words_of(post) == []


# --- a message of concern ---------------------------------------------------------------------------------------------


def test_a_message_of_concern_raises_the_flag_in_the_same_act(cast, group):
    post = wrote(cast.ana, group)
    actions.report_post(by=cast.bea, member=own(cast.bea, group), post=post, reason="worry")
    raised = actions.say_concern(
        by=cast.clara, moderator=moderator(cast.clara), post=post, words="I worry about you.", flag=True
    )
    assert raised == Flag.objects.get(patient=cast.patient(cast.ana))
    assert words_of(post) == [("concern", "I worry about you.", cast.clara.pk)]
    assert reported().get().outcome == "raised"


def test_a_relative_is_written_to_in_private_for_nobody_can_raise_a_flag(cast, group):
    post = wrote(cast.felix, group)
    actions.report_post(by=cast.bea, member=own(cast.bea, group), post=post, reason="worry")
    assert (
        actions.say_concern(
            by=cast.clara, moderator=moderator(cast.clara), post=post, words="I worry about you.", flag=False
        )
        is None
    )
    assert (words_of(post), reported().get().outcome) == (
        [("concern", "I worry about you.", cast.clara.pk)],
        "spoke",
    )


def test_a_held_post_still_waits_after_a_message_of_concern(cast, group):
    post = wrote(cast.ana, group, INTENT)
    actions.say_concern(
        by=cast.clara, moderator=moderator(cast.clara), post=post, words="I worry about you.", flag=True
    )
    assert (fresh(post).state, reported().get(reason="danger").closed_at) == ("held", None)


# --- another look -----------------------------------------------------------------------------------------------------


def test_another_look_is_never_with_who_hid_it(cast, group):
    two(cast, group)
    with clock.at(FRIDAY):
        post = wrote(cast.ana, group)
        hide(post, cast.clara)  # on duty now, so it would be theirs
        asked = ask(cast, group, post)
    assert (asked.reason, asked.owner, asked.by) == ("again", cast.gala, own(cast.ana, group))
    for hours in range(0, 200, 9):
        with clock.at(FRIDAY + HOUR * hours):
            look_after_groups()
        assert fresh(asked).owner == cast.gala
    assert told(REPORT_LATE) == 1


def test_where_nobody_else_answers_whoever_runs_the_centre_is_told_at_once(cast, group):
    with clock.at(FRIDAY):
        post = wrote(cast.ana, group)
        hide(post, cast.clara)
        asked = ask(cast, group, post)
        assert asked.owner is None
        look_after_groups()
        look_after_groups()
    assert (fresh(asked).owner, told(REPORT_LATE)) == (None, 1)
    two(cast, group)
    with clock.at(FRIDAY + HOUR):
        look_after_groups()
    assert fresh(asked).owner == cast.gala


def test_who_hid_it_does_not_judge_it_again(cast, group):
    two(cast, group)
    post = wrote(cast.ana, group)
    hide(post, cast.clara)
    ask(cast, group, post)
    for back in (True, False):
        with pytest.raises(ValidationError):
            look(cast.clara, post, back=back)
    assert (fresh(post).state, reported().get(reason="again").closed_at) == ("hidden", None)


def test_another_moderator_takes_it_back_and_the_group_reads_it_again(cast, group):
    two(cast, group)
    post = wrote(cast.ana, group)
    hide(post, cast.clara)
    ask(cast, group, post)
    look(cast.gala, post, back=True)
    assert (fresh(post).state, reported().get(reason="again").outcome) == ("shown", "back")
    assert words_of(post) == [
        ("hidden", "It names a treatment as a cure.", cast.clara.pk),
        ("shown", "", cast.gala.pk),
        ("back", "I read both.", cast.gala.pk),
    ]


def test_it_may_stay_hidden_and_then_nobody_is_asked_a_third_time(cast, group):
    two(cast, group)
    post = wrote(cast.ana, group)
    hide(post, cast.clara)
    ask(cast, group, post)
    look(cast.gala, post, back=False)
    assert (fresh(post).state, reported().get(reason="again").outcome) == ("hidden", "left")
    with pytest.raises(ValidationError):
        ask(cast, group, post)


def test_a_pause_is_ended_by_another_look(cast, group):
    two(cast, group)
    with clock.at(FRIDAY):
        post = wrote(cast.ana, group)
        why = "You wrote to somebody in anger."
        actions.pause_member(
            by=cast.clara, member=own(cast.ana, group), until=FRIDAY + timedelta(days=3), why=why, post=post
        )
        ask(cast, group, post)
        assert is_paused(own(cast.ana, group))
        look(cast.gala, post, back=True)
        assert not is_paused(own(cast.ana, group))


def test_what_was_asked_is_not_closed_without_a_word_to_who_asked(cast, group):
    two(cast, group)
    post = wrote(cast.ana, group)
    actions.warn(by=cast.clara, post=post, words="Please write about yourself.")
    ask(cast, group, post)
    with pytest.raises(ValidationError):
        actions.close_reports(by=cast.gala, post=post, outcome="left")
    hide(post, cast.gala, "It hurts somebody.")
    assert reported().get(reason="again").closed_at is None


def test_who_shows_it_again_themselves_has_answered_it(cast, group):
    post = wrote(cast.ana, group)
    hide(post, cast.clara)
    ask(cast, group, post)
    actions.show_post(by=cast.clara, post=post)
    assert reported().get(reason="again").outcome == "back"


@pytest.mark.parametrize("who", ["bea", "felix"])
def test_nobody_asks_about_anothers_post(cast, group, who):
    post = wrote(cast.ana, group)
    hide(post, cast.clara)
    with pytest.raises(ValidationError):
        ask(cast, group, post, by=getattr(cast, who))
    assert reported().count() == 0


def test_words_of_wanting_to_die_in_what_they_ask_are_urgent(cast, group):
    post = wrote(cast.ana, group)
    hide(post, cast.clara)
    ask(cast, group, post, INTENT)
    assert {one.reason for one in reported().all()} == {"again", "danger"}
    assert Flag.objects.filter(patient=cast.patient(cast.ana)).count() == 1


# --- messages and pages -----------------------------------------------------------------------------------------------


def test_the_writer_is_told_by_a_message_that_says_nothing(cast, group, deliver):
    post = wrote(cast.ana, group)
    with deliver():
        actions.warn(by=cast.clara, post=post, words="Please write about yourself.")
    told_by = Message.objects.filter(user=cast.ana, kind="group.about_yours.patient").values_list("source", flat=True)
    assert set(told_by) == {f"warned:{ModeratorWord.objects.get().pk}"}


def test_only_the_writer_reads_what_they_were_told(cast, group, client):
    post = wrote(cast.ana, group)
    actions.warn(by=cast.clara, post=post, words="Please write about yourself.")
    seen = {}
    for who in ("ana", "bea", "felix", "clara"):
        client.force_login(getattr(cast, who))
        seen[who] = "Please write about yourself." in client.get(thread_of(post)).content.decode()
    assert seen == {"ana": True, "bea": False, "felix": False, "clara": False}
    client.force_login(cast.clara)
    page = client.get(f"/groups/{group.pk}/posts/{post.pk}/moderate/").content.decode()
    assert "Please write about yourself." in page


def thread_of(post):
    return f"/groups/{post.group_id}/threads/{post.thread_id}/"


def test_the_writer_asks_on_a_page_and_reads_what_became_of_it(cast, group, client):
    two(cast, group)
    post = wrote(cast.ana, group)
    hide(post, cast.clara)
    client.force_login(cast.ana)
    way = f"/groups/{group.pk}/posts/{post.pk}/again/"
    assert way in client.get(thread_of(post)).content.decode()
    assert client.post(way, {"words": "I did not mean it so."}).status_code == 302
    page = client.get(thread_of(post)).content.decode()
    assert (way in page, "Another moderator looks at it again." in page) == (False, True)


@pytest.mark.parametrize("who", ["bea", "clara"])
def test_nobody_else_finds_the_page_on_which_they_ask(cast, group, client, who):
    post = wrote(cast.ana, group)
    hide(post, cast.clara)
    client.force_login(getattr(cast, who))
    assert client.get(f"/groups/{group.pk}/posts/{post.pk}/again/").status_code == 404


def test_a_moderator_reads_who_said_what_under_the_names_of_the_group(cast, group):
    post = wrote(cast.ana, group)
    actions.hide_for_review(by=cast.bea, member=own(cast.bea, group), post=post, words="It may hurt.")
    assert [(one.kind, one.by_name) for one in told_of(post)] == [("hidden", "Green hill")]


def test_the_desk_lists_what_was_closed_and_how_it_ended(cast, group, client):
    post = wrote(cast.ana, group)
    with clock.at(FRIDAY):
        open_report(by="system:community", post=post, reason="hurts")
        actions.warn(by=cast.clara, post=post, words="Please write about yourself.")
        [closed] = closed_since([group], FRIDAY - HOUR)
    assert (closed.outcome, closed.by_name) == ("warned", "Clara")
    assert closed_since([group], FRIDAY + HOUR) == []


def test_the_desk_offers_another_look_to_others_and_not_to_who_decided(cast, group):
    two(cast, group)
    post = wrote(cast.ana, group)
    hide(post, cast.clara)
    asked = ask(cast, group, post)
    [case] = cases_in([group])
    assert (case.again, case.decided_by) == (asked, {cast.clara.pk})


def test_the_numbers_to_call_stand_under_a_message_of_concern(cast, group, client):
    post = wrote(cast.felix, group)
    actions.say_concern(
        by=cast.clara, moderator=moderator(cast.clara), post=post, words="I worry about you.", flag=False
    )
    client.force_login(cast.felix)
    page = client.get(thread_of(post)).content.decode()
    assert "Numbers to call, at any hour" in page


# --- how serious it is ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("risk", RISKS, ids=lambda risk: str(risk.label))
def test_the_times_beside_a_risk_are_those_that_are_kept(risk):
    assert {looked_at_within(reason) for reason in risk.reasons} == {HOUR * risk.hours}


def test_every_reason_that_may_be_a_risk_stands_beside_one():
    named = [reason for risk in RISKS for reason in risk.reasons]
    assert sorted(named) == sorted(set(PostReport.Reason.values) - {"first", "link", "again"})
