"""A safety plan on paper, with the numbers to call as they are today. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from reportlab.platypus import Flowable

from oncocare.paper.page import Page, over_pages, pdf
from oncocare.paper.text import BODY, BOLD, HEAD, enlarged, paragraph
from oncocare.safety.crisis.numbers import CrisisNumber
from oncocare.safety.plan.parts import PlanSection
from oncocare.web.unbroken import unbroken

ONE_PAGE = 1500  # letters of a plan that stand on one page in a size one reads without glasses


class PlanWords(NamedTuple):
    """What stands around a plan, in the reader's language."""

    title: str
    numbers: str
    foot: str
    language: str


def on_paper(
    sections: Sequence[PlanSection], numbers: Sequence[CrisisNumber], words: PlanWords, *, large: bool = False
) -> bytes:
    """Every part in which something is written, and whom to call: on one page, or a page for each where much is.

    In large letters it takes the pages that it needs.
    """
    if large:
        return _in_large_letters(sections, numbers, words)
    stories = [_story(str(section.title), *section.text.splitlines()) for section in sections if section.text]
    stories.append(_numbers(numbers, words))
    if sum(len(section.text) for section in sections) <= ONE_PAGE:
        stories = [[line for story in stories for line in story]]
    pages = [Page([paragraph(words.title, HEAD), *story], foot=words.foot) for story in stories]
    return pdf(pages, title=words.title, language=words.language)


def _in_large_letters(sections: Sequence[PlanSection], numbers: Sequence[CrisisNumber], words: PlanWords) -> bytes:
    blocks: list[list[Flowable]] = [
        [paragraph(words.title, enlarged(HEAD))],
        *(_story(str(one.title), *one.text.splitlines(), large=True) for one in sections if one.text),
        _numbers(numbers, words, large=True),
    ]
    pages = [replace(page, foot=words.foot) for page in over_pages(blocks)]
    return pdf(pages, title=words.title, language=words.language)


def _numbers(numbers: Sequence[CrisisNumber], words: PlanWords, *, large: bool = False) -> list[Flowable]:
    return _story(words.numbers, *(_line(one) for one in numbers), large=large)


def _line(one: CrisisNumber) -> str:
    """What a number is for, the number on one line, and when somebody answers."""
    called = f"{one.name}: {unbroken(one.number)}"
    return f"{called}. {one.hours}" if one.hours else called


def _story(title: str, *lines: str, large: bool = False) -> list[Flowable]:
    bold, body = (enlarged(BOLD), enlarged(BODY)) if large else (BOLD, BODY)
    return [paragraph(title, bold), *(paragraph(line, body) for line in lines)]
