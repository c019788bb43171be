"""How far somebody is on the way in: kept in the session, so that no step is skipped and no address says anything."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from oncocare.foundation import clock
from oncocare.joining import codes
from oncocare.joining.models import Invitation
from oncocare.joining.selectors import is_to_care
from oncocare.notifications.models import Message
from oncocare.people.models import User
from oncocare.people.selectors import account_of

KEY = "joining"


class Progress:
    """One person's way in with one invitation."""

    def __init__(self, request: HttpRequest, invitation: Invitation) -> None:
        self.session, self.kept = request.session, request.session[KEY]
        self.invitation = invitation
        self.user: User | None = request.user if request.user.is_authenticated else None

    @property
    def steps(self) -> list[str]:
        """The steps of this person, in order."""
        known = self.user or self.invitation.user
        return [
            *(["consent"] if is_to_care(self.invitation) else []),
            *(["birth_date"] if self.invitation.born_on else []),
            *([] if known else ["address", "code"]),
        ]

    @property
    def next(self) -> str:
        """The first step that is not done; empty when all are."""
        return next((step for step in self.steps if step not in self.kept["done"]), "")

    def reaches(self, step: str) -> bool:
        """Whether everything before this step is done, so that it may be taken, or taken again."""
        return step in self.steps and set(self.steps[: self.steps.index(step)]) <= set(self.kept["done"])

    def done(self, step: str, **kept: Any) -> None:
        """Remember this step and what was said at it."""
        self.kept.update(kept, done=sorted({*self.kept["done"], step}))
        self.session.modified = True

    def undone(self, *steps: str) -> None:
        """Mark steps as not done."""
        self.kept["done"] = [step for step in self.kept["done"] if step not in steps]
        self.session.modified = True


def begin(request: HttpRequest, invitation: Invitation) -> Progress:
    """A new way in; one that was begun with another link is forgotten."""
    request.session[KEY] = {"invitation": str(invitation.pk), "done": []}
    return Progress(request, invitation)


def progress_of(request: HttpRequest) -> Progress | None:
    """The progress kept in this browser's session, if any."""
    kept = request.session.get(KEY)
    if not kept:
        return None
    return Progress(request, Invitation.objects.select_related("centre", "user").get(pk=kept["invitation"]))


def proved_by_mail(invitation: Invitation, email: str) -> bool:
    """Whether the link itself reached this address by mail, so that no code has to be sent there."""
    reached = invitation.channel == Invitation.Channel.EMAIL and invitation.bounced is None
    return reached and invitation.email.lower() == email.lower() and account_of(email) is None


def waits(progress: Progress, email: str) -> bool:
    """Whether the last code is still on its way to this address, so that nobody gets two of which one works."""
    return (
        progress.kept.get("email") == email
        and mail_is_late(progress)
        and clock.now() < codes.until(progress.kept["code"])
    )


def mail_is_late(progress: Progress) -> bool:
    """Whether the mail could not leave yet."""
    return Message.objects.filter(source=progress.kept["code"], state=Message.State.WAITING).exists()
