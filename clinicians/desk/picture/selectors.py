"""A clinical picture as staff read it: each detail in words, with who said it and when, and what was said before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from oncocare.people.models import Patient, PictureEntry, User
from oncocare.people.picture.choices import PHASE_TO_STAFF, UNSAID_TO_STAFF
from oncocare.people.picture.details import DETAILS
from oncocare.people.picture.selectors import Picture, history_of, in_words, isolated, said
from oncocare.people.selectors import users_by_actor
from oncocare.web.templatetags.web import short_day

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class KnownDetail:
    """One detail in words: what is known, or why it is not; with where it comes from."""

    label: StrOrPromise
    words: StrOrPromise
    known: bool
    said_on: date
    source: StrOrPromise
    by: str


@dataclass(frozen=True)
class PictureInWords:
    """What stands on a record: `short` at a glance, `rows` of all that was said, `unasked` what nobody has asked."""

    short: list[str]
    rows: list[dict[str, StrOrPromise]]
    unasked: list[StrOrPromise]


def picture_in_words(picture: Picture, known_people: Iterable[User] = ()) -> PictureInWords:
    """The whole picture, in the order of the details; of who said it, those known already are not read."""
    who = users_by_actor(said_by(picture.entries.values()), known_people)
    known = [_known(picture.entries[name], who) for name in DETAILS if name in picture.entries]
    return PictureInWords(
        short=in_short(picture),
        rows=[{"key": one.label, "value": _with_source(one)} for one in known],
        unasked=[detail.label for name, detail in DETAILS.items() if name not in picture.entries],
    )


def _with_source(one: KnownDetail) -> str:
    return _("%(words)s (%(who)s, %(when)s)") % {
        "words": isolated(str(one.words)), "who": isolated(str(one.by or one.source)), "when": short_day(one.said_on),
    }  # fmt: skip


SHORT = ("cancer", "stage", "spread", "came_back", "phase", "needs")


def in_short(picture: Picture) -> list[str]:
    """What whoever is about to call should know at a glance, beside the numbers and languages of `reach_of`."""
    known = {name: in_words(DETAILS[name], picture.value(name)) for name in SHORT}
    if known["stage"]:
        known["stage"] = _("stage %(stage)s") % {"stage": known["stage"]}
    known["spread"] = _("has spread") if picture.value("spread") == "yes" else ""
    known["phase"] = str(PHASE_TO_STAFF.get(str(picture.value("phase")), ""))
    known["came_back"] = _("has come back") if picture.value("came_back") == "yes" else ""
    return [words for words in known.values() if words]


def said_before(patient: Patient) -> list[KnownDetail]:
    """Everything that was ever said, the latest first."""
    entries = history_of(patient)
    who = users_by_actor(said_by(entries))
    return [_known(entry, who) for entry in entries]


def said_by(entries: Iterable[PictureEntry]) -> set[str]:
    """The staff who noted these entries, as the log names who acts."""
    return {entry.made_by for entry in entries if entry.source == PictureEntry.Source.STAFF}


def _known(entry: PictureEntry, who: dict[str, User]) -> KnownDetail:
    detail, words = DETAILS[entry.detail], in_words(DETAILS[entry.detail], said(entry))
    colleague = who.get(entry.made_by)
    return KnownDetail(
        label=detail.label,
        words=words or UNSAID_TO_STAFF.get(entry.unsaid, _("Taken back")),
        known=bool(words),
        said_on=entry.said_on,
        source=PictureEntry.Source(entry.source).label,
        by=(colleague.name or colleague.email) if colleague else "",
    )
