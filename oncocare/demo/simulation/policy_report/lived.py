"""What a report is about: lived years, the policies they were lived under, and the run they came from. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from oncocare.demo.simulation.bands import Score
from oncocare.demo.simulation.plan import YEAR
from oncocare.foundation.datafiles import parse
from oncocare.safety.concerns import FlagKind
from steps.facts import Record
from steps.levels import Level
from steps.policy import Policy
from steps.policy_file import policy_from
from steps.standing import Word


@dataclass(frozen=True)
class DecidedDay:
    """One point: the level before and after its decision, what was answered on it, the true course of that day, the
    rule, the level it proposed, anew or again, and whether it asked for a flag, new or not.
    """

    day: int
    before: Level
    after: Level
    values: Mapping[Score, int]
    true: tuple[float, float]
    rule: str
    proposed: Level | None
    flagged: bool = False


@dataclass(frozen=True)
class LevelMove:
    """A change of level on a day, by a rule or by a clinician's word, with the true course of that day."""

    day: int
    before: Level
    after: Level
    true: tuple[float, float]
    rule: str


@dataclass(frozen=True)
class RaisedFlag:
    """A flag that was new, and the rule that raised it, or "" for answers about suicide; joining one is none."""

    day: int
    kind: FlagKind
    rule: str


@dataclass
class LivedYear:
    """What came of one person's year: `days_in_care` of them until they left or died.

    `record` and `words` are what a replay needs to come to the same decisions. `proposals`: the day and the level of
    each new one, and the rule it rests on.
    """

    course: str
    days_in_care: int = YEAR
    record: Record = field(default_factory=Record)
    words: list[Word] = field(default_factory=list)
    points: list[DecidedDay] = field(default_factory=list)
    moves: list[LevelMove] = field(default_factory=list)
    proposals: list[tuple[int, Level, str]] = field(default_factory=list)
    flags: list[RaisedFlag] = field(default_factory=list)
    nominated: int | None = None


@dataclass(frozen=True)
class PolicySource:
    """A policy as text, which any process can read, and the schedule that asks what it reads.

    Without `helps` no help has any effect, so that one sees what in a report rests on that it has.
    """

    name: str
    text: str
    schedule: str
    helps: bool = True

    @property
    def policy(self) -> Policy:
        """The policy; `DataFileError` names every mistake."""
        return _policy(self.name, self.text)


@cache
def _policy(name: str, text: str) -> Policy:
    return policy_from(parse(text, name))


@dataclass(frozen=True)
class PolicyRun:
    """A policy and the years lived under it, by seed."""

    source: PolicySource
    seeds: tuple[list[LivedYear], ...]

    @property
    def name(self) -> str:
        """The policy by name and version."""
        policy = self.source.policy
        return f"{policy.slug} {policy.version}{'' if self.source.helps else ', if no help works'}"


@dataclass(frozen=True)
class Told:
    """What a report tells of: the runs, first of the policy that was asked for, last of the same if no help works; the
    seeds, and the people of each.
    """

    runs: list[PolicyRun]
    seeds: tuple[int, ...]
    people: int

    @property
    def seed_words(self) -> str:
        """The seeds as the command takes them."""
        return f"{self.seeds[0]}-{self.seeds[-1]}" if len(self.seeds) > 1 else str(self.seeds[0])

    @property
    def names(self) -> list[str]:
        """What stands over the columns."""
        return [run.name for run in self.runs]

    @property
    def helped(self) -> list[PolicyRun]:
        """The runs in which help works."""
        return [run for run in self.runs if run.source.helps]

    @property
    def command(self) -> str:
        """What made it."""
        first, *other = [run.source.name.removesuffix(".yaml") for run in self.helped]
        against = f" --against {other[0]}" if other else ""
        return f"policy_report {first}{against} --patients {self.people} --seeds {self.seed_words}"
