"""A safety plan on paper, with the numbers to call as they are today. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from reportlab.platypus import Flowable

from oncocare.paper.page import Page, pdf
from oncocare.paper.text import BOLD, HEAD, paragraph
from oncocare.safety.crisis.numbers import CrisisNumber
from oncocare.safety.plan.parts import PlanSection

ONE_PAGE = 1500  # letters of a plan that stand on one page in a size one reads without glasses


class PlanWords(NamedTuple):
    """What stands around a plan, in the reader's language."""

    title: str
    numbers: str
    foot: str
    language: str


def on_paper(sections: Sequence[PlanSection], numbers: Sequence[CrisisNumber], words: PlanWords) -> bytes:
    """Every part in which something is written, and whom to call: on one page, or a page for each where much is."""
    stories = [_story(str(section.title), *section.text.splitlines()) for section in sections if section.text]
    stories.append(_story(words.numbers, *(f"{one.name}: {one.number} {one.hours}" for one in numbers)))
    if sum(len(section.text) for section in sections) <= ONE_PAGE:
        stories = [[line for story in stories for line in story]]
    pages = [Page([paragraph(words.title, HEAD), *story], foot=words.foot) for story in stories]
    return pdf(pages, title=words.title, language=words.language)


def _story(title: str, *lines: str) -> list[Flowable]:
    return [paragraph(title, BOLD), *map(paragraph, lines)]
