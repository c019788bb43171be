"""Reads the guides, and which one the page of a request links to."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.urls import reverse

from oncocare.site.guides.guide import Guide, read
from oncocare.site.guides.registry import GUIDES, PLACES

FOLDER = Path(__file__).resolve().parents[3] / "docs" / "guides"
ORIGINAL = "en"


def written_in(slug: str, language: str) -> str:
    """The language in which somebody who reads `language` gets this guide: that one, or English."""
    return language if _file(slug, language).is_file() else ORIGINAL


@cache
def guide_in(slug: str, language: str) -> Guide:
    """A guide in a language in which it is written."""
    original = _file(slug, ORIGINAL).read_text(encoding="utf-8")
    return read(_file(slug, language).read_text(encoding="utf-8"), original, guide_url)


def guides_in(language: str) -> list[tuple[str, str, Guide]]:
    """Every guide in its order: its slug, its language, and itself."""
    named = [(slug, written_in(slug, language)) for slug in GUIDES]
    return [(slug, written, guide_in(slug, written)) for slug, written in named]


def guide_url(slug: str, section: str = "") -> str:
    """The address of a guide, or of one of its sections."""
    return reverse("guide", args=[slug]) + (f"#{section}" if section else "")


def url_for_page(url_name: str | None) -> str:
    """The address of what stands in a guide about a page; empty for a page that has no guide."""
    place = PLACES.get(url_name or "")
    return guide_url(*place) if place else ""


def _file(slug: str, language: str) -> Path:
    return FOLDER / f"{slug}.md" if language == ORIGINAL else FOLDER / language / f"{slug}.md"
