"""A guide as a page: Markdown without HTML of its own, and the sections that pages link to. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
CLASSES = {
    "table_open": "oc-table oc-table--stack oc-table--dense",
    "bullet_list_open": "nhsuk-list nhsuk-list--bullet",
    "ordered_list_open": "nhsuk-list nhsuk-list--number",
}


@dataclass(frozen=True)
class GuideSection:
    """One heading of a guide and the id by which a page links to it."""

    id: str
    title: str


@dataclass(frozen=True)
class Guide:
    """A guide in one language: its title, its first sentences, its sections, and all below the title as HTML, in which
    everything is escaped that the text holds.
    """

    title: str
    lead: str
    sections: tuple[GuideSection, ...]
    body: str


def read(text: str, original: str, address: Callable[[str], str]) -> Guide:
    """The guide of a Markdown `text`. Its sections have the ids of the sections of the `original` in their order, so
    that one link holds in every language. `address` gives the address of another guide by its slug.
    """
    tokens = MARKDOWN.parse(text)
    sections = tuple(GuideSection(key, title) for key, title in zip(ids(original), headings(text), strict=True))
    title = tokens[1].content
    _dress(tokens, sections, address)
    html = MARKDOWN.renderer.render(tokens[3:], MARKDOWN.options, {})
    lead = next(_plain(token) for token in tokens[3:] if token.type == "inline")
    return Guide(title, lead, sections, html)


def _plain(inline: Token) -> str:
    """The words alone, without the signs of Markdown: a list of guides has no place for links and bold in it."""
    return "".join(" " if one.type == "softbreak" else one.content for one in inline.children or ())


def headings(text: str) -> list[str]:
    """What the sections of a guide are called, in their order."""
    tokens = MARKDOWN.parse(text)
    return [tokens[at + 1].content for at, token in enumerate(tokens) if _opens_section(token)]


def ids(original: str) -> list[str]:
    """The ids of the sections of a guide in English, as GitHub makes them."""
    return [re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in headings(original)]


def links(text: str) -> Iterator[str]:
    """Where a guide links to, as it stands in the Markdown."""
    for token in MARKDOWN.parse(text):
        for part in token.children or ():
            if part.type == "link_open":
                yield str(part.attrGet("href"))


def _opens_section(token: Token) -> bool:
    return token.type == "heading_open" and token.tag == "h2"


def _dress(tokens: list[Token], sections: tuple[GuideSection, ...], address: Callable[[str], str]) -> None:
    """Give the headings their ids, the lists their classes, and the links to other guides their addresses."""
    left, columns = iter(sections), _columns(tokens)
    for token in tokens:
        if _opens_section(token):
            token.attrSet("id", next(left).id)
        if token.type in CLASSES:
            token.attrSet("class", CLASSES[token.type])
        if token.type == "td_open":
            token.attrSet("data-label", next(columns))
        for part in token.children or ():
            if part.type == "link_open":
                slug, mark, section = str(part.attrGet("href")).partition("#")
                part.attrSet("href", (address(slug.removesuffix(".md")) if slug else "") + mark + section)


def _columns(tokens: list[Token]) -> Iterator[str]:
    """What the column of each cell is called, cell by cell: on a narrow screen the cells stand below one another."""
    heads: list[str] = []
    column = 0
    for at, token in enumerate(tokens):
        if token.type == "table_open":
            heads = []
        elif token.type == "th_open":
            heads.append(tokens[at + 1].content)
        elif token.type == "tr_open":
            column = 0
        elif token.type == "td_open":
            yield heads[column]
            column += 1
