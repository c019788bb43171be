"""What raised a flag, in words: the answer, or what a rule rests on; and how to reach its person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mentoring.community.threads.models import Post
from mentoring.conversations.models import TeamMessage
from oncocare.people.days import age_of
from oncocare.people.models import Patient, User
from oncocare.people.picture.details import DETAILS
from oncocare.people.picture.selectors import Picture, in_words
from oncocare.safety.flags.selectors import BY_ANSWERS, BY_FEEDBACK, BY_MESSAGE, BY_POST
from questionnaires.answering.selectors import unfinished_among
from questionnaires.instruments import selectors as instruments
from questionnaires.instruments.catalogue import definition
from questionnaires.instruments.definition import Definition, InstrumentText
from questionnaires.instruments.scoring import concerns
from questionnaires.models import Assignment, LateAnswer, Mode, Response
from steps.kinds import BY_RULES
from steps.models import Decision
from steps.raised import what_raised


@dataclass(frozen=True)
class ItemAnswer:
    """One answer as the clinician reads it."""

    item: str
    question: str
    answer: str
    instrument: str
    words: str  # the answer without the number that it counts
    worries: frozenset[str] = frozenset()  # the kinds of flag that it raises

    @property
    def line(self) -> str:
        """Such as "PHQ-9, item 9: More than half the days"."""
        named = {"measure": self.instrument.upper(), "item": self.item, "answer": self.words}
        return _("%(measure)s, item %(item)s: %(answer)s") % named


# --- what raised flags ------------------------------------------------------------------------------------------------

Given = tuple[datetime, ItemAnswer]  # an answer, and when it was given
Decided = Mapping[tuple[str, date, str], tuple[datetime, str]]  # by pathway, day and kind of flag: when, and what for


def say_what_raised(flags: Iterable[Any]) -> None:
    """Gives each of these flags of one centre, fetched by `with_occasions`, its `why`. As many queries for one flag as
    for many.
    """
    flags = list(flags)
    given, decided = _given_behind(flags), decided_for(flags, _decisions_behind(flags))
    for flag in flags:
        flag.why = why(flag, [one for asked in asked_by(flag) for one in given[asked]], decided)


def why(flag: Any, given: Iterable[Given], decided: Decided) -> list[str]:
    """What raised it in a few words each, the latest first: the worrying answers of these, words that the person wrote,
    and what the rules that asked for it rest on.
    """
    lines = [(at, one.line) for at, one in given if flag.kind in one.worries]
    wrote = [at for at, source in zip(flag.moments, flag.sources, strict=True) if source.startswith(BY_MESSAGE)]
    lines += [(at, _("Words in a message to the team")) for at in wrote]
    posted = [at for at, source in zip(flag.moments, flag.sources, strict=True) if source.startswith(BY_POST)]
    lines += [(at, _("Words in a post in a group")) for at in posted]
    said = [at for at, source in zip(flag.moments, flag.sources, strict=True) if source.startswith(BY_FEEDBACK)]
    lines += [(at, _("Words in what they said of a group")) for at in said]
    keys = ((*point, flag.kind) for point in _points(flag))
    lines += [decided[key] for key in keys if key in decided]
    return list(dict.fromkeys(words for _at, words in sorted(lines, reverse=True)))


def asked_by(flag: Any) -> set[str]:
    """The assignments whose answers raised it."""
    return {_named_in(source) for source in flag.sources if source.startswith(BY_ANSWERS)}


def decided_for(flags: Iterable[Any], decisions: Iterable[Decision]) -> Decided:
    """What those of the decisions rest on that asked for these flags; a day decided anew counts as it was decided last
    among the times that it did.
    """
    kinds: dict[tuple[str, date], set[str]] = defaultdict(set)
    for flag in flags:
        for point in _points(flag):
            kinds[point].add(flag.kind)
    told = {}
    for decision in sorted(decisions, key=lambda one: (one.point, one.number)):
        point = (str(decision.pathway_id), decision.point)
        for kind in kinds.get(point, ()):
            if found := what_raised(decision.trace, kind):
                told[(*point, kind)] = (decision.decided, "; ".join(found))
    return told


def show_messages_behind(flags: Iterable[Any]) -> None:
    """Gives each of these flags, fetched by `with_occasions`, its `messages`: those of the person whose words raised
    it, the latest first. One query, and none where no message raised any of them.
    """
    flags = list(flags)
    of_flag = {flag.pk: {_named_in(one) for one in flag.sources if one.startswith(BY_MESSAGE)} for flag in flags}
    wanted = set().union(*of_flag.values())
    found = list(TeamMessage.objects.filter(pk__in=wanted).order_by("-made", "-pk")) if wanted else []
    for flag in flags:
        flag.messages = [message for message in found if str(message.pk) in of_flag[flag.pk]]


def show_groups_behind(flags: Iterable[Any]) -> None:
    """Gives each of these flags, fetched by `with_occasions`, its `posts`: those of the person in groups whose words
    raised it, the latest first, without the words: whoever does not answer for a group reads nothing of it. One query,
    and none where no post raised any of them.
    """
    flags = list(flags)
    of_flag = {flag.pk: {_named_in(one) for one in flag.sources if one.startswith(BY_POST)} for flag in flags}
    wanted = set().union(*of_flag.values())
    rows = Post.objects.filter(pk__in=wanted).select_related("group").only("made", "group__name", "thread")
    found = list(rows.order_by("-made", "-pk")) if wanted else []
    for flag in flags:
        flag.posts = [post for post in found if str(post.pk) in of_flag[flag.pk]]


def _named_in(source: str) -> str:
    """The id of what raised a flag: of an assignment, a message or a post."""
    return source.split(":")[1]


def _points(flag: Any) -> set[tuple[str, date]]:
    """The pathways and days whose rules raised it."""
    parts = [source.split(":") for source in flag.sources if source.startswith(BY_RULES)]
    return {(pathway, date.fromisoformat(day)) for _room, pathway, day, *_again in parts}


def _decisions_behind(flags: list[Any]) -> Iterable[Decision]:
    points = {point for flag in flags for point in _points(flag)}
    if not points:
        return []
    asked = Q(*(Q(pathway_id=pathway, point=day) for pathway, day in points), _connector=Q.OR)
    return Decision.objects.filter(asked).only("pathway_id", "point", "number", "decided", "trace")


def _given_behind(flags: list[Any]) -> Mapping[str, list[Given]]:
    """By assignment, the answers: sent, given afterwards, or not sent yet."""
    given: dict[str, list[Given]] = defaultdict(list)
    asked = {pk for flag in flags for pk in asked_by(flag)}
    if not asked:
        return given
    sent = list(Response.objects.filter(assignment_id__in=asked, from_before=False))
    late = LateAnswer.objects.filter(assignment_id__in=asked) if sent else ()
    unsent = [(row.assignment_id, row.made, row.instrument, {row.item: row.code}) for row in late]
    if begun := asked - {str(row.assignment_id) for row in sent}:
        unfinished = unfinished_among(Assignment.objects.filter(pk__in=begun).select_related("draft"))
        unsent += [(row.assignment, row.at, row.instrument, dict(row.answers)) for row in unfinished]
    codes = {*(row.instrument for row in sent), *(code for _pk, _at, code, _answers in unsent)}
    wording, language = instruments.texts_of(codes, flags[0].centre), get_language() or ""
    for row in sent:
        known, own = definition(row.instrument), Mode(row.mode).own
        told = answers_in_words(known, row.answers, wording[row.instrument], language, own=own)
        given[str(row.assignment_id)] += [(row.answered, one) for one in told]
    for pk, at, code, answers in unsent:
        told = answers_in_words(definition(code), answers, wording[code], language, own=True)
        given[str(pk)] += [(at, one) for one in told]
    return given


def givers_of(flags: Iterable[Any]) -> Mapping[str, list[str]]:
    """By assignment, whose entries of its answers raised these flags, fetched by `with_occasions`."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for flag in flags:
        for source, giver in zip(flag.sources, flag.givers, strict=True):
            if source.startswith(BY_ANSWERS) and giver:
                found[_named_in(source)][giver] = None
    return {asked: list(givers) for asked, givers in found.items()}


def who_raised(givers: Iterable[str], patient: Patient, users: Mapping[str, User]) -> str:
    """Whose entries of answers raised their flag, in words; empty where nobody knows. A draft does not keep who changed
    it after that.
    """
    own = f"user:{patient.user_id}"
    entered = (users[giver] for giver in givers if giver != own and giver in users)
    return "; ".join([
        *([_("the flag was raised by an answer of the person")] if own in givers else []),
        *(
            _("the flag was raised by what %(name)s entered, by telephone or from paper")
            % {"name": user.name or user.email}
            for user in entered
        ),
    ])  # fmt: skip


# --- how to reach somebody --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reach:
    """What whoever is about to call needs: numbers, languages, age; empty where nothing is known."""

    phone: str
    trusted: str
    trusted_phone: str
    languages: str
    age: int | None


def reach_of(patient: Patient, picture: Picture) -> Reach:
    """On which number, in which language, and whom they trust."""
    spoken = in_words(DETAILS["languages"], picture.value("languages"))
    return Reach(
        phone=patient.phone,
        trusted=patient.trusted_name,
        trusted_phone=patient.trusted_phone,
        languages=str(spoken or patient.get_language_display()),
        age=age_of(patient),
    )


# --- answers as staff read them ---------------------------------------------------------------------------------------


def answers_of(response: Response, wording: Mapping[str, InstrumentText]) -> list[ItemAnswer]:
    own = Mode(response.mode).own
    return answers_in_words(definition(response.instrument), response.answers, wording, response.language, own=own)


def answers_in_words(
    known: Definition,
    answers: Mapping[str, int | None],
    wording: Mapping[str, InstrumentText],
    language: str,
    *,
    own: bool,
) -> list[ItemAnswer]:
    text = wording.get(language) or wording.get("en") or next(iter(wording.values()), None)
    return [
        ItemAnswer(
            key,
            text.items.get(key, "") if text else "",
            _answer(code, key, text),
            known.code,
            _label(code, key, text) or _code(code),
            frozenset(concerns(known, {key: code}, own=own)),
        )
        for key, code in answers.items()
    ]


def _answer(code: int | None, key: str, text: InstrumentText | None) -> str:
    words = _label(code, key, text)
    return f"{code}: {words}" if words else _code(code)


def _label(code: int | None, key: str, text: InstrumentText | None) -> str:
    labels = text.options_of(key) if text and key in text.items else {}
    return "" if code is None else labels.get(code, "")


def _code(code: int | None) -> str:
    return _("no answer") if code is None else str(code)
