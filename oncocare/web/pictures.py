"""The drawn pictures that stand beside a name in a group: `static/web/pictures/<key>.svg`. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Those among which a person chooses, with what a screen reader says of each.
DRAWN: Mapping[str, StrOrPromise] = {
    "leaf": _("A leaf"),
    "wave": _("Waves"),
    "stone": _("Stones"),
    "moon": _("A moon"),
    "lamp": _("A lamp"),
    "bird": _("A bird"),
    "boat": _("A boat"),
    "tree": _("A tree"),
    "cup": _("A cup"),
    "shell": _("A shell"),
    "cloud": _("A cloud"),
    "hill": _("A hill"),
}
TEAM = "team"  # whoever answers for the group
GONE = "gone"  # somebody who has left
EVERY_PICTURE = (*DRAWN, TEAM, GONE)
