"""The desk's page of groups, and the pages on which a post is reported, hidden and moderated."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from mentoring.community.models import GroupSharing
from mentoring.community.moderation.actions import hide_for_review, hide_post, pause_member
from mentoring.community.selectors import inside
from mentoring.community.threads.actions import open_report, write_post
from mentoring.community.threads.models import Post, PostReport
from oncocare.audit.models import AuditRow
from oncocare.audit.verbs import Verb
from oncocare.foundation import clock, ids
from oncocare.people.selectors import Standing
from oncocare.safety.models import Flag
from tests.factories.community import appointed, member, open_group
from tests.signing_in import go_to, sign_in


@pytest.fixture
def group(cast):
    made = open_group(cast, stays_open=True)
    member(cast, made, cast.ana, "Blue bird")
    member(cast, made, cast.bea, "Green hill", mentor=True)
    return made


def posts(user, group, words="Try this at home."):
    return write_post(
        by=user, inside=inside(Standing(user), group.pk), words=words, key=ids.new(), title="Hello"
    ).post  # fmt: skip


def reported(cast, group, reason="wrong", words="This is not true."):
    post = posts(cast.ana, group)
    open_report(by=cast.bea, post=post, reason=reason, member=group.members.get(user=cast.bea), words=words)
    return post


def page(client, user, name="moderating", *args):
    sign_in(client, user, confirmed=True)
    return client.get(reverse(name, args=args))


def acts(client, post, do, **fields):
    typed = {f"post-{post.pk}-{do}-{name}": value for name, value in fields.items()}
    return client.post(reverse("act_on_post", args=[post.pk]), {"do": do, **typed})


def test_what_was_reported_stands_first_with_everything_that_one_needs(cast, client, group):
    reported(cast, group)
    answer = page(client, cast.clara)
    for said in ("Blue bird", "After chemotherapy", "Try this at home.", "This is not true.", "Green hill", "Clara"):
        assert said in answer.text, said
    assert answer.text.index("1 post to look at") < answer.text.index("1 person waits for an answer")
    assert "Ana" not in answer.text.replace("Another", "")


def test_a_coordinator_who_answers_for_no_group_reads_counts_and_no_word(cast, client, group):
    reported(cast, group)
    answer = page(client, cast.carlos)
    assert "After chemotherapy" in answer.text
    for said in ("Try this at home.", "This is not true.", "Blue bird"):
        assert said not in answer.text
    appointed(cast, group, cast.carlos)
    assert "Try this at home." in page(client, cast.carlos).text


def test_a_clinician_who_answers_for_none_and_one_of_another_centre_read_nothing(cast, client, group):
    post = reported(cast, group)
    for user in (cast.denis, cast.gala):
        sign_in(client, user, confirmed=True)
        if user == cast.gala:
            go_to(client, cast.here)
        answer = client.get(reverse("moderating"))
        assert "You answer for no group." in answer.text
        assert "Try this at home." not in answer.text
        before = AuditRow.objects.filter(verb=Verb.DENIED).count()
        assert acts(client, post, "hide", why="x").status_code == 404
        assert client.get(reverse("moderate_post", args=[group.pk, post.pk])).status_code == 404
        assert AuditRow.objects.filter(verb=Verb.DENIED).count() == before + 2
    assert Post.objects.get(pk=post.pk).state == "shown"


def test_a_moderator_hides_pauses_raises_and_closes_on_the_desk(cast, client, group):
    post = reported(cast, group, reason="worry")
    sign_in(client, cast.clara, confirmed=True)
    assert acts(client, post, "hide", why="It may harm.").status_code == 302
    assert (Post.objects.get(pk=post.pk).state, Post.objects.get(pk=post.pk).why) == ("hidden", "It may harm.")
    assert acts(client, post, "pause", days="3", why="Take a breath.").status_code == 302
    assert group.members.get(user=cast.ana).paused_why == "Take a breath."
    assert acts(client, post, "back").status_code == 302
    assert group.members.get(user=cast.ana).paused_at is None
    assert acts(client, post, "raise").status_code == 302
    assert Flag.objects.get().patient == cast.patient(cast.ana)
    assert acts(client, post, "show").status_code == 302
    again = reported(cast, group)
    assert acts(client, again, "close", outcome="spoke").status_code == 302
    assert PostReport.objects.get(post=again).outcome == "spoke"


def test_what_is_refused_says_so_and_keeps_what_was_typed(cast, client, group):
    post = reported(cast, group)
    sign_in(client, cast.clara, confirmed=True)
    answer = acts(client, post, "pause", why="Take a breath.")
    assert answer.status_code == 422
    assert "Take a breath." in answer.text
    assert acts(client, post, "hide").status_code == 422
    assert acts(client, post, "nothing that there is").status_code == 422
    assert Post.objects.get(pk=post.pk).state == "shown"


def test_a_member_reports_in_two_presses_and_reads_first_where_to_call(cast, client, group):
    post = posts(cast.bea, group)
    asked = page(client, cast.ana, "report_post", group.pk, post.pk)
    assert asked.text.index("If somebody is in danger now, call") < asked.text.index("Why do you tell the moderators?")
    assert client.post(reverse("report_post", args=[group.pk, post.pk]), {"words": "Look"}).status_code == 422
    sent = client.post(reverse("report_post", args=[group.pk, post.pk]), {"reason": "hurts", "words": "Look"})
    assert sent.status_code == 302
    assert PostReport.objects.values_list("by__user", "reason", "words").get() == (cast.ana.pk, "hurts", "Look")


def test_a_paused_member_can_still_tell_the_moderators_and_their_old_link_says_why(cast, client, group):
    post = posts(cast.bea, group)
    until = clock.now() + timedelta(days=1)
    pause_member(by=cast.clara, member=group.members.get(user=cast.ana), until=until, why="Take a breath.")
    assert "Take a breath." in page(client, cast.ana, "new_thread", group.pk).text
    assert client.get(reverse("report_post", args=[group.pk, post.pk])).status_code == 200


def test_a_mentor_hides_for_the_moderators_and_another_member_cannot(cast, client, group):
    post = posts(cast.ana, group)
    assert page(client, cast.ana, "hide_for_review", group.pk, post.pk).status_code == 403
    assert page(client, cast.bea, "hide_for_review", group.pk, post.pk).status_code == 200
    assert client.post(reverse("hide_for_review", args=[group.pk, post.pk]), {}).status_code == 422
    sent = client.post(reverse("hide_for_review", args=[group.pk, post.pk]), {"words": "It frightens."})
    assert (sent.status_code, Post.objects.get(pk=post.pk).state) == (302, "hidden")


def test_moderators_read_which_mentor_hid_a_post_by_the_name_of_the_group_and_never_by_their_own(cast, client, group):
    post = posts(cast.ana, group)
    mentor = group.members.get(user=cast.bea)
    hide_for_review(by=cast.bea, member=mentor, post=post, words="It may frighten newcomers.")
    for place in (("moderating",), ("moderate_post", group.pk, post.pk)):
        said = page(client, cast.clara, *place).text
        assert "A mentor of the group thought that a moderator should read this first." in said
        assert [name in said for name in ("Green hill", f"hidden by {cast.bea.name}")] == [True, False]
    hide_post(by=cast.clara, post=posts(cast.ana, group), why="It sells something.")
    assert "hidden by Clara" in page(client, cast.clara, "moderate_post", group.pk, Post.objects.latest("made").pk).text


def test_a_moderator_of_a_sharing_centre_reads_it_while_both_share_it(cast, client, group):
    post = reported(cast, group)
    appointed(cast, group, cast.denis, centre=cast.there)
    assert "You answer for no group." in page(client, cast.denis).text
    now = clock.now()
    sharing = GroupSharing.objects.create(
        group=group, centre=cast.there, words="x", made=now, by=cast.carlos, agreed_at=now,
        agreed_by=cast.denis,
    )  # fmt: skip
    answer = page(client, cast.denis)
    assert "Try this at home." in answer.text
    assert "I worry: hand it to their centre" in answer.text
    sharing.ended_at, sharing.ended_by = now, cast.denis
    sharing.save()
    assert "You answer for no group." in page(client, cast.denis).text
    assert acts(client, post, "hide", why="x").status_code == 404


def test_the_page_of_one_post_shows_what_it_said_before_and_acts(cast, client, group):
    post = reported(cast, group)
    answer = page(client, cast.clara, "moderate_post", group.pk, post.pk)
    assert "Try this at home." in answer.text
    there = reverse("moderate_post", args=[group.pk, post.pk])
    sent = client.post(there, {"do": "hide", f"post-{post.pk}-hide-why": "It may harm."})
    assert (sent.status_code, Post.objects.get(pk=post.pk).why) == (302, "It may harm.")
    assert page(client, cast.ana, "moderate_post", group.pk, post.pk).status_code == 403
