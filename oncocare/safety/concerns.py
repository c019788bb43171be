"""What a flag can be about, and how soon it must be read. Pure."""

from __future__ import annotations

from enum import StrEnum


class FlagKind(StrEnum):
    """What a flag can be about, whoever raises it: an answer, a rule of a policy, a person."""

    SUICIDAL_IDEATION = "suicidal_ideation"
    SUICIDE_NOT_SAID = "suicide_not_said"
    WORSENING = "worsening"
    SILENCE = "silence"
    SEVERE_DISTRESS = "severe_distress"
    HELP_OVER = "help_over"
    WAITING_LONG = "waiting_long"
    NO_BETTER = "no_better"


# What is about suicidal thoughts: whoever closes such a flag says what was asked and what was said.
SUICIDE = frozenset({FlagKind.SUICIDAL_IDEATION, FlagKind.SUICIDE_NOT_SAID})


class Severity(StrEnum):
    """How soon a flag must be read, the most severe last; texts sort by letters, so they are compared by `rank`."""

    MEDIUM = "medium"
    HIGH = "high"
    URGENT = "urgent"

    @property
    def rank(self) -> int:
        """Its place from the least severe, 0, upward."""
        return list(Severity).index(self)


def worst(*severities: str) -> Severity:
    """The most severe of these. ValueError for one that is no severity."""
    return max(map(Severity, severities), key=lambda severity: severity.rank)
