"""The small Markdown of posts: what is kept of what somebody types, and the HTML that a page shows of it. Pure.

Paragraphs, lists, emphasis and links; no headings, pictures, tables, code or HTML. Any text is read and nothing raises.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from html import escape
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

MOST_LINKS = 3  # in one post; more is a link farm
MOST_MARKS = 2  # combining marks on one letter; what is written on top of that hides the lines around it
LONGEST_EXCERPT = 240  # characters around what a search found

MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable([
    "html_block", "html_inline", "entity", "reference", "heading", "lheading", "hr", "code", "fence", "blockquote",
    "backticks", "image",
])  # fmt: skip
BLOCKS = {"paragraph": "p", "bullet_list": "ul", "ordered_list": "ol", "list_item": "li"}
INLINE = {"em": "em", "strong": "strong"}
TAGS = frozenset({*BLOCKS.values(), *INLINE.values(), "a", "br", "span"})
LINK = re.compile(r"https?://[^\s<>\"'\\^`{|}()\[\]]+", re.IGNORECASE)
LINK_BEGINS = re.compile(r"https?://(?:www\.)?|\bwww\.(?=\w)", re.IGNORECASE)
AFTER_A_LINK = ".,;:!?…*_"
JOINERS = "\u200c\u200d"  # they hold together letters of some scripts, and emoji
GAP = re.compile(r"\n[ \n]*\n")
REL = "nofollow noopener noreferrer"


# --- what is kept -----------------------------------------------------------------------------------------------------


def cleaned(words: str) -> str:
    """The text without what no reader sees and what breaks the lines of others: control characters, those that turn the
    direction of writing, invisible ones, and marks heaped on one letter. Done twice it is the same.
    """
    lines = words.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    visible = "".join(sign for sign in lines if sign == "\n" or _is_seen(sign))
    thinned = "".join(_thinned(unicodedata.normalize("NFC", visible)))
    return GAP.sub("\n\n", "\n".join(line.rstrip() for line in thinned.split("\n"))).strip()


def _is_seen(sign: str) -> bool:
    return sign in JOINERS or unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}


def _thinned(words: str) -> Iterator[str]:
    marks = 0
    for sign in words:
        marks = marks + 1 if unicodedata.category(sign) in {"Mn", "Me"} else 0
        if marks <= MOST_MARKS:
            yield sign


def number_of_links(words: str) -> int:
    """How many addresses of the web stand in a text, be they links or not."""
    return len(LINK_BEGINS.findall(words))


# --- mentions ---------------------------------------------------------------------------------------------------------


def mentioned(words: str, names: Iterable[str]) -> list[str]:
    """Those of the names that stand after an @ in the text, each as it is in `names`, once, in order."""
    known = {name.casefold(): name for name in names}
    pattern = _names_pattern(known.values())
    if pattern is None:
        return []
    found = (known.get(match[1].casefold()) for match in pattern.finditer(words))
    return list(dict.fromkeys(name for name in found if name))


def _names_pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    longest_first = sorted((re.escape(name) for name in names if name.strip()), key=lambda name: (-len(name), name))
    return re.compile(rf"(?<!\w)@({'|'.join(longest_first)})(?!\w)", re.IGNORECASE) if longest_first else None


# --- what is shown ----------------------------------------------------------------------------------------------------


def as_html(words: str, names: Iterable[str] = ()) -> str:
    """Safe HTML of a text with nothing but `TAGS`. A link says beside its words to which host it leads; `names` of
    members are bold after an @.
    """
    pattern = _names_pattern(names)
    return "".join(part for token in MARKDOWN.parse(cleaned(words)) for part in _block(token, pattern))


def _block(token: Token, names: re.Pattern[str] | None) -> Iterator[str]:
    kind, _, side = token.type.rpartition("_")
    if token.type == "inline":
        yield from _inline(token.children or [], names)
    elif kind in BLOCKS and not token.hidden:
        yield f"<{'/' if side == 'close' else ''}{BLOCKS[kind]}>"


def _inline(tokens: Iterable[Token], names: re.Pattern[str] | None) -> Iterator[str]:
    address, said = "", ""
    for token in tokens:
        kind, _, side = token.type.rpartition("_")
        if token.type == "link_open":
            address, said = str(token.attrGet("href") or ""), ""
            yield _link_begins(address)
        elif token.type == "link_close":
            yield _link_ends(address, said)
            address = ""
        elif kind in INLINE:
            yield f"<{'/' if side == 'close' else ''}{INLINE[kind]}>"
        elif token.type in {"softbreak", "hardbreak"}:
            yield "<br>"
        else:
            said += token.content
            yield escape(token.content) if address else "".join(_text(token.content, names))


def _text(words: str, names: re.Pattern[str] | None) -> Iterator[str]:
    """Plain words, with bare addresses as links and members in bold."""
    done = 0
    for match in LINK.finditer(words):
        address = match[0].rstrip(AFTER_A_LINK)
        href = MARKDOWN.normalizeLink(address)
        yield _with_names(words[done : match.start()], names)
        yield f"{_link_begins(href)}{escape(address)}{_link_ends(href, address)}" if host_of(href) else escape(address)
        done = match.start() + len(address)
    yield _with_names(words[done:], names)


def _with_names(words: str, names: re.Pattern[str] | None) -> str:
    if names is None:
        return escape(words)
    parts, done = [], 0
    for match in names.finditer(words):
        parts += [escape(words[done : match.start()]), f"<strong>{escape(match[0])}</strong>"]
        done = match.end()
    return "".join([*parts, escape(words[done:])])


def _link_begins(href: str) -> str:
    return f'<a href="{escape(href)}" rel="{REL}">' if host_of(href) else ""


def _link_ends(href: str, said: str) -> str:
    """Where it leads, unless the words of the link are the address itself."""
    host = host_of(href)
    if not host:
        return f" ({escape(href)})" if href else ""
    return "</a>" if said == href else f'</a> <span class="oc-soft">({escape(host)})</span>'


def host_of(address: str) -> str:
    """The host of an address of the web, in the letters that a browser asks for; empty for any other address, and for
    one that names a user before the host, as those that pretend to be another's do.
    """
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return ""
    plain = parts.scheme in {"http", "https"} and "@" not in parts.netloc and host.isascii()
    return host if plain and re.fullmatch(r"[a-z0-9.:-]+", host) else ""


# --- excerpts ---------------------------------------------------------------------------------------------------------


def plain_text(words: str) -> str:
    """What stands in a text without its marks, on one line."""
    blocks = (token.children or [] for token in MARKDOWN.parse(cleaned(words)) if token.type == "inline")
    return " ".join(" ".join("".join(part.content or " " for part in block) for block in blocks).split())


def excerpt(words: str, asked: Iterable[str]) -> str:
    """Safe HTML of the part of a text in which the words asked for stand first, these in `mark`. Accents and case count
    as alike, and of a word its beginning is enough.
    """
    text = plain_text(words)
    begins = [_folded(word)[: max(4, len(word) - 2)] for word in asked if word]
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, begins))})\w*") if begins else None
    first = pattern.search(_folded(text)) if pattern else None
    start = max(0, first.start() - LONGEST_EXCERPT // 3) if first else 0
    start = text.find(" ", start) + 1 if start else 0
    part = text[start : start + LONGEST_EXCERPT]
    parts, done = ["… "] if start else [], 0
    for match in pattern.finditer(_folded(part)) if pattern else ():
        parts += [escape(part[done : match.start()]), f"<mark>{escape(match[0] and part[slice(*match.span())])}</mark>"]
        done = match.end()
    return "".join([*parts, escape(part[done:]), " …" if start + LONGEST_EXCERPT < len(text) else ""])


def _folded(text: str) -> str:
    """Each letter without accent and case, as many as there were."""
    return "".join((unicodedata.normalize("NFD", sign)[0].lower() or sign)[0] for sign in text)
