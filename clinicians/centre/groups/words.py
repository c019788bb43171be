"""The numbers of groups in words: what stands in the tables, what each number means, and what changed. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from mentoring.community.surveys.numbers import Closing, GroupNumbers, WindowNumbers
from mentoring.conversations.answer_times import Reached

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class NumberRow:
    """One line: what is counted, in the last four weeks and in the four before, and what the number means."""

    label: str
    now: str
    before: str
    meaning: str


def hours_of(share: Reached | None, *, few: bool) -> str:
    """After how long a share was answered or closed."""
    if few:
        return _("too few")
    if share is None:
        return pgettext("a share in numbers", "not reached")
    if not share.hours:
        return _("under 1 h")
    return _("%(n)s h") % {"n": share.hours}


def of(part: int, whole: int) -> str:
    """A part and its denominator."""
    return _("%(n)s of %(all)s") % {"n": part, "all": whole}


def number_rows(numbers: GroupNumbers) -> list[NumberRow]:
    """Everything that is counted of two windows."""
    return [*_people(numbers.now, numbers.before), *_replies(numbers.now, numbers.before), *_reports(numbers)]


def _people(now: WindowNumbers, before: WindowNumbers) -> list[NumberRow]:
    return [
        NumberRow(
            _("Posts"), str(now.posts), str(before.posts),
            _("Posts made in these weeks that the group could read, of members and of staff; those that were hidden or "
              "taken along since are among them."),
        ),
        NumberRow(
            _("People who wrote"), str(now.writers), str(before.writers),
            _("Members who made one post at least. Staff is not counted; who writes in two groups counts in each."),
        ),
        NumberRow(
            _("People who were there"), str(now.there), str(before.there),
            _("Members who opened the group or a thread, wrote, or reacted, on one day at least of this week, "
              "Monday to Sunday, and the three before it. Before this was counted nobody is in it."),
        ),
        NumberRow(
            _("People who came in"), str(now.joined), str(before.joined), _("Members who joined in these weeks.")
        ),
        NumberRow(
            _("People who left"), str(now.left), str(before.left),
            _("Members who left in these weeks, by their own choice or for another reason."),
        ),
    ]  # fmt: skip


def _replies(now: WindowNumbers, before: WindowNumbers) -> list[NumberRow]:
    late, early = now.first_reply, before.first_reply
    clock, staffed = _("By the clock, day and night."), _("In the hours in which the group promises an answer.")
    censored = _(
        "Who waits still counts as waiting until the end of the weeks, and is not left out (Kaplan–Meier). “Not "
        "reached” means that so many had no reply. Of fewer than five it is not said."
    )
    shares = (
        (_("Half had a first reply within, by the clock"), late.clock.half, early.clock.half, clock),
        (_("9 of 10 had one within, by the clock"), late.clock.nine_of_ten, early.clock.nine_of_ten, clock),
        (_("Half, in staffed hours"), late.staffed.half, early.staffed.half, staffed),
        (_("9 of 10, in staffed hours"), late.staffed.nine_of_ten, early.staffed.nine_of_ten, staffed),
    )
    return [
        NumberRow(
            _("Asked, and answered by somebody else"), of(late.answered, late.asked), of(early.answered, early.asked),
            _("Posts of these weeks that open a thread, or are the first of somebody in the group."),
        ),
        *(
            NumberRow(label, hours_of(one, few=late.few), hours_of(two, few=early.few), f"{how} {censored}")
            for label, one, two, how in shares
        ),
    ]  # fmt: skip


def _reports(numbers: GroupNumbers) -> list[NumberRow]:
    now, before = numbers.now.reports, numbers.before.reports
    censored = _(
        "By the clock. What is open counts as open until the end of the weeks. Of fewer than five it is not said."
    )
    return [
        NumberRow(
            _("Reports"), str(now.made), str(before.made),
            _("What people or the program that reads for danger told the moderators in these weeks. That somebody new "
              "posted for the first time, which a moderator reads too, is no report."),
        ),
        NumberRow(_("Reports closed"), of(now.closed, now.made), of(before.closed, before.made),
                  _("Of the reports of these weeks, those that a moderator closed in them.")),
        NumberRow(
            _("Reports late"), of(now.late, now.decided), of(before.late, before.decided),
            _("Closed after the promised moment, or open past it; of those of which one can say it already."),
        ),
        NumberRow(
            _("Half closed within, by the clock"), hours_of(now.half, few=now.few),
            hours_of(before.half, few=before.few), censored,
        ),
        NumberRow(
            _("9 of 10 closed within, by the clock"), hours_of(now.nine_of_ten, few=now.few),
            hours_of(before.nine_of_ten, few=before.few), censored,
        ),
    ]  # fmt: skip


def changed(numbers: GroupNumbers) -> str:
    """In a few sentences, what is different from the four weeks before."""
    now, before = numbers.now, numbers.before
    written = ngettext(
        "In the last four weeks %(n)s post was written; in the four weeks before it was %(before)s.",
        "In the last four weeks %(n)s posts were written; in the four weeks before it was %(before)s.",
        now.posts,
    ) % {"n": now.posts, "before": before.posts}
    reply = _("Half of what was asked had a first reply, by the clock, within: %(now)s; before: %(before)s.") % {
        "now": hours_of(now.first_reply.clock.half, few=now.first_reply.few),
        "before": hours_of(before.first_reply.clock.half, few=before.first_reply.few),
    }
    late = _("Reports late: %(now)s; before: %(before)s.") % {
        "now": of(now.reports.late, now.reports.decided), "before": of(before.reports.late, before.reports.decided),
    }  # fmt: skip
    return f"{written} {reply} {late}"


def urgency_rows(numbers: GroupNumbers) -> list[tuple[str, Closing, str, str]]:
    """The reports of the last four weeks by how soon they are to be looked at."""
    rows = []
    for hours, became in numbers.now.urgency:
        label = ngettext("within %(n)s staffed hour", "within %(n)s staffed hours", hours) % {"n": hours}
        half, most = hours_of(became.half, few=became.few), hours_of(became.nine_of_ten, few=became.few)
        rows.append((label, became, half, most))
    return rows


def chosen(counts: Mapping[str, int], choices: Mapping[str, StrOrPromise]) -> list[tuple[StrOrPromise, int]]:
    """What can be said, with how many said it, in the order in which people read it."""
    return [(words, counts.get(code, 0)) for code, words in choices.items()]
