"""Where the made-up staff and the figures draw the lines of severe and moderate. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from steps.levels import Level

Score = tuple[str, str]  # instrument, score

# Severe: the highest bands of PHQ-9 (Kroenke 2001) and GAD-7 (Spitzer 2006); of a HADS subscale from 15, as the stepped
# pathways for cancer read it, which is a centre's decision. Moderate: their bands, and HADS "abnormal" from 11.
SEVERE: Mapping[Score, int] = {
    ("phq-9", "total"): 20, ("gad-7", "total"): 15, ("hads", "depression"): 15, ("hads", "anxiety"): 15,
}  # fmt: skip
MODERATE: Mapping[Score, int] = {
    ("phq-9", "total"): 10, ("gad-7", "total"): 10, ("hads", "depression"): 11, ("hads", "anxiety"): 11,
}  # fmt: skip


# Cut-offs that serve best in cancer: PHQ-9 (Hartung 2017), GAD-7 (Grapp 2025), a HADS subscale above 7 (Krebber).
CUT_OFF: Mapping[Score, int] = {
    ("phq-9", "total"): 7, ("gad-7", "total"): 8, ("hads", "depression"): 8, ("hads", "anxiety"): 8,
}  # fmt: skip


def severe(values: Mapping[Score, float]) -> bool:
    """Whether any of these values lies in its severe band."""
    return _any_from(SEVERE, values)


def moderate(values: Mapping[Score, float]) -> bool:
    """Whether any of these values is moderate or worse."""
    return _any_from(MODERATE, values)


def above_cut_off(values: Mapping[Score, float]) -> bool:
    """Whether any of these values reaches its cut-off in cancer."""
    return _any_from(CUT_OFF, values)


def passed(*, up: bool, newest: Mapping[Score, float]) -> bool:
    """Whether the newest values no longer bear out a proposal: a higher level without a moderate value, or a lower one
    with one.
    """
    return moderate(newest) is not up


def between(now: Level, to: Level) -> Level | None:
    """The level next to where the person is, on the way to a proposed one that is further away."""
    return Level(now + (1 if to > now else -1)) if abs(to - now) > 1 else None


def _any_from(lines: Mapping[Score, int], values: Mapping[Score, float]) -> bool:
    return any(score in lines and value >= lines[score] for score, value in values.items())
