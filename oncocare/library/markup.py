"""A document as HTML, as a page shows it. Pure. What somebody hands over as HTML is read by `cleaned`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import NamedTuple

from django.utils.translation import gettext as _

from oncocare.library import checks
from oncocare.library.document import (
    Block,
    CallOut,
    CheckAnswer,
    Document,
    ExerciseField,
    Heading,
    Line,
    Listing,
    MediaFigure,
    Paragraph,
    Quote,
    Run,
    SelfCheck,
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


def write(
    document: Document, media: Mapping[str, Shown], *, fillable: bool = False, drawn: Mapping[str, str] | None = None
) -> str:
    """The HTML of a document, with everything escaped that it holds; `media` says where each is found. One that is not
    there is left out with its caption. Where it is `fillable`, a field has a place to write. Raises nothing.

    `drawn` is the HTML of each field, by its name, for whoever writes where it is kept; they choose in a self-check.
    """
    how = _How(media, fillable, drawn)
    return "\n".join(html for place, block in enumerate(document) for html in _block(block, how, place))


class _How(NamedTuple):
    """For whom it is written: see `write`."""

    media: Mapping[str, Shown]
    fillable: bool
    drawn: Mapping[str, str] | None


def _block(block: Block, how: _How, place: int) -> Iterator[str]:
    media = how.media
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
        case ExerciseField(name, label):
            yield _field(name, label, how)
        case SelfCheck() if how.drawn is not None:
            yield _to_choose(block, f"check-{place}")
        case SelfCheck():
            yield _folded(block, "" if how.fillable else f' data-check="{escape(checks.write(block))}"')


def _field(name: str, label: str, how: _How) -> str:
    if how.drawn is not None:
        return how.drawn.get(name, "")
    if how.fillable:
        return _place_to_write(escape(name), escape(label))
    return f'<label data-field="{escape(name)}">{escape(label)}</label>'


def _place_to_write(name: str, label: str) -> str:
    """It has no name of its own, so that nothing of it can be sent."""
    return (
        f'<p class="oc-fill"><label data-field="{name}" for="field-{name}">{label}</label>'
        f'<textarea class="nhsuk-textarea" id="field-{name}" rows="4" autocomplete="off"></textarea></p>'
    )


def _folded(check: SelfCheck, known: str) -> str:
    """The answers, each of which unfolds what is said to it. Who writes gets it as it is written besides."""
    hint = escape(_("Choose for yourself: what is said to an answer unfolds below it."), quote=False)
    answers = "".join(_details(escape(one.words, quote=False), f"<p>{_said(one)}</p>") for one in check.answers)
    question = escape(check.question, quote=False)
    return (
        f'<div class="oc-check"{known}><p><strong>{question}</strong></p><p class="oc-soft oc-small">{hint}</p>'
        f"{answers}</div>"
    )


def _to_choose(check: SelfCheck, name: str) -> str:
    """The answers to choose from; what is said to one shows as soon as it is chosen. Nothing of it can be sent."""
    hint = escape(_("For yourself alone: what you choose is not kept, and nobody sees it."), quote=False)
    answers = "".join(
        '<div class="nhsuk-radios__item">'
        f'<input class="nhsuk-radios__input" type="radio" id="{name}-{at}" name="{name}" autocomplete="off">'
        f'<label class="nhsuk-label nhsuk-radios__label" for="{name}-{at}">{escape(one.words, quote=False)}</label>'
        f'<div class="oc-check__said" role="status"><p>{_said(one)}</p></div></div>'
        for at, one in enumerate(check.answers, start=1)
    )
    return (
        f'<fieldset class="nhsuk-fieldset oc-check" aria-describedby="{name}-hint">'
        f'<legend class="nhsuk-fieldset__legend"><strong>{escape(check.question, quote=False)}</strong></legend>'
        f'<p class="oc-soft oc-small" id="{name}-hint">{hint}</p>'
        f'<div class="nhsuk-radios oc-choices">{answers}</div></fieldset>'
    )


def _said(answer: CheckAnswer) -> str:
    verdict = _("This is right.") if answer.right else _("Not quite.")
    return f"<strong>{escape(verdict, quote=False)}</strong> {escape(answer.because, quote=False)}"


def _details(title: str, inside: str, known: str = "") -> str:
    return (
        f'<details class="nhsuk-details"{known}><summary class="nhsuk-details__summary">'
        f'<span class="nhsuk-details__summary-text">{title}</span></summary>'
        f'<div class="nhsuk-details__text">{inside}</div></details>'
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
        yield _details(title, said, " data-transcript")


def _line(line: Line) -> str:
    return "".join(map(_run, line))


def _run(run: Run) -> str:
    words = escape(run.words, quote=False)
    words = f"<em>{words}</em>" if run.italic else words
    words = f"<strong>{words}</strong>" if run.bold else words
    return f'<a href="{escape(run.href)}">{words}</a>' if run.href else words
