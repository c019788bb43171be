"""Settings come from the environment; an odd value stops the start with a sentence that says what is allowed."""

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured

from oncocare.foundation import env


def refused(read):
    with pytest.raises(ImproperlyConfigured) as error:
        read()
    return str(error.value)


def test_a_variable_without_a_default_must_be_set(monkeypatch):
    monkeypatch.delenv("ODD", raising=False)
    assert refused(lambda: env.text("ODD")) == "ODD is not set. Set it in the environment; see deploy/env.example."
    assert env.text("ODD", "default") == "default"
    monkeypatch.setenv("ODD", "set")
    assert env.text("ODD", "default") == "set"


def test_a_choice_is_one_of_those_allowed(monkeypatch):
    monkeypatch.setenv("ODD", "debug")
    assert refused(lambda: env.choice("ODD", ("demo", "test"), "demo")) == "ODD='debug' is not one of demo, test."
    monkeypatch.setenv("ODD", "test")
    assert env.choice("ODD", ("demo", "test"), "demo") == "test"


def test_words_are_separated_by_commas(monkeypatch):
    monkeypatch.setenv("ODD", " a, b ,,c,")
    assert env.words("ODD") == ["a", "b", "c"]
    monkeypatch.delenv("ODD")
    assert env.words("ODD") == []


@pytest.mark.parametrize("value", ["", "-1", "1.5", "eight"])
def test_a_whole_number_is_a_whole_number(monkeypatch, value):
    monkeypatch.setenv("ODD", value)
    assert refused(lambda: env.whole("ODD", 8)) == f"ODD={value!r} is not a whole number."


@pytest.mark.parametrize("more", ["0", "5"])
def test_hours_that_are_none_or_fewer_than_those_before_are_refused(monkeypatch, more):
    assert env.rising_hours(ODD=12, EVEN=24) == [timedelta(hours=12), timedelta(hours=24)]
    monkeypatch.setenv("ODD" if more == "0" else "EVEN", more)
    expected = "ODD, EVEN must be 1 or more, and none less than the one before."
    assert refused(lambda: env.rising_hours(ODD=12, EVEN=24)) == expected


def test_a_whole_number_has_a_default(monkeypatch):
    monkeypatch.delenv("ODD", raising=False)
    assert env.whole("ODD", 8) == 8


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://ana:p%40ss@host:5433/house", ("house", "ana", "p@ss", "host", "5433")),
        ("postgres://host/house", ("house", "", "", "host", "")),
        ("postgresql://postgres:@/postgres?host=/var/socket&port=5", ("postgres", "postgres", "", "/var/socket", "5")),
        ("postgresql://host", ("postgres", "", "", "host", "")),
    ],
)
def test_a_database_is_named_by_its_url(monkeypatch, url, expected):
    monkeypatch.setenv("DATABASE_URL", url)
    read = env.database()
    assert (read["NAME"], read["USER"], read["PASSWORD"], read["HOST"], read["PORT"]) == expected
    assert read["ENGINE"] == "django.db.backends.postgresql"


@pytest.mark.parametrize("url", ["mysql://host/house", "sqlite:///file", "house"])
def test_no_other_database_is_supported(monkeypatch, url):
    monkeypatch.setenv("DATABASE_URL", url)
    assert refused(env.database) == "DATABASE_URL must start with postgresql://; only PostgreSQL is supported."


def test_what_belongs_together_is_set_whole_or_not_at_all(monkeypatch):
    assert env.together("ODD", "EVEN") is False
    monkeypatch.setenv("EVEN", "x")
    assert refused(lambda: env.together("ODD", "EVEN")) == "EVEN is set and ODD is not. Set ODD, EVEN, or none of them."
    monkeypatch.setenv("ODD", "x")
    assert env.together("ODD", "EVEN") is True
    monkeypatch.setenv("ODD", "")
    assert refused(lambda: env.together("ODD", "EVEN")).startswith("EVEN is set and ODD is not.")


@pytest.mark.parametrize(
    "value",
    [
        "https://a.example/room", "https://a.example?x", "http://a.example", "a.example", "https://", "//a.example",
        "https://b@a.example", "wss://a.example", "https://a.example#x",
    ],
)  # fmt: skip
def test_another_origin_is_a_name_behind_https_and_nothing_more(monkeypatch, value):
    monkeypatch.setenv("ODD", value)
    expected = f"ODD={value!r} must be https:// and a name, with nothing after it."
    assert refused(lambda: env.origin("ODD", secure=True)) == expected


def test_another_origin_is_taken_without_its_last_slash(monkeypatch):
    assert env.origin("ODD", secure=True) == ""
    monkeypatch.setenv("ODD", "https://a.example:8443/")
    assert env.origin("ODD", secure=True) == "https://a.example:8443"
    monkeypatch.setenv("ODD", "http://localhost:8000")
    assert env.origin("ODD", secure=False) == "http://localhost:8000"


@pytest.mark.parametrize(
    ("value", "taken"),
    [
        ("", True), ("http://127.0.0.1:7088/admin", True), ("https://video.internal/admin", True),
        ("http://video.internal/admin", False), ("ftp://127.0.0.1", False), ("https://", False), ("7088", False),
    ],
)  # fmt: skip
def test_a_door_that_takes_secrets_is_on_this_machine_or_behind_https(monkeypatch, value, taken):
    monkeypatch.setenv("ODD", value)
    if taken:
        assert env.near("ODD") == value
    else:
        assert refused(lambda: env.near("ODD")).startswith(f"ODD={value!r} must be http:// on this machine")
