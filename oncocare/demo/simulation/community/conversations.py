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
THREADS, MEMBERS = (8, 18), (6, 11)  # of a group, at least and at most
FIRST_NIGHT = 100  # days before today; nothing was written earlier
WEEKEND = (5, 6)
LINGERS = 14  # minutes after a chat in which somebody still says something of it

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]{1,20}$")]
Words = Annotated[str, StringConstraints(min_length=3, max_length=1500, strip_whitespace=True)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{3,80}$")]


def _moment(text: str) -> str:
    days, _space, clock = text.partition(" ")
    if not (days.isascii() and days.isdigit() and 1 <= int(days) <= FIRST_NIGHT):
        raise ValueError(f"a moment is days before today, from 1 to {FIRST_NIGHT}, and a time, such as '12 21:40'")
    time.fromisoformat(clock)
    return text


Moment = Annotated[str, AfterValidator(_moment)]


def moment_of(at: str, today: date, zone: str) -> datetime:
    """The moment that so many days before today has at a time of day, where the centre is."""
    return datetime.combine(today - timedelta(days=days_before(at)), _clock(at), ZoneInfo(zone))


def days_before(at: str) -> int:
    """How many days before today a moment is."""
    return int(at.partition(" ")[0])


def _clock(at: str) -> time:
    return time.fromisoformat(at.partition(" ")[2])


class SaidBy(Part):
    """Somebody in a group. The name of a clinician is their own, so none is given. `comes` and `leaves`: when, where
    they are not there from the first day to this one. `seen`: they agreed that moderators see how they help others.
    """

    key: Key
    name: Annotated[str, StringConstraints(max_length=30)]
    picture: str
    kind: Literal["patient", "caregiver", "mentor", "clinician"]
    comes: Moment | None = None
    leaves: Moment | None = None
    seen: bool = False

    @model_validator(mode="after")
    def _drawn_and_called(self) -> SaidBy:
        if self.picture not in EVERY_PICTURE:
            raise ValueError("there is no such picture")
        if (self.kind == "clinician") is bool(self.name):
            raise ValueError("everybody but a clinician has a name")
        if self.seen and self.kind != "patient":
            raise ValueError("only patients are seen as somebody who helps")
        return self


class SaidReport(Part):
    """A post is reported by one of the group. `ends`: what a moderator did about it; without it, it waits. `words`:
    what the writer reads then. `again`: what the writer says who asks for another look; `back`: what they read when
    another moderator took it back.
    """

    by: Key
    reason: Literal["worry", "hurts", "wrong", "private", "sells", "other"]
    ends: Literal["left", "hidden", "warned", "spoke"] | None = None
    words: str = ""
    again: str = ""
    back: str = ""

    @model_validator(mode="after")
    def _said_to_the_writer(self) -> SaidReport:
        if (self.ends in ("hidden", "warned")) is not bool(self.words):
            raise ValueError("the writer reads words where a post is hidden or they are warned, and only there")
        if bool(self.again) is not bool(self.back) or (self.again and self.ends != "hidden"):
            raise ValueError("what is taken back was hidden, and its writer asked for it")
        return self


class SaidPost(Part):
    """One post; `at` is days before today and the time of day at the centre. `held`: a moderator reads it first.
    `corrects`: the clinician answers what was reported last in the thread as wrong, with this piece of the library.
    """

    by: Key
    at: Moment
    words: Words
    felt: tuple[Key, ...] = ()
    thanks: tuple[Key, ...] = ()
    hug: tuple[Key, ...] = ()
    held: bool = False
    report: SaidReport | None = None
    corrects: Slug | None = None

    @property
    def reactions(self) -> list[tuple[str, str]]:
        """What is said of it without words, with who says it."""
        return [(kind, key) for kind in ("felt", "thanks", "hug") for key in getattr(self, kind)]

    def moment(self, today: date, zone: str) -> datetime:
        """When it is written, where the centre is."""
        return moment_of(self.at, today, zone)


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
        wrong = False
        for post in self.posts:
            if post.corrects and not wrong:
                raise ValueError("what is corrected was reported before as wrong")
            wrong = wrong or bool(post.report and post.report.reason == "wrong")
        return self


# --- the thread of the week, and chats at a fixed hour ----------------------------------------------------------------


class SaidLine(Part):
    """One post `after` so many minutes from the beginning of a chat, or of a thread of the week. `chosen`: it stands in
    the summary of the chat.
    """

    by: Key
    after: Annotated[int, Field(ge=0, le=7 * 24 * 60)]
    words: Words
    chosen: bool = False
    felt: tuple[Key, ...] = ()
    thanks: tuple[Key, ...] = ()
    hug: tuple[Key, ...] = ()

    @property
    def reactions(self) -> list[tuple[str, str]]:
        """What is said of it without words, with who says it."""
        return [(kind, key) for kind in ("felt", "thanks", "hug") for key in getattr(self, kind)]


class SaidWeek(Part):
    """The thread of this week, opened on its Monday; what would be said in it later than now is not said yet."""

    by: Key
    at: Annotated[str, StringConstraints(pattern=r"^\d\d:\d\d$")]
    title: Annotated[str, StringConstraints(min_length=3, max_length=120)]
    words: Words
    said: tuple[SaidLine, ...] = ()

    def opens(self, today: date, zone: str) -> datetime:
        """When it is opened, where the centre is."""
        return datetime.combine(today - timedelta(days=today.weekday()), time.fromisoformat(self.at), ZoneInfo(zone))


class SaidTopic(Part):
    """What is said while a topic is open, which its host begins so many minutes after the beginning of the chat."""

    label: Annotated[str, StringConstraints(pattern=r"^T\d{1,2}[a-z]?$")]
    after: Annotated[int, Field(ge=0, le=75)]
    said: tuple[SaidLine, ...] = ()


class SaidSummary(Part):
    """What the host writes around the chosen posts, and how many hours after the end it is published."""

    hours: Annotated[int, Field(ge=1, le=60)]
    opening: Words
    closing: Words


class SaidChat(Part):
    """A chat: one that was, `at` a moment, with its `topics_led` and its summary, or one to come, `ahead` so many days
    from today at a time of day. Either is moved off a weekend. `topics` as its host types them.
    """

    title: Annotated[str, StringConstraints(min_length=3, max_length=120)]
    about: Annotated[str, StringConstraints(min_length=3, max_length=300)]
    host: Key
    guest: Key | None = None
    announced: Moment
    at: Moment | None = None
    ahead: Moment | None = None
    minutes: int = 60
    topics: Words
    reminded: tuple[Key, ...] = ()
    topics_led: tuple[SaidTopic, ...] = ()
    summary: SaidSummary | None = None

    @model_validator(mode="after")
    def _was_or_is_to_come(self) -> SaidChat:
        if bool(self.at) is bool(self.ahead):
            raise ValueError("a chat was, or is to come")
        if (bool(self.topics_led), bool(self.summary)) != (bool(self.at), bool(self.at)):
            raise ValueError("a chat that was has what was said in it and a summary, and no other")
        minutes = [minute for topic in self.topics_led for minute in (topic.after, *(one.after for one in topic.said))]
        if minutes != sorted(set(minutes)) or max(minutes, default=0) > self.minutes + LINGERS:
            raise ValueError("what is said in a chat stands in the order of its minutes, one each")
        return self

    @property
    def lines(self) -> list[SaidLine]:
        """Everything that people say in it."""
        return [line for topic in self.topics_led for line in topic.said]

    def begins(self, today: date, zone: str) -> datetime:
        """When it begins, where the centre is: on the day itself, or the Friday before or the Monday after it."""
        at, step = (self.at, -1) if self.at else (self.ahead or "", 1)
        day = today + step * timedelta(days=days_before(at))
        while day.weekday() in WEEKEND:
            day += step * timedelta(days=1)
        return datetime.combine(day, _clock(at), ZoneInfo(zone))


# --- a group ----------------------------------------------------------------------------------------------------------


class SaidGroup(Part):
    """What was written in one group: the topic of its template, its language, its people, its threads and chats, and
    the thread of this week.
    """

    topic: Key | Literal["newly-diagnosed", "after-treatment"]
    language: Literal["en", "es"]
    members: tuple[SaidBy, ...]
    threads: tuple[SaidThread, ...]
    chats: tuple[SaidChat, ...] = ()
    week: SaidWeek | None = None

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
        for said in self.said:
            if said.by in {key for _kind, key in said.reactions}:
                raise ValueError(f"{said.by} says something of their own post")
        return self

    @property
    def posts(self) -> list[SaidPost]:
        """Every post of every thread."""
        return [post for thread in self.threads for post in thread.posts]

    @property
    def lines(self) -> list[SaidLine]:
        """Everything that is said in its chats and in the thread of the week."""
        return [line for chat in self.chats for line in chat.lines] + list(self.week.said if self.week else ())

    @property
    def said(self) -> list[SaidPost | SaidLine]:
        """Both."""
        return [*self.posts, *self.lines]

    @property
    def opened(self) -> int:
        """How many days before today the group opens: two before anything is written in it."""
        return 2 + max(days_before(post.at) for post in self.posts)

    def _named(self) -> set[str]:
        said = self.said
        named: set[str] = {self.week.by} if self.week else set()
        named |= {one.by for one in said} | {key for one in said for _kind, key in one.reactions}
        named |= {post.report.by for post in self.posts if post.report}
        for chat in self.chats:
            named |= {chat.host, *chat.reminded, *([chat.guest] if chat.guest else [])}
        return named | {thread.good for thread in self.threads if thread.good}


@cache
def said_in(group: str, language: str) -> SaidGroup:
    """What was written in a group of `GROUPS`, in a language of `SPOKEN`; `DataFileError` with each mistake's line."""
    return validate(read(FOLDER / f"{group}.{language}.yaml"), SaidGroup)


def every_group() -> list[SaidGroup]:
    """All of them."""
    return [said_in(group, language) for group in GROUPS for language in SPOKEN]
