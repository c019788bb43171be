"""The one place that opens a transaction."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from itertools import groupby
from typing import Any, ParamSpec, TypeVar

from django.db import models, transaction

from oncocare.foundation import clock

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

logger = logging.getLogger(__name__)


@dataclass
class _Open:
    """What a unit under way still has to insert, and the rows it holds."""

    last: list[models.Model] = field(default_factory=list)
    held: set[tuple[type[models.Model], Any]] = field(default_factory=set)


_inside: ContextVar[_Open | None] = ContextVar("oncocare_inside_a_unit", default=None)


@contextmanager
def unit() -> Iterator[None]:
    """A unit of work with one `now`: all of it is kept, or none; inside another unit it is part of that one."""
    if _inside.get() is not None:
        yield
        return
    opened = _Open()
    token = _inside.set(opened)
    try:
        with clock.held(), transaction.atomic():
            yield
            for _model, group in groupby(opened.last, key=type):
                rows = list(group)
                model = type(rows[0])
                model._default_manager.bulk_create(rows)  # noqa: SLF001 -- `objects` by its documented other name
    finally:
        _inside.reset(token)


def insert_last(row: models.Model) -> None:
    """Insert a row that nothing in this unit reads: together with the others at its end, in the same transaction.

    Outside a unit it is inserted at once.
    """
    opened = _inside.get()
    if opened is None:
        row.save()
    else:
        opened.last.append(row)


def hold(row: models.Model) -> None:
    """Whoever else holds this row waits until this unit ends; a row that it holds already is not asked for again.

    RuntimeError outside a unit, where nothing would be held.
    """
    opened = _inside.get()
    if opened is None:
        raise RuntimeError("Only a unit can hold a row.")
    model = row.__class__  # also behind the lazy user of a request
    if (model, row.pk) not in opened.held:
        model._default_manager.select_for_update(no_key=True).values("pk").get(pk=row.pk)  # noqa: SLF001
        opened.held.add((model, row.pk))


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
