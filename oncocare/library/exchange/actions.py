"""A folder is brought to a centre, and a file that waits for a yes is kept until then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from oncocare.audit.actions import actor, record
from oncocare.audit.verbs import Verb
from oncocare.events.actions import emit
from oncocare.foundation import clock, ids
from oncocare.foundation.unit import action, hold
from oncocare.library.actions import Step, record_step, record_version, version_of
from oncocare.library.exchange.difference import Bringing, Here, Text, bringing, facts_of
from oncocare.library.exchange.selectors import here
from oncocare.library.folder import Folder, FolderRefused
from oncocare.library.kinds import TEXT_STEP
from oncocare.library.media.actions import take_in, write_words
from oncocare.library.models import Module, Piece, TextStep, TextVersion
from oncocare.people.models import Actor, Centre, User

WAITING = "library-waiting"  # where a file is kept between looking at what it would bring and the yes
KEPT = timedelta(hours=2)


class Loaded(NamedTuple):
    """How much of a folder was new: pieces, versions of their texts, modules, media."""

    pieces: int
    versions: int
    modules: int
    media: int


@action
def load_folder(
    *, by: Actor, centre: Centre, folder: Folder, describe: bool = True, shown: str | None = None
) -> Loaded:
    """Bring a folder to a centre: what is new becomes versions that wait for review, what is there already in the same
    words stays as it stands. Nothing is published by it.

    `describe`: pieces and modules that are there become what the folder says they are; else they stay as they are.
    `shown`: what somebody has said yes to, by `Bringing.sha256`; `ValidationError` where it is not so any more.
    """
    hold(centre)
    list(centre.pieces.select_for_update(no_key=True).filter(slug__in=folder.pieces).order_by("pk").values("pk"))
    there = here(centre, folder)
    plan = bringing(folder, there)
    if shown is not None and shown != plan.sha256:
        raise ValidationError(_("Something has changed at your centre meanwhile. Look once more at what would come."))
    _bring_media(by, centre, folder, plan)
    pieces = _bring_pieces(by, centre, folder, plan, describe=describe)
    _bring_texts(by, pieces, folder, plan, there)
    _bring_modules(centre, folder, plan, describe=describe)
    loaded = Loaded(len(plan.pieces), len(plan.versions), len(plan.modules), len(plan.media))
    record(by=by, verb=Verb.LIBRARY_LOADED, subject=centre, centre=centre, **loaded._asdict())
    return loaded


def _bring_media(by: Actor, centre: Centre, folder: Folder, plan: Bringing) -> None:
    """The files that are new, and what is said in them; `FolderRefused` with every file that cannot be taken in."""
    refused: list[str] = []
    for name in plan.media:
        medium = folder.media[name]
        with medium.opened() as file, _refused_as(f"media/{name}.{medium.ending}", refused):
            take_in(by=by, centre=centre, name=name, file=file, decorative=medium.decorative)
    media = {medium.name: medium for medium in centre.media.filter(name__in={name for name, _language in plan.words})}
    for name, language in plan.words:
        said = folder.media[name].words[language]
        with _refused_as(f"media/{name}.{language}.txt", refused):
            if name in media:
                write_words(
                    by=by, medium=media[name], language=language, captions=said.captions, transcript=said.transcript
                )
    if refused:
        raise FolderRefused(refused)


@contextmanager
def _refused_as(file: str, refused: list[str]) -> Iterator[None]:
    """What is refused inside is a mistake of this file."""
    try:
        yield
    except ValidationError as wrong:
        refused.append(f"{file}:0: {' '.join(wrong.messages)}")


def _bring_pieces(by: Actor, centre: Centre, folder: Folder, plan: Bringing, *, describe: bool) -> dict[str, Piece]:
    """The pieces of the folder by slug; whoever brings a new one keeps it right."""
    owner = by if isinstance(by, User) else None
    new = [
        Piece(centre=centre, slug=slug, owner=owner, **facts_of(folder.pieces[slug].facts)) for slug in plan.pieces
    ]  # fmt: skip
    Piece.objects.bulk_create(new)
    found = {piece.slug: piece for piece in (*centre.pieces.filter(slug__in=folder.pieces), *new)}
    if describe and plan.described:
        changed = [_become(found[slug], facts_of(folder.pieces[slug].facts)) for slug in plan.described]
        Piece.objects.bulk_update(changed, list(facts_of(next(iter(folder.pieces.values())).facts)))
    return found


def _become(row: Any, facts: Mapping[str, Any]) -> Any:
    for name, value in facts.items():
        setattr(row, name, value)
    return row


def _bring_texts(by: Actor, pieces: Mapping[str, Piece], folder: Folder, plan: Bringing, there: Here) -> None:
    """A version of each text that is new in these words, handed in for review; the first language of a piece in the
    folder is the source of its others.
    """
    new: dict[Text, TextVersion] = {}
    for (slug, language), number in plan.versions.items():
        texts = folder.pieces[slug].texts
        version = version_of(by, pieces[slug], language, number, texts[language])
        first = next(iter(texts))
        if language != first:
            source = new.get((slug, first))
            version.source_id = source.pk if source else there.versions[slug, first][texts[first].sha256]
        new[slug, language] = version
    TextVersion.objects.bulk_create(new.values())
    _hand_in(by, new.values())


def _hand_in(by: Actor, versions: Iterable[TextVersion]) -> None:
    steps = [
        TextStep(version=version, centre=version.centre, step=Step.SUBMITTED, by=actor(by)) for version in versions
    ]
    TextStep.objects.bulk_create(steps)
    for first in steps[:1]:  # who reviews is told once a day, of all that was handed in
        emit(TEXT_STEP, step=first.pk)
    for step in steps:
        record_version(by, step.version)
        record_step(by, step)


def _bring_modules(centre: Centre, folder: Folder, plan: Bringing, *, describe: bool) -> None:
    new = [Module(centre=centre, slug=slug, **facts_of(folder.modules[slug])) for slug in plan.modules]
    Module.objects.bulk_create(new)
    if describe:
        for module in centre.modules.filter(slug__in=plan.rearranged):
            _become(module, facts_of(folder.modules[module.slug])).save()


# --- a file that waits ------------------------------------------------------------------------------------------------


@action
def keep_waiting(*, by: User, file: File[bytes]) -> str:
    """Keep an uploaded file until its sender says yes or two hours are over; the name under which it waits."""
    _forget_old()
    return default_storage.save(f"{WAITING}/{by.pk}-{ids.new()}.zip", file)


@action
def drop_waiting(*, by: User, name: str) -> None:
    """Forget a file of this person's that waited."""
    if name.startswith(f"{WAITING}/{by.pk}-"):
        default_storage.delete(name)


def _forget_old() -> None:
    """Whoever never answered has their file forgotten as the next one comes."""
    names = default_storage.listdir(WAITING)[1] if default_storage.exists(WAITING) else []
    for name in names:
        if default_storage.get_modified_time(f"{WAITING}/{name}") < clock.now() - KEPT:
            default_storage.delete(f"{WAITING}/{name}")
