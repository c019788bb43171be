"""The pages of a centre and the steps to set it up: each folder, and each room above, registers its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from oncocare.people.permissions import Permission

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def _nothing_waits(request: Any) -> int:
    return 0


def _says_nothing(centre: Any) -> str:
    return ""


@dataclass(frozen=True)
class CentrePage:
    """One page in the side navigation of a centre, for whoever holds the permission.

    `label` is translated when it is shown; `count` says of a request how many wait on the page.
    """

    url_name: str
    label: StrOrPromise
    permission: Permission
    place: int
    count: Callable[[Any], int]


@dataclass(frozen=True)
class SetupStep:
    """One thing that a centre needs before its first patient, and why it matters to a patient.

    `name` and `why` are translated when they are shown; `done` is asked with the centre and its rota, which is read
    once for all steps. `far` says of a centre how far it is, where yes or no is not enough.
    """

    url_name: str
    name: StrOrPromise
    why: StrOrPromise
    place: int
    done: Callable[[Any, Any], bool]
    far: Callable[[Any], str]


_PAGES: dict[str, CentrePage] = {}
_STEPS: dict[str, SetupStep] = {}


def page(
    url_name: str,
    label: StrOrPromise,
    permission: Permission,
    place: int,
    count: Callable[[Any], int] = _nothing_waits,
) -> None:
    """Register a page; `place` is its number in the order from top to bottom."""
    _PAGES.setdefault(url_name, CentrePage(url_name, label, permission, place, count))


def setup_step(
    url_name: str, name: StrOrPromise, why: StrOrPromise, place: int, done: Callable[[Any, Any], bool],
    far: Callable[[Any], str] = _says_nothing,
) -> None:  # fmt: skip
    """Register a step, done at the page `url_name`; `place` is its number in the order in which a new centre goes."""
    _STEPS.setdefault(url_name, SetupStep(url_name, name, why, place, done, far))


def pages() -> list[CentrePage]:
    """Every registered page, in order of place."""
    return sorted(_PAGES.values(), key=lambda registered: registered.place)


def setup_steps() -> list[SetupStep]:
    """Every registered step, in order of place."""
    return sorted(_STEPS.values(), key=lambda registered: registered.place)
