"""`manage.py migrate`: the tables as the code wants them, and the rights of the app's role on them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db.migrations import AddConstraint, AddIndex
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger, RemoveTrigger

from oncocare.foundation import rights

# What an operation adds beside fields: the list of its model's options, and the name that the operation has for it.
ADDS: dict[Any, tuple[str, str]] = {
    AddConstraint: ("constraints", "constraint"),
    AddIndex: ("indexes", "index"),
    AddTrigger: ("", ""),
    RemoveTrigger: ("", ""),
}


class Command(migrate.Command):
    help = "Bring the tables up to date as their owner, then give the role of the site its rights on them."

    def handle(self, *args: Any, **options: Any) -> None:
        """As Django does it, by the owner and never by the site."""
        if options["plan"] or options["check_unapplied"]:
            super().handle(*args, **options)
            return
        if rights.current_role() == rights.APP:
            raise CommandError(
                f"Tables are changed by their owner, and DATABASE_URL names {rights.APP}, the role of the site. "
                f"Nothing was changed. Run it with the address of {rights.OWNER}; see docs/operations.md."
            )
        if not rights.ensure_role():
            raise CommandError(
                f"The role {rights.APP} is not there, and this role may not make it. Nothing was changed. "
                "Make both roles once, as docs/operations.md says, and run this again."
            )
        try:
            with without_new_models():
                super().handle(*args, **options)
        except InconsistentMigrationHistory as error:
            raise CommandError(
                f"This database was made by a version of OncoCare that had other migrations: {error} "
                "Nothing was changed. If it is a demo, forget it with `make demo-reset`. "
                "If not, run the version that made it."
            ) from error
        rights.grant()


@contextmanager
def without_new_models() -> Iterator[None]:
    """A trigger, an index or a constraint is made without making its model anew, and all that are related to it, for no
    field changes: that was most of what all migrations took. The database is the same.
    """
    whole = {one: one.state_forwards for one in ADDS}
    for one, forwards in whole.items():
        one.state_forwards = _alone(forwards, *ADDS[one])
    try:
        yield
    finally:
        for one, forwards in whole.items():
            one.state_forwards = forwards


def _alone(forwards: Callable[..., None], listed: str, named: str) -> Callable[..., None]:
    """The `state_forwards` of an operation, without new models; what it adds stands in the list of its model's options,
    where a later change of a field looks for it.
    """

    def state_forwards(one: Any, app_label: str, state: ProjectState) -> None:
        made = state.__dict__.pop("apps", None)  # where there are none, none are made anew
        forwards(one, app_label, state)
        if made is None:
            return
        state.__dict__["apps"] = made
        if listed:
            options = made.get_model(app_label, one.model_name)._meta
            setattr(options, listed, [*getattr(options, listed), getattr(one, named)])

    return state_forwards
