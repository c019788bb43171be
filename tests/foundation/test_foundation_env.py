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
