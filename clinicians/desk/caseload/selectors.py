"""The caseload: whom the filters show in order of urgency, after what the whole centre has left waiting too long."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.paginator import Page, Paginator
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

from clinicians.desk.caseload.filters import Filters
from clinicians.desk.caseload.silence import MISSED_TWICE, NONE_MISSED, Missed, parted
from clinicians.desk.raised.selectors import say_what_raised
from clinicians.models import Contact, Task
from oncocare.foundation import clock
from oncocare.people.days import day_of, today_of, todays_of
from oncocare.people.models import Centre, Patient, User
from oncocare.safety.flags.selectors import in_turn, nobody_has_it, promises_of_the_week, with_handovers, with_occasions
from oncocare.safety.flags.timing import PromisesDue
from oncocare.safety.models import Flag
from questionnaires.models import Assignment, Score
from steps.course.selectors import ScoreLine, calls_first, lines, waiting_for_help, waiting_since
from steps.models import Pathway, Proposal
from steps.selectors import policy_of

PER_PAGE = 50

OF_PERSON = OuterRef("patient")
OPEN_FLAGS = Flag.objects.filter(patient=OF_PERSON, closed_at=None)
PROPOSALS = Proposal.objects.filter(pathway=OuterRef("pk"), state=Proposal.State.OPEN)
OPEN_TASKS = Task.objects.filter(Task.OPEN, patient=OF_PERSON)
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
class CaseloadRow:
    """One line of the caseload. waits_since: since when the help of level 3 or 4 has not begun. call_first: somebody
    speaks with the person before a group is offered.
    """

    pathway: Pathway
    flag: Flag | None
    proposal: Proposal | None
    tasks: list[Task]
    missed: Missed
    contact: Contact | None
    contacted: Contact | None
    overdue_days: int
    next_due: date | None
    lines: list[ScoreLine]
    weeks: int | None
    last_answer: date | None
    waits_since: date | None
    call_first: bool

    @property
    def asked_after(self) -> bool:
        """Whether the sets missed are news to nobody: somebody was reached since, or it is a task in this line."""
        return bool(self.contacted) or any(task.asks_after for task in self.tasks)

    @property
    def needs_nothing(self) -> bool:
        """Whether nothing of this line waits for anybody."""
        asked = self.flag or self.proposal or self.tasks or self.overdue_days or self.missed.twice
        return not asked and self.waits_since is None and self.pathway.status == Pathway.Status.ACTIVE


@dataclass(frozen=True)
class OutsideRow:
    """Somebody in care without a pathway, such as a caregiver who wants care of their own (decision 0019)."""

    patient: Patient
    flag: Flag | None


@dataclass(frozen=True)
class Desk:
    """One page of a caseload: first, whatever the filter, flags nobody has taken on, proposals past what was promised,
    and who is outside stepped care; then whom the filter shows.
    """

    waiting: list[CaseloadRow]
    lapsed: list[CaseloadRow]
    outside: list[OutsideRow]
    rows: list[CaseloadRow]
    page: Page[Pathway]
    shown: int
    everybody: int


def unanswered_flags() -> QuerySet[Flag]:
    """The open flags of a person that are in nobody's hand."""
    return OPEN_FLAGS.filter(nobody_has_it(clock.now()))


# --- whom ------------------------------------------------------------------------------------------------------------


def people(centre: Centre, *, left: bool = False) -> QuerySet[Pathway]:
    """Pathways of the centre; who left the programme only while a flag is open, or when `left` asks for them."""
    here = Pathway.objects.filter(centre=centre)
    return here if left else here.filter(~Q(status__in=Pathway.ENDED) | Exists(OPEN_FLAGS))


def filtered(centre: Centre, user: User, filters: Filters) -> QuerySet[Pathway]:
    """Whom the filters show to `user`, in their order."""
    found = people(centre, left=filters.status == "left").filter(_whose(filters.whose, user), _status(filters.status))
    if filters.level:
        found = found.filter(level=int(filters.level))
    if filters.needs:
        found = _needing(found, filters.needs, centre)
    return in_order(found, centre, filters.order)


def _whose(whose: str, user: User) -> Q:
    """`mine`: those I look after, those with an open flag, proposal or task of mine, and those nobody looks after."""
    if whose == "all":
        return Q()
    if whose == "nobody":
        return Q(patient__clinician=None)
    if whose != "mine":
        return Q(patient__clinician=whose)
    asked = [Q(Exists(rows.filter(owner=user))) for rows in (OPEN_FLAGS, PROPOSALS, OPEN_TASKS)]
    return Q(patient__clinician=user) | Q(patient__clinician=None) | Q(*asked, _connector=Q.OR)


def _status(status: str) -> Q:
    return {
        "active": Q(status=Pathway.Status.ACTIVE),
        "paused": Q(status=Pathway.Status.PAUSED),
        "left": Q(status__in=Pathway.ENDED),
    }.get(status, Q())


def _needing(pathways: QuerySet[Pathway], needs: str, centre: Centre) -> QuerySet[Pathway]:
    if needs == "missed":
        return _with_silence(pathways, centre).filter(Q(silent_since__isnull=False))
    if needs == "contact":
        return pathways.annotate(tried=Subquery(CONTACTS.values("reached")[:1])).filter(tried=False)
    return pathways.filter(
        {
            "flag": Exists(OPEN_FLAGS),
            "proposal": Exists(PROPOSALS),
            "task": Exists(OPEN_TASKS.filter(due__lte=today_of(centre))),
            "overdue": Exists(_late(centre)),
            "help": waiting_for_help(),
        }[needs]
    )


def matching(centre: Centre, words: str) -> QuerySet[Pathway]:
    """Those of the centre whose key begins with the words, or whose name holds them; also who left the programme."""
    named = Q(patient__key__istartswith=words) | Q(patient__user__name__icontains=words)
    return in_order(people(centre, left=True).filter(named), centre)


# --- in which order --------------------------------------------------------------------------------------------------


def in_order(pathways: QuerySet[Pathway], centre: Centre, order: str = "urgency") -> QuerySet[Pathway]:
    """By urgency: flags nobody has acknowledged by their promise, then acknowledged ones, then proposals by the
    deadline they were made with, tasks that are due, the longest overdue, two missed with nobody reached since, then
    the highest level and who has waited longest in it. Or by `contact`: who was reached longest ago, or never, first.
    Never by name.
    """
    today = today_of(centre)
    found = pathways.select_related("patient__user", "patient__clinician", "patient__centre", "policy", "centre")
    if order == "contact":
        return found.annotate(spoken=Subquery(CONTACTS.filter(reached=True).values("began")[:1])).order_by(
            F("spoken").asc(nulls_first=True), "started", "pk"
        )
    return (
        _with_silence(found, centre)
        .annotate(
            unanswered=_first(unanswered_flags(), "promised", DateTimeField()),
            being_answered=_first(OPEN_FLAGS, "promised", DateTimeField()),
            proposed=_first(PROPOSALS, "promised", DateTimeField()),
            task_since=_first(OPEN_TASKS.filter(due__lte=today), "due", DateField()),
            late_since=_first(_late(centre), "due", DateField()),
        )
        .order_by(
            F("unanswered").asc(nulls_last=True),
            F("being_answered").asc(nulls_last=True),
            F("proposed").asc(nulls_last=True),
            F("task_since").asc(nulls_last=True),
            F("late_since").asc(nulls_last=True),
            F("silent_since").asc(nulls_last=True),
            F("level").desc(),
            Coalesce("entered", today).asc(),
            "pk",
        )
    )


def _first(rows: QuerySet[Any], field: str, kind: Any) -> Subquery:
    return Subquery(rows.order_by(field).values(field)[:1], output_field=kind)


def _late(centre: Centre) -> QuerySet[Assignment]:
    """What is past the day it was due where the person lives."""
    return Assignment.objects.filter(patient=OF_PERSON, state=Assignment.State.OPEN, due__lt=todays_of(centre))


def _with_silence(pathways: QuerySet[Pathway], centre: Centre) -> QuerySet[Pathway]:
    """`silent_since`: the last of two or more sets missed in a row; empty once somebody was reached after that day."""
    missed = MISSED_IN_A_ROW.filter(patient=OF_PERSON).values("patient")
    reached = CONTACTS.filter(reached=True).annotate(day=TruncDate("began", tzinfo=ZoneInfo(centre.time_zone)))
    return pathways.annotate(
        missed_last=Subquery(missed.annotate(n=SETS, last=Max("closes")).filter(n__gte=MISSED_TWICE).values("last")),
        reached_on=Subquery(reached.values("day")[:1]),
        silent_since=Case(
            When(Q(reached_on=None) | Q(reached_on__lte=F("missed_last")), then=F("missed_last")),
            output_field=DateField(),
        ),
    )


# --- what a line shows -----------------------------------------------------------------------------------------------


def waiting(centre: Centre) -> QuerySet[Pathway]:
    """Whoever has a flag at this centre that is in nobody's hand: no filter takes them off the page."""
    return in_order(people(centre, left=True).filter(Exists(unanswered_flags())), centre)


def lapsed(centre: Centre, now: datetime) -> QuerySet[Pathway]:
    """Whoever has an open proposal that was not answered by the deadline it was made with: no filter hides them."""
    return in_order(people(centre).filter(Exists(PROPOSALS.filter(promised__lt=now))), centre)


def desk(centre: Centre, user: User, filters: Filters, number: Any) -> Desk:
    """One page of whom the filters show, after every flag nobody has taken on and every proposal left too long."""
    first = list(waiting(centre))
    late = list(lapsed(centre, clock.now()).exclude(pk__in=[pathway.pk for pathway in first]))
    others = filtered(centre, user, filters).exclude(pk__in=[pathway.pk for pathway in (*first, *late)])
    page = Paginator(others, PER_PAGE).get_page(number)
    rows = rows_of(centre, [*first, *late, *page.object_list])
    above = len(first) + len(late)
    return Desk(
        waiting=rows[: len(first)],
        lapsed=rows[len(first) : above],
        outside=outside(centre),
        rows=rows[above:],
        page=page,
        shown=above + page.paginator.count,
        everybody=people(centre, left=filters.status == "left").count(),
    )


def outside(centre: Centre, words: str = "") -> list[OutsideRow]:
    """Everybody in care here without a pathway, or those of this key or name: flags by urgency, then who came first."""
    people = Patient.objects.filter(centre=centre, pathway=None, died_on=None).select_related("user", "clinician")
    named = Q(key__istartswith=words) | Q(user__name__icontains=words) if words else Q()
    found = list(people.filter(named).order_by("joined_on", "pk"))
    flags = _flags([patient.pk for patient in found])
    rows = [OutsideRow(patient, flags.get(patient.pk)) for patient in found]
    return sorted(rows, key=_urgency)


def _urgency(row: OutsideRow) -> tuple[bool, bool, float]:
    if row.flag is None:
        return True, True, 0
    return False, row.flag.in_hand(clock.now()), row.flag.promised.timestamp()


def page_of(centre: Centre, pathways: QuerySet[Pathway], number: Any) -> tuple[Page[Pathway], list[CaseloadRow]]:
    """One page of these pathways with everything its lines show."""
    page = Paginator(pathways, PER_PAGE).get_page(number)
    return page, rows_of(centre, list(page.object_list))


def rows_of(centre: Centre, pathways: list[Pathway]) -> list[CaseloadRow]:
    """Everything the lines of these pathways show, in a fixed number of queries."""
    patients = [pathway.patient_id for pathway in pathways]
    flags, proposals, tasks = _flags(patients), _proposals(pathways), _tasks(patients, today_of(centre))
    contacts, reached, missed = _contacts(patients), _contacts(patients, reached=True), _missed(patients)
    dues, answers, scores = _dues(pathways), _last_answers(patients), _scores(pathways, patients)
    waits, calls = waiting_since(pathways), calls_first(pathways)
    return [
        CaseloadRow(
            pathway=pathway,
            flag=flags.get(pk),
            proposal=proposals.get(pathway.pk),
            tasks=tasks[pk],
            missed=missed.get(pk, NONE_MISSED),
            contact=contacts.get(pk),
            contacted=_since(reached.get(pk), missed.get(pk, NONE_MISSED), centre),
            overdue_days=(today - late).days if late else 0,
            next_due=coming,
            lines=lines(pathway, scores[pk]),
            weeks=_weeks(pathway, today),
            last_answer=answers.get(pk),
            waits_since=waits.get(pathway.pk),
            call_first=pathway.pk in calls,
        )
        for pathway in pathways
        for pk, today, (late, coming) in [(pathway.patient_id, today_of(pathway.patient), dues[pathway.patient_id])]
    ]


def _weeks(pathway: Pathway, today: date) -> int | None:
    """How long somebody has been at their level; it goes on for nobody who left."""
    if pathway.entered is None or pathway.status in Pathway.ENDED:
        return None
    return (today - pathway.entered).days // 7


def _since(contact: Contact | None, missed: Missed, centre: Centre) -> Contact | None:
    """The contact, if it was after the last window closed; what staff did has the day it was at the centre."""
    return contact if contact and day_of(centre, contact.began) > missed.last else None


def _flags(patients: list[Any]) -> dict[Any, Flag]:
    """The open flag of each that needs somebody first."""
    flags = with_occasions(Flag.objects.filter(patient__in=patients, closed_at=None).select_related("owner", "centre"))
    shown = _one_each(in_turn(with_handovers(flags)), "patient_id")
    say_what_raised(shown.values())
    return shown


def _proposals(pathways: list[Pathway]) -> dict[Any, Proposal]:
    waiting = Proposal.objects.filter(pathway__in=pathways, state=Proposal.State.OPEN).select_related("owner")
    return _one_each(waiting, "pathway_id")


def _one_each(rows: Iterable[Any], key: str) -> dict[Any, Any]:
    """The first row of each key."""
    found: dict[Any, Any] = {}
    for row in rows:
        found.setdefault(getattr(row, key), row)
    return found


def _tasks(patients: list[Any], today: date) -> dict[Any, list[Task]]:
    """Tasks due today or before, the earliest first."""
    due = Task.objects.filter(Task.OPEN, patient__in=patients, due__lte=today).select_related("owner")
    grouped: dict[Any, list[Task]] = defaultdict(list)
    for task in due.order_by("due", "pk"):
        grouped[task.patient_id].append(task)
    return grouped


def _contacts(patients: list[Any], **only: bool) -> dict[Any, Contact]:
    """The latest contact with each."""
    latest = Contact.objects.filter(patient__in=patients, **only).order_by("patient", "-began").distinct("patient")
    return {contact.patient_id: contact for contact in latest}


def _missed(patients: list[Any]) -> dict[Any, Missed]:
    """What was missed in a row up to now, by patient; counted by the database."""
    rows = MISSED_IN_A_ROW.filter(patient__in=patients).values("patient").annotate(n=SETS, last=Max("closes"))
    return {row["patient"]: Missed(row["n"], row["last"]) for row in rows}


def _dues(pathways: list[Pathway]) -> dict[Any, tuple[date | None, date | None]]:
    """Since when open questions are overdue where the person lives, and when the next are due."""
    asked = Assignment.objects.filter(patient__pathway__in=pathways, state=Assignment.State.OPEN)
    dues: dict[Any, list[date]] = defaultdict(list)
    for patient, due in asked.order_by("due").values_list("patient", "due"):
        dues[patient].append(due)
    return {pathway.patient_id: parted(dues[pathway.patient_id], today_of(pathway.patient)) for pathway in pathways}


def _last_answers(patients: list[Any]) -> dict[Any, date]:
    rows = Score.objects.filter(patient__in=patients).values("patient").annotate(last=Max("recorded"))
    return {row["patient"]: row["last"] for row in rows}


def _scores(pathways: list[Pathway], patients: list[Any]) -> dict[Any, list[Score]]:
    """Scores of the measures that the policies look at, in order of measurement, with what a line draws and no more."""
    wanted = {
        (measure.instrument, measure.score)
        for pathway in pathways
        for measure in policy_of(pathway.policy).measures.values()
    }
    of_measures = Q(pk__in=[])
    for instrument, name in sorted(wanted):
        of_measures |= Q(instrument=instrument, name=name)
    grouped: dict[Any, list[Score]] = defaultdict(list)
    drawn = Score.objects.filter(of_measures, patient__in=patients).order_by("measured", "id")
    for score in drawn.only("patient_id", "instrument", "name", "value", "measured"):
        grouped[score.patient_id].append(score)
    return grouped


# --- what waits ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Load:
    """What waits at this centre, each with what it counts."""

    pathways: int
    open_flags: int
    unanswered_flags: int
    overdue_flags: int
    late_attempts: int
    promises: PromisesDue
    proposals: int
    lapsed_proposals: int
    tasks: int


def load_of(centre: Centre, now: datetime) -> Load:
    """Pathways not ended, flags not closed (of these: not acknowledged; past their promise; not tried again in time),
    this week's promises, open proposals (of these: past the promised deadline), tasks that are due today or before.
    """
    flags = list(Flag.objects.filter(centre=centre, closed_at=None).only("acknowledged_at", "promised", "next_attempt"))
    unread = [flag.promised for flag in flags if flag.acknowledged_at is None]
    proposals = Proposal.objects.filter(centre=centre, state=Proposal.State.OPEN)
    proposed = list(proposals.values_list("promised", flat=True))
    due = Task.objects.filter(Task.OPEN, centre=centre, due__lte=day_of(centre, now))
    return Load(
        pathways=Pathway.objects.filter(centre=centre).exclude(status__in=Pathway.ENDED).count(),
        open_flags=len(flags),
        unanswered_flags=len(unread),
        overdue_flags=sum(promised < now for promised in unread),
        late_attempts=sum(flag.attempt_missed(now) for flag in flags),
        promises=promises_of_the_week(centre, now),
        proposals=len(proposed),
        lapsed_proposals=sum(promised < now for promised in proposed),
        tasks=due.count(),
    )
