"""Where mail goes: over the named server in production and in a demo that names one, else into the demo's folder."""

import os
import subprocess
import sys

import pytest

SCRIPT = "from oncocare import settings as s; print(s.EMAIL_BACKEND.split('.')[-2], s.EMAIL_HOST, s.EMAIL_PORT, s.EMAIL_USE_TLS, s.SITE_URL)"
KEYS = {
    "SECRET_KEY": "x" * 50,
    "AUDIT_KEY": "y" * 50,
    "AUDIT_WITNESS": "/var/lib/witness",
    "MEDIA_ROOT": "/var/lib/media",
}
LIVE = {"ONCOCARE_MODE": "production", "ALLOWED_HOSTS": "care.example.org", **KEYS}
DEMO = {"ONCOCARE_MODE": "demo", **KEYS}


def start(**environment):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("EMAIL_", "ONCOCARE_", "SITE_"))}
    return subprocess.run(
        [sys.executable, "-c", SCRIPT], env=kept | environment, check=False, capture_output=True, text=True
    )  # fmt: skip


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        (LIVE | {"EMAIL_HOST": "mail.example.org"}, "smtp mail.example.org 587 True https://care.example.org"),
        (
            LIVE | {"EMAIL_PORT": "25", "EMAIL_USE_TLS": "no", "SITE_URL": "https://x.org/"},
            "smtp localhost 25 False https://x.org",
        ),
        (DEMO | {"ONCOCARE_MAIL_DIR": "/tmp/mail"}, "filebased  25 False http://localhost:8000"),
        (
            DEMO | {"ONCOCARE_MAIL_DIR": "/tmp/mail", "EMAIL_HOST": "localhost"},
            "smtp localhost 25 False http://localhost:8000",
        ),
        (DEMO, "locmem  25 False http://localhost:8000"),
        (
            {"ONCOCARE_MODE": "test", "EMAIL_HOST": "mail.example.org"},
            "locmem mail.example.org 25 False http://localhost:8000",
        ),
    ],
)
def test_where_mail_goes(environment, says):
    assert start(**environment).stdout.strip() == says


def test_an_odd_value_stops_the_start_with_a_sentence():
    assert "EMAIL_USE_TLS='maybe' is not one of yes, no." in start(**LIVE, EMAIL_USE_TLS="maybe").stderr
