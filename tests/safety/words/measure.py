"""What the shipped lists find in sentences of which somebody said what they mean; for tests, and for a set of one's own.

python -m tests.safety.words.measure es sentences.yaml     a list of `{say, means}` or `- means: [sentences]`
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from oncocare.foundation.datafiles import read
from oncocare.safety.words.danger import findings, tier
from oncocare.safety.words.wordlist import LANGUAGES, DangerRank

MEANINGS = ("intent", "wish", "death", "ordinary")
SOUGHT = ("intent", "wish")  # what tier one is to catch; on the others it is a false alarm


@dataclass
class Measured:
    """One meaning: how many sentences, how many got each tier, and those that were read wrongly."""

    sentences: int = 0
    intent: int = 0
    death: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """The part of the sentences in which tier one was found."""
        return self.intent / self.sentences if self.sentences else 0.0


def measure(
    sentences: Iterable[Mapping[str, str]], language: str, languages: Iterable[str] | None = None
) -> dict[str, Measured]:
    """How the lists read `sentences` of a writer of `language`; by all three lists, or by `languages` alone.

    For `intent` and `wish`, `wrong` holds what tier one missed; for the others, what it found. `share` is tier one.
    """
    measured = {meaning: Measured() for meaning in MEANINGS}
    for sentence in sentences:
        say, means = sentence["say"], sentence["means"]
        found, one = tier(say, languages or _lists(language)), measured[means]
        one.sentences += 1
        one.intent += found is DangerRank.INTENT
        one.death += found is DangerRank.DEATH
        if (found is DangerRank.INTENT) != (means in SOUGHT):
            by = [f"{each.language}:{each.entry} «{each.words}»" for each in findings(say, languages or LANGUAGES)]
            one.wrong.append(f"{say}  {'; '.join(by)}" if means not in SOUGHT else say)
    return measured


def from_file(path: Path) -> list[dict[str, str]]:
    """The sentences of a file: rows of `say` and `means`, or for each meaning a list of what is said."""
    data = read(path).data
    if isinstance(data, dict):
        return [{"say": say, "means": means} for means in MEANINGS for say in data.get(means, [])]
    return [{"say": row["say"], "means": row["means"]} for row in data]


def _lists(language: str) -> tuple[str, ...]:
    return (language, *(one for one in LANGUAGES if one != language))


def main(language: str, path: str) -> None:
    """Prints the figures and what was read wrongly."""
    for means, one in measure(from_file(Path(path)), language).items():
        print(f"{means}: {one.sentences} sentences, tier one {one.intent} ({one.share:.1%}), tier two {one.death}")  # noqa: T201
        for line in one.wrong:
            print(f"    {line}")  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:3])
