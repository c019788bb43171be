"""The caseload: whom the filters show in order of urgency, after what the whole centre has left waiting too long."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, Max, Q, QuerySet, Subquery

from clinicians.desk.caseload.filters import Filters
from clinicians.desk.raised.selectors import say_what_raised
from clinicians.desk.urgency.selectors import (
    CONTACTS,
    MISSED_IN_A_ROW,
    SETS,
    InTurn,
    Waiting,
    in_order,
    whose,
    with_people,
    with_silence,
)
from clinicians.desk.urgency.silence import NONE_MISSED, Missed, parted
from clinicians.models import Contact, Task
from clinicians.on_track import Track
from clinicians.selectors import left_open, off_track
from mentoring.conversations.models import ContactRequest
from mentoring.conversations.selectors import requests_of
from oncocare.foundation import clock
from oncocare.people.days import age_of, day_of, today_of
from oncocare.people.models import Centre, Patient, User
from oncocare.safety.flags.selectors import in_turn, promises_of_the_week, with_handovers, with_occasions
from oncocare.safety.flags.timing import PromisesDue
from oncocare.safety.models import Flag
from questionnaires.models import Assignment, Score
from questionnaires.selectors import of_scores
from steps.campus.guiding.selectors import waits_for_a_guide
from steps.campus.models import Guidance
from steps.course.selectors import ScoreLine, calls_first, lines, waiting_for_help, waiting_since
from steps.models import Pathway, Proposal
from steps.selectors import policy_of

PER_PAGE = 50


@dataclass(frozen=True)
class CaseloadRow:
    """One line of the caseload. waits_since: since when the help of level 3 or 4 has not begun. call_first: somebody
    speaks with the person before a group is offered.
    """

    pathway: Pathway
    age: int | None
    flag: Flag | None
    request: ContactRequest | None
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
    answered_last: frozenset[str]
    waits_since: date | None
    call_first: bool
    guidance: Guidance | None

    @property
    def newest_lines(self) -> list[ScoreLine]:
        """Of measures that people read under the same words the one answered last: a questionnaire, or its screen."""
        in_order = sorted(self.lines, key=lambda line: line.points[-1][0])
        newest = {str(line.measure.words): line.measure.slug for line in in_order}
        return [line for line in self.lines if line.measure.slug in newest.values()]

    @property
    def answered_elsewhere(self) -> list[str]:
        """What was answered last, where the scores of this line are of none of it."""
        shown = {line.measure.instrument for line in self.newest_lines}
        return [] if shown & self.answered_last else sorted(self.answered_last)

    @property
    def asked_after(self) -> bool:
        """Whether the sets missed are news to nobody: somebody was reached since, or it is a task in this line."""
        return bool(self.contacted) or any(task.asks_after for task in self.tasks)

    @property
    def needs_nothing(self) -> bool:
        """Whether nothing of this line waits for anybody."""
        asked = self.flag or self.request or self.proposal or self.tasks or self.overdue_days or self.missed.twice
        return not (asked or self.waits_since or self.guidance) and self.pathway.status == Pathway.Status.ACTIVE


@dataclass(frozen=True)
class OutsideRow:
    """Somebody in care without a pathway, such as a caregiver who wants care of their own (decision 0019)."""

    patient: Patient
    age: int | None
    flag: Flag | None
    request: ContactRequest | None


@dataclass(frozen=True)
class Desk:
    """One page of a caseload: first, whatever the filter, flags nobody has taken on, what is past what was promised,
    and who is outside stepped care; then whom the filter shows.
    """

    waiting: list[CaseloadRow]
    lapsed: list[CaseloadRow]
    outside: list[OutsideRow]
    rows: list[CaseloadRow]
    page: Page[Any]
    shown: int
    everybody: int


# --- whom ------------------------------------------------------------------------------------------------------------


def people(centre: Centre, *, left: bool = False) -> QuerySet[Pathway]:
    """Pathways of the centre; who left only while a flag or request is open, or when `left` asks for them."""
    here, waits = Pathway.objects.filter(centre=centre), Waiting(centre)
    return here if left else here.filter(~Q(status__in=Pathway.ENDED) | whose(waits.flags) | whose(waits.requests))


def filtered(centre: Centre, user: User, filters: Filters) -> QuerySet[Pathway]:
    """Whom the filters show to `user`, in their order."""
    found = unordered(centre, user, filters)
    return in_order(found, centre, filters.order, few=filters.whose not in ("all", "nobody"))


def paged(centre: Centre, user: User, filters: Filters, *, without: list[Any]) -> Any:
    """The ids of the same, of whom a page at a time is read, but of these."""
    if filters.whose == "all" and filters.order == "urgency":
        return InTurn(unordered(centre, user, filters).exclude(pk__in=without), centre)
    return filtered(centre, user, filters).exclude(pk__in=without).values_list("pk", flat=True)


def unordered(centre: Centre, user: User, filters: Filters) -> QuerySet[Pathway]:
    """The same, for whoever puts them in an order of their own."""
    found = people(centre, left=filters.status == "left").filter(
        _whose(filters.whose, user, centre), _status(filters.status)
    )
    if filters.level:
        found = found.filter(level=int(filters.level))
    if filters.needs:
        found = _needing(found, filters.needs, centre)
    return found


def _whose(chosen: str, user: User, centre: Centre) -> Q:
    """`mine`: those I look after, those with an open flag, request, proposal or task of mine, and those nobody looks
    after.
    """
    if chosen == "all":
        return Q()
    if chosen == "nobody":
        return Q(patient__clinician=None)
    if chosen != "mine":
        return Q(patient__clinician=chosen)
    here = Waiting(centre)
    asked = [whose(rows.filter(owner=user)) for rows in (here.flags, here.requests, here.proposals, here.tasks)]
    return Q(patient__clinician=user) | Q(patient__clinician=None) | Q(*asked, _connector=Q.OR)


def _status(status: str) -> Q:
    return {
        "active": Q(status=Pathway.Status.ACTIVE),
        "paused": Q(status=Pathway.Status.PAUSED),
        "left": Q(status__in=Pathway.ENDED),
    }.get(status, Q())


def _needing(pathways: QuerySet[Pathway], needs: str, centre: Centre) -> QuerySet[Pathway]:
    if needs == "missed":
        return _read_once(pathways, with_silence(pathways, centre).filter(Q(silent_since__isnull=False)))
    if needs == "contact":
        return pathways.annotate(tried=Subquery(CONTACTS.values("reached")[:1])).filter(tried=False)
    if needs == "declined_risk":
        return _read_once(pathways, left_open(pathways))
    if needs == "worse":
        return pathways.filter(pk__in=off_track(pathways, centre, Track.WORSE))
    if needs == "new":
        return pathways.filter(~Exists(CONTACTS.filter(reached=True)), patient__clinician=None)
    if needs == "help":
        return pathways.filter(waiting_for_help())
    here = Waiting(centre)
    rows = {
        "flag": here.flags, "request": here.requests, "proposal": here.proposals, "task": here.due,
        "overdue": here.late,
    }  # fmt: skip
    return pathways.filter(whose(rows[needs]))


def _read_once(pathways: QuerySet[Pathway], few: QuerySet[Pathway]) -> QuerySet[Pathway]:
    """Those of these pathways, few and slow to find: they are counted, and put in order, without finding them anew."""
    return pathways.filter(pk__in=list(few.order_by().values_list("pk", flat=True)))


def among(centre: Centre, patients: QuerySet[Patient]) -> InTurn:
    """The pathways of these people, also of who left the programme."""
    return InTurn(people(centre, left=True).filter(patient__in=patients), centre)


# --- what a line shows -----------------------------------------------------------------------------------------------


def waiting(centre: Centre) -> QuerySet[Pathway]:
    """Whoever has a flag at this centre that is in nobody's hand: no filter takes them off the page."""
    return in_order(people(centre, left=True).filter(whose(Waiting(centre).unanswered)), centre, few=True)


def lapsed(centre: Centre, now: datetime) -> QuerySet[Pathway]:
    """Whoever has an open proposal or request that was not answered by its deadline: no filter hides them."""
    here = Waiting(centre)
    late = whose(here.proposals.filter(promised__lt=now)) | whose(here.requests.filter(promised__lt=now))
    return in_order(people(centre).filter(late), centre, few=True)


def desk(centre: Centre, user: User, filters: Filters, number: Any) -> Desk:
    """One page of whom the filters show, after every flag nobody has taken on and whatever was left too long."""
    first = list(waiting(centre))
    late = list(lapsed(centre, clock.now()).exclude(pk__in=[pathway.pk for pathway in first]))
    others = paged(centre, user, filters, without=[pathway.pk for pathway in (*first, *late)])
    page = Paginator(others, PER_PAGE).get_page(number)
    rows = rows_of(centre, [*first, *late, *_whole(page.object_list)])
    above = len(first) + len(late)
    return Desk(
        waiting=rows[: len(first)],
        lapsed=rows[len(first) : above],
        outside=outside(Patient.objects.filter(centre=centre, died_on=None)),
        rows=rows[above:],
        page=page,
        shown=above + page.paginator.count,
        everybody=people(centre, left=filters.status == "left").count(),
    )


def outside(patients: QuerySet[Patient]) -> list[OutsideRow]:
    """Whoever of these people has no pathway: flags by urgency, then who came first."""
    without = patients.filter(pathway=None).select_related("user", "clinician", "centre")
    found = list(without.order_by("joined_on", "pk"))
    ids = [patient.pk for patient in found]
    flags, asked = _flags(ids), requests_of(ids)
    rows = [OutsideRow(patient, age_of(patient), flags.get(patient.pk), asked.get(patient.pk)) for patient in found]
    return sorted(rows, key=_urgency)


def _urgency(row: OutsideRow) -> tuple[bool, bool, float]:
    if row.flag is None:
        return True, row.request is None, 0
    return False, row.flag.in_hand(clock.now()), row.flag.promised.timestamp()


def page_of(centre: Centre, ids: Any, number: Any) -> tuple[Page[Any], list[CaseloadRow]]:
    """One page of the pathways with these ids, with everything its lines show."""
    page = Paginator(ids, PER_PAGE).get_page(number)
    return page, rows_of(centre, _whole(page.object_list))


def _whole(page: Iterable[Any]) -> list[Pathway]:
    """These pathways with what a line shows of the person. The ids alone are put in order: a row is wide, and a page
    shows few of the many that it puts in order.
    """
    ids = list(page)
    rows = with_people(Pathway.objects.all()).in_bulk(ids)
    return [rows[pk] for pk in ids]


def rows_of(centre: Centre, pathways: list[Pathway]) -> list[CaseloadRow]:
    """Everything the lines of these pathways show, in a fixed number of queries."""
    patients = [pathway.patient_id for pathway in pathways]
    flags, proposals, tasks = _flags(patients), _proposals(pathways), _tasks(patients, today_of(centre))
    asked = requests_of(patients)
    contacts, reached, missed = _contacts(patients), _contacts(patients, reached=True), _missed(patients)
    dues, answers, scores = _dues(pathways), _last_answers(patients), _scores(pathways, patients)
    waits, calls, guides = waiting_since(pathways), calls_first(pathways), waits_for_a_guide(centre, patients)
    return [
        CaseloadRow(
            pathway=pathway,
            age=age_of(pathway.patient),
            flag=flags.get(pk),
            request=asked.get(pk),
            proposal=proposals.get(pathway.pk),
            tasks=tasks[pk],
            missed=missed.get(pk, NONE_MISSED),
            contact=contacts.get(pk),
            contacted=_since(reached.get(pk), missed.get(pk, NONE_MISSED), centre),
            overdue_days=(today - late).days if late else 0,
            next_due=coming,
            lines=lines(pathway, scores[pk]),
            weeks=_weeks(pathway, today),
            last_answer=answers[pk].day if pk in answers else None,
            answered_last=answers[pk].instruments if pk in answers else frozenset(),
            waits_since=waits.get(pathway.pk),
            call_first=pathway.pk in calls,
            guidance=guides.get(pk),
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


@dataclass(frozen=True)
class AnsweredLast:
    """The latest day on which answers of somebody became known, and what was answered then."""

    day: date
    instruments: frozenset[str]


def _last_answers(patients: list[Any]) -> dict[Any, AnsweredLast]:
    rows = Score.objects.filter(patient__in=patients).values("patient", "instrument").annotate(last=Max("recorded"))
    known: dict[Any, list[tuple[date, str]]] = defaultdict(list)
    for row in rows:
        known[row["patient"]].append((row["last"], row["instrument"]))
    newest = {patient: max(days)[0] for patient, days in known.items()}
    return {
        patient: AnsweredLast(last, frozenset(instrument for day, instrument in known[patient] if day == last))
        for patient, last in newest.items()
    }


def _scores(pathways: list[Pathway], patients: list[Any]) -> dict[Any, list[Score]]:
    """Scores of the measures that the policies look at, in order of measurement, with what a line draws and no more."""
    wanted = {
        (measure.instrument, measure.score)
        for pathway in pathways
        for measure in policy_of(pathway.policy).measures.values()
    }
    grouped: dict[Any, list[Score]] = defaultdict(list)
    drawn = Score.objects.filter(of_scores(wanted), patient__in=patients).order_by("measured", "id")
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
    here = Waiting(centre)
    flags = list(here.flags.only("acknowledged_at", "promised", "next_attempt"))
    unread = [flag.promised for flag in flags if flag.acknowledged_at is None]
    proposed = list(here.proposals.values_list("promised", flat=True))
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
