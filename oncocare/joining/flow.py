"""How far somebody is on the way in: kept in the session, so that no step is skipped and no address says anything."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from oncocare.accounts import actions as accounts
from oncocare.accounts.box import known_keys
from oncocare.accounts.invitations import account_of, is_to_care
from oncocare.accounts.models import Invitation, User
from oncocare.consent import actions as consent
from oncocare.consent.models import Answer, Text
from oncocare.foundation import clock
from oncocare.foundation.unit import action
from oncocare.joining import codes
from oncocare.joining.messages import CODE, KNOWN
from oncocare.notifications.actions import queue_mail
from oncocare.notifications.models import Message
from oncocare.notifications.sending import send_now
from steps.actions import open_pathway

KEY = "joining"
CODE_TRIES, CODE_LIVES = 5, timedelta(minutes=15)
MAILS_AN_HOUR = 10  # a link in the wrong hands must not send mail to strangers without end


class TooManyMails(RuntimeError):
    """A link has asked for enough mails in this hour."""


class NoMailArrives(RuntimeError):
    """The server says that no mail can reach this address."""


class Way:
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
            *(["information", "consent"] if is_to_care(self.invitation) else []),
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
        """Take steps back."""
        self.kept["done"] = [step for step in self.kept["done"] if step not in steps]
        self.session.modified = True


def begin(request: HttpRequest, invitation: Invitation) -> Way:
    """A new way in; one that was begun with another link is forgotten."""
    request.session[KEY] = {"invitation": str(invitation.pk), "done": []}
    return Way(request, invitation)


def way_of(request: HttpRequest) -> Way | None:
    """The way this browser is on."""
    kept = request.session.get(KEY)
    if not kept:
        return None
    return Way(request, Invitation.objects.select_related("centre", "user").get(pk=kept["invitation"]))


# --- the address and its code ---------------------------------------------------------------------------------------


def proved_by_mail(invitation: Invitation, email: str) -> bool:
    """Whether the link itself reached this address by mail, so that no code has to be sent there."""
    reached = invitation.channel == Invitation.Channel.EMAIL and invitation.bounced is None
    return reached and invitation.email.lower() == email.lower() and account_of(email) is None


def send_code(way: Way, email: str, name: str, language: str) -> None:
    """A code to this address; whoever has an account reads how to use that instead. The page cannot tell which.

    It is tried at once, for somebody waits for it. Where the server is away it goes later, by itself.
    """
    counter = f"{KEY}:{way.invitation.pk}"
    cache.add(counter, 0, timeout=3600)
    if cache.incr(counter) > MAILS_AN_HOUR:
        raise TooManyMails
    code = way.kept["code"] if _waits(way, email) else codes.new(way.invitation.pk, clock.now() + CODE_LIVES)
    mail = queue_mail(
        kind=KNOWN if account_of(email) else CODE, source=code, address=email, language=language,
        centre=way.invitation.centre, by=f"invitation:{way.invitation.pk}",
    )  # fmt: skip
    if send_now(message=mail).state == Message.State.FAILED:
        raise NoMailArrives
    way.undone("code")
    way.done("address", email=email, name=name, code=code, tries=0)


def _waits(way: Way, email: str) -> bool:
    """Whether the last code is still on its way to this address, so that nobody gets two of which one works."""
    return way.kept.get("email") == email and mail_is_late(way) and clock.now() < codes.until(way.kept["code"])


def mail_is_late(way: Way) -> bool:
    """Whether the mail could not leave yet."""
    return Message.objects.filter(source=way.kept["code"], state=Message.State.WAITING).exists()


def right_code(way: Way, said: str) -> bool:
    """Whether this is the code that was sent; after five wrong ones there is none any more."""
    kept = way.kept
    alive = clock.now() < codes.until(kept["code"]) and account_of(kept["email"]) is None
    right = (
        codes.digits(kept["code"], kept["email"], key) for key in known_keys()
    )  # the key may have changed meanwhile
    if alive and any(constant_time_compare(one, said) for one in right):
        return True
    kept["tries"] += 1
    if kept["tries"] >= CODE_TRIES:
        way.undone("address")
    way.session.modified = True
    return False


# --- the end --------------------------------------------------------------------------------------------------------


@action
def join(way: Way, language: str) -> Invitation:
    """Account, care, consents and pathway: all of it, or none."""
    accepted = accounts.accept(
        by=way.user or f"invitation:{way.invitation.pk}", invitation=way.invitation, user=way.user,
        email=way.kept.get("email", ""), name=way.kept.get("name", ""), language=language,
    )  # fmt: skip
    if accepted.patient:
        for pk, said in way.kept["consents"]:
            text = Text.objects.get(pk=pk)
            consent.answer(
                by=accepted.accepted_by, patient=accepted.patient, text=text, said=said,
                channel=Answer.Channel.JOINING.value,
            )  # fmt: skip
        open_pathway(by=accepted.accepted_by, patient=accepted.patient)
    return accepted
