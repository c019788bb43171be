"""What a folder would bring to a centre, beside what the centre has: the same answer before it happens and as it does.

Pure. A text that the centre has already, as its newest version or an earlier one, is not brought again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from oncocare.library.folder import Folder, MediumSaid, ModuleFacts, PieceFacts

Facts = Mapping[str, Any]
Text = tuple[str, str]  # the piece and the language


@dataclass(frozen=True)
class Here:
    """What a centre has of what a folder names: by slug, by piece and language, by name of the medium.

    `versions` has the hash of every version in the order of their numbers, with its id; `words` what is said in a film
    or sound by name and language.
    """

    pieces: Mapping[str, Facts]
    versions: Mapping[Text, Mapping[str, Any]]
    numbers: Mapping[Text, int]
    modules: Mapping[str, Facts]
    media: Mapping[str, str]
    words: Mapping[Text, MediumSaid]


@dataclass(frozen=True)
class Bringing:
    """What a folder would bring: new pieces, modules and media; `versions` new texts with the number each would have.

    `described` are pieces and modules that are here and are said to be something else in the folder, with what differs.
    `kept` are media of which the centre has another file under the same name: that one stays. `lacking` are media that
    texts show and that are neither in the folder nor here.
    """

    pieces: tuple[str, ...] = ()
    versions: Mapping[Text, int] = field(default_factory=dict)
    same: tuple[Text, ...] = ()
    earlier: tuple[Text, ...] = ()
    modules: tuple[str, ...] = ()
    described: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rearranged: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    media: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    words: tuple[Text, ...] = ()
    lacking: tuple[str, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether all of it is here already."""
        return not (
            self.pieces or self.versions or self.modules or self.media or self.words or self.described
            or self.rearranged
        )  # fmt: skip

    @property
    def sha256(self) -> str:
        """By this a page knows whether what it showed still holds."""
        return hashlib.sha256(repr(self).encode()).hexdigest()


def facts_of(found: PieceFacts | ModuleFacts) -> dict[str, Any]:
    """What a piece or module is, as it is stored."""
    return found.model_dump(mode="json", exclude_none=True)


def bringing(folder: Folder, here: Here) -> Bringing:
    """What this folder would bring."""
    texts = {(slug, language): text for slug, piece in folder.pieces.items() for language, text in piece.texts.items()}
    known = {text: list(here.versions.get(text, ())) for text in texts}
    hashes = {text: found.sha256 for text, found in texts.items()}
    kept = [name for name, medium in folder.media.items() if here.media.get(name, medium.sha256) != medium.sha256]
    new = [text for text in texts if hashes[text] not in known[text]]
    return Bringing(
        pieces=tuple(slug for slug in folder.pieces if slug not in here.pieces),
        versions={text: here.numbers.get(text, 0) + 1 for text in new},
        same=tuple(text for text in texts if hashes[text] in known[text][-1:]),
        earlier=tuple(text for text in texts if hashes[text] in known[text][:-1]),
        modules=tuple(slug for slug in folder.modules if slug not in here.modules),
        described=_differing({slug: facts_of(one.facts) for slug, one in folder.pieces.items()}, here.pieces),
        rearranged=_differing({slug: facts_of(one) for slug, one in folder.modules.items()}, here.modules),
        media=tuple(name for name in folder.media if name not in here.media),
        kept=tuple(kept),
        words=tuple(
            (name, language)
            for name, medium in folder.media.items()
            for language, said in medium.words.items()
            if name not in kept and here.words.get((name, language)) != said
        ),
        lacking=tuple(name for name in folder.shown if name not in folder.media and name not in here.media),
    )


def _differing(folder: Mapping[str, Facts], here: Mapping[str, Facts]) -> dict[str, tuple[str, ...]]:
    """What is here under the same slug and is something else, with the names of what differs."""
    found = {
        slug: tuple(name for name, value in facts.items() if here[slug].get(name) != value)
        for slug, facts in folder.items()
        if slug in here
    }
    return {slug: names for slug, names in found.items() if names}
