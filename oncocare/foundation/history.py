"""Every change of a mutable row is kept by database triggers, and what is kept can be neither changed nor truncated."""

from collections.abc import Callable
from typing import TypeVar

import pghistory
import pgtrigger
from django.db import models

from oncocare.foundation.triggers import Keep, append_only

M = TypeVar("M", bound=type[models.Model])


class _Kept(pghistory.RowEvent):
    """A change that is kept whatever the session says."""

    def add_event_trigger(self, event_model: type[pghistory.models.Event]) -> None:
        """As pghistory does it, with a trigger that cannot be switched off."""
        trigger = Keep(
            event_model=event_model,
            label=self.label,
            name=self.trigger_name,
            row=self.row,
            operation=self.operation,
            condition=self.condition,
            level=self.level,
        )
        pgtrigger.register(trigger)(event_model.pgh_tracked_model)


class Insert(_Kept, pghistory.InsertEvent):
    """A row was written."""


class Update(_Kept, pghistory.UpdateEvent):
    """A row was changed."""


class Delete(_Kept, pghistory.DeleteEvent):
    """A row was removed."""


def tracked(model: M) -> M:
    """Keep a copy of each row of `model` at every insert, update and delete."""
    keep: Callable[[M], M] = pghistory.track(
        Insert(), Update(), Delete(), append_only=False, meta={"triggers": append_only()}
    )
    return keep(model)
