"""The one place that opens a transaction."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from itertools import groupby
from typing import ParamSpec, TypeVar

from django.db import models, transaction

from oncocare.foundation import clock

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

logger = logging.getLogger(__name__)


_inside: ContextVar[list[models.Model] | None] = ContextVar("oncocare_inside_a_unit", default=None)


@contextmanager
def unit() -> Iterator[None]:
    """A unit of work with one `now`: all of it is kept, or none; inside another unit it is part of that one."""
    if _inside.get() is not None:
        yield
        return
    last: list[models.Model] = []
    token = _inside.set(last)
    try:
        with clock.held(), transaction.atomic():
            yield
            for _model, group in groupby(last, key=type):
                rows = list(group)
                model = type(rows[0])
                model._default_manager.bulk_create(rows)  # noqa: SLF001 -- `objects` by its documented other name
    finally:
        _inside.reset(token)


def insert_last(row: models.Model) -> None:
    """Insert a row that nothing in this unit reads: together with the others at its end, in the same transaction.

    Outside a unit it is inserted at once.
    """
    last = _inside.get()
    if last is None:
        row.save()
    else:
        last.append(row)


def action(write: Callable[P, R]) -> Callable[P, R]:
    """A write: one unit around it."""

    @wraps(write)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with unit():
            return write(*args, **kwargs)

    return run


def one_by_one(things: Iterable[T], act: Callable[[T], bool], *, failed: str) -> int:
    """Act on each in a unit of its own, so that one that fails holds up no other; how many were acted on.

    `failed` is what the log says of one that could not be, beside its traceback.
    """
    done = 0
    for thing in things:
        try:
            done += act(thing)
        except Exception:
            logger.exception(failed)
    return done


def after_commit(effect: Callable[[], object]) -> None:
    """Run `effect` once the outermost unit is kept; what it writes is a unit of its own."""

    def run() -> None:  # a function with a name: Django names it in the log when it fails
        token = _inside.set(None)
        try:
            effect()
        finally:
            _inside.reset(token)

    transaction.on_commit(run, robust=True)
