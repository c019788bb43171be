"""The pieces of a centre, each with how it stands in every language, and which of them are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from oncocare.audit.actions import actor
from oncocare.library.catalogue.states import TextState, VersionFacts, states_of
from oncocare.library.choices import AUDIENCE_WORDS, PHASE_WORDS, TOPIC_WORDS
from oncocare.library.models import Piece, TextDraft, TextStep, TextVersion
from oncocare.library.selectors import TextStanding, stands, with_step
from oncocare.people.days import today_of
from oncocare.people.models import Centre, User
from oncocare.people.selectors import users_by_actor


@dataclass(frozen=True)
class PieceLine:
    """A piece in the list."""

    piece: Piece
    states: Mapping[str, TextState]

    @property
    def title(self) -> str:
        """In the first language in which it is written; before that its name in addresses."""
        return next((self.states[code].newest.title for code in _codes() if code in self.states), self.piece.slug)

    @property
    def title_language(self) -> str:
        """The language of the title, empty for a name."""
        return next((code for code in _codes() if code in self.states), "")

    @property
    def cells(self) -> list[tuple[str, TextState | None]]:
        """Each language of the library with how it stands there."""
        return [(code, self.states.get(code)) for code in _codes()]


def _codes() -> list[str]:
    return [code for code, _called in settings.LIBRARY_LANGUAGES]


def lines_of(pieces: Iterable[Piece], today: date) -> list[PieceLine]:
    """Each of these pieces with how it stands."""
    listed = list(pieces)
    found: dict[Any, list[VersionFacts]] = {piece.pk: [] for piece in listed}
    for version in with_step(TextVersion.objects.filter(piece__in=found)).defer("text", "summary"):
        found[version.piece_id].append(_facts(version, today))
    return [PieceLine(piece, states_of(found[piece.pk])) for piece in listed]


def _facts(version: Any, today: date) -> VersionFacts:
    standing = stands(version.step, version.on, version.until, today)
    return VersionFacts(
        version.pk, version.language, version.number, version.title, standing, version.until, version.source_id,
        version.by,
    )  # fmt: skip


def pieces_of(centre: Centre) -> QuerySet[Piece]:
    """The pieces of a centre by their names."""
    return Piece.objects.filter(centre=centre).order_by("slug")


def shown_in(lines: Iterable[PieceLine]) -> dict[str, int]:
    """By language of the library, how many of these pieces readers see today."""
    listed = list(lines)
    return {code: sum(1 for line in listed if _shown(line, code)) for code in _codes()}


def _shown(line: PieceLine, code: str) -> bool:
    return code in line.states and line.states[code].shown is not None


@dataclass(frozen=True)
class PieceFilters:
    """Which pieces are looked for; empty is any."""

    words: str = ""
    area: str = ""
    kind: str = ""
    audience: str = ""
    language: str = ""
    standing: str = ""
    needs: str = ""

    def keep(self, line: PieceLine, me: User, today: date) -> bool:
        """Whether a piece is one of them."""
        states = [state for code, state in line.states.items() if self.language in ("", code)]
        return (
            self.words.casefold() in line.title.casefold()
            and self.area in ("", line.piece.area)
            and self.kind in ("", line.piece.kind)
            and (not self.audience or self.audience in line.piece.audience)
            and (not self.standing or any(state.stands(self.standing) for state in states))
            and self._needs(line.piece, states, me, today)
        )

    def _needs(self, piece: Piece, states: list[TextState], me: User, today: date) -> bool:
        match self.needs:
            case "review":
                return any(_waits(state, me) for state in states)
            case "back":
                return any(state.newest.standing == TextStanding.SENT_BACK for state in states)
            case "behind":
                return any(state.behind for state in states)
            case "soon":
                return any(state.expires_soon(today) for state in states)
            case "expired":
                return any(state.expired for state in states)
            case "missing":
                return not any(state.shown for state in states)
            case "mine":
                return piece.owner_id == me.pk
            case _:
                return not self.language or bool(states)


def _waits(state: TextState, me: User) -> bool:
    return state.newest.standing == TextStanding.IN_REVIEW and state.newest.by != actor(me)


# --- one piece --------------------------------------------------------------------------------------------------------


def facts_of(piece: Piece) -> list[dict[str, Any]]:
    """What a piece is, in words."""
    rows = [
        (_("For whom"), _words(AUDIENCE_WORDS, piece.audience)),
        (_("When it helps"), _words(PHASE_WORDS, piece.phases)),
        (_("What it may help with"), _words(TOPIC_WORDS, piece.topics)),
        (_("Who keeps it right"), piece.owner.name if piece.owner else _("Nobody yet")),
    ]
    return [{"key": key, "value": value} for key, value in rows]


def _words(words: Mapping[Any, Any], codes: list[str]) -> str:
    return ", ".join(str(label) for code, label in words.items() if code in codes)


@dataclass(frozen=True)
class VersionLine:
    """A version in the history of a piece, with the person who wrote it and the steps taken with it."""

    version: Any
    standing: TextStanding
    by: User | None
    steps: list[tuple[TextStep, User | None]]


@dataclass(frozen=True)
class LanguageHistory:
    """A piece in one language: how it stands, its versions with the newest first, and who is writing at it."""

    code: str
    name: str
    state: TextState | None
    versions: list[VersionLine]
    drafts: list[TextDraft]


def history_of(piece: Piece) -> list[LanguageHistory]:
    """A piece in each language of the library."""
    today = today_of(piece.centre)
    versions = list(with_step(piece.versions.all()).defer("text").order_by("-number"))
    steps = list(TextStep.objects.filter(version__piece=piece).order_by("id"))
    drafts = list(piece.drafts.select_related("author").defer("text").order_by("-saved"))
    who = users_by_actor({one.by for one in [*versions, *steps]}, [draft.author for draft in drafts])
    states = states_of(_facts(version, today) for version in versions)
    lines = [
        VersionLine(
            version, stands(version.step, version.on, version.until, today), who.get(version.by),
            [(step, who.get(step.by)) for step in steps if step.version_id == version.pk],
        )
        for version in versions
    ]  # fmt: skip
    return [
        LanguageHistory(
            code, name, states.get(code), [line for line in lines if line.version.language == code],
            [draft for draft in drafts if draft.language == code],
        )
        for code, name in settings.LIBRARY_LANGUAGES
    ]  # fmt: skip
