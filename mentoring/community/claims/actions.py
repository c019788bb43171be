"""Writes of claims about health: a clinician answers one in the group."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mentoring.community.claims.selectors import may_answer, pieces_for
from mentoring.community.moderation.actions import close_answered
from mentoring.community.selectors import Inside
from mentoring.community.threads.actions import Posted, write_post
from mentoring.community.threads.models import HealthAnswer, Post
from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.foundation.unit import action, hold
from oncocare.library.models import Piece
from oncocare.people.models import User


@action
def answer_claim(*, by: User, inside: Inside, claim: Post, words: str, key: UUID, piece: Piece | None = None) -> Posted:
    """A clinician who answers for the group posts in the same thread what is right about health, with a piece of the
    library where one helps. What was reported as wrong is closed with that. `key` is made by the page: the same sent
    twice is one answer; another one may follow later.
    """
    if inside.moderator is None or not may_answer(by, inside.group):
        raise ValidationError(_("Only a clinician who answers for the group does this. Nothing was posted."))
    if inside.member:
        hold(inside.member)  # first, as whoever posts does
    hold(claim.thread)
    claim.refresh_from_db(fields=["state", "by"])
    if claim.by.user_id == by.pk:
        raise ValidationError(_("This is your own post. Change it instead. Nothing was posted."))
    if claim.state != Post.State.SHOWN:
        raise ValidationError(_("The group cannot read this post now, so nothing is answered. Nothing was posted."))
    if piece and piece.pk not in {text.piece_id for text in pieces_for(inside.group)}:
        raise ValidationError({"piece": _("The library does not show this piece any more. Choose another, or none.")})
    posted = write_post(by=by, inside=inside, words=words, key=key, thread=claim.thread)
    close_answered(by=by, post=claim)
    if HealthAnswer.objects.filter(post=posted.post).exists():
        return posted
    answer = HealthAnswer.objects.create(post=posted.post, claim=claim, piece=piece)
    record(
        by=by, verb=Verb.GROUP_CLAIM_ANSWERED, subject=answer, centre=inside.group.centre_id, claim=str(claim.pk),
        piece=piece.slug if piece else "",
    )  # fmt: skip
    return posted
