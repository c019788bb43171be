"""One version with everything that a reviewer asks before it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from oncocare.audit.actions import actor
from oncocare.library import marked
from oncocare.library.catalogue.selectors import facts_of
from oncocare.library.difference import Difference, difference_of, read_lines
from oncocare.library.models import TextStep, TextVersion
from oncocare.library.selectors import TextStanding, as_html, moved_on, published, standing
from oncocare.people.access import at_work
from oncocare.people.days import today_of
from oncocare.people.models import User
from oncocare.people.permissions import Permission
from oncocare.people.selectors import Standing, users_by_actor


def version_for(standing: Standing, pk: UUID, permission: Permission) -> TextVersion:
    """A version of the centre where this person is now, for whoever holds the permission there."""
    versions = TextVersion.objects.select_related("piece", "piece__owner", "centre", "source")
    return at_work(standing, versions.filter(pk=pk).first(), f"text:{pk}", permission)


@dataclass(frozen=True)
class VersionPage:
    """What the page of a version shows: the text, how it stands, who did what, and what may be done by this person."""

    version: TextVersion
    html: str
    standing: TextStanding
    by: User | None
    steps: list[tuple[TextStep, User | None]]
    before: TextVersion | None
    source_html: str
    behind: bool
    own: bool
    seen: TextVersion | None
    taken_out: TextStep | None
    rows: list[dict[str, Any]]
    reviewer: bool

    @property
    def waits(self) -> bool:
        """Whether it waits for a review."""
        return self.standing == TextStanding.IN_REVIEW

    @property
    def replaced(self) -> bool:
        """Whether readers see a newer one although its own days are not over."""
        newer = self.seen is not None and self.seen.number > self.version.number
        return newer and self.standing == TextStanding.PUBLISHED

    @property
    def may_review(self) -> bool:
        """Whether this person may send it back or publish it now."""
        return self.waits and self.reviewer and not self.own

    @property
    def may_end(self) -> bool:
        """Whether it is shown, was or will be."""
        return self.standing in (TextStanding.PUBLISHED, TextStanding.SCHEDULED, TextStanding.EXPIRED)


def page_of(version: TextVersion, reader: User, *, reviewer: bool) -> VersionPage:
    """The page of a version for this person."""
    steps = list(version.steps.order_by("id"))
    who = users_by_actor({version.by, *(step.by for step in steps)})
    source = version.source
    return VersionPage(
        version=version,
        html=_html(version),
        standing=standing(version, today_of(version.centre)),
        by=who.get(version.by),
        steps=[(step, who.get(step.by)) for step in steps],
        before=before(version),
        source_html=_html(source) if source else "",
        behind=moved_on(version),
        own=version.by == actor(reader),
        seen=published(version.centre, version.language).filter(piece=version.piece).first(),
        taken_out=_taken_out(version),
        rows=facts_of(version.piece),
        reviewer=reviewer,
    )


def _taken_out(version: TextVersion) -> TextStep | None:
    """The last time that another version of the same piece, in whatever language, was taken out."""
    steps = TextStep.objects.filter(version__piece=version.piece, step=TextStep.Step.ENDED).exclude(version=version)
    return steps.select_related("version").order_by("id").last()


def _html(version: TextVersion) -> str:
    return as_html(version.centre, marked.read(version.text), version.language)


def before(version: TextVersion) -> TextVersion | None:
    """The version before it in its language."""
    earlier: Any = version.piece.versions.filter(language=version.language, number__lt=version.number)
    found: TextVersion | None = earlier.order_by("number").last()
    return found


def changes(version: TextVersion, earlier: TextVersion) -> Difference:
    """What differs, the title and summary as lines of it."""
    return difference_of(_lines(earlier), _lines(version))


def _lines(version: TextVersion) -> list[str]:
    return [version.title, version.summary, *read_lines(version.text)]
