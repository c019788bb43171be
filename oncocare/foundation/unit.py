"""The one place that opens a transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import transaction

from oncocare.foundation import clock

P = ParamSpec("P")
R = TypeVar("R")


_inside: ContextVar[bool] = ContextVar("oncocare_inside_a_unit", default=False)


@contextmanager
def unit() -> Iterator[None]:
    """A unit of work with one `now`: all of it is kept, or none; inside another unit it is part of that one."""
    if _inside.get():
        yield
        return
    token = _inside.set(True)
    try:
        with clock.held(), transaction.atomic():
            yield
    finally:
        _inside.reset(token)


def action(write: Callable[P, R]) -> Callable[P, R]:
    """A write: one unit around it."""

    @wraps(write)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with unit():
            return write(*args, **kwargs)

    return run


def after_commit(effect: Callable[[], object]) -> None:
    """Run `effect` once the outermost unit is kept; what it writes is a unit of its own."""

    def run() -> None:  # a function with a name: Django names it in the log when it fails
        token = _inside.set(False)
        try:
            effect()
        finally:
            _inside.reset(token)

    transaction.on_commit(run, robust=True)
