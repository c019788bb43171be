"""A document as HTML, as a page shows it. Pure. What somebody hands over as HTML is read by `cleaned`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import NamedTuple

from django.utils.translation import gettext as _

from oncocare.library.document import (
    Block,
    CallOut,
    Document,
    ExerciseField,
    Heading,
    Line,
    Listing,
    MediaFigure,
    Paragraph,
    Quote,
    Run,
)

SIZES = "(min-width: 44em) 40em, 92vw"  # how wide a picture stands: the column of text, or nearly all of a phone


class Shown(NamedTuple):
    """Where a medium is found, and what it is: `image`, `video`, `audio`.

    `widths` are those in which there is a picture, rising, and `height` is that of the widest. `captions` is where
    those in `language` are found, which calls itself `language_name`; `transcript` is all that is said in it.
    """

    address: str
    kind: str = "image"
    widths: tuple[int, ...] = ()
    height: int = 0
    captions: str = ""
    language: str = ""
    language_name: str = ""
    transcript: str = ""


def write(document: Document, media: Mapping[str, Shown], *, fillable: bool = False) -> str:
    """The HTML of a document, with everything escaped that it holds; `media` says where each is found. One that is not
    there is left out with its caption. Where it is `fillable`, a field has a place to write. Raises nothing.
    """
    return "\n".join(html for block in document for html in _block(block, media, fillable=fillable))


def _block(block: Block, media: Mapping[str, Shown], *, fillable: bool) -> Iterator[str]:
    match block:
        case Heading(level, line):
            yield f"<h{level}>{_line(line)}</h{level}>"
        case Paragraph(line):
            yield f"<p>{_line(line)}</p>"
        case Listing(items, numbered):
            tag, kind = ("ol", "number") if numbered else ("ul", "bullet")
            inside = "".join(f"<li>{_line(item)}</li>" for item in items)
            yield f'<{tag} class="nhsuk-list nhsuk-list--{kind}">{inside}</{tag}>'
        case Quote(found):
            yield "<blockquote>" + "".join(f"<p>{_line(line)}</p>" for line in found) + "</blockquote>"
        case CallOut(blocks):
            yield f'<aside class="oc-callout" role="note">{write(blocks, media)}</aside>'
        case MediaFigure(medium, alt, caption) if medium in media:
            said = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
            yield f"<figure>{_medium(medium, media[medium], alt)}{said}</figure>"
            yield from _transcript(media[medium])
        case ExerciseField(name, label) if fillable:
            yield _place_to_write(escape(name), escape(label))
        case ExerciseField(name, label):
            yield f'<label data-field="{escape(name)}">{escape(label)}</label>'


def _place_to_write(name: str, label: str) -> str:
    """It has no name of its own, so that nothing of it can be sent."""
    return (
        f'<p class="oc-fill"><label data-field="{name}" for="field-{name}">{label}</label>'
        f'<textarea class="nhsuk-textarea" id="field-{name}" rows="4" autocomplete="off"></textarea></p>'
    )


def _medium(name: str, shown: Shown, alt: str) -> str:
    address, known = escape(shown.address), f'data-medium="{escape(name)}"'
    if shown.kind == "image":
        return f'<img src="{address}" {known} alt="{escape(alt)}"{_sizes(shown, address)} loading="lazy">'
    called = f' aria-label="{escape(alt)}"' if alt else ""
    if shown.kind == "audio":
        return f'<audio src="{address}" {known}{called} controls preload="metadata"></audio>'
    return f'<video src="{address}" {known}{called} controls playsinline preload="metadata">{_track(shown)}</video>'


def _sizes(shown: Shown, address: str) -> str:
    """The widths to choose from, and the shape, so that nothing jumps as it comes."""
    if not shown.widths:
        return ""
    offered = ", ".join(f"{address}?w={width} {width}w" for width in shown.widths)
    return f' srcset="{offered}" sizes="{SIZES}" width="{shown.widths[-1]}" height="{shown.height}"'


def _track(shown: Shown) -> str:
    if not shown.captions:
        return ""
    spoken = f'srclang="{escape(shown.language)}" label="{escape(shown.language_name)}"'
    return f'<track kind="captions" src="{escape(shown.captions)}" {spoken} default>'


def _transcript(shown: Shown) -> Iterator[str]:
    """All that is said, below the film or sound."""
    paragraphs = [" ".join(one.split()) for one in re.split(r"\n[ \t\r]*\n", shown.transcript.replace("\r\n", "\n"))]
    said = "".join(f"<p>{escape(one, quote=False)}</p>" for one in paragraphs if one)
    if said:
        title = escape(_("Read what is said"), quote=False)
        yield (
            '<details class="nhsuk-details" data-transcript><summary class="nhsuk-details__summary">'
            f'<span class="nhsuk-details__summary-text">{title}</span></summary>'
            f'<div class="nhsuk-details__text">{said}</div></details>'
        )


def _line(line: Line) -> str:
    return "".join(map(_run, line))


def _run(run: Run) -> str:
    words = escape(run.words, quote=False)
    words = f"<em>{words}</em>" if run.italic else words
    words = f"<strong>{words}</strong>" if run.bold else words
    return f'<a href="{escape(run.href)}">{words}</a>' if run.href else words
