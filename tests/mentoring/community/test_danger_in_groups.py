"""Words of wanting to die in groups: wherever they stand somebody learns of them, and nothing waits that is nobody's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mentoring.community.groups.actions import close_group
from mentoring.community.kinds import CASE_HANDED, REPORT_LATE
from mentoring.community.models import Moderator
from mentoring.community.moderation import actions
from mentoring.community.moderation.messages import still_a_case
from mentoring.community.moderation.selectors import cases_in, moderated_by
from mentoring.community.threads.actions import edit_post
from mentoring.community.threads.models import Post
from mentoring.community.waiting.actions import look_after_groups
from oncocare.audit.models import AuditRow
from oncocare.audit.verbs import Verb
from oncocare.events.models import Event
from oncocare.foundation import clock, ids
from oncocare.notifications.models import Message
from oncocare.people.actions import dismiss
from oncocare.people.kinds import TASK_WANTED
from oncocare.people.models import Membership
from oncocare.safety.flags.actions import acknowledge, close
from oncocare.safety.models import Flag
from oncocare.safety.rota.actions import set_cover
from tests.cast import BY, colleague
from tests.factories import community
from tests.factories.community import (
    FRIDAY,
    INTENT,
    SATURDAY,
    appointed,
    at,
    fresh,
    member,
    open_group,
    own,
    reported,
    told,
)
from tests.factories.conversations import visit
from tests.factories.library import picture
from tests.factories.rooms import day, talked
from tests.mentoring.community.moderation.test_moderating_acts import shared

HOUR = timedelta(hours=1)


@pytest.fixture
def group(cast):
    with clock.at(day(4, 9)):
        made = open_group(cast)
        member(cast, made, cast.ana, "Blue bird")
        member(cast, made, cast.bea, "Green hill", mentor=True)
    return made


def posts(user, group, words="Hello, everybody.", moment=FRIDAY, **given):
    """A post, which a moderator has read at once where it is the first of somebody new."""
    posted = community.posts(user, group, words, moment, **given)
    with clock.at(moment):
        actions.say_seen(by=moderator_of(group), post=posted.post)
    return posted


def moderator_of(group):
    return group.moderators.earliest("made").user


def moderator(user):
    return Moderator.objects.get(user=user)


def looked_after(moment):
    with clock.at(moment):
        return look_after_groups()


# --- what waits is somebody's -----------------------------------------------------------------------------------------


def test_a_held_post_for_which_a_flag_was_raised_by_hand_still_has_an_owner_and_a_deadline(cast, group):
    post = posts(cast.ana, group, INTENT).post
    with clock.at(FRIDAY):
        actions.raise_by_hand(by=cast.clara, moderator=moderator(cast.clara), post=post)
        [case] = cases_in([group])
    assert (case.held, case.owners, case.due) == (True, [cast.clara.name], FRIDAY + HOUR)
    assert looked_after(FRIDAY + 2 * HOUR) == 1


def test_a_flag_raised_by_hand_after_the_first_was_closed_is_another(cast, group):
    post = posts(cast.ana, group, INTENT).post
    with clock.at(FRIDAY):
        first = Flag.objects.get()
        acknowledge(by=cast.clara, flag=first)
        close(by=cast.clara, flag=first, outcome="plan", assessed=talked())
    with clock.at(FRIDAY + HOUR):
        raised = actions.raise_by_hand(by=cast.clara, moderator=moderator(cast.clara), post=post)
        again = actions.raise_by_hand(by=cast.clara, moderator=moderator(cast.clara), post=post)
    assert (raised.closed_at, again, Flag.objects.count()) == (None, raised, 2)


@pytest.mark.parametrize("when", ["before", "after"])
def test_what_is_reported_in_a_group_that_is_closed_is_looked_at(cast, group, when):
    cleo = colleague(cast)
    appointed(cast, group, cleo)
    post = posts(cast.ana, group).post
    with clock.at(FRIDAY):
        if when == "after":
            close_group(by=cast.carlos, group=group)
        actions.report_post(by=cast.bea, member=own(cast.bea, group), post=post, reason="worry")
        close_group(by=cast.carlos, group=group)
        [listed] = moderated_by(cast.clara, cast.here)
        assert [case.post for case in cases_in([listed])] == [post]
    assert looked_after(FRIDAY + 4 * HOUR) == 1
    assert reported().get().owner == cleo
    assert looked_after(FRIDAY + 5 * HOUR) == 1
    assert told(REPORT_LATE) == 1


def test_a_closed_group_in_which_nothing_waits_is_no_moderators_any_more(cast, group):
    posts(cast.ana, group)
    with clock.at(FRIDAY):
        close_group(by=cast.carlos, group=group)
        assert moderated_by(cast.clara, cast.here) == []


def test_what_a_member_reports_again_after_it_was_closed_is_open_again(cast, group):
    post = posts(cast.ana, group).post
    with clock.at(FRIDAY):
        actions.report_post(by=cast.bea, member=own(cast.bea, group), post=post, reason="worry", words="First.")
        actions.close_reports(by=cast.clara, post=post, outcome="left")
    with clock.at(FRIDAY + HOUR):
        for _ in range(2):
            actions.report_post(by=cast.bea, member=own(cast.bea, group), post=post, reason="worry", words="Worse now.")
    report = reported().get()
    assert (report.closed_at, report.made, report.words, report.owner) == (
        None, FRIDAY + HOUR, "Worse now.", cast.clara,
    )  # fmt: skip


def test_what_a_mentor_hides_a_second_time_is_before_a_moderator_again(cast, group):
    post = posts(cast.ana, group).post
    with clock.at(FRIDAY):
        actions.hide_for_review(by=cast.bea, member=own(cast.bea, group), post=post, words="Is it right?")
        actions.show_post(by=cast.clara, post=post)
        edit_post(by=cast.ana, inside=at(cast.ana, group), post=post, words="Stop your treatment, all of you.")
        actions.hide_for_review(by=cast.bea, member=own(cast.bea, group), post=post, words="Now it is wrong.")
    assert fresh(post).state == "hidden"
    assert [case.post for case in cases_in([group])] == [post]


def test_what_the_program_finds_again_goes_round_to_everybody_again(cast, group):
    cleo = colleague(cast)
    appointed(cast, group, cleo)
    group.stays_open = True
    group.save()
    post = posts(cast.ana, group, INTENT).post
    looked_after(FRIDAY + HOUR)
    with clock.at(FRIDAY + 2 * HOUR):
        actions.show_post(by=cast.clara, post=post)
        actions.close_reports(by=cast.clara, post=post, outcome="spoke")
    again = FRIDAY + 3 * HOUR
    with clock.at(again):
        edit_post(by=cast.ana, inside=at(cast.ana, group), post=post, words=f"{INTENT} Really.")
    assert reported().get().owner == cast.clara
    looked_after(again + HOUR)
    assert (reported().get().owner, told(REPORT_LATE)) == (cleo, 0)


# --- words that arrive where nobody posts -----------------------------------------------------------------------------


@pytest.mark.parametrize("why", ["asleep", "paused", "closed"])
def test_words_of_wanting_to_die_are_heard_where_nobody_posts(cast, group, why):
    moment = SATURDAY if why == "asleep" else FRIDAY
    if why == "paused":
        group.members.filter(user=cast.ana).update(
            paused_at=FRIDAY, paused_by=cast.clara, paused_until=SATURDAY, paused_why="x"
        )
    if why == "closed":
        with clock.at(FRIDAY):
            close_group(by=cast.carlos, group=group)
    url = visit(
        cast.ana, moment, "new_thread", group.pk, status=302,
        send={"key": str(ids.new()), "title": "Tonight", "words": INTENT, "act": "post"},
    )  # fmt: skip
    post, flag, report = Post.objects.get(), Flag.objects.get(), reported().get()
    assert (post.state, flag.patient.user, report.reason, report.owner) == ("held", cast.ana, "danger", cast.clara)
    assert str(flag.pk) in url


def test_a_change_into_such_words_is_heard_while_the_group_sleeps(cast, group):
    post = posts(cast.ana, group).post
    with clock.at(SATURDAY):
        edit_post(by=cast.ana, inside=at(cast.ana, group), post=post, words=INTENT)
    assert (fresh(post).state, Flag.objects.count()) == ("held", 1)


def test_such_words_go_out_without_a_gentle_question_before(cast, group):
    words = f"{INTENT} My number was 600 123 456, it is of no use any more."
    visit(
        cast.ana, FRIDAY, "new_thread", group.pk, status=302,
        send={"key": str(ids.new()), "title": "Tonight", "words": words, "act": "post"},
    )  # fmt: skip
    assert (Post.objects.get().state, Flag.objects.count()) == ("held", 1)


def test_other_words_sent_with_the_same_key_are_another_post(cast, group):
    key = ids.new()
    first = posts(cast.ana, group, key=key).post
    for _ in range(2):
        second = posts(cast.ana, group, INTENT, thread=first.thread, key=key).post
    assert (fresh(first).words, second.words, second.state) == ("Hello, everybody.", INTENT, "held")
    assert (Post.objects.count(), Flag.objects.count()) == (2, 1)
    with clock.at(FRIDAY):
        edit_post(by=cast.ana, inside=at(cast.ana, group), post=first, words="Good morning.")
    assert posts(cast.ana, group, key=key).post == first


def test_the_key_of_somebody_elses_post_makes_a_post_of_its_own(cast, group):
    first = posts(cast.ana, group).post
    second = posts(cast.bea, group, thread=first.thread, key=first.pk).post
    assert (first.by.name, second.by.name, Post.objects.count()) == ("Blue bird", "Green hill", 2)


# --- words beside posts -----------------------------------------------------------------------------------------------


def test_who_tells_the_moderators_that_they_want_to_die_has_a_flag(cast, group):
    post = posts(cast.ana, group).post
    with clock.at(FRIDAY):
        actions.report_post(by=cast.ana, member=own(cast.ana, group), post=post, reason="other", words=INTENT)
    assert sorted(reported().values_list("reason", flat=True)) == ["danger", "other"]
    assert [flag.patient.user for flag in Flag.objects.all()] == [cast.ana]


def test_who_quotes_such_words_about_somebody_elses_post_makes_it_urgent_and_has_no_flag(cast, group):
    post = posts(cast.ana, group).post
    with clock.at(FRIDAY):
        actions.report_post(by=cast.bea, member=own(cast.bea, group), post=post, reason="other", words=INTENT)
    assert sorted(reported().values_list("reason", flat=True)) == ["danger", "other"]
    assert Flag.objects.count() == 0


# --- what is held is read by nobody else ------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["clara", "ana"])
def test_the_title_of_a_held_post_is_shown_to_nobody_because_something_stands_below_it(cast, group, who):
    post = posts(cast.ana, group, "Good bye.", title=INTENT).post
    posts(getattr(cast, who), group, "I am here.", thread=post.thread, moment=FRIDAY + HOUR / 60)
    assert fresh(post).state == "held"
    for page in ("group", "group_search"):
        assert "kill myself" not in visit(cast.bea, FRIDAY + HOUR, page, group.pk, query="?q=here")
    assert "kill myself" in visit(cast.clara, FRIDAY + HOUR, "group", group.pk)


def test_the_title_of_a_hidden_post_stays_hidden_though_a_moderator_answered_while_it_was_held(cast, group):
    post = posts(cast.ana, group, "Good bye.", title=INTENT).post
    posts(cast.clara, group, "I am here.", thread=post.thread, moment=FRIDAY + HOUR / 60)
    with clock.at(FRIDAY + HOUR / 2):
        actions.show_post(by=cast.clara, post=post)
        actions.hide_post(by=cast.clara, post=post, why="It frightens.")
    assert "kill myself" not in visit(cast.bea, FRIDAY + HOUR, "group", group.pk)


# --- words that no line of a post says in one -------------------------------------------------------------------------


def test_words_that_lead_elsewhere_are_read_as_the_group_would_read_them(cast, group):
    posts(cast.ana, group, "I am going to [kill](https://example.org) myself tonight.")
    assert (Post.objects.get().state, Flag.objects.count()) == ("held", 1)


def test_what_a_picture_is_said_to_show_is_read_for_danger_too(cast, group):
    group.pictures = True
    group.save()
    image = SimpleUploadedFile("a.png", picture(60, 40).read(), "image/png")
    send = {"key": str(ids.new()), "title": "Here", "words": "Look.", "act": "post", "picture": image, "alt": INTENT}
    visit(cast.ana, FRIDAY, "new_thread", group.pk, send=send, status=302)
    post = Post.objects.get()
    assert (post.state, post.pictures.count(), Flag.objects.count()) == ("held", 1, 1)
    with clock.at(FRIDAY):
        edit_post(by=cast.ana, inside=at(cast.ana, group), post=post, words="Look here.")
    assert fresh(post).found == "intent"


def test_a_patient_who_is_in_a_group_as_a_caregiver_has_a_flag(cast, group):
    group.members.filter(user=cast.ana).update(patient=None)
    posted = posts(cast.ana, group, INTENT)
    assert (posted.post.state, posted.flag.patient) == ("held", cast.patient(cast.ana))


# --- nobody is left without anybody -----------------------------------------------------------------------------------


def test_who_wrote_a_held_answer_finds_it_though_nothing_else_is_left_of_the_thread(cast, group):
    asked = posts(cast.ana, group).post
    held = posts(cast.bea, group, INTENT, thread=asked.thread).post
    with clock.at(FRIDAY):
        actions.hide_post(by=cast.clara, post=asked, why="x")
    assert held.state == "held"
    assert "Waits for a moderator" in visit(cast.bea, FRIDAY + HOUR, "thread", group.pk, asked.thread_id)
    visit(cast.ana, FRIDAY + HOUR, "thread", group.pk, asked.thread_id)


def test_what_nobody_answers_in_a_group_without_a_moderator_is_a_task_of_who_runs_the_centre(cast, group):
    post = posts(cast.ana, group).post
    Moderator.objects.update(ended=FRIDAY)
    assert [looked_after(FRIDAY + hours * HOUR) for hours in (23, 24, 25)] == [0, 1, 0]
    asked = Event.objects.get(kind=TASK_WANTED.name).payload
    assert (asked["owner"], asked["centre"]) == (str(cast.carlos.pk), str(cast.here.pk))
    assert asked["source"] == f"post_unanswered:{post.pk}"
    assert "nobody answers for the group" in asked["what"]


def test_what_a_moderator_finds_by_words_is_in_the_log_and_what_a_member_finds_is_not(cast, group):
    posts(cast.ana, group, "My scan was bad.")
    for user in (cast.bea, cast.clara):
        assert "My scan" in visit(user, FRIDAY + HOUR, "group_search", group.pk, query="?q=scan")
    rows = AuditRow.objects.filter(verb=Verb.READ_GROUP_MODERATION, subject=f"group:{group.pk}")
    assert [row.actor for row in rows] == [f"user:{cast.clara.pk}"]


def test_what_waits_again_as_its_answer_was_hidden_is_a_task_again(cast, group):
    asked = posts(cast.ana, group).post
    day_later = FRIDAY + 24 * HOUR
    assert looked_after(day_later) == 1
    reply = posts(cast.bea, group, "Buy my pills.", thread=asked.thread, moment=FRIDAY + 7 * HOUR - HOUR / 60).post
    with clock.at(day_later + HOUR):
        actions.hide_post(by=cast.clara, post=reply, why="An advert.")
    assert [looked_after(day_later + hours * HOUR) for hours in (2, 3)] == [1, 0]
    sources = [event.payload["source"] for event in Event.objects.filter(kind=TASK_WANTED.name).order_by("id")]
    assert sources == [f"post_unanswered:{asked.pk}", f"post_unanswered:{asked.pk}:1"]


def test_a_group_names_nobody_as_its_moderator_who_may_be_one_no_more(cast, group):
    appointed(cast, group, colleague(cast))
    assert cast.clara.name in visit(cast.ana, FRIDAY, "group", group.pk)
    dismiss(by=BY, membership=Membership.objects.get(user=cast.clara))
    assert cast.clara.name not in visit(cast.ana, FRIDAY, "group", group.pk)


def test_what_is_said_of_a_moderators_post_is_with_another_one(cast, group):
    cleo = colleague(cast)
    appointed(cast, group, cleo)
    post = posts(cast.clara, group).post
    with clock.at(FRIDAY):
        actions.report_post(by=cast.ana, member=own(cast.ana, group), post=post, reason="hurts")
    assert reported().get().owner == cleo
    looked_after(FRIDAY + 5 * HOUR)
    assert (reported().get().owner, told(REPORT_LATE)) == (cleo, 1)


def test_a_case_that_is_handed_over_late_stays_there_for_as_long_as_a_new_one(cast, group):
    shared(cast, group)
    appointed(cast, group, colleague(cast))
    post = posts(cast.dora, group).post
    with clock.at(FRIDAY):
        actions.report_post(by=cast.bea, member=own(cast.bea, group), post=post, reason="worry")
    with clock.at(FRIDAY + 4 * HOUR - HOUR / 60):
        actions.raise_by_hand(by=cast.clara, moderator=moderator(cast.clara), post=post)
    assert looked_after(FRIDAY + 5 * HOUR) == 0
    assert reported().get().owner == cast.denis


def test_a_case_goes_to_who_answers_there_and_its_report_stays_with_who_can_open_it(cast, group):
    shared(cast, group)
    Moderator.objects.filter(user=cast.denis).update(ended=FRIDAY)
    post = posts(cast.dora, group).post
    with clock.at(FRIDAY):
        assert actions.raise_by_hand(by=cast.clara, moderator=moderator(cast.clara), post=post) == cast.denis
    assert (reported().get().owner, told(CASE_HANDED), looked_after(FRIDAY + HOUR)) == (cast.clara, 1, 0)


def test_a_case_goes_to_nobody_who_is_absent_today(cast, group):
    shared(cast, group)
    post = posts(cast.dora, group).post
    with clock.at(FRIDAY):
        set_cover(by=BY, centre=cast.there, day=FRIDAY.date(), absent=cast.denis, instead=None)
        assert actions.raise_by_hand(by=cast.clara, moderator=moderator(cast.clara), post=post) == cast.gala


def test_a_case_about_an_old_post_is_told_at_once_and_what_is_worried_about_anew_is_another(cast, group, deliver):
    shared(cast, group)
    post = posts(cast.dora, group).post
    hands = {"by": cast.clara, "moderator": moderator(cast.clara), "post": post}
    later = [FRIDAY + timedelta(days=days) for days in (20, 40)]
    for moment in later:
        with clock.at(moment):
            with deliver():
                for _ in range(2):
                    assert actions.raise_by_hand(**hands) == cast.denis
            sources = [row.source for row in Message.objects.filter(user=cast.denis, kind="group.case")]
            assert len(still_a_case(cast.denis, sources)) == 1
            actions.close_reports(by=cast.denis, post=post, outcome="spoke")
    assert (told(CASE_HANDED), Event.objects.filter(kind=TASK_WANTED.name).count()) == (2, 2)
