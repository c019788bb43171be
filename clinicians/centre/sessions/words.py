"""The numbers of sessions in words: what stands in the tables, what each number means, and what changed. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentoring.meetings.numbers.counting import SessionFigures

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

HOUR = 60  # minutes


@dataclass(frozen=True)
class SessionNumber:
    """One line: what is counted, in the last four weeks and in the four before."""

    label: str
    now: str
    before: str


@dataclass(frozen=True)
class HostRow:
    """One line of the table of whoever holds sessions of a kind; each number is a pair: now, and before."""

    name: str
    kind: StrOrPromise
    booked: tuple[str, str]
    off: tuple[str, str]
    attended: tuple[str, str]
    no_word: tuple[str, str]
    noted: tuple[str, str]
    staff: tuple[str, str]


def some_of(part: int, whole: int) -> str:
    """A part and its denominator; a dash where there is nothing to be a part of."""
    return _("%(n)s of %(all)s") % {"n": part, "all": whole} if whole else "–"


def hours_in_words(minutes: int) -> str:
    """Minutes as hours, with one place where they are not whole: 12, or 12.5."""
    return number_format(minutes / HOUR, decimal_pos=1 if minutes % HOUR else 0)


def _hours_of(part: int, whole: int) -> str:
    """Hours and their denominator."""
    said = {"n": hours_in_words(part), "all": hours_in_words(whole)}
    return _("%(n)s of %(all)s h") % said if whole else "–"


def _of_people(one: SessionFigures) -> str:
    """The hours of those who came, with how many of them are in it."""
    if not one.attended:
        return "–"
    said = {"hours": hours_in_words(one.minutes), "n": one.timed, "all": one.attended}
    return _("%(hours)s h, of %(n)s of %(all)s people") % said


def session_rows(now: SessionFigures, before: SessionFigures) -> list[SessionNumber]:
    """Everything that is counted of two windows, in the order of `meanings`."""
    columns = [
        [
            _hours_of(one.booked, one.opened),
            str(one.held),
            some_of(one.off, one.planned),
            str(one.places),
            some_of(one.noted, one.places),
            some_of(one.attended, one.noted),
            some_of(one.word, one.noted),
            some_of(one.no_word, one.noted),
            some_of(one.outside_came, one.outside),
            _of_people(one),
            _("%(hours)s h") % {"hours": hours_in_words(one.staff)},
        ]
        for one in (now, before)
    ]  # fmt: skip
    labels = [label for label, _meaning in meanings()]
    return [SessionNumber(*row) for row in zip(labels, *columns, strict=True)]


def meanings() -> list[tuple[str, str]]:
    """What is counted, and what each number means."""
    return [
        (
            _("Hours booked, of hours opened"),
            _("Private sessions that began in hours a clinician had opened and were not called off, by their length; "
              "of all the hours that clinicians opened in these weeks. Hours count from when the clinician opened them "
              "until they closed them, and not on days on which the centre was closed or the clinician absent."),
        ),
        (_("Sessions held"), _("Sessions that began in these weeks and were not called off.")),
        (_("Sessions called off"), _("Of all that were planned for these weeks, by whomever they were called off.")),
        (
            _("Places taken"),
            _("In sessions held: people who were asked to come and did not say no, who booked, or were offered a "
              "place. A place that was given back before is not counted."),
        ),
        (_("Places noted"), _("Of the places taken, those of which somebody said whether the person came.")),
        (_("Came"), _("Of the places noted: the person was there, or came late.")),
        (_("Did not come, and had said so"), _("Of the places noted.")),
        (
            _("Did not come, without a word"),
            _("Of the places noted. What nobody noted is not in it, so read it beside “Places noted”."),
        ),
        (
            _("Came to a talk from outside"),
            _("Of those without an account here who confirmed by mail that they come: who opened the talk by their "
              "link. They are in no other number, and who listened by telephone alone is not seen."),
        ),
        (
            _("Hours of people"),
            _("How long people were there, added up; of those who came, how many are in it. Who came late and of whom "
              "nobody wrote the minutes is not."),
        ),
        (_("Hours of staff"), _("What those who led sessions wrote down, each their own.")),
    ]  # fmt: skip


def each_row(name: str, kind: StrOrPromise, now: SessionFigures, before: SessionFigures) -> HostRow:
    """One line of whoever holds sessions of a kind."""
    both = (now, before)

    def pair(*said: str) -> tuple[str, str]:
        return said[0], said[1]

    return HostRow(
        name=name,
        kind=kind,
        booked=pair(*(_hours_of(each.booked, each.opened) for each in both)),
        off=pair(*(some_of(each.off, each.planned) for each in both)),
        attended=pair(*(some_of(each.attended, each.noted) for each in both)),
        no_word=pair(*(some_of(each.no_word, each.noted) for each in both)),
        noted=pair(*(some_of(each.noted, each.places) for each in both)),
        staff=pair(*(_("%(hours)s h") % {"hours": hours_in_words(each.staff)} for each in both)),
    )


def what_changed(now: SessionFigures, before: SessionFigures) -> str:
    """In a few sentences, what is different from the four weeks before."""
    held = ngettext(
        "In the last four weeks %(n)s session was held; in the four weeks before it was %(before)s.",
        "In the last four weeks %(n)s sessions were held; in the four weeks before it was %(before)s.",
        now.held,
    ) % {"n": now.held, "before": before.held}
    missed = _("Did not come, without a word: %(now)s; before: %(before)s.") % {
        "now": some_of(now.no_word, now.noted), "before": some_of(before.no_word, before.noted),
    }  # fmt: skip
    return f"{held} {missed}"
