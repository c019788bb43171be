"""Dates, ages, numbers and charts in words."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from oncocare.web.templatetags import web

NOW = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)
START = date(2026, 1, 5)


def render(source, **context):
    return Template("{% load web %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("back", "words"),
    [
        (timedelta(seconds=59), "just now"),
        (timedelta(seconds=-59), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=59), "59 minutes ago"),
        (timedelta(hours=1), "1 hour ago"),
        (timedelta(hours=47), "47 hours ago"),
        (timedelta(days=2), "2 days ago"),
        (timedelta(days=20), "20 days ago"),
        (timedelta(days=21), "3 weeks ago"),
        (timedelta(days=120), "4 months ago"),
        (timedelta(days=730), "2 years ago"),
        (timedelta(minutes=-5), "in 5 minutes"),
        (timedelta(days=-3), "in 3 days"),
    ],
)
def test_how_long_ago(back, words):
    assert web.ago(NOW - back, NOW) == words


@pytest.mark.parametrize(
    ("value", "now", "words"),
    [
        (date(2026, 5, 3), NOW, "today"),
        (date(2026, 5, 2), NOW, "1 day ago"),
        (date(2026, 5, 5), date(2026, 5, 3), "in 2 days"),
        (date(2026, 5, 1), datetime(2026, 5, 3, 9, 0), "2 days ago"),  # noqa: DTZ001
        (None, NOW, ""),
    ],
)
def test_days_count_as_days(value, now, words):
    assert web.ago(value, now) == words


def test_an_age_has_no_direction():
    assert web.age(NOW - timedelta(hours=3), NOW) == "3 hours"
    assert web.age(date(2026, 5, 1), NOW) == "2 days"
    assert web.age(None) == ""
    assert web.age(timezone.now()) == "0 minutes"


def test_a_day_has_its_month_as_a_word():
    assert web.day(date(2026, 5, 3)) == "Sunday 3 May 2026"
    assert web.day(None) == ""
    with translation.override("es"):
        assert web.day(date(2026, 5, 3)) == "domingo, 3 de mayo de 2026"


def test_a_table_shows_the_weekday_shortly():
    assert (web.short_day(date(2026, 5, 3)), web.short_day(None), web.short_moment(None)) == ("Sun 3 May 2026", "", "")
    late = datetime(2026, 5, 3, 22, 30, tzinfo=UTC)
    with timezone.override("Europe/Warsaw"):
        assert web.short_moment(late) == "Mon 4 May 2026, 00:30"
    with translation.override("es"):
        assert web.short_day(date(2026, 5, 3)) == "dom, 3 may 2026"


def test_a_moment_is_shown_in_the_readers_zone():
    late = datetime(2026, 5, 3, 22, 30, tzinfo=UTC)
    with timezone.override("Europe/Warsaw"):
        assert web.day(late) == "Monday 4 May 2026"
        assert web.moment(late) == "Monday 4 May 2026, 00:30"
    assert web.moment(datetime(2026, 5, 3, 8, 5)) == "Sunday 3 May 2026, 08:05"  # noqa: DTZ001
    assert web.moment(None) == ""


@pytest.mark.parametrize(
    ("value", "text"), [(12, "12"), (Decimal("12.00"), "12"), (Decimal("11.50"), "11.5"), (100, "100"), (None, "")]
)
def test_a_number_without_useless_zeros(value, text):
    assert web.plain(value) == text


def test_a_chart_says_in_one_sentence_what_it_shows():
    rows = [
        (START, 18),
        (START + timedelta(7), None),
        SimpleNamespace(day=START + timedelta(14), value=Decimal("6.50")),
    ]
    html = render('{% chart_line rows "Mood" 0 21 cutoff=10 band=band id="mood" %}', rows=rows, band=(10, 21))
    sentence = (
        "The first score was 18 of 21, on Monday 5 January 2026. The latest is 6.5, on Monday 19 January 2026. Once no "
        "score could be computed."
    )
    assert f'<desc id="mood-desc">{sentence}</desc>' in html
    assert f"<p>{web.unbroken(sentence)}</p>" in html
    assert "Score (of 21)" in html
    assert html.count("<tr>") == 4
    assert "no score, too many answers missing" in html


def test_a_chart_may_have_its_own_sentence_and_may_be_empty():
    assert "<p>Better.</p>" in render('{% chart_line rows "Mood" 0 21 sentence="Better." %}', rows=[(START, 3)])
    empty = render('{% chart_line rows "Mood" 0 21 %}', rows=[])
    assert "There are no scores yet." in empty
    assert "<svg" not in empty
    assert "<table" not in empty


def test_a_sparkline_is_named():
    html = render('{% sparkline rows "Mood" 0 21 cutoff=10 %}', rows=[(START, 3)])
    assert 'aria-label="Mood. The only score so far is 3 of 21, on Monday 5 January 2026."' in html


def test_coordinates_keep_their_point_in_every_language():
    rows = [(START + timedelta(day), 3 + day) for day in range(7)]
    with translation.override("es"):
        spanish = render('{% sparkline rows "Mood" 0 21 cutoff=10 %}', rows=rows)
    english = render('{% sparkline rows "Mood" 0 21 cutoff=10 %}', rows=rows)
    assert spanish[spanish.index("<path") :] == english[english.index("<path") :]


def test_a_page_gets_an_address_even_where_the_list_of_hashed_files_is_lost(monkeypatch):
    def lost(path):
        raise ValueError(path)

    assert render("{% asset 'web/site.css' %}").endswith("/web/site.css")
    monkeypatch.setattr(web, "staticfiles_storage", SimpleNamespace(url=lost))
    assert render("{% asset 'web/site.css' %}").endswith("/web/site.css")


def test_a_drawing_loses_its_header():
    assert web.inline_svg("<?xml version='1.0'?>\n<svg></svg>") == "<svg></svg>"
    assert web.inline_svg("<svg/>") == "<svg/>"
