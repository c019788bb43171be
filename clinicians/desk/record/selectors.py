"""One person's whole course, newest first: answers, decisions with their trace, levels, flags, what staff wrote."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import Any

from django.utils.translation import get_language

from clinicians.desk.acts.selectors import Act, about, acts_of, who_did
from clinicians.desk.campus.selectors import CampusKept, campus_of, happened
from clinicians.desk.picture.selectors import said_by
from clinicians.desk.raised.selectors import (
    ItemAnswer,
    answers_in_words,
    answers_of,
    asked_by,
    decided_for,
    givers_of,
    show_groups_behind,
    show_messages_behind,
    who_raised,
    why,
)
from clinicians.desk.record.measured import MeasuredLine, MeasuredPoint, measured, unsaid
from clinicians.models import Contact, SupervisionEntry, Task
from clinicians.selectors import Corrected, colleagues, notes_of
from mentoring.conversations.selectors import messages_by_day
from mentoring.meetings.attending.selectors import noted_of
from oncocare.people.days import day_of, moment_of
from oncocare.people.models import Patient, User
from oncocare.people.picture.selectors import Picture, picture_of
from oncocare.people.selectors import users_by_actor
from oncocare.safety.assessment.selectors import with_assessments
from oncocare.safety.flags.kinds import words as flag_words
from oncocare.safety.flags.selectors import in_turn, told_with_attempts, with_occasions
from oncocare.safety.models import Flag
from questionnaires import selectors as questionnaires
from questionnaires.answering.selectors import unfinished_among
from questionnaires.instruments import selectors as instruments
from questionnaires.instruments.catalogue import definition
from questionnaires.instruments.definition import InstrumentText
from questionnaires.instruments.scoring import ReliableChange, reliable_change
from questionnaires.instruments.words import name as score_words
from questionnaires.models import Assignment, Mode, Response, Score, TextPack
from steps import explain
from steps.course.selectors import ScoreLine
from steps.models import Decision, Pathway, Proposal, Transition, Verdict
from steps.proposals.selectors import with_past
from steps.selectors import policy_of
from steps.standing import Said

ENTERED = (Mode.PAPER, Mode.TELEPHONE)  # answers that somebody of the staff typed


@dataclass(frozen=True)
class RecordEntry:
    """One thing that happened: `kind` names the template part that shows `thing`."""

    at: datetime
    kind: str
    thing: Any
    more: Any = None


@dataclass(frozen=True)
class Unscored:
    """Answers that make no score: of questions still being answered (`open`) those that worry, all of a set that was
    never sent (`unfinished`), one given after the questions had been sent (`late`), one changed before (`replaced`), or
    one given here before the whole came from paper or a call (`begun`).
    """

    at: datetime
    assignment: uuid.UUID
    title: str
    answers: list[ItemAnswer]
    critical: frozenset[str]
    state: str
    who: str  # in words, whose entries raised their flag; empty where none did, or nobody knows


@dataclass(frozen=True)
class Behind:
    """A worrying answer behind a flag, and what became of the questions: as an `Unscored`, or `sent`."""

    answer: ItemAnswer
    at: datetime
    state: str
    who: str = ""


@dataclass(frozen=True)
class AnsweredSince:
    """A score that came in after a proposal was made, and the latest of its kind before that."""

    day: date
    measure: str
    before: Decimal | None
    value: Decimal | None
    change: ReliableChange | None

    @property
    def difference(self) -> Decimal | None:
        """How far it has moved, in points; None where there is nothing to compare."""
        return None if self.before is None or self.value is None else self.value - self.before


@dataclass(frozen=True)
class RecordDay:
    """One day of a course, with what happened on it, the latest first."""

    day: date
    entries: list[RecordEntry]


@dataclass(frozen=True)
class Kept:
    """What is kept about one person, each table read once for all that a page shows of it."""

    patient: Patient
    responses: list[Response]
    unscored: list[Unscored]
    decisions: list[Decision]
    transitions: list[Transition]
    flags: list[Flag]
    asked: list[Any]
    levels_said: list[Verdict]
    notes: list[Corrected]
    contacts: list[Contact]
    sessions: list[Any]
    tasks: list[Task]
    supervisions: list[SupervisionEntry]
    wrote: list[tuple[datetime, int]]
    acts: list[Act]
    picture: Picture
    campus: CampusKept
    packs: list[TextPack]
    staff: list[User]

    @property
    def sets(self) -> list[Assignment]:
        """One open and one missed assignment of each set of questions due together, the earliest due first."""
        return questionnaires.sets_of(self.asked)

    @cached_property
    def people(self) -> Mapping[str, User]:
        """Everybody whom the page names by what they did: who works here is known, any other is read at once."""
        entered = (row.entered_by for row in self.responses if row.mode in ENTERED)
        moved = [*(row.made_by for row in self.transitions), *(said.made_by for said in self.levels_said)]
        done = (name for act in self.acts for name in (act.actor, act.to))
        own = [self.patient.user] if self.patient.user else []
        known = [*self.staff, *own]
        return users_by_actor([*entered, *moved, *done, *said_by(self.picture.entries.values())], known)

    @property
    def scores(self) -> list[Score]:
        """Every score in order of measurement, for the charts."""
        scores = (score for response in self.responses for score in response.scores.all())
        return sorted(scores, key=lambda score: (score.measured, score.pk))

    @property
    def proposal(self) -> Proposal | None:
        """The proposal that waits for a clinician."""
        made = [decision.proposal for decision in self.decisions if hasattr(decision, "proposal")]
        return next((proposal for proposal in made if proposal.state == Proposal.State.OPEN), None)

    @property
    def open_flags(self) -> list[Flag]:
        """Flags that nobody has closed, the most urgent first."""
        return in_turn(flag for flag in self.flags if not flag.closed_at)

    @property
    def open_sets(self) -> list[Assignment]:
        """One of each set of questions that is open, the earliest due first."""
        return [asked for asked in self.sets if asked.state == Assignment.State.OPEN]

    @property
    def last_contact(self) -> Contact | None:
        """The latest contact, or the latest that was tried."""
        return max(self.contacts, key=lambda contact: contact.began, default=None)

    @property
    def open_tasks(self) -> list[Task]:
        """Tasks that somebody still has to do, the earliest due first."""
        tasks = (task for task in self.tasks if not task.over)
        return sorted(tasks, key=lambda task: (task.due, task.pk))


def kept_of(patient: Patient) -> Kept:
    """Everything that is kept about this person here; without a pathway there are no decisions and no levels."""
    rows = with_occasions(with_assessments(patient.flags.select_related("owner", "closed_by", "centre")))
    flags, staff = told_with_attempts(rows), colleagues(patient.centre)
    decisions = with_past(Decision.objects.filter(patient=patient))
    asked = list(questionnaires.asked_of(patient).prefetch_related("response__scores"))
    packs = list(instruments.packs_of(patient.centre))
    return Kept(
        patient=patient,
        responses=questionnaires.responses_among(asked),
        unscored=_unscored_among(patient, asked, packs, flags, staff),
        decisions=list(decisions.order_by("point", "number")),
        transitions=list(Transition.objects.filter(patient=patient)),
        flags=flags,
        asked=asked,
        levels_said=list(Verdict.objects.filter(patient=patient, said=Said.LEVEL)),
        notes=notes_of(patient),
        contacts=list(patient.contacts.select_related("by", "effort")),
        sessions=noted_of(patient),
        tasks=list(patient.tasks.select_related("done_by", "owner")),
        supervisions=list(patient.supervisions.select_related("by")),
        wrote=messages_by_day(patient),
        acts=acts_of(patient),
        picture=picture_of(patient),
        campus=campus_of(patient),
        packs=packs,
        staff=staff,
    )


# --- the proposal that waits -----------------------------------------------------------------------------------------


def asked_again(kept: Kept, proposal: Proposal) -> list[date]:
    """The later days on which the rules asked for the same level once more, the first first."""
    stand = {decision.point: decision for decision in kept.decisions}  # the newest of each day
    first = proposal.decision.point
    return [day for day, decision in stand.items() if decision.renews_id == proposal.pk and day > first]


def answered_since(kept: Kept, proposal: Proposal, lines: list[ScoreLine]) -> list[AnsweredSince]:
    """What came in after a proposal was made, in that order: the measures of the policy, and of answers without any
    all their scores; each beside the latest value that there was before.
    """
    measures = {(line.measure.instrument, line.measure.score): line.clinical for line in lines}
    before: dict[tuple[str, str], Score] = {}
    since: list[AnsweredSince] = []
    for response in sorted(kept.responses, key=lambda response: (response.received, response.answered)):
        scores = sorted(response.scores.all(), key=lambda score: score.pk)
        if response.received > proposal.made:
            asked = [score for score in scores if (score.instrument, score.name) in measures] or scores
            since += [_since(score, before, measures) for score in asked]
            continue
        for score in scores:
            known = before.get((score.instrument, score.name))
            if score.value is not None and (known is None or score.measured >= known.measured):
                before[score.instrument, score.name] = score
    return since


def _since(
    score: Score, before: Mapping[tuple[str, str], Score], measures: Mapping[tuple[str, str], str]
) -> AnsweredSince:
    key, known = (score.instrument, score.name), definition(score.instrument)
    earlier = before[key].value if key in before else None
    return AnsweredSince(
        day=score.measured,
        measure=measures.get(key) or f"{known.title}, {score_words(score.name)}",
        before=earlier,
        value=score.value,
        change=reliable_change(known, score.name, earlier, score.value),
    )


# --- every score ----------------------------------------------------------------------------------------------------


def measured_of(responses: Iterable[Response], pathway: Pathway | None) -> list[MeasuredLine]:
    """Every score of these responses over time; their scores were fetched with them, so it is no query more."""
    points = [
        (score.pk, MeasuredPoint(
            score.measured, score.instrument, score.name, score.value, score.band, score.prorated,
            unsaid(definition(response.instrument), response.answers),
        ))
        for response in responses
        for score in response.scores.all()
    ]  # fmt: skip
    ordered = [point for _pk, point in sorted(points, key=lambda one: (one[1].day, one[0]))]
    return measured(ordered, policy_of(pathway.policy).measures.values() if pathway else ())


# --- everything, by day ----------------------------------------------------------------------------------------------


def timeline(kept: Kept) -> list[RecordDay]:
    """Everything that happened to this person here, by day of the centre, the newest first."""
    centre = kept.patient.centre
    by_day = groupby(_entries(kept), key=lambda entry: day_of(centre, entry.at))
    return [RecordDay(day, list(of_day)) for day, of_day in by_day]


def _entries(kept: Kept) -> list[RecordEntry]:
    language = get_language() or "en"
    wording = instruments.texts_among(kept.packs, {response.instrument for response in kept.responses})
    # What is asked together is missed together, and stands here once.
    missed = (asked for asked in kept.sets if asked.state == Assignment.State.MISSED)
    staff = kept.people
    read = ((row, _reading(row, wording[row.instrument], staff)) for row in kept.responses)
    decided = ((row, explain.for_clinician(row.trace, language)) for row in kept.decisions)
    entries = [
        *(RecordEntry(row.received, "response", row, reading) for row, reading in read),
        *(RecordEntry(row.at, "unscored", row) for row in kept.unscored),
        *(RecordEntry(row.decided, "decision", row, why) for row, why in decided),
        *(
            RecordEntry(row.made, "transition", row, who_did(row.made_by, kept.patient, staff))
            for row in kept.transitions
        ),
        *_levels_kept(kept, staff),
        *(RecordEntry(act.at, "act", act, _done(act, kept.patient, staff)) for act in kept.acts),
        *(RecordEntry(flag.raised, "flag", flag, flag_words(flag.kind)) for flag in kept.flags),
        *(RecordEntry(moment_of(kept.patient, asked.closes, LAST_MINUTE), "missed", asked) for asked in missed),
        *(RecordEntry(row.note.made, "note", row.note, row) for row in kept.notes),
        *(RecordEntry(contact.began, "contact", contact) for contact in kept.contacts),
        *(RecordEntry(seat.meeting.occurrence.start, "session", seat) for seat in kept.sessions),
        *(RecordEntry(task.over, "task", task) for task in kept.tasks if task.over),
        *(RecordEntry(one.made, "supervision", one) for one in kept.supervisions),
        *(RecordEntry(one.at, "campus", one) for one in happened(kept.campus)),
        *(RecordEntry(latest, "messages", count) for latest, count in kept.wrote),
    ]
    return sorted(entries, key=lambda entry: (entry.at, _RANK[entry.kind]), reverse=True)


ORDER = ("missed", "response", "unscored", "flag", "decision", "transition", "kept", "contact", "note", "task", "act")
_RANK = {
    kind: place for place, kind in enumerate((*ORDER, "supervision", "session", "campus", "messages"))
}  # of what happened at one moment
LAST_MINUTE = time(23, 59)  # until then the questions of a day can be answered where the person lives


def _done(act: Act, patient: Patient, users: Mapping[str, User]) -> dict[str, str]:
    return {"who": who_did(act.actor, patient, users), "about": about(act, patient, users)}


def _levels_kept(kept: Kept, who: Mapping[str, User]) -> Iterator[RecordEntry]:
    """A level that somebody set by hand although it was the present one; any other is a transition."""
    for said in kept.levels_said:
        before = [change.level_after for change in kept.transitions if change.made < said.made]
        first = kept.transitions[0].level_before if kept.transitions else said.level
        if said.level == (before[-1] if before else first):
            yield RecordEntry(said.made, "kept", said, who.get(said.made_by))


def _reading(response: Response, wording: Mapping[str, InstrumentText], staff: Mapping[str, User]) -> dict[str, Any]:
    """Scores with their bands, who entered them, and the answers in words where this centre has the wording."""
    known, answers = definition(response.instrument), answers_of(response, wording)
    critical = known.worrying_items
    return {
        "title": known.title,
        "mode": Mode(response.mode).label,
        "entered_by": staff.get(response.entered_by) if response.mode in ENTERED else None,
        "scores": sorted(response.scores.all(), key=lambda score: score.pk),
        "answers": answers,
        "critical": critical,
        "worrying": [one for one in answers if one.item in critical] if response.from_before and response.risk else [],
    }


# --- the answers behind a flag ---------------------------------------------------------------------------------------


def flags_to_answer(kept: Kept, days: list[RecordDay]) -> list[Any]:
    """The open flags, each with `why`, what raised it in a few words, and `answers`: the worrying ones behind it, also
    while its questions are being answered.
    """
    entries = [entry for day in days for entry in day.entries if entry.kind == "response"]
    sent = [(entry.thing, entry.more["answers"]) for entry in entries]
    flags: list[Any] = list(kept.open_flags)
    decided = decided_for(kept.flags, kept.decisions)
    show_messages_behind(flags)
    show_groups_behind(flags)
    flag: Any
    for flag in kept.flags:
        flag.answers = _behind(flag, sent, kept.unscored)
        flag.why = why(flag, [(one.at, one.answer) for one in flag.answers], decided)
    return flags


def answers_behind(flag: Any) -> list[Behind]:
    """The worrying answers behind one flag, fetched by `flag_for`, for whoever answers it without the record."""
    responses = list(
        questionnaires.responses_of(flag.patient).filter(assignment_id__in=asked_by(flag), from_before=False)
    )
    wording = instruments.texts_of({response.instrument for response in responses}, flag.centre)
    sent = [(response, answers_of(response, wording[response.instrument])) for response in responses]
    return _behind(flag, sent, unscored_of(flag.patient, [flag]))


def _behind(flag: Any, sent: list[tuple[Response, list[ItemAnswer]]], unscored: list[Unscored]) -> list[Behind]:
    asked = asked_by(flag)
    given: list[tuple[datetime, str, str, list[ItemAnswer]]]
    given = [(row.at, row.state, row.who, row.answers) for row in unscored if str(row.assignment) in asked]
    given += [(row.answered, "sent", "", answers) for row, answers in sent if str(row.assignment_id) in asked]
    behind = [
        Behind(one, at, state, who) for at, state, who, answers in given for one in answers if flag.kind in one.worries
    ]
    return sorted(behind, key=lambda one: one.at, reverse=True)


@dataclass(frozen=True)
class WorryingBefore:
    """Answers from before that would raise a flag today, as they stand on paper."""

    day: date
    title: str
    worrying: list[ItemAnswer]


def worrying_before(patient: Patient) -> list[WorryingBefore]:
    """What came in a file too late to raise a flag, the latest first."""
    rows = [row for row in questionnaires.responses_of(patient).filter(from_before=True) if row.risk]
    wording = instruments.texts_of({row.instrument for row in rows}, patient.centre)
    read = [(row, _reading(row, wording[row.instrument], {})) for row in rows]
    return [WorryingBefore(day_of(patient, row.answered), one["title"], one["worrying"]) for row, one in read]


def unscored_of(patient: Patient, flags: Iterable[Any]) -> list[Unscored]:
    """What this person answered that was not sent, or came after what was sent, the latest first; who gave it is known
    by these flags.
    """
    asked, packs = questionnaires.asked_of(patient), instruments.packs_of(patient.centre)
    return _unscored_among(patient, list(asked), list(packs), flags)


def _unscored_among(
    patient: Patient, asked: list[Any], packs: list[TextPack], flags: Iterable[Any], staff: Iterable[User] = ()
) -> list[Unscored]:
    drafts, late, givers = unfinished_among(asked), questionnaires.late_of(asked), givers_of(flags)
    wording = instruments.texts_among(packs, {row.instrument for row in drafts} | {row.instrument for row in late})
    rows = [
        *((row.at, row.assignment, row.instrument, row.answers, row.state) for row in drafts),
        *((row.made, row.assignment_id, row.instrument, {row.item: row.code}, row.how) for row in late),
    ]
    hands = [*(givers.get(str(row.assignment), []) for row in drafts), *([row.entered_by] for row in late)]
    users = users_by_actor((one for hand in hands for one in hand if one != f"user:{patient.user_id}"), staff)
    told = [_unscored(wording, *row, who_raised(hand, patient, users)) for row, hand in zip(rows, hands, strict=True)]
    return sorted(told, key=lambda row: row.at, reverse=True)


def _unscored(
    wording: Mapping[str, Mapping[str, InstrumentText]], at: datetime, assignment: uuid.UUID, code: str,
    given: Mapping[str, int | None], state: str, who: str,
) -> Unscored:  # fmt: skip
    known = definition(code)
    answers = answers_in_words(known, given, wording[code], get_language() or "", own=True)
    return Unscored(at, assignment, known.title, answers, known.worrying_items, state, who)
