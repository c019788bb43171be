"""Every change of a mutable row is kept by database triggers, and what is kept can be neither changed nor truncated."""

from collections.abc import Callable
from typing import TypeVar

import pghistory
from django.db import models

from oncocare.foundation.models import refuse_truncate

M = TypeVar("M", bound=type[models.Model])


def tracked(model: M) -> M:
    """Keep a copy of each row of `model` at every insert, update and delete."""
    keep: Callable[[M], M] = pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        append_only=True,
        meta={"triggers": [refuse_truncate()]},
    )
    return keep(model)
