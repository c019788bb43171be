"""What a centre has of a folder, and a centre's own as a folder."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, BinaryIO, NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ValidationError

from oncocare.library import document, marked
from oncocare.library.choices import AREA_WORDS
from oncocare.library.exchange.archive import unpack
from oncocare.library.exchange.difference import Bringing, Facts, Here, Text, bringing
from oncocare.library.folder import (
    ENDINGS,
    Folder,
    FolderRefused,
    MediumFiles,
    MediumSaid,
    ModuleFacts,
    PieceFacts,
    PieceFiles,
    PieceText,
    can_be_read,
    part_of,
    read,
    shipped,
    true_part_of,
)
from oncocare.library.media import captions as captioning
from oncocare.library.media.selectors import file_of
from oncocare.library.models import MediumWords, Module, Piece, TextVersion
from oncocare.library.modules.selectors import in_own_language
from oncocare.library.selectors import TextStanding, language_words, stands, with_step
from oncocare.people.days import today_of
from oncocare.people.models import Centre


def here(centre: Centre, folder: Folder) -> Here:
    """What this centre has of what the folder names."""
    pieces = {piece.slug: piece for piece in centre.pieces.filter(slug__in=folder.pieces)}
    rows = TextVersion.objects.filter(piece__in=pieces.values()).order_by("number")
    versions: dict[Text, dict[str, Any]] = defaultdict(dict)
    numbers: dict[Text, int] = {}
    for slug, language, number, sha256, pk in rows.values_list("piece__slug", "language", "number", "sha256", "pk"):
        versions[slug, language].pop(sha256, None)  # where a text came back, it stands as it did last
        versions[slug, language][sha256] = pk
        numbers[slug, language] = number
    words = MediumWords.objects.filter(centre=centre, medium__name__in=folder.media).order_by("id")
    return Here(
        pieces={slug: facts_here(piece, PieceFacts) for slug, piece in pieces.items()},
        versions=versions,
        numbers=numbers,
        modules={
            module.slug: facts_here(module, ModuleFacts) for module in centre.modules.filter(slug__in=folder.modules)
        },
        media=dict(centre.media.filter(name__in=folder.media.keys() | folder.shown).values_list("name", "sha256")),
        words={
            (name, language): MediumSaid(transcript, captions)
            for name, language, transcript, captions in words.values_list(
                "medium__name", "language", "transcript", "captions"
            )
        },
    )


def facts_here(row: Piece | Module, model: type[PieceFacts | ModuleFacts]) -> Facts:
    """What a piece or module of a centre is, as a folder says it."""
    return {name: getattr(row, name) for name in model.model_fields}


def coming(centre: Centre, folder: Folder) -> Bringing:
    """What this folder would bring to this centre."""
    return bringing(folder, here(centre, folder))


# --- a centre's own as a folder ---------------------------------------------------------------------------------------


class ChosenText(NamedTuple):
    """The version of a text that is taken out, and whether it is the one that is shown today."""

    version: TextVersion
    shown: bool


@dataclass(frozen=True)
class TakenOut:
    """A centre's own as a folder, which version each text of it is, and in words each thing that is left out."""

    folder: Folder
    versions: tuple[ChosenText, ...]
    left_out: tuple[str, ...]


def taken_out_modules(centre: Centre, slugs: Collection[str]) -> TakenOut:
    """These modules of a centre with all their pieces; `LookupError` where one of them is not there."""
    modules = list(centre.modules.filter(slug__in=slugs).order_by("slug"))
    if unknown := sorted(set(slugs) - {module.slug for module in modules}):
        known = ", ".join(centre.modules.order_by("slug").values_list("slug", flat=True))
        raise LookupError(f"There is no module {', '.join(unknown)} at {centre.slug}. There are: {known or 'none'}.")
    within = {slug for module in modules for slug in module.pieces}
    return taken_out(centre, modules, centre.pieces.filter(slug__in=within).order_by("slug"))


def taken_out(centre: Centre, modules: Iterable[Module], pieces: Iterable[Piece]) -> TakenOut:
    """These modules and pieces. Of each text the version that is shown today, else the newest there is."""
    by_slug = {piece.slug: piece for piece in pieces}
    chosen = chosen_versions(centre, by_slug.values())
    left_out: list[str] = []
    found = {slug: _piece(piece, chosen.get(slug, []), left_out) for slug, piece in by_slug.items()}
    whole = {slug: piece for slug, piece in found.items() if piece}
    kept = tuple(one for slug, piece in whole.items() for one in chosen[slug] if one.version.language in piece.texts)
    folder = Folder(whole, _modules(modules, whole, left_out))
    return TakenOut(replace(folder, media=_media(centre, folder.shown, left_out)), kept, tuple(left_out))


def chosen_versions(centre: Centre, pieces: Iterable[Piece]) -> dict[str, list[ChosenText]]:
    """By slug, of each language the version that is shown today, else the newest; English first, then by language."""
    day = today_of(centre)
    rows: list[Any] = list(with_step(TextVersion.objects.filter(piece__in=pieces)).order_by("-number").defer("text"))
    chosen: dict[tuple[Any, str], Any] = {}
    shown: set[tuple[Any, str]] = set()
    for row in rows:
        text = (row.piece_id, row.language)
        now = stands(row.step, row.on, row.until, day) == TextStanding.PUBLISHED
        if text not in chosen or (now and text not in shown):
            chosen[text] = row.pk
            shown |= {text} if now else set()
    found: dict[str, list[ChosenText]] = defaultdict(list)
    versions = TextVersion.objects.filter(pk__in=chosen.values()).select_related("piece")
    for version in sorted(versions, key=lambda one: (one.language != "en", one.language)):
        found[version.piece.slug].append(ChosenText(version, (version.piece_id, version.language) in shown))
    return found


def _piece(piece: Piece, chosen: Collection[ChosenText], left_out: list[str]) -> PieceFiles | None:
    """A piece as files; what could not be read again from them is left out and said."""
    try:
        facts = PieceFacts.model_validate({name: getattr(piece, name) for name in PieceFacts.model_fields})
    except ValidationError:
        left_out.append(_("%(piece)s: what it is about is not filled in.") % {"piece": piece.slug})
        return None
    texts: dict[str, PieceText] = {}
    for version, _shown in chosen:
        said = {"piece": piece.slug, "language": version.language}
        text = PieceText(version.title.strip(), version.summary.strip(), marked.read(version.text))
        first = next(iter(texts.values()), text)
        if not can_be_read(facts, text):
            left_out.append(_("%(piece)s (%(language)s): its title or summary is too long.") % said)
        elif document.fields(text.text) != document.fields(first.text):
            left_out.append(_("%(piece)s (%(language)s): it does not ask to write the same as the other.") % said)
        else:
            texts[version.language] = text
    if not chosen:
        left_out.append(_("%(piece)s: no text of it was handed in yet.") % {"piece": piece.slug})
    return PieceFiles(facts, texts) if texts else None


def _modules(modules: Iterable[Module], pieces: Mapping[str, Any], left_out: list[str]) -> dict[str, ModuleFacts]:
    found = {}
    for module in modules:
        facts = dict(facts_here(module, ModuleFacts)) | {"pieces": [slug for slug in module.pieces if slug in pieces]}
        try:
            found[module.slug] = ModuleFacts.model_validate(facts)
        except ValidationError:
            left_out.append(_("%(module)s: there is no piece in it that could be taken out.") % {"module": module.slug})
    return found


def _media(centre: Centre, names: Iterable[str], left_out: list[str]) -> dict[str, MediumFiles]:
    endings = {mime: ending for ending, (_kind, mime) in reversed(ENDINGS.items())}
    rows = centre.media.filter(name__in=names).order_by("name")
    words: dict[str, dict[str, MediumSaid]] = defaultdict(dict)
    for said in MediumWords.objects.filter(medium__in=rows).select_related("medium").order_by("language", "id"):
        words[said.medium.name][said.language] = MediumSaid(said.transcript, said.captions)
    found = {}
    for medium in rows:
        path = file_of(medium)
        if medium.mime in endings and path.is_file():
            found[medium.name] = MediumFiles(
                endings[medium.mime], medium.sha256, medium.decorative, words[medium.name], _opener(path)
            )
        else:
            left_out.append(_("%(medium)s: its file could not be found.") % {"medium": medium.name})
    return found


def _opener(path: Path) -> Callable[[], BinaryIO]:
    return lambda: path.open("rb")


# --- what would come, in words ----------------------------------------------------------------------------------------


@contextmanager
def folder_in(file: IO[bytes]) -> Iterator[Folder]:
    """The folder in a zip file, as long as it is looked at; `FolderRefused` with every mistake."""
    with TemporaryDirectory(prefix="oncocare-library-") as kept:
        root = Path(kept) / "zip"
        root.mkdir()
        unpack(file, root)
        yield read_folder(root)


def read_folder(root: Path) -> Folder:
    """The folder below `root`, with captions in the form in which they are kept; `FolderRefused` with every mistake."""
    folder, mistakes = read(root), []
    media = {}
    for name, medium in folder.media.items():
        words = dict(medium.words)
        for language, said in words.items():
            try:
                kept = captioning.write(captioning.read(said.captions)) if said.captions.strip() else ""
            except captioning.NotCaptions as refused:
                mistakes += [f"media/{name}.{language}.vtt:{line}: {what}" for line, what in refused.problems]
            else:
                words[language] = replace(said, captions=kept)
        media[name] = replace(medium, words=words)
    if mistakes:
        raise FolderRefused(mistakes)
    return replace(folder, media=media)


def centre_called(slug: str | None) -> Centre:
    """The centre that a command names, or the only one; `LookupError` with what there is to choose from."""
    centres = {centre.slug: centre for centre in Centre.objects.order_by("slug")}
    if slug is None and len(centres) == 1:
        return next(iter(centres.values()))
    if slug not in centres:
        raise LookupError(f"Choose a centre with --centre: {', '.join(centres) or 'none yet'}.")
    return centres[slug]


@dataclass(frozen=True)
class ComingPiece:
    """A piece that a folder would bring something of: its name, what becomes of it, and of each text in words."""

    title: str
    new: bool
    texts: tuple[str, ...]


def coming_pieces(folder: Folder, plan: Bringing) -> list[ComingPiece]:
    """What would come of each piece that is new or has new texts."""
    found = []
    for slug in dict.fromkeys(slug for slug, _language in plan.versions):
        texts = folder.pieces[slug].texts
        sentences = tuple(
            _version_words(language, plan.versions[slug, language], new=slug in plan.pieces)
            for language in texts
            if (slug, language) in plan.versions
        )
        found.append(ComingPiece(_title(folder, slug), slug in plan.pieces, sentences))
    return found


def described_otherwise(folder: Folder, plan: Bringing) -> list[str]:
    """What each piece and module is called that is here and that the folder says to be something else."""
    modules = [in_own_language(folder.modules[slug].title) for slug in plan.rearranged]
    return [*(_title(folder, slug) for slug in plan.described), *modules]


def _title(folder: Folder, slug: str) -> str:
    return in_own_language({language: text.title for language, text in folder.pieces[slug].texts.items()})


def _version_words(language: str, number: int, *, new: bool) -> str:
    said = {"language": language_words(language), "number": number, "before": number - 1}
    if new:
        return str(said["language"])
    if number == 1:
        return _("%(language)s: the first text in this language") % said
    return _("%(language)s: version %(number)d, beside version %(before)d that is here") % said


class HereAlready(TextChoices):
    """How much of a module is here already."""

    NO = "no", gettext_lazy("not here")
    SAME = "same", gettext_lazy("the same is here")
    CHANGED = "changed", gettext_lazy("here, and different")


@dataclass(frozen=True)
class Sample:
    """A module that can be taken over: what it is, and how much of it is here."""

    slug: str
    title: str
    area: Any
    pieces: int
    here: int
    languages: str
    known: HereAlready


def samples(centre: Centre, folder: Folder) -> list[Sample]:
    """The modules of a folder, each with how much of it this centre has."""
    there = here(centre, folder)
    return [_sample(slug, part_of(folder, [slug]), there) for slug in folder.modules]


def _sample(slug: str, folder: Folder, there: Here) -> Sample:
    module, plan = folder.modules[slug], bringing(folder, there)
    languages = dict.fromkeys(language for piece in folder.pieces.values() for language in piece.texts)
    known = HereAlready.SAME if plan.nothing and not plan.earlier else HereAlready.CHANGED
    return Sample(
        slug=slug,
        title=in_own_language(module.title),
        area=AREA_WORDS[module.area],
        pieces=len(module.pieces),
        here=len(module.pieces) - len(plan.pieces),
        languages=", ".join(map(language_words, languages)),
        known=HereAlready.NO if slug in plan.modules else known,
    )


def offered(source: Centre | None) -> Folder:
    """What can be taken over: what comes with the software and is not made up, or all that another centre has."""
    if source is None:
        return true_part_of(shipped())
    found = taken_out(source, source.modules.order_by("slug"), source.pieces.order_by("slug"))
    return found.folder
