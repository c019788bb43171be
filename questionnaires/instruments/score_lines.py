"""The line interface of scoring: one JSON object in, one JSON object out, and a bad line never stops the next. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from questionnaires.instruments.catalogue import catalogue
from questionnaires.instruments.scoring import AnswerError, Result, Scored, score

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

LONGEST = 100_000


class LineError(ValueError):
    """A line that is not a scoring request; the text says what is allowed."""


def score_lines(lines: Iterable[str | bytes], out: SupportsWrite[str]) -> int:
    """Score each line, write one JSON line for each to `out`, skip blank lines; returns the number of bad lines.

    A bad line is answered by `{"line": n, "error": "..."}`, n counted from 1 over all lines.
    """
    bad = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            reply = as_json(score_line(line))
        except (LineError, AnswerError) as error:
            bad += 1
            reply = {"line": number, "error": str(error)}
        out.write(json.dumps(reply) + "\n")
    return bad


def score_line(line: str | bytes) -> Result:
    """Score one request `{"instrument", "answers", "value_set"?}`; other keys are ignored.

    Raises LineError for anything that is not such an object, AnswerError for the answers.
    """
    request = _request(line)
    for key in ("instrument", "answers"):
        if key not in request:
            raise LineError(f"{key} is missing; a line is {{'instrument': code, 'answers': {{item: code}}}}")
    code = request["instrument"]
    if not isinstance(code, str) or code not in catalogue():
        raise LineError(f"instrument {json.dumps(code)[:60]} is unknown; instruments: {', '.join(catalogue())}")
    return score(catalogue()[code], request["answers"], request.get("value_set"))


def as_json(result: Result) -> dict[str, Any]:
    """The result as plain data; a score of an instrument with bands has its band, null when the score is null."""
    specs = catalogue()[result.instrument].scores
    return {
        "instrument": result.instrument,
        "version": result.version,
        "complete": result.complete,
        "missing": list(result.missing),
        "scores": {name: _score(scored, bool(specs[name].bands)) for name, scored in result.scores.items()},
        "risk": list(result.risk),
    }


def _score(scored: Scored, banded: bool) -> dict[str, Any]:
    value = {"value": _number(scored.value)}
    return {**value, "band": scored.band} if banded else value


def _number(value: Decimal | int | None) -> int | float | None:
    if value is None or value == int(value):
        return None if value is None else int(value)
    return float(value)


def _request(line: str | bytes) -> dict[str, Any]:
    if len(line) > LONGEST:
        raise LineError(f"a line has at most {LONGEST} characters")
    try:
        text = line.decode("utf-8-sig") if isinstance(line, bytes) else line
        request = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except LineError:
        raise
    except (ValueError, RecursionError) as error:
        raise LineError(f"not JSON: {str(error)[:120]}") from error
    if not isinstance(request, dict):
        raise LineError("a line is an object: {'instrument': code, 'answers': {item: code}}")
    return request


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise LineError(f"key {json.dumps(key)[:60]} stands twice in one object")
        found[key] = value
    return found


def _no_constant(name: str) -> Any:
    raise LineError(f"{name} is not a number in JSON")
