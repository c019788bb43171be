"""What the settings page shows, and the signed address that turns e-mail off without signing in."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.urls import reverse

from oncocare.consent.models import Purpose
from oncocare.consent.selectors import holds
from oncocare.notifications.models import Message
from oncocare.notifications.selectors import label_of
from oncocare.people.models import User
from oncocare.people.selectors import Standing

_signer = signing.Signer(salt="oncocare.messages.off")


def agreed(standing: Standing) -> bool:
    """Whether somebody in care has said yes to messages; others are not asked."""
    own = standing.patients.values()
    return not own or any(holds(patient, Purpose.MESSAGES) for patient in own)


def waiting_for(user: User) -> list[str]:
    """What will come to this person by e-mail, in a word each."""
    rows = Message.objects.filter(user=user, channel=Message.Channel.EMAIL, state=Message.State.WAITING)
    return [label_of(message) for message in rows.order_by("not_before")]


# --- the address: for one person, good while the key that signed it is known ------------------------------------------


def token_of(user: User) -> str:
    """What the address carries; it can do nothing but turn this person's e-mail off and on."""
    return _signer.sign(str(user.pk))


def user_of(token: str) -> User | None:
    """The person whose token it is; None where a part of it is missing or changed."""
    try:
        return User.objects.filter(pk=_signer.unsign(token)).first()
    except signing.BadSignature:
        return None


def address_for(user: User) -> str:
    """The whole address, for the foot and the headers of a mail."""
    return settings.SITE_URL + reverse("messages_off", args=[token_of(user)])
