"""How far somebody is on the way in: kept in the session, so that no step is skipped and no address says anything."""

from __future__ import annotations

from datetime import timedelta

from django.core.cache import cache
from django.utils.crypto import constant_time_compare

from oncocare.consent import actions as consent
from oncocare.consent.models import Consent, ConsentText
from oncocare.foundation import clock
from oncocare.foundation.encryption import known_keys
from oncocare.foundation.unit import action
from oncocare.joining import actions as joining
from oncocare.joining import codes
from oncocare.joining.entry.selectors import KEY, Progress, waits
from oncocare.joining.kinds import CODE, KNOWN
from oncocare.joining.models import Invitation
from oncocare.notifications.actions import queue_mail
from oncocare.notifications.models import Message
from oncocare.notifications.sending.actions import send_now
from oncocare.people.selectors import account_of
from steps.actions import open_pathway

CODE_TRIES, CODE_LIVES = 5, timedelta(minutes=15)
MAILS_AN_HOUR = 10  # a link in the wrong hands must not send mail to strangers without end


class TooManyMails(RuntimeError):
    """A link has asked for enough mails in this hour."""


class NoMailArrives(RuntimeError):
    """The server says that no mail can reach this address."""


# --- the address and its code ---------------------------------------------------------------------------------------


def send_code(progress: Progress, email: str, name: str, language: str) -> None:
    """A code to this address; whoever has an account reads how to use that instead. The page cannot tell which.

    It is tried at once, for somebody waits for it. Where the server is away it goes later, by itself.
    """
    counter = f"{KEY}:{progress.invitation.pk}"
    cache.add(counter, 0, timeout=3600)
    if cache.incr(counter) > MAILS_AN_HOUR:
        raise TooManyMails
    code = (
        progress.kept["code"] if waits(progress, email) else codes.new(progress.invitation.pk, clock.now() + CODE_LIVES)
    )
    mail = queue_mail(
        kind=KNOWN if account_of(email) else CODE, source=code, address=email, language=language,
        centre=progress.invitation.centre, by=f"invitation:{progress.invitation.pk}",
    )  # fmt: skip
    if send_now(message=mail).state == Message.State.FAILED:
        raise NoMailArrives
    progress.undone("code")
    progress.done("address", email=email, name=name, code=code, tries=0)


def right_code(progress: Progress, typed: str) -> bool:
    """Whether this is the code that was sent; after five wrong ones there is none any more."""
    kept = progress.kept
    alive = clock.now() < codes.until(kept["code"]) and account_of(kept["email"]) is None
    right = (
        codes.digits(kept["code"], kept["email"], key) for key in known_keys()
    )  # the key may have changed meanwhile
    if alive and any(constant_time_compare(code, typed) for code in right):
        return True
    kept["tries"] += 1
    if kept["tries"] >= CODE_TRIES:
        progress.undone("address")
    progress.session.modified = True
    return False


# --- the end --------------------------------------------------------------------------------------------------------


@action
def join(progress: Progress, language: str) -> Invitation:
    """Account, care, consents and pathway: all of it, or none."""
    accepted = joining.accept(
        by=progress.user or f"invitation:{progress.invitation.pk}", invitation=progress.invitation, user=progress.user,
        email=progress.kept.get("email", ""), name=progress.kept.get("name", ""), language=language,
    )  # fmt: skip
    if accepted.patient:
        for pk, answer in progress.kept["consents"]:
            text = ConsentText.objects.get(pk=pk)
            consent.record_consent(
                by=accepted.joined_by, patient=accepted.patient, text=text, said=answer,
                channel=Consent.Channel.JOINING.value,
            )  # fmt: skip
        open_pathway(by=accepted.joined_by, patient=accepted.patient)
    return accepted
