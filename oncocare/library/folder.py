"""A folder of modules and pieces as data: YAML for what they are, Markdown for what they say in each language. Pure.

    modules/<module>.yaml          what a module is and its pieces, in order
    pieces/<piece>/piece.yaml      what a piece is
    pieces/<piece>/<language>.md   its title and summary between two lines of ---, then its text
    media/<name>.<ending>          a picture, film or sound, as texts name it
    media/<name>.yaml              whether a picture only decorates
    media/<name>.<language>.txt    all that is said in a film or sound, and beside it .vtt: its captions

docs/library-files.md says it whole. Every mistake of the folder is said at once, each with its file and line; nothing
of a folder with a mistake is read.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, BinaryIO, Literal, TypeVar

import yaml
from pydantic import ConfigDict, Field, StringConstraints

from oncocare.foundation import datafiles
from oncocare.foundation.datafiles import LARGEST, DataFileError, Part, Problem
from oncocare.library import document, marked
from oncocare.library.choices import Area, Audience, MediumKind, PieceKind, PieceTopic
from oncocare.library.document import MEDIA_NAME, Document

SHIPPED = Path(__file__).with_name("content")  # the sample contents
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LANGUAGE = re.compile(r"[a-z]{2}(-[a-z]{2})?")
LONGEST_TITLE, LONGEST_SUMMARY = 80, 200  # characters
ENDINGS = {  # of a file in media/: what it is, and as what it is served
    "webp": (MediumKind.IMAGE, "image/webp"),
    "jpg": (MediumKind.IMAGE, "image/jpeg"),
    "jpeg": (MediumKind.IMAGE, "image/jpeg"),
    "png": (MediumKind.IMAGE, "image/png"),
    "mp4": (MediumKind.VIDEO, "video/mp4"),
    "webm": (MediumKind.VIDEO, "video/webm"),
    "mp3": (MediumKind.AUDIO, "audio/mpeg"),
    "m4a": (MediumKind.AUDIO, "audio/mp4"),
    "ogg": (MediumKind.AUDIO, "audio/ogg"),
    "wav": (MediumKind.AUDIO, "audio/wav"),
}
PLACES = re.compile(
    r"[^/]+(?<!\.yaml)|modules/[^/]+\.yaml|pieces/[^/]+/(piece\.yaml|[^/]+\.md)"
    rf"|media/[^/]+\.(yaml|txt|vtt|{'|'.join(ENDINGS)})"
)
UNMEANT = re.compile(r"(.*/)?(\.[^./].*|__MACOSX/.*|Thumbs\.db|desktop\.ini)")  # what a computer adds by itself
Found = TypeVar("Found", bound=Part)
Thing = TypeVar("Thing")

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Phase = Literal["new", "treatment", "after", "living_with"]


class Source(Part):
    """Where what a piece says comes from; the address where there is one, as it stood in that year."""

    model_config = ConfigDict(str_strip_whitespace=True, str_min_length=1)

    title: str
    organisation: str
    year: Annotated[int, Field(ge=1900, le=2100)] | None = None
    url: Annotated[str, StringConstraints(pattern=r"^https://\S+$")] | None = None


class PieceFacts(Part):
    """What a piece is, whatever the language."""

    kind: PieceKind
    area: Area
    audience: Annotated[tuple[Audience, ...], Field(min_length=1)]
    phases: Annotated[tuple[Phase, ...], Field(min_length=1)]
    topics: tuple[PieceTopic, ...] = ()
    made_up: bool = False
    sources: tuple[Source, ...] = ()


class ModuleFacts(Part):
    """What a module is: its titles by language, and its pieces in the order in which they are read."""

    area: Area
    audience: Annotated[tuple[Audience, ...], Field(min_length=1)]
    title: Annotated[Mapping[str, Words], Field(min_length=1)]
    summary: Annotated[Mapping[str, Words], Field(min_length=1)]
    pieces: Annotated[tuple[str, ...], Field(min_length=1)]


class Front(Part):
    """What stands above a text."""

    title: Annotated[Words, StringConstraints(max_length=LONGEST_TITLE)]
    summary: Annotated[Words, StringConstraints(max_length=LONGEST_SUMMARY)]


class MediumFacts(Part):
    """What a medium is, beside its file."""

    decorative: bool = False


def hash_of(title: str, summary: str, text: str) -> str:
    """Hex SHA-256 of a text with its title and summary."""
    return hashlib.sha256(f"{title}\n\n{summary}\n\n{text}".encode()).hexdigest()


@dataclass(frozen=True)
class PieceText:
    """A piece in one language."""

    title: str
    summary: str
    text: Document

    @cached_property
    def sha256(self) -> str:
        """The hash by which two texts are the same."""
        return hash_of(self.title, self.summary, marked.write(self.text))


@dataclass(frozen=True)
class PieceFiles:
    """A piece: what it is, and its texts by language."""

    facts: PieceFacts
    texts: Mapping[str, PieceText]


@dataclass(frozen=True)
class MediumSaid:
    """What is said in a film or sound, in one language; the captions as WebVTT, or empty."""

    transcript: str
    captions: str = ""


@dataclass(frozen=True)
class MediumFiles:
    """A picture, film or sound: its file, which `opened` opens, and what is said in it by language."""

    ending: str
    sha256: str
    decorative: bool
    words: Mapping[str, MediumSaid]
    opened: Callable[[], BinaryIO] = field(compare=False, repr=False)


@dataclass(frozen=True)
class Folder:
    """What a folder holds, by slug; media by their name."""

    pieces: Mapping[str, PieceFiles]
    modules: Mapping[str, ModuleFacts]
    media: Mapping[str, MediumFiles] = field(default_factory=dict)

    @property
    def shown(self) -> list[str]:
        """The names of the media that its texts show."""
        texts = [text for piece in self.pieces.values() for text in piece.texts.values()]
        return sorted({name for text in texts for name in document.media(text.text)})


class FolderRefused(ValueError):
    """A folder has mistakes: `mistakes` are one line each, `file:line: what is allowed`."""

    def __init__(self, mistakes: list[str]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(mistakes))


@cache
def shipped() -> Folder:
    """The sample contents, read once in the life of a process."""
    return read(SHIPPED)


def part_of(folder: Folder, modules: Iterable[str]) -> Folder:
    """Only these modules, their pieces, and the media that these show."""
    chosen = {slug: folder.modules[slug] for slug in modules}
    within = {slug for module in chosen.values() for slug in module.pieces}
    return _with_media(replace(folder, pieces=_some(folder.pieces, within), modules=chosen))


def true_part_of(folder: Folder) -> Folder:
    """Without the pieces that are made up, such as testimonies for a demo; a module does without them too."""
    true = {slug: piece for slug, piece in folder.pieces.items() if not piece.facts.made_up}
    modules = {slug: _without(module, true) for slug, module in folder.modules.items()}
    return _with_media(
        replace(folder, pieces=true, modules={slug: module for slug, module in modules.items() if module.pieces})
    )


def _without(module: ModuleFacts, pieces: Iterable[str]) -> ModuleFacts:
    return module.model_copy(update={"pieces": tuple(slug for slug in module.pieces if slug in pieces)})


def _with_media(folder: Folder) -> Folder:
    return replace(folder, media=_some(folder.media, folder.shown))


def _some(things: Mapping[str, Thing], slugs: Iterable[str]) -> dict[str, Thing]:
    wanted = set(slugs)
    return {slug: thing for slug, thing in things.items() if slug in wanted}


def read(root: Path) -> Folder:
    """All that stands below `root`; `FolderRefused` with every mistake."""
    reader = _Reader(root)
    pieces = {path.name: reader.piece(path) for path in sorted((root / "pieces").glob("*")) if path.is_dir()}
    modules = {path.stem: reader.module(path, pieces) for path in sorted((root / "modules").glob("*.yaml"))}
    media = reader.media()
    if not pieces and not modules:
        reader.say(root, 0, "there is no folder pieces/ and no folder modules/ here")
    reader.places()
    if reader.mistakes:
        raise FolderRefused(reader.mistakes)
    return Folder(
        {slug: piece for slug, piece in pieces.items() if piece},
        {slug: module for slug, module in modules.items() if module},
        media,
    )


class _Reader:
    """Reads file after file, and keeps what is wrong with each."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.mistakes: list[str] = []

    def say(self, path: Path, line: int, message: str) -> None:
        name = path.relative_to(self.root) if path != self.root else path.name
        self.mistakes.append(f"{name}:{line}: {message}")

    def _keep(self, path: Path, refused: DataFileError) -> None:
        for problem in refused.problems:
            self.say(path, problem.line, problem.message)

    def piece(self, path: Path) -> PieceFiles | None:
        self._named(path, path.name)
        facts = self._facts(path / "piece.yaml", PieceFacts)
        texts = {file.stem: self._text(file) for file in sorted(path.glob("*.md"))}
        for file in sorted(path.glob("*.md")):
            if not LANGUAGE.fullmatch(file.stem):
                self.say(file, 0, "a text is named by its language, such as en.md or pt-br.md")
        if not texts:
            self.say(path, 0, "there is no text, such as en.md")
        whole = {language: text for language, text in texts.items() if text}
        self._same_fields(path, whole)
        return PieceFiles(facts, whole) if facts else None

    def _same_fields(self, path: Path, texts: Mapping[str, PieceText]) -> None:
        """What a reader writes in one language is theirs in every other."""
        first = next(iter(texts), "")
        for language, text in texts.items():
            if document.fields(text.text) != document.fields(texts[first].text):
                self.say(path / f"{language}.md", 0, f"its fields are not those of {first}.md, in their order")

    def module(self, path: Path, pieces: Mapping[str, PieceFiles | None]) -> ModuleFacts | None:
        self._named(path, path.stem)
        facts = self._facts(path, ModuleFacts)
        for slug in facts.pieces if facts else ():
            if slug not in pieces:
                self.say(path, 0, f"there is no piece “{slug}” in this folder")
        return facts

    def media(self) -> dict[str, MediumFiles]:
        """Every picture, film and sound by its name, with what stands beside it."""
        found: dict[str, MediumFiles] = {}
        beside = [path for path in sorted((self.root / "media").glob("*")) if path.suffix in (".yaml", ".txt", ".vtt")]
        for path in sorted(path for ending in ENDINGS for path in (self.root / "media").glob(f"*.{ending}")):
            if not MEDIA_NAME.fullmatch(path.stem):
                self.say(path, 0, "a medium is named by a to z, 0 to 9 and -")
            if path.stem in found:
                self.say(path, 0, f"there is {path.stem}.{found[path.stem].ending} too: a name is of one medium")
            found[path.stem] = self.medium(path, [one for one in beside if one.name.split(".")[0] == path.stem])
        for path in beside:
            if path.name.split(".")[0] not in found:
                self.say(path, 0, "there is no picture, film or sound of this name")
        return found

    def medium(self, path: Path, beside: list[Path]) -> MediumFiles:
        kind, _mime = ENDINGS[path.suffix[1:]]
        facts = [self._facts(one, MediumFacts) for one in beside if one.suffix == ".yaml"]
        decorative = any(one.decorative for one in facts if one)
        if decorative and kind != MediumKind.IMAGE:
            self.say(path.with_suffix(".yaml"), 1, "only a picture can be decorative")
        said = [one for one in beside if one.suffix != ".yaml"]
        if said and kind == MediumKind.IMAGE:
            self.say(said[0], 0, "a picture says nothing: what it shows is written where a text shows it")
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        return MediumFiles(path.suffix[1:], sha256, decorative, self._said(path, said), lambda: path.open("rb"))

    def _said(self, path: Path, files: list[Path]) -> dict[str, MediumSaid]:
        """What is said in a film or sound, by language: captions come with a transcript."""
        texts = {file.name.removeprefix(f"{path.stem}."): self._words(file) for file in files}
        found = {}
        for language in sorted({name.rpartition(".")[0] for name in texts}):
            transcript, captions = texts.get(f"{language}.txt", ""), texts.get(f"{language}.vtt", "")
            if not LANGUAGE.fullmatch(language):
                self.say(files[0], 0, f"name it {path.stem}.<language>.txt or .vtt, such as {path.stem}.en.txt")
            elif not transcript.strip():
                self.say(path.with_suffix(f".{language}.txt"), 0, "what is said has to be written here, all of it")
            found[language] = MediumSaid(transcript.strip(), captions)
        return found

    def _words(self, path: Path) -> str:
        try:
            return self._read(path)
        except DataFileError as refused:
            self._keep(path, refused)
            return path.name  # nothing more is to be said about it

    def places(self) -> None:
        """A file that stands where nobody looks for it is a mistake: it was meant."""
        for path in sorted(self.root.rglob("*")):
            name = path.relative_to(self.root).as_posix()
            if path.is_file() and not PLACES.fullmatch(name) and not UNMEANT.fullmatch(name):
                self.say(path, 0, "this file has no place in a folder of the library")

    def _read(self, path: Path) -> str:
        if path.stat().st_size > LARGEST:
            raise DataFileError(path.name, [Problem(0, f"a text has at most {LARGEST:,} bytes")])
        return datafiles.read_text(path).replace("\r\n", "\n")

    def _named(self, path: Path, slug: str) -> None:
        if not SLUG.fullmatch(slug):
            self.say(path, 0, "a name has the letters a to z, digits, and - between them")

    def _facts(self, path: Path, model: type[Found]) -> Found | None:
        try:
            return datafiles.validate(datafiles.read(path), model)
        except FileNotFoundError:
            self.say(path, 0, "this file is missing")
        except DataFileError as refused:
            self._keep(path, refused)
        return None

    def _text(self, path: Path) -> PieceText | None:
        try:
            return _text_of(self._read(path), path.name)
        except DataFileError as refused:
            self._keep(path, refused)
        return None


def _text_of(text: str, name: str) -> PieceText:
    front, body, begun = _parted(text, name)
    words = datafiles.validate(datafiles.parse(front, name), Front)
    return PieceText(words.title, words.summary, _marked(body, begun, name))


def _parted(text: str, name: str) -> tuple[str, str, int]:
    """What stands between the first two lines of ---, what stands below, and after which line that begins."""
    lines = text.split("\n")
    ends = [number for number, line in enumerate(lines) if line.rstrip() == "---"]
    if len(ends) < 2 or ends[0] != 0:
        raise DataFileError(name, [Problem(1, "a text begins with title and summary between two lines of ---")])
    return "\n".join(["", *lines[1 : ends[1]]]), "\n".join(lines[ends[1] + 1 :]), ends[1] + 1


def _marked(body: str, begun: int, name: str) -> Document:
    try:
        return marked.read(body)
    except marked.NotMarked as refused:
        problems = [Problem(begun + one.line, one.message) for one in refused.problems]
        raise DataFileError(name, problems) from refused


# --- and back ---------------------------------------------------------------------------------------------------------


def files(folder: Folder) -> Iterator[tuple[str, str]]:
    """The path below the root and the text of every file of a folder; `read` gives the same, with `media_files`."""
    for slug, module in folder.modules.items():
        yield f"modules/{slug}.yaml", _yaml(module.model_dump(mode="json"))
    for slug, piece in folder.pieces.items():
        facts = piece.facts.model_dump(mode="json", exclude_none=True)
        yield f"pieces/{slug}/piece.yaml", _yaml(facts)
        for language, text in piece.texts.items():
            front = _yaml({"title": text.title, "summary": text.summary})
            yield f"pieces/{slug}/{language}.md", f"---\n{front}---\n\n{marked.write(text.text)}"

    for name, medium in folder.media.items():
        if medium.decorative:
            yield f"media/{name}.yaml", _yaml({"decorative": True})
        for language, said in medium.words.items():
            yield f"media/{name}.{language}.txt", f"{said.transcript}\n"
            if said.captions:
                yield f"media/{name}.{language}.vtt", said.captions


def can_be_read(facts: PieceFacts, text: PieceText) -> bool:
    """Whether a text of a piece, written as files, would be read as the same again."""
    piece = Folder({"one": PieceFiles(facts, {"en": text})}, {})
    try:
        [(facts_name, written), (name, words)] = files(piece)
        datafiles.validate(datafiles.parse(written, facts_name), PieceFacts)
        return _text_of(words, name) == text
    except DataFileError:
        return False


def media_files(folder: Folder) -> Iterator[tuple[str, Callable[[], BinaryIO]]]:
    """The path below the root of every picture, film and sound, and what opens it."""
    for name, medium in folder.media.items():
        yield f"media/{name}.{medium.ending}", medium.opened


def _yaml(values: Mapping[str, object]) -> str:
    return str(yaml.safe_dump(dict(values), allow_unicode=True, sort_keys=False, width=100_000))
