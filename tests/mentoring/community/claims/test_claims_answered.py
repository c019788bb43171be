"""A clinician answers in the group what a post says about health: once a press, closed, linked, and nothing else told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from mentoring.community.claims import actions
from mentoring.community.claims.selectors import clinicians_of, pieces_for
from mentoring.community.kinds import POST_MADE, REPORT_CLOSED
from mentoring.community.models import GroupSharing
from mentoring.community.moderation.actions import hide_post, report_post, show_post
from mentoring.community.selectors import inside
from mentoring.community.threads.models import HealthAnswer, Post, PostDraft
from oncocare.audit.models import AuditRow
from oncocare.audit.verbs import Verb
from oncocare.foundation import clock, ids
from oncocare.library.models import Piece
from oncocare.notifications.models import Message
from oncocare.people.selectors import Standing
from tests.factories.community import FRIDAY, SATURDAY, appointed, member, open_group, posts, reported, told
from tests.factories.conversations import visit
from tests.factories.library import handed_in, new_piece, publish_for_a_year
from tests.factories.rooms import day

LATER, LAST = FRIDAY + timedelta(hours=1), FRIDAY + timedelta(hours=2)
CLAIM = "Sugar feeds the tumour: eat none and it starves."
RIGHT = "Eating some sugar does not make a tumour grow."


@pytest.fixture
def group(cast):
    made = open_group(cast)
    member(cast, made, cast.ana, "Blue bird", joined=day(0))
    member(cast, made, cast.bea, "Green hill", joined=day(0))
    return made


@pytest.fixture
def claim(cast, group):
    return posts(cast.ana, group, CLAIM).post


def answers(user, claim, words=RIGHT, moment=LATER, **given):
    with clock.at(moment):
        found = inside(Standing(user), claim.group_id)
        return actions.answer_claim(
            by=user, inside=found, claim=claim, **{"words": words, "key": ids.new()} | given
        ).post


def reports(cast, claim, reason="wrong", user=None):
    user = user or cast.bea
    with clock.at(FRIDAY):
        return report_post(by=user, member=claim.group.members.get(user=user), post=claim, reason=reason)


def piece_of(cast, slug="sugar", title="Sugar and cancer"):
    piece = new_piece(cast, slug)
    with clock.at(FRIDAY):
        publish_for_a_year(cast, handed_in(cast.clara, piece, title=title))
    return piece


def sends(user, claim, moment=LATER, status=302, **fields):
    sent = {"words": RIGHT, "key": str(ids.new())} | fields
    return visit(user, moment, "answer_claim", claim.group_id, claim.pk, send=sent, status=status)


# --- the act ----------------------------------------------------------------------------------------------------------


def test_an_answer_is_a_post_of_the_clinician_in_the_same_thread_and_closes_what_was_reported_as_wrong(cast, claim):
    wrong, hurts = reports(cast, claim), reports(cast, claim, "hurts")
    piece = piece_of(cast)
    post = answers(cast.clara, claim, piece=piece)
    assert (post.thread, post.by.user, post.state) == (claim.thread, cast.clara, "shown")
    assert [(one.post, one.claim, one.piece) for one in HealthAnswer.objects.all()] == [(post, claim, piece)]
    states = dict(reported().values_list("pk", "outcome"))
    assert states == {wrong.pk: "answered", hurts.pk: ""}
    assert claim.reports.get(reason="first").outcome == "seen"  # whoever answers the first post of somebody has read it
    assert (told(REPORT_CLOSED), told(POST_MADE)) == (2, 2)
    row = AuditRow.objects.get(verb=Verb.GROUP_CLAIM_ANSWERED)
    assert row.detail == {"claim": str(claim.pk), "piece": "sugar"}


def test_pressed_twice_it_is_one_answer_and_another_one_is_possible_later(cast, claim):
    key = ids.new()
    first, again = answers(cast.clara, claim, key=key), answers(cast.clara, claim, key=key)
    assert (first, HealthAnswer.objects.count(), claim.thread.posts.count()) == (again, 1, 2)
    answers(cast.clara, claim, "And one thing more.", moment=LAST)
    assert (HealthAnswer.objects.count(), claim.thread.posts.count()) == (2, 3)
    assert AuditRow.objects.filter(verb=Verb.GROUP_CLAIM_ANSWERED).count() == 2


def test_only_a_clinician_who_answers_for_the_group_answers(cast, group, claim):
    appointed(cast, group, cast.carlos)
    for user in (cast.carlos, cast.ana, cast.bea):
        with pytest.raises(ValidationError, match="Only a clinician"):
            answers(user, claim)
    assert (HealthAnswer.objects.count(), claim.thread.posts.count()) == (0, 1)
    assert [one.user for one in clinicians_of(group)] == [cast.clara]


def test_a_clinician_of_another_centre_may_while_both_have_signed(cast, group, claim):
    appointed(cast, group, cast.denis, centre=cast.there)
    assert [one.user for one in clinicians_of(group)] == [cast.clara]
    now = clock.now()
    GroupSharing.objects.create(
        group=group, centre=cast.there, words="We share it.", made=now, by=cast.carlos, agreed_at=now,
        agreed_by=cast.denis,
    )  # fmt: skip
    assert [one.user for one in clinicians_of(group)] == [cast.clara, cast.denis]
    assert answers(cast.denis, claim).by.user == cast.denis


@pytest.mark.parametrize("state", ["hidden", "held", "taken"])
def test_what_the_group_cannot_read_is_not_answered(cast, claim, state):
    claim.state, claim.state_at, claim.state_by = state, FRIDAY, cast.clara
    claim.save()
    with pytest.raises(ValidationError, match="cannot read this post now"):
        answers(cast.clara, claim)
    assert (HealthAnswer.objects.count(), claim.thread.posts.count()) == (0, 1)


def test_nobody_answers_their_own_claim(cast, group):
    own = posts(cast.clara, group, CLAIM).post
    with pytest.raises(ValidationError, match="your own post"):
        answers(cast.clara, own)


def test_a_piece_is_one_that_the_library_of_the_centre_shows_in_the_language_of_the_group(cast, group, claim):
    shown = piece_of(cast)
    waiting, spanish = new_piece(cast, "waits"), new_piece(cast, "en-espanol")
    elsewhere = Piece.objects.create(
        centre=cast.there, slug="there", kind="lesson", area="sleep", audience=["patient"], phases=["new"]
    )
    with clock.at(FRIDAY):
        handed_in(cast.clara, waiting)
        publish_for_a_year(cast, handed_in(cast.clara, spanish, "es", title="El azúcar"))
        assert [text.piece for text in pieces_for(group)] == [shown]
    for piece in (waiting, spanish, elsewhere):
        with pytest.raises(ValidationError) as refused:
            answers(cast.clara, claim, piece=piece)
        assert list(refused.value.message_dict) == ["piece"]
    assert HealthAnswer.objects.count() == 0


# --- who is told ------------------------------------------------------------------------------------------------------


def test_who_reported_learns_that_somebody_looked_and_the_writer_that_somebody_answered(cast, claim, deliver):
    with deliver():
        reports(cast, claim)
    with deliver():
        answers(cast.clara, claim)
    kinds = {one.kind for one in Message.objects.filter(user=cast.bea)}
    assert kinds == {"group.about_yours.patient"}
    assert {one.source.partition(":")[0] for one in Message.objects.filter(user=cast.bea)} == {"looked"}
    assert {one.kind for one in Message.objects.filter(user=cast.ana)} == {"thread.answered.patient"}


# --- the pages --------------------------------------------------------------------------------------------------------


def test_the_claim_leads_to_the_answer_and_the_answer_to_the_claim_and_the_piece(cast, group, claim):
    piece_of(cast)
    url = sends(cast.clara, claim, piece=str(Piece.objects.get().pk))
    post = HealthAnswer.objects.get().post
    assert url == reverse("group_post", args=[group.pk, post.pk])
    said = visit(cast.bea, LAST, "thread", group.pk, claim.thread_id)
    assert "A clinician has answered what this says about health." in said
    assert "About what Blue bird wrote A clinician answers here what was said about health." in said
    assert "To read more: Sugar and cancer Eating some sugar" in said
    assert "About what you wrote" in visit(cast.ana, LAST, "thread", group.pk, claim.thread_id)
    place = f"{reverse('thread', args=[group.pk, claim.thread_id])}?open=1&page=1"
    assert visit(cast.bea, LAST, "group_post", group.pk, post.pk) == f"{place}#post-{post.pk}"
    assert visit(cast.bea, LAST, "group_post", group.pk, claim.pk) == f"{place}#post-{claim.pk}"


def test_a_link_leads_to_the_page_of_a_long_thread_on_which_the_answer_stands(cast, group, claim):
    for number in range(30):
        posts(cast.bea, group, f"Answer {number}", FRIDAY + timedelta(minutes=number + 1), thread=claim.thread)
    post = answers(cast.clara, claim)
    place = f"{reverse('thread', args=[group.pk, claim.thread_id])}?open=1"
    assert visit(cast.ana, LAST, "group_post", group.pk, post.pk) == f"{place}&page=2#post-{post.pk}"
    assert visit(cast.ana, LAST, "group_post", group.pk, claim.pk) == f"{place}&page=1#post-{claim.pk}"


def test_members_who_are_patients_or_caregivers_and_staff_can_read_the_piece(cast, group):
    piece_of(cast)
    for user in (cast.ana, cast.felix, cast.clara):
        assert "Awake" not in visit(user, LATER, "library_read", "here", "en", "sugar")
        assert "Sugar and cancer" in visit(user, LATER, "library_read", "here", "en", "sugar")


@pytest.mark.parametrize("state", ["hidden", "held", "taken"])
def test_of_a_claim_that_cannot_be_read_any_more_the_answer_tells_nothing(cast, group, claim, state):
    post = answers(cast.clara, claim)
    assert "Blue bird wrote" in visit(cast.bea, LAST, "thread", group.pk, claim.thread_id)
    claim.state, claim.state_at, claim.state_by = state, LATER, cast.clara
    claim.save()
    said = visit(cast.bea, LAST, "thread", group.pk, claim.thread_id)
    assert "About a post that cannot be read here any more" in said
    assert "Blue bird wrote" not in said
    assert CLAIM not in said
    assert "A clinician has answered" not in said  # it would say what the hidden post was about
    assert RIGHT in said
    assert post.state == "shown"


def test_an_answer_that_is_hidden_is_led_to_by_nothing(cast, group, claim):
    post = answers(cast.clara, claim)
    appointed(cast, group, cast.gala)
    with clock.at(LATER):
        hide_post(by=cast.gala, post=post, why="A mistake in it.")
    said = visit(cast.bea, LAST, "thread", group.pk, claim.thread_id)
    assert "A clinician has answered" not in said
    assert "Blue bird wrote" not in said
    with clock.at(LATER):
        show_post(by=cast.gala, post=post)
    assert "A clinician has answered" in visit(cast.bea, LAST, "thread", group.pk, claim.thread_id)


def test_a_piece_that_is_shown_no_more_is_not_named(cast, group, claim):
    piece = piece_of(cast)
    answers(cast.clara, claim, piece=piece)
    assert "Sugar and cancer" in visit(cast.bea, LAST, "thread", group.pk, claim.thread_id)
    long_after = LAST + timedelta(days=400)
    assert "Sugar and cancer" not in visit(cast.bea, long_after, "thread", group.pk, claim.thread_id)


def test_a_moderator_who_is_no_clinician_reads_who_can_answer_and_sends_nothing(cast, group, claim):
    appointed(cast, group, cast.carlos)
    said = visit(cast.carlos, LATER, "answer_claim", group.pk, claim.pk)
    assert "Only a clinician who answers for the group can answer this. These can: Clara." in said
    assert "Answer in the group" not in said
    sends(cast.carlos, claim, status=403)
    assert HealthAnswer.objects.count() == 0


def test_members_do_not_open_the_page_of_an_answer(cast, group, claim):
    for user in (cast.ana, cast.bea):
        visit(user, LATER, "answer_claim", group.pk, claim.pk, status=403)
    visit(cast.dora, LATER, "answer_claim", group.pk, claim.pk, status=404)


def test_the_acts_and_the_case_on_the_desk_lead_to_it(cast, group, claim):
    for user in (cast.bea, cast.ana):
        reports(cast, claim, user=user)
    may = "What it says about health may be wrong. A clinician who answers for the group can answer it there."
    for name, args in (("moderate_post", (group.pk, claim.pk)), ("moderating", ())):
        said = visit(cast.clara, LATER, name, *args)
        assert said.count(may) == 1
        assert f"{may} Answer what it says about health" in said


def test_what_is_refused_comes_back_with_the_reason_and_nothing_typed_is_lost(cast, group, claim):
    said = sends(cast.clara, claim, words=" ", status=422)
    assert "Write what you want to say." in said
    said = sends(cast.clara, claim, moment=SATURDAY, status=422)
    assert "The group sleeps until Monday 9 March 2026, 09:00." in said
    assert (HealthAnswer.objects.count(), PostDraft.objects.get().words) == (0, RIGHT)
    assert RIGHT in visit(cast.clara, SATURDAY, "answer_claim", group.pk, claim.pk)
    said = sends(cast.clara, claim, piece=str(ids.new()), status=422)
    assert "Choose a piece of the list, or none." in said
    assert Post.objects.count() == 1
