"""The one place that opens a transaction."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import transaction

from oncocare.foundation import clock

P = ParamSpec("P")
R = TypeVar("R")


def unit() -> AbstractContextManager[Any]:
    """A unit of work: all of it is kept, or none; inside another unit it is a savepoint."""
    return transaction.atomic()


def action(write: Callable[P, R]) -> Callable[P, R]:
    """A write: one transaction around it and one `now` inside it."""

    @wraps(write)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with clock.held(), transaction.atomic():
            return write(*args, **kwargs)

    return run


def after_commit(effect: Callable[[], object]) -> None:
    """Run `effect` once the outermost unit is kept."""
    transaction.on_commit(effect, robust=True)
