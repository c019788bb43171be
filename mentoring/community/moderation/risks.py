"""How serious something in a group is, with examples, what a moderator does, and within how much time. Pure.

Ours; the idea of a matrix with example sentences and "if in doubt, one up" is that of moderators of communities of
patients. It is help to think with, and no clinical guideline. The times are those of `threads/promises.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class GroupRisk:
    """One line: what it is called, `examples` of what somebody writes, what a moderator does, and for which `reasons`
    of a report somebody looks within its staffed `hours`.
    """

    label: StrOrPromise
    means: StrOrPromise
    examples: tuple[StrOrPromise, ...]
    act: StrOrPromise
    hours: int
    reasons: tuple[str, ...]


RISKS: tuple[GroupRisk, ...] = (
    GroupRisk(
        label=_("High"),
        means=_("Somebody may die or be hurt soon, by themselves or by others."),
        examples=(
            _("“I have the tablets here. Tonight I will take them all.”"),
            _("“You will not have to worry about me for much longer. Thank you for everything.”"),
            _("“He hit me again yesterday, and I do not know where to go.”"),
        ),
        act=_(
            "Write to them that you worry, and raise the flag, in one press. Do not wait for somebody else. Let no "
            "way to die stand where others read it."
        ),
        hours=1,
        reasons=("danger",),
    ),
    GroupRisk(
        label=_("Medium"),
        means=_("Somebody suffers more than a group can carry, or is hurt by what is written here."),
        examples=(
            _("“Most days I do not see the point of going on.”"),
            _("“I have stopped my tablets, and I told nobody.”"),
            _("“People like you are the reason why nobody writes here.”"),
            _("“Leo is really called …, and he works at …”"),
        ),
        act=_(
            "Worry about a person first: write to them, and raise the flag if they are worse than yesterday. Hide what "
            "attacks somebody or tells their private things, and say why."
        ),
        hours=4,
        reasons=("worry", "hurts", "private", "death"),
    ),
    GroupRisk(
        label=_("Low"),
        means=_("Nobody is in danger, and left alone it would harm the group."),
        examples=(
            _("“Baking soda cured my neighbour. They do not want you to know.”"),
            _("“Write to this number for the best price.”"),
            _("“Can we talk about something else for once?”"),
        ),
        act=_(
            "Have a clinician answer what is wrong about health, in the group. Hide what sells. Remind of the rules "
            "whoever forgot them. Leave sadness, anger and fear: that is what a group is for."
        ),
        hours=16,
        reasons=("wrong", "sells", "other"),
    ),
)
