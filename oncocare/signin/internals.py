"""Everything this house takes from modules that allauth calls internal, which a release may change without a word."""

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate, reauthenticate_by_password
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.totp.internal.auth import TOTP, clear_totp_secret
from allauth.mfa.webauthn.internal.auth import WebAuthn, begin_authentication, begin_registration

__all__ = [
    "TOTP",
    "WebAuthn",
    "begin_authentication",
    "begin_registration",
    "check_rate_limit",
    "clear_totp_secret",
    "did_recently_reauthenticate",
    "get_authentication_records",
    "reauthenticate_by_password",
    "record_authentication",
]
