"""What opens something by itself stands in no line of the log."""

from __future__ import annotations

import logging
from types import SimpleNamespace

import pytest
from django.urls import URLPattern, get_resolver
from django.urls.converters import StringConverter

from oncocare.foundation.lines_of_the_log import SECRET, WithoutSecrets


def converters(patterns):
    """The parts of every address, with how each is read."""
    for one in patterns:
        yield from getattr(one.pattern, "converters", {}).items()
        if not isinstance(one, URLPattern):
            yield from converters(one.url_patterns)


def test_every_part_of_an_address_that_may_be_anything_is_hidden_but_a_language():
    free = {name for name, kind in converters(get_resolver().url_patterns) if type(kind) is StringConverter}
    assert free - {"language"} == set(SECRET)


@pytest.mark.parametrize("name", SECRET)
def test_the_line_about_a_page_that_refuses_says_which_page_and_no_more(name):
    match = SimpleNamespace(kwargs={"centre": "here", name: "abc234"})
    said = ("Not Found", "/talks/here/in/abc234/")
    record = logging.LogRecord("django.request", logging.WARNING, "", 1, "%s: %s", said, None)
    record.request = SimpleNamespace(resolver_match=match)
    assert WithoutSecrets().filter(record)
    assert record.getMessage() == "Not Found: /talks/here/in/…/"


def test_other_lines_stay_as_they_are():
    record = logging.LogRecord("oncocare", logging.WARNING, "", 1, "%s of %s", ("key", 3), None)
    assert WithoutSecrets().filter(record)
    assert record.getMessage() == "key of 3"
