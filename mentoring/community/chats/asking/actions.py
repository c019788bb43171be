"""Writes of what a group is asked about the summary of a chat: the question, what each says, and the draft."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from itertools import count

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from mentoring.community.actions import tell
from mentoring.community.chats.actions import BY, held_chat, refuse_unless
from mentoring.community.chats.asking.nameless import GroupSaid, PersonalPlace, personal_places
from mentoring.community.chats.asking.selectors import (
    nameless,
    nameless_line,
    question_of,
    quoted_members,
    said_of,
    stands,
    who_must_answer,
)
from mentoring.community.chats.models import Chat, ChatAnswer, ChatQuestion
from mentoring.community.chats.selectors import may_run
from mentoring.community.kinds import CHAT_QUESTION, CHAT_QUESTION_ASKED
from mentoring.community.models import Group
from mentoring.community.selectors import Inside
from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.events.actions import emit
from oncocare.foundation import clock
from oncocare.foundation.unit import action, hold
from oncocare.library.actions import save_draft
from oncocare.library.catalogue.actions import add_piece
from oncocare.library.choices import Area, Audience, PieceKind
from oncocare.library.folder import LONGEST_SUMMARY, LONGEST_TITLE, Phase, PieceFacts
from oncocare.library.models import Piece
from oncocare.people.models import Centre, User

ANSWERED_WITHIN = timedelta(days=7)
PHASES: Mapping[str, tuple[Phase, ...]] = {  # where a piece of the library helps, by for whom the group is
    Group.Phase.ANY: ("new", "treatment", "after", "living_with"),
    Group.Phase.NEW: ("new",),
    Group.Phase.TREATMENT: ("treatment",),
    Group.Phase.AFTER: ("after",),
    Group.Phase.METASTATIC: ("living_with",),
}
AUDIENCES: Mapping[str, tuple[Audience, ...]] = {
    Group.Audience.PATIENTS: (Audience.PATIENT,),
    Group.Audience.CAREGIVERS: (Audience.CAREGIVER, Audience.RELATIVE),
}


@action
def ask_group(*, by: User, inside: Inside, chat: Chat) -> ChatQuestion:
    """The host or a moderator asks the group, once, whether the summary may go into the library without names. Refused
    with each place at which it tells of somebody. Whoever asks says yes with it for their own words.
    """
    refuse_unless(may_run(inside, chat), _("Only its host and moderators do this. Nothing was changed."))
    chat = held_chat(chat)
    if before := question_of(chat):
        return before
    refuse_unless(stands(chat), _("There is no summary that the group can read. Nothing was asked."))
    words = nameless(chat)
    if places := personal_places(words):
        raise ValidationError([_in_words(one) for one in places])
    now = clock.now()
    question = ChatQuestion.objects.create(
        chat=chat, words=words, asked=now, by=by, until=now + ANSWERED_WITHIN
    )  # fmt: skip
    if inside.member and inside.member.pk in quoted_members(chat):
        ChatAnswer.objects.create(question=question, by=inside.member, agrees=True)
    record(by=by, verb=Verb.CHAT_QUESTION_ASKED, subject=question, centre=chat.group.centre_id)
    emit(CHAT_QUESTION_ASKED, question=question.pk)
    return question


def _in_words(place: PersonalPlace) -> str:
    names = _("what seems to be a real name (%(names)s)") % {"names": ", ".join(place.told.names)}
    found = [
        (place.told.telephone, _("a telephone number")),
        (place.told.email, _("an e-mail address")),
        (place.told.names, names),
    ]
    told = [what for there, what in found if there]
    said = _("Line %(line)s of the summary has %(what)s. Change your post in the conversation, and ask then.")
    return said % {"line": place.line, "what": ", ".join(told)}


@action
def tell_who_must_answer(*, question: ChatQuestion) -> int:
    """Whoever is quoted and has said nothing learns, once, that they are asked; the number of people."""
    return sum(
        tell(member=one, name=CHAT_QUESTION, source=str(question.pk), by=BY) for one in who_must_answer(question)
    )


@action
def answer_question(*, by: User, inside: Inside, question: ChatQuestion, agrees: bool) -> ChatAnswer:
    """Somebody in the group says yes or no, and may say otherwise until the time is over."""
    hold(question)
    question.refresh_from_db(fields=["until", "piece"])
    still = question.until > clock.now() and question.piece_id is None
    if inside.member is None or not still:
        raise ValidationError(_("The time to answer is over. Nothing was changed."))
    given = {"agrees": agrees, "made": clock.now()}
    said, _new = ChatAnswer.objects.update_or_create(question=question, by=inside.member, defaults=given)
    record(by=by, verb=Verb.CHAT_QUESTION_ANSWERED, subject=question, centre=inside.group.centre_id)
    return said


@action
def draft_piece(*, by: User, inside: Inside, question: ChatQuestion, area: Area) -> Piece:
    """A moderator who writes for the library makes a draft of a piece from what everybody agreed to; it goes through
    the review of the library, as anything else. Made twice it is the same piece.
    """
    hold(question)
    question.refresh_from_db()
    group, chat = inside.group, question.chat
    if question.piece:
        return question.piece
    refuse_unless(said_of(question) is GroupSaid.YES, _("The group has not agreed, so it stays in the group."))
    facts = PieceFacts(
        kind=PieceKind.ARTICLE, area=area, audience=AUDIENCES[Group.Audience(group.audience)],
        phases=PHASES[Group.Phase(group.phase)],
    )  # fmt: skip
    title, about = (nameless_line(chat, text) for text in (chat.title, chat.about))
    slug = _free_slug(group.centre, title)
    piece = add_piece(by=by, centre=group.centre, slug=slug, owner=by, facts=facts)
    save_draft(
        by=by, piece=piece, language=group.language, title=title[:LONGEST_TITLE], summary=about[:LONGEST_SUMMARY],
        text=question.words,
    )  # fmt: skip
    question.piece, question.drafted_at, question.drafted_by = piece, clock.now(), by
    question.save(update_fields=["piece", "drafted_at", "drafted_by"])
    record(by=by, verb=Verb.CHAT_DRAFTED, subject=question, centre=group.centre_id, piece=slug)
    return piece


def _free_slug(centre: Centre, title: str) -> str:
    """A name for addresses that no piece of the centre has."""
    hold(centre)
    begun = slugify(title)[:80].strip("-") or "chat"
    names = (f"{begun}-{number}" if number > 1 else begun for number in count(1))
    return next(name for name in names if not centre.pieces.filter(slug=name).exists())
