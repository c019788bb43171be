"""Reads what made-up people write to each other in groups: one file for each group and language. Pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from oncocare.foundation.datafiles import Part, read, validate
from oncocare.web.pictures import EVERY_PICTURE

FOLDER = Path(__file__).with_name("said")
GROUPS = ("new", "body", "after", "metastatic", "caregivers")
SPOKEN = ("en", "es")
THREADS, MEMBERS = (8, 14), (6, 10)  # of a group, at least and at most
NIGHT_BEFORE = 40  # days before today; nothing was written earlier

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]{1,20}$")]
Words = Annotated[str, StringConstraints(min_length=3, max_length=1500, strip_whitespace=True)]


def _moment(text: str) -> str:
    days, _space, clock = text.partition(" ")
    if not (days.isascii() and days.isdigit() and 1 <= int(days) <= NIGHT_BEFORE):
        raise ValueError(f"a moment is days before today, from 1 to {NIGHT_BEFORE}, and a time, such as '12 21:40'")
    time.fromisoformat(clock)
    return text


class SaidBy(Part):
    """Somebody in a group. The name of a clinician is their own, so none is given."""

    key: Key
    name: Annotated[str, StringConstraints(max_length=30)]
    picture: str
    kind: Literal["patient", "caregiver", "mentor", "clinician"]

    @model_validator(mode="after")
    def _drawn_and_called(self) -> SaidBy:
        if self.picture not in EVERY_PICTURE:
            raise ValueError("there is no such picture")
        if (self.kind == "clinician") is bool(self.name):
            raise ValueError("everybody but a clinician has a name")
        return self


class SaidReport(Part):
    """A post is reported by one of the group."""

    by: Key
    reason: Literal["worry", "hurts", "wrong", "private", "sells", "other"]


class SaidPost(Part):
    """One post; `at` is days before today and the time of day at the centre. `held`: a moderator reads it first."""

    by: Key
    at: Annotated[str, AfterValidator(_moment)]
    words: Words
    felt: tuple[Key, ...] = ()
    thanks: tuple[Key, ...] = ()
    hug: tuple[Key, ...] = ()
    held: bool = False
    report: SaidReport | None = None

    @property
    def reactions(self) -> list[tuple[str, str]]:
        """What is said of it without words, with who says it."""
        return [(kind, key) for kind in ("felt", "thanks", "hug") for key in getattr(self, kind)]

    def moment(self, today: date, zone: str) -> datetime:
        """When it is written, where the centre is."""
        days, _space, clock = self.at.partition(" ")
        return datetime.combine(today - timedelta(days=int(days)), time.fromisoformat(clock), ZoneInfo(zone))


class SaidThread(Part):
    """A thread; `good`: the mentor or clinician who finds it good to read. `unanswered`: nobody has answered yet."""

    title: Annotated[str, StringConstraints(min_length=3, max_length=120)]
    sensitive: bool = False
    good: Key | None = None
    unanswered: bool = False
    posts: Annotated[tuple[SaidPost, ...], Field(min_length=1, max_length=9)]

    @model_validator(mode="after")
    def _in_order(self) -> SaidThread:
        moments = [post.moment(date(2026, 6, 1), "UTC") for post in self.posts]
        if moments != sorted(set(moments)):
            raise ValueError("the posts stand in the order in which they were written")
        if self.unanswered is not (len({post.by for post in self.posts}) == 1):
            raise ValueError("a thread in which one person alone writes is unanswered, and no other")
        return self


class SaidGroup(Part):
    """What was written in one group: the topic of its template, its language, its people and its threads."""

    topic: Key | Literal["newly-diagnosed", "after-treatment"]
    language: Literal["en", "es"]
    members: tuple[SaidBy, ...]
    threads: tuple[SaidThread, ...]

    @model_validator(mode="after")
    def _whole(self) -> SaidGroup:
        keys = [member.key for member in self.members]
        for what, number, (least, most) in (
            ("members", len(keys), MEMBERS), ("threads", len(self.threads), THREADS),
        ):  # fmt: skip
            if not least <= number <= most:
                raise ValueError(f"a group has {least} to {most} {what}")
        for what, names in (("key", keys), ("name", [member.name for member in self.members])):
            if len(set(names)) != len(names):
                raise ValueError(f"two members have one {what}")
        if unknown := sorted(self._named() - set(keys)):
            raise ValueError(f"nobody in the group is {', '.join(unknown)}")
        for post in (post for thread in self.threads for post in thread.posts):
            if post.by in {key for _kind, key in post.reactions}:
                raise ValueError(f"{post.by} says something of their own post")
        return self

    def _named(self) -> set[str]:
        posts = [post for thread in self.threads for post in thread.posts]
        named = {post.by for post in posts} | {key for post in posts for _kind, key in post.reactions}
        named |= {post.report.by for post in posts if post.report}
        return named | {thread.good for thread in self.threads if thread.good}


@cache
def said_in(group: str, language: str) -> SaidGroup:
    """What was written in a group of `GROUPS`, in a language of `SPOKEN`; `DataFileError` with each mistake's line."""
    return validate(read(FOLDER / f"{group}.{language}.yaml"), SaidGroup)


def every_group() -> list[SaidGroup]:
    """All of them."""
    return [said_in(group, language) for group in GROUPS for language in SPOKEN]
