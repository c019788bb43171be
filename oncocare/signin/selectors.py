"""Reading how people can sign in, whether that is enough for what they are, and who works at a centre."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from allauth.mfa.models import Authenticator

from oncocare.people.models import Centre, Membership, User
from oncocare.people.selectors import Standing, staff_rows
from oncocare.signin.recovery import left

STRONG = (Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP)


@dataclass(frozen=True)
class Colleague:
    """Somebody who works at a centre, with their roles and whether they sign in with a second factor."""

    user: User
    memberships: list[Membership]
    strong: bool
    last_seen: datetime | None


def staff_of(centre: Centre) -> list[Colleague]:
    """Everybody who works here, in the order they joined; two queries however many they are."""
    by_user: dict[User, list[Membership]] = {}
    for row in staff_rows(centre).select_related("user"):
        by_user.setdefault(row.user, []).append(row)
    strong = set(Authenticator.objects.filter(user__in=by_user, type__in=STRONG).values_list("user", flat=True))
    return [Colleague(user, mine, user.pk in strong, user.last_login) for user, mine in by_user.items()]


Kind = Authenticator.Type


@dataclass(frozen=True)
class Methods:
    """How one person can sign in: passkeys, a password, and the codes of an app on their phone."""

    passkeys: tuple[Authenticator, ...]
    password: bool
    app: bool
    codes: int  # recovery codes that are left

    def enough(self, *, two_factors: bool) -> bool:
        """A passkey is two factors: the device, and the finger or PIN that opens it. A password is one."""
        return bool(self.passkeys) or (self.password and (self.app or not two_factors))

    @property
    def factor(self) -> bool:
        """Whether there is anything that counts as a second factor."""
        return bool(self.passkeys) or self.app

    def without(self, passkey: Authenticator) -> Methods:
        """The methods without this passkey."""
        return replace(self, passkeys=tuple(key for key in self.passkeys if key != passkey))


def methods_of(user: User) -> Methods:
    """Every method by which this person can sign in."""
    keys = list(Authenticator.objects.filter(user=user).order_by("created_at", "pk"))
    of = {kind: [key for key in keys if key.type == kind] for kind in Kind}
    return Methods(
        passkeys=tuple(of[Kind.WEBAUTHN]),
        password=user.has_usable_password(),
        app=bool(of[Kind.TOTP]),
        codes=sum(left(key.data) for key in of[Kind.RECOVERY_CODES]),
    )


def asks_for_two(standing: Standing) -> bool:
    """Whether a password alone does not let this person in: staff, and whoever turned the codes of an app on."""
    return standing.staff or Authenticator.objects.filter(user=standing.user, type=Kind.TOTP).exists()


def has_a_method(user: User) -> bool:
    """Whether this person can come back at all."""
    return user.has_usable_password() or Authenticator.objects.filter(user=user, type=Kind.WEBAUTHN).exists()
