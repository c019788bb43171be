"""One made-up person's year under a policy, in a closed loop: what the rules do changes what is asked and what helps.

Days count from joining, which is also the day of the first questions. Pure: seeded draws, no clock, no database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from random import Random

from oncocare.demo.simulation import bands, courses, helping
from oncocare.demo.simulation.bands import Score
from oncocare.demo.simulation.courses import SimulatedPerson, Stretch
from oncocare.demo.simulation.exposure import CampusHabit
from oncocare.demo.simulation.helping import Effects, HelpStretch, ended, true_course
from oncocare.demo.simulation.plan import YEAR
from oncocare.demo.simulation.policy_report.lived import DecidedDay, LevelMove, LivedYear, RaisedFlag
from oncocare.safety.concerns import FlagKind, Severity
from questionnaires.instruments.catalogue import catalogue
from questionnaires.scheduling.occasions import Asked, Due, ScheduleFacts, costs, occurrences, opened_by
from questionnaires.scheduling.schedule import Schedule, ScheduleLine
from steps.decision import Decision
from steps.facts import Facts, HelpTurn, PathwayState, Reading, Record
from steps.levels import Level
from steps.policy import Policy
from steps.rules import decide
from steps.standing import Said, Word, advance, answer, begin

DAY_0 = date(2026, 1, 5)
LAST = DAY_0 + timedelta(YEAR - 1)
STAFFED_HOURS = 8 * 5 / 7  # of a mean day
ITEM_9 = "item 9"  # stands among the scores of a sitting, and is no score
Scores = dict[Score, int]


@dataclass(frozen=True)
class Service:
    """What every person of a run meets: the rules, the questions, and what the help of each level does."""

    policy: Policy
    schedule: Schedule
    effects: Effects

    def line(self, name: str) -> ScheduleLine:
        """A line of the schedule by its name."""
        return next(line for line in self.schedule.lines if line.line == name)


@dataclass
class _OpenSet:
    """Questions that came together, until their window closes; `lines` says which line asked an instrument."""

    closes: int
    lines: Mapping[str, str]
    answered: bool = False


def live(who: SimulatedPerson, habit: CampusHabit, rng: Random, service: Service) -> LivedYear:
    """A year of this person; the same person, habit, chance and service give the same year."""
    year = _Year(who, habit, rng, service)
    for day in range(YEAR):
        if year.gone is not None and day >= year.gone:
            year.lived.days_in_care = day
            break
        year.live(day)
    year.lived.record = year.record
    return year.lived


def day_of(number: int) -> date:
    """The calendar day of a day since joining."""
    return DAY_0 + timedelta(number)


class _Year:
    """The person and the service around them, from day to day.

    What is to come stands by day: questions to open, sittings, windows that close, turns of help, flags to close. The
    open proposal has one day on which it is answered.
    """

    def __init__(self, who: SimulatedPerson, habit: CampusHabit, rng: Random, service: Service) -> None:
        self.who, self.habit, self.rng, self.service = who, habit, rng, service
        self.lived = LivedYear(who.course.name)
        self.gone, self.stops = _fate(who)
        self.spell: courses.Spell | None = None
        self.state: PathwayState | None = None
        self.record = Record()
        self.newest: Scores = {}
        self.stretches: list[HelpStretch] = []
        self.levels = [(DAY_0, int(service.policy.start_level))]
        self.opened_by_screens: list[Asked] = []
        self.to_open: dict[int, list[Due]] = {}
        self.sittings: dict[int, list[tuple[_OpenSet, list[str]]]] = defaultdict(list)
        self.closing: dict[int, list[_OpenSet]] = defaultdict(list)
        self.help_turns: dict[int, bool] = {}
        self.campus_since: int | None = None
        self.open_flags: dict[FlagKind, int] = {}
        self.verdict_on: int | None = None
        self._plan(0)

    def live(self, day: int) -> None:
        """One day: help turns, questions come, answers and misses, the decision, and then what staff do."""
        if day in self.help_turns and self._stopped(day):
            self.help_turns[day + 1] = self.help_turns.pop(day)
        elif day in self.help_turns:
            self._turn(day, begins=self.help_turns.pop(day))
        if day in self.to_open and not self._stopped(day):
            self._open(day, self.to_open[day])
        values = self._answers(day)
        missed = [opened for opened in self.closing.pop(day, ()) if not opened.answered and not self._stopped(day)]
        if missed:
            self.record = replace(self.record, misses=(*self.record.misses, *(day_of(day) for _ in missed)))
        if values or missed:
            self._decide(day, values)
        self._staff(day)

    def _stopped(self, day: int) -> bool:
        return any(begins <= day < ends for begins, ends in self.stops)

    # --- questions

    def _plan(self, since: int) -> None:
        """What is asked from a day on, as it stands; asked anew whenever the level changes or a screen opened more."""
        facts = ScheduleFacts(
            anchors={"enrolment": DAY_0}, levels=tuple(self.levels), asked=tuple(self.opened_by_screens),
            stops=tuple((day_of(begins), day_of(ends)) for begins, ends in self.stops), **costs(catalogue()),
        )  # fmt: skip
        due = occurrences(self.service.schedule, facts, day_of(since), LAST).due
        self.to_open = {(day - DAY_0).days: list(those) for day, those in groupby(due, lambda one: one.day)}

    def _open(self, day: int, due: list[Due]) -> None:
        """A set comes; the person means to answer it in one sitting or in two, or never."""
        opened = _OpenSet((max(one.closes for one in due) - DAY_0).days, {one.instrument: one.line for one in due})
        self.closing[opened.closes].append(opened)
        wait = courses.delay(self.rng)
        if wait is None:
            return
        first, *rest = opened.lines
        later = courses.sits_later(self.rng) if rest else 0
        self.sittings[day + int(wait)].append((opened, [first] if later else [first, *rest]))
        if later:
            self.sittings[day + int(wait) + later].append((opened, rest))

    def _answers(self, day: int) -> Scores:
        """The scores of a day; a positive screen opens the whole questionnaires in the same sitting."""
        found: Scores = {}
        for opened, instruments in self.sittings.pop(day, ()):
            if day <= opened.closes and not self._stopped(day) and not courses.gone_quiet(self.who, day):
                opened.answered = True
                scores = self._feels(day)
                for instrument in instruments:
                    found |= _of(scores, instrument, *self._more(day, opened.lines[instrument], instrument, scores))
        return found

    def _more(self, day: int, line: str, instrument: str, scores: Scores) -> tuple[str, ...]:
        """What a screen opens, which is then not asked again soon."""
        own = {name: Decimal(value) for (code, name), value in scores.items() if code == instrument}
        more = opened_by(self.service.line(line), instrument, own)
        if more:
            self.opened_by_screens += [Asked(code, day_of(day), day_of(day), answered=True) for code in more]
            self._plan(day + 1)
        return more

    def _true(self, day: int) -> tuple[float, float]:
        """The true course of depression and anxiety with the help that is at work."""
        return true_course(self.who, self.service.effects, self.stretches, day)

    def _feels(self, day: int) -> Scores:
        """Every score that would be measured in a sitting of this day."""
        self.spell = courses.spell(self.rng, self.spell, day)
        true = self._true(day)
        depression, anxiety = courses.totals(self.rng, true, self.spell)
        low, worried = courses.hads(self.rng, true, self.spell)
        ninth = courses.item_9(self.rng, depression)
        mood, worry = courses.spread(depression - ninth, 8, self.rng), courses.spread(anxiety, 7, self.rng)
        screen = {"phq2": mood["1"] + mood["2"], "gad2": worry["1"] + worry["2"]}
        return {
            ("phq-9", "total"): depression, ("phq-9", ITEM_9): ninth, ("gad-7", "total"): anxiety,
            ("hads", "depression"): low, ("hads", "anxiety"): worried, ("hads", "total"): low + worried,
            **{("phq-4", name): value for name, value in screen.items()},
        }  # fmt: skip

    # --- the decision

    def _decide(self, day: int, values: Scores) -> None:
        """The point of a day: what was answered, what the rules say, and what follows at once."""
        if values.pop(("phq-9", ITEM_9), 0):
            self._raise(day, FlagKind.SUICIDAL_IDEATION, Severity.HIGH)
        self._know(day, values)
        before = self.state or begin(self.service.policy.start_level, day_of(day))
        decision = decide(Facts(before, self.record), self.service.policy, day_of(day), whole=False)
        self.state = advance(before, decision.ruling, granted=False)
        self._keep(day, before, decision, values)
        if decision.flag:
            self._raise(day, decision.flag.kind, decision.flag.severity, decision.rule or "")
        if decision.nominate:
            self.lived.nominated = day
        if self.state.proposed is None:
            self.verdict_on = None
        elif self.state.proposed is not before.proposed:
            self.lived.proposals.append((day, self.state.proposed, decision.rule or ""))
            self.verdict_on = day + 1 + _days(self.rng, "decides")
        self._follow(day, before, decision.rule or "")

    def _know(self, day: int, values: Scores) -> None:
        told = (Reading(day_of(day), day_of(day), *score, Decimal(value)) for score, value in values.items())
        self.record = replace(self.record, readings=(*self.record.readings, *told))
        self.newest |= values

    def _keep(self, day: int, before: PathwayState, decision: Decision, values: Scores) -> None:
        assert self.state is not None  # noqa: S101 -- set a moment ago
        asked = decision.level_after if decision.approval else None
        self.lived.points.append(
            DecidedDay(
                day=day,
                before=before.level,
                after=self.state.level,
                values=values,
                true=self._true(day),
                rule=decision.rule or "",
                proposed=asked,
                flagged=decision.flag is not None,
            )
        )

    def _follow(self, day: int, before: PathwayState, rule: str) -> None:
        """What a change of level brings: other questions, and another help to wait for."""
        assert self.state is not None  # noqa: S101 -- only decided pathways change
        if self.state.level is before.level:
            return
        self.lived.moves.append(LevelMove(day, before.level, self.state.level, self._true(day), rule))
        self.levels.append((day_of(day), int(self.state.level)))
        self._plan(day + 1)
        self.stretches = ended(self.stretches, day)
        self.help_turns.clear()
        if (wait := helping.wait(self.rng, self.state.level, self._opens(day))) is not None:
            self.help_turns[day + max(1, wait)] = True  # the turns of this day are over

    def _opens(self, day: int) -> int | None:
        """In how many days they next open a piece at the campus, if they come to level 2 on this day or were there."""
        if self.campus_since is None and self.state and self.state.level is Level.CAMPUS:
            self.campus_since = day
        return None if self.campus_since is None else self.habit.waits(day - self.campus_since)

    # --- help

    def _turn(self, day: int, *, begins: bool) -> None:
        """The help of the present level begins, or has run its course."""
        assert self.state is not None  # noqa: S101 -- there is help only where a level was entered
        self.record = replace(self.record, help=(*self.record.help, HelpTurn(day_of(day), began=begins)))
        if not begins:
            self.stretches = ended(self.stretches, day)
            return
        self.stretches.append(HelpStretch(self.state.level, day))
        if (lasts := helping.lasts(self.state.level)) is not None:
            self.help_turns[day + lasts] = False

    # --- staff

    def _raise(self, day: int, kind: FlagKind, severity: Severity, rule: str = "") -> None:
        """A new flag, which counts from the next day where a rule raised it; one that is open already is joined."""
        if kind in self.open_flags:
            return
        self.lived.flags.append(RaisedFlag(day, kind, rule))
        opened = day_of(day + 1) if rule else day_of(day)
        self.record = replace(self.record, flags_opened=(*self.record.flags_opened, opened))
        self.open_flags[kind] = day + 1 + _days(self.rng, f"notices_{severity}") + _days(self.rng, "closes")

    def _staff(self, day: int) -> None:
        """Flags are closed, and an open proposal is answered, after the decision of the day. Whose help is over goes
        on in the community, by hand. Nobody's level is set while their care is stopped.
        """
        for kind in [kind for kind, closes in self.open_flags.items() if closes <= day]:
            del self.open_flags[kind]
            self.record = replace(self.record, flags_closed=(*self.record.flags_closed, day_of(day)))
            if kind is FlagKind.HELP_OVER and not self._stopped(day):
                self._say(day, Said.LEVEL, Level.COMMUNITY)
        if self.verdict_on is not None and self.verdict_on <= day and not self._stopped(day):
            self._answer_proposal(day)

    def _answer_proposal(self, day: int) -> None:
        assert self.state is not None  # noqa: S101 -- as above
        assert self.state.proposed is not None  # noqa: S101 -- a verdict waits for a proposal
        before, to = self.state, self.state.proposed
        said = courses.verdict(self.rng, passed=bands.passed(up=to > before.level, newest=self.newest))
        between = bands.between(before.level, to)
        level, word = (between, Said.LEVEL) if said == "change" and between else (to, Said.DECLINED)
        if said == "accept":
            word = Said.ACCEPTED
        self._say(day, word, level, self.lived.proposals[-1][2] if word is Said.ACCEPTED else "")

    def _say(self, day: int, said: Said, level: Level, rule: str = "") -> None:
        """A clinician's word, which answers whatever proposal is open, and what follows from it."""
        assert self.state is not None  # noqa: S101 -- as above
        before, word = self.state, Word(day_of(day), said, level)
        self.verdict_on = None
        self.lived.words.append(word)
        self.state = answer(before, word)
        self._follow(day, before, rule)


def _of(scores: Scores, *instruments: str) -> Scores:
    return {score: value for score, value in scores.items() if score[0] in instruments}


def _fate(who: SimulatedPerson) -> tuple[int | None, list[Stretch]]:
    """The day on which care ends, if it does, and the stretches on which nothing is asked."""
    gone, stops, began = None, [], 0
    for day, step in courses.changes(who):
        if step in ("withdraw", "end"):
            gone = day
        elif step == "resume":
            stops.append((began, day))
        else:
            began = day
    return gone, stops


def _days(rng: Random, chance: str) -> int:
    """Calendar days until something happens that has this chance in each staffed hour."""
    return int(rng.expovariate(courses.sources().number(chance)) / STAFFED_HOURS)
