"""What waits at a centre, who has not answered for long, and everybody in the order in which they need somebody.

A centre has many people, of whom few have anything that waits. Each kind of thing that waits has an index of its own,
from which those who have one are read once; nothing more is asked of the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import (
    Case,
    Count,
    DateField,
    DateTimeField,
    Exists,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Coalesce, TruncDate

from clinicians.desk.urgency.silence import MISSED_TWICE
from clinicians.models import Contact, Task
from clinicians.selectors import first_of, off_track
from mentoring.conversations.models import ContactRequest
from mentoring.conversations.selectors import open_requests
from oncocare.foundation import clock
from oncocare.people.days import today_of, todays_of
from oncocare.people.models import Centre
from oncocare.safety.flags.selectors import nobody_has_it
from oncocare.safety.models import Flag
from questionnaires.models import Assignment
from steps.campus.guiding.selectors import left_waiting
from steps.campus.models import Guidance
from steps.models import Pathway, Proposal

OF_PERSON = OuterRef("patient")
CONTACTS = Contact.objects.filter(patient=OF_PERSON).order_by("-began")
ANSWERED_SINCE = Assignment.objects.filter(
    Q(closes__gt=OuterRef("closes"))
    | Q(closes=OuterRef("closes"), due__gte=OuterRef("due"))
    | Q(bundle=OuterRef("bundle")),
    patient=OF_PERSON,
    state=Assignment.State.ANSWERED,
)
SETS = Count("bundle", distinct=True)  # what is asked together is missed together, and once
MISSED_IN_A_ROW = Assignment.objects.filter(~Exists(ANSWERED_SINCE), state=Assignment.State.MISSED).order_by()


@dataclass(frozen=True)
class Waiting:
    """What waits at a centre."""

    centre: Centre

    @property
    def flags(self) -> QuerySet[Flag]:
        """Flags that nobody has closed."""
        return Flag.objects.filter(centre=self.centre, closed_at=None)

    @property
    def unanswered(self) -> QuerySet[Flag]:
        """Flags that are in nobody's hand: nobody has taken them on, or the next attempt is late."""
        return self.flags.filter(nobody_has_it(clock.now()))

    @property
    def in_hand(self) -> QuerySet[Flag]:
        """Flags that somebody has taken on."""
        return self.flags.exclude(nobody_has_it(clock.now()))

    @property
    def requests(self) -> QuerySet[ContactRequest]:
        """What people asked of the team, by a call or in words, and nobody has answered."""
        return open_requests(self.centre)

    @property
    def proposals(self) -> QuerySet[Proposal]:
        """Proposals that nobody has answered."""
        return Proposal.objects.filter(centre=self.centre, state=Proposal.State.OPEN)

    @property
    def tasks(self) -> QuerySet[Task]:
        """Tasks about somebody that nobody has done."""
        return Task.objects.filter(Task.OPEN, centre=self.centre, patient__isnull=False)

    @property
    def due(self) -> QuerySet[Task]:
        """Of these tasks, those that are due."""
        return self.tasks.filter(due__lte=today_of(self.centre))

    @cached_property
    def late(self) -> QuerySet[Assignment]:
        """What is past the day it was due where the person lives."""
        asked = Assignment.objects.filter(centre=self.centre, state=Assignment.State.OPEN).order_by()
        return asked.filter(due__lt=todays_of(self.centre))

    @property
    def reviews(self) -> QuerySet[Guidance]:
        """Reviews of level 2 that are overdue, or for which nobody is named."""
        return left_waiting(self.centre)


def whose(rows: QuerySet[Any]) -> Q:
    """Of pathways, those of the people that these rows are about."""
    if rows.model is Proposal:
        return Q(pk__in=rows.order_by().values("pathway"))
    return Q(patient__in=rows.order_by().values("patient"))


def with_people(pathways: QuerySet[Pathway]) -> QuerySet[Pathway]:
    """Each with the person, who looks after them, the policy and the centre."""
    return pathways.select_related("patient__user", "patient__clinician", "patient__centre", "policy", "centre")


def in_order(
    pathways: QuerySet[Pathway], centre: Centre, order: str = "urgency", *, few: bool = False
) -> QuerySet[Pathway]:
    """By urgency: flags nobody has acknowledged by their promise, then acknowledged ones, then what people asked of the
    team, then proposals, both by the deadline they were made with, tasks that are due, the longest overdue, two missed
    with nobody reached since, then the highest level, in level 2 first whose review is overdue or has nobody named for
    it, and who has waited longest in it. Or by `contact`: who was reached longest ago, or never, first. Or by `worse`:
    who is worse or not better, the furthest from the expected course first. Never by name.

    Of a `few`, such as one caseload, each is asked: that is less than to read the whole centre.
    """
    found = with_people(pathways)
    if order == "worse":
        return first_of(found, off_track(pathways, centre)).order_by(F("place").asc(nulls_last=True), "started", "pk")
    if order == "contact":
        return found.annotate(spoken=Subquery(CONTACTS.filter(reached=True).values("began")[:1])).order_by(
            F("spoken").asc(nulls_first=True), "started", "pk"
        )
    return _by_urgency(found, Waiting(centre), few)


def _by_urgency(pathways: QuerySet[Pathway], here: Waiting, few: bool) -> QuerySet[Pathway]:
    return (
        with_silence(pathways, here.centre, few=few)
        .annotate(
            unanswered=_first(here.unanswered, "promised", DateTimeField(), few),
            being_answered=_first(here.in_hand, "promised", DateTimeField(), few),
            asked=_first(here.requests, "promised", DateTimeField(), few),
            proposed=_first(here.proposals, "promised", DateTimeField(), few),
            task_since=_first(here.due, "due", DateField(), few),
            late_since=_first(here.late, "due", DateField(), few),
            review_since=_first(here.reviews, "due", DateField(), few),
        )
        .order_by(
            F("unanswered").asc(nulls_last=True),
            F("being_answered").asc(nulls_last=True),
            F("asked").asc(nulls_last=True),
            F("proposed").asc(nulls_last=True),
            F("task_since").asc(nulls_last=True),
            F("late_since").asc(nulls_last=True),
            F("silent_since").asc(nulls_last=True),
            F("level").desc(),
            F("review_since").asc(nulls_last=True),
            Coalesce("entered", today_of(here.centre)).asc(),
            "pk",
        )
    )


@dataclass(frozen=True)
class InTurn:
    """The ids of these pathways `in_order` of urgency, a page at a time, however many there are.

    Whoever has a flag comes before all others, whoever has a proposal before all but those, and so on. So those who
    have one are put in order kind by kind, up to the end of the page; the others are read only for a page they are on.
    """

    pathways: QuerySet[Pathway]
    centre: Centre

    def __len__(self) -> int:
        return self.pathways.count()

    def __getitem__(self, page: slice) -> list[Any]:
        found: list[Any] = []
        start, stop, others = page.start, page.stop, self.pathways
        here = Waiting(self.centre)
        for rows in (here.unanswered, here.in_hand, here.requests, here.proposals, here.due, here.late):
            these, others = others.filter(whose(rows)), others.exclude(whose(rows))
            part = _ids(_by_urgency(these, here, few=True))[start:stop]
            found += part
            if len(part) == stop - start:
                return found
            before = start + len(part) if part or not start else these.count()
            start, stop = max(0, start - before), stop - before
        return found + list(_ids(_by_urgency(others, here, few=False))[start:stop])


def _ids(pathways: QuerySet[Pathway]) -> QuerySet[Pathway, Any]:
    return pathways.values_list("pk", flat=True)


def _first(rows: QuerySet[Any], field: str, kind: Any, few: bool) -> Subquery | Case:
    """The earliest `field` of these rows for each person; of many, asked of those alone who have one."""
    own = rows.filter(pathway=OuterRef("pk")) if rows.model is Proposal else rows.filter(patient=OF_PERSON)
    first = Subquery(own.order_by(field).values(field)[:1], output_field=kind)
    return first if few else Case(When(whose(rows), then=first), output_field=kind)


def with_silence(pathways: QuerySet[Pathway], centre: Centre, *, few: bool = False) -> QuerySet[Pathway]:
    """`silent_since`: the last of two or more sets missed in a row; empty once somebody was reached after that day."""
    reached = Contact.objects.filter(patient=OuterRef("patient"), reached=True).annotate(
        day=TruncDate("began", tzinfo=ZoneInfo(centre.time_zone))
    )
    unreached = ~Exists(reached.filter(day__gt=OuterRef("closes")))  # since the last of them, or since none
    in_a_row = MISSED_IN_A_ROW.filter(patient=OF_PERSON).values("patient")
    silent = in_a_row.annotate(n=SETS, last=Max("closes", filter=unreached)).filter(n__gte=MISSED_TWICE)
    since = Subquery(silent.values("last"), output_field=DateField())
    return pathways.annotate(
        silent_since=since if few else Case(When(_missed_twice(centre), then=since), output_field=DateField())
    )


def _missed_twice(centre: Centre) -> Q:
    """Whoever has ever missed two sets: the others cannot have missed two in a row."""
    missed = Assignment.objects.filter(centre=centre, state=Assignment.State.MISSED).order_by()
    return Q(patient__in=missed.values("patient").annotate(n=SETS).filter(n__gte=MISSED_TWICE).values("patient"))
