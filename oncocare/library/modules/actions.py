"""Modules: made, described in other words, and their pieces put into an order."""

from __future__ import annotations

from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.foundation.unit import action, hold
from oncocare.library.models import Module
from oncocare.library.modules.selectors import free_slug, state_of
from oncocare.people.models import Actor, Centre


class ModuleWords(NamedTuple):
    """What a module says of itself: titles and summaries by language."""

    area: str
    audience: list[str]
    title: dict[str, str]
    summary: dict[str, str]


@action
def make_module(*, by: Actor, centre: Centre, words: ModuleWords) -> Module:
    """A module without pieces yet."""
    hold(centre)
    slug = free_slug(centre, words.title.get("en") or next(iter(words.title.values())))
    module = Module.objects.create(centre=centre, slug=slug, pieces=[], **words._asdict())
    record(by=by, verb=Verb.LIBRARY_MODULE_MADE, subject=module, centre=centre, module=slug)
    return module


@action
def change_module(*, by: Actor, module: Module, words: ModuleWords, seen: str) -> Module:
    """What it says of itself; `ValidationError` where somebody changed that since it was `seen` (by `state_of`)."""
    module = _held(module)
    if state_of(module) != seen:
        raise ValidationError(
            _(
                "Somebody has changed this module while you were writing. Nothing was saved and nothing is lost: what "
                "you wrote stands below, beside what is there now. Save once more to put yours in its place."
            )
        )
    for name, value in words._asdict().items():
        setattr(module, name, value)
    return _changed(by, module, "words")


@action
def add_piece(*, by: Actor, module: Module, slug: str) -> Module:
    """A piece of the centre comes last in the module."""
    module = _held(module)
    if slug in module.pieces:
        raise ValidationError(_("This piece is in the module already. Somebody may have added it just now."))
    if not module.centre.pieces.filter(slug=slug).exists():
        raise ValidationError(_("Choose a piece of your centre."))
    module.pieces = [*module.pieces, slug]
    return _changed(by, module, "added", piece=slug)


@action
def take_piece_out(*, by: Actor, module: Module, slug: str) -> Module:
    """The piece stays in the library and is in this module no more."""
    module = _held(module)
    at = _place(module, slug)
    module.pieces = [*module.pieces[:at], *module.pieces[at + 1 :]]
    return _changed(by, module, "taken out", piece=slug)


@action
def move_piece(*, by: Actor, module: Module, slug: str, places: int) -> Module:
    """Up where `places` is negative, else down; no further than the ends."""
    module = _held(module)
    at = _place(module, slug)
    rest = [*module.pieces[:at], *module.pieces[at + 1 :]]
    to = min(max(at + places, 0), len(rest))
    module.pieces = [*rest[:to], slug, *rest[to:]]
    return _changed(by, module, "moved", piece=slug)


def _held(module: Module) -> Module:
    """The module as it is now, and nobody else changes it meanwhile."""
    hold(module)
    return Module.objects.select_related("centre").get(pk=module.pk)


def _place(module: Module, slug: str) -> int:
    if slug not in module.pieces:
        raise ValidationError(_("This piece is not in the module any more. Somebody may have taken it out just now."))
    return module.pieces.index(slug)


def _changed(by: Actor, module: Module, what: str, **detail: str) -> Module:
    module.save()
    record(
        by=by, verb=Verb.LIBRARY_MODULE_CHANGED, subject=module, centre=module.centre, module=module.slug, what=what,
        **detail,
    )  # fmt: skip
    return module
