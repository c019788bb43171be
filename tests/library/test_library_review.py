"""A text goes from a draft to a review to being shown, each step by a person; a version never changes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import Error, transaction

from oncocare.library import actions
from oncocare.library.models import TextDraft, TextVersion
from oncocare.library.selectors import TextStanding, moved_on, newest, published, reviewed, standing
from oncocare.people.days import today_of
from tests.factories.library import WORDS, handed_in, new_piece


@pytest.fixture
def piece(cast):
    return new_piece(cast)


@pytest.fixture
def today(cast):
    return today_of(cast.here)


def shown(cast, today, language="en"):
    return [version.title for version in published(cast.here, language, today)]


def test_a_draft_becomes_a_version_that_is_shown_once_somebody_else_has_reviewed_it(cast, piece, today):
    version = handed_in(cast.clara, piece)
    assert (version.number, version.minutes, standing(version, today)) == (1, 1, TextStanding.IN_REVIEW)
    assert (version.text, TextDraft.objects.count(), shown(cast, today)) == (WORDS["text"], 0, [])
    with pytest.raises(ValidationError):
        actions.publish(by=cast.clara, version=version, until=today + timedelta(days=365))
    actions.publish(by=cast.carlos, version=version, until=today + timedelta(days=365), note="Read whole.")
    assert (standing(version, today), shown(cast, today)) == (TextStanding.PUBLISHED, ["Awake at three"])
    assert reviewed(cast.here) == 1


@pytest.mark.parametrize("demo", [False, True])
def test_what_is_made_up_is_published_in_a_demo_only(cast, piece, today, settings, demo):
    settings.DEMO = demo
    piece.kind, piece.made_up = "testimony", True
    piece.save()
    version = handed_in(cast.clara, piece)
    if demo:
        actions.publish(by=cast.carlos, version=version, until=today + timedelta(days=365))
    else:
        with pytest.raises(ValidationError, match="it is made up, and is published in a demonstration only"):
            actions.publish(by=cast.carlos, version=version, until=today + timedelta(days=365))
    assert shown(cast, today) == (["Awake at three"] if demo else [])
    assert standing(version, today) == (TextStanding.PUBLISHED if demo else TextStanding.IN_REVIEW)


def test_what_is_published_stays_shown_while_a_newer_version_waits(cast, piece, today):
    first = handed_in(cast.clara, piece)
    actions.publish(by=cast.carlos, version=first, until=today + timedelta(days=365))
    second = handed_in(cast.clara, piece, title="Awake")
    assert shown(cast, today) == ["Awake at three"]
    actions.publish(by=cast.carlos, version=second, until=today + timedelta(days=365), on=today + timedelta(days=7))
    assert (standing(second, today), shown(cast, today)) == (TextStanding.SCHEDULED, ["Awake at three"])
    assert shown(cast, today + timedelta(days=7)) == ["Awake"]


def test_its_last_day_is_the_last(cast, piece, today):
    version = handed_in(cast.clara, piece)
    until = today + timedelta(days=30)
    actions.publish(by=cast.carlos, version=version, until=until)
    assert shown(cast, until) == ["Awake at three"]
    assert (shown(cast, until + timedelta(days=1)), standing(version, until + timedelta(days=1))) == (
        [], TextStanding.EXPIRED,
    )  # fmt: skip


def test_a_reviewer_sends_it_back_with_words(cast, piece, today):
    version = handed_in(cast.clara, piece)
    with pytest.raises(ValidationError):
        actions.send_back(by=cast.carlos, version=version, note=" ")
    actions.send_back(by=cast.carlos, version=version, note="Say when to call.")
    assert standing(version, today) == TextStanding.SENT_BACK
    with pytest.raises(ValidationError):
        actions.publish(by=cast.carlos, version=version, until=today + timedelta(days=1))
    assert handed_in(cast.clara, piece, text="Get up. Call if you have a fever.").number == 2


def test_what_is_withdrawn_is_shown_no_more(cast, piece, today):
    version = handed_in(cast.clara, piece)
    actions.publish(by=cast.carlos, version=version, until=today + timedelta(days=365))
    actions.end(by=cast.clara, version=version, note="She asked for it.")
    assert (standing(version, today), shown(cast, today)) == (TextStanding.ENDED, [])


def test_nothing_is_shown_in_a_language_in_which_it_was_not_published(cast, piece, today):
    actions.publish(by=cast.carlos, version=handed_in(cast.clara, piece), until=today + timedelta(days=365))
    handed_in(cast.clara, piece, language="es", title="Despierta a las tres")
    assert (shown(cast, today), shown(cast, today, "es")) == (["Awake at three"], [])


def test_a_translation_tells_when_its_source_moved_on(cast, piece, today):
    source = handed_in(cast.clara, piece)
    actions.publish(by=cast.carlos, version=source, until=today + timedelta(days=365))
    translated = handed_in(cast.clara, piece, language="es", source=source)
    newer = handed_in(cast.clara, piece, title="Awake")
    assert not moved_on(translated)
    actions.publish(by=cast.carlos, version=newer, until=today + timedelta(days=365))
    assert moved_on(translated)
    assert not moved_on(handed_in(cast.clara, piece, language="es", source=newer))


def test_two_authors_have_a_draft_each(cast, piece):
    for by, title in ((cast.clara, "Mine"), (cast.carlos, "His"), (cast.clara, "Mine, later")):
        actions.save_draft(by=by, piece=piece, language="en", **{**WORDS, "title": title})
    assert sorted(TextDraft.objects.values_list("author__name", "title")) == [
        ("Carlos", "His"),
        ("Clara", "Mine, later"),
    ]


@pytest.mark.parametrize("wrong", [{"title": " "}, {"summary": ""}, {"text": ""}, {"text": "# Too high\n\n<b>"}])
def test_what_nobody_could_read_is_not_handed_in_and_the_draft_stays(cast, piece, wrong):
    with pytest.raises(ValidationError) as refused:
        handed_in(cast.clara, piece, **wrong)
    assert list(refused.value.message_dict) == list(wrong)
    assert (TextDraft.objects.count(), newest(piece, "en")) == (1, None)


def test_a_version_is_never_changed(cast, piece):
    version = handed_in(cast.clara, piece)
    with pytest.raises(Error), transaction.atomic():
        TextVersion.objects.filter(pk=version.pk).update(title="Another")


@pytest.mark.parametrize(("on", "until"), [(-1, 10), (0, 0), (5, 5)])
def test_days_that_cannot_be_are_refused(cast, piece, today, on, until):
    version = handed_in(cast.clara, piece)
    with pytest.raises(ValidationError):
        actions.publish(
            by=cast.carlos, version=version, on=today + timedelta(days=on), until=today + timedelta(days=until)
        )
    assert standing(version, today) == TextStanding.IN_REVIEW


def test_what_is_ended_comes_back_in_no_earlier_version(cast, piece, today):
    until = today + timedelta(days=365)
    versions = [handed_in(cast.clara, piece, title=title) for title in ("Awake at three", "Awake", "Not yet")]
    for version in versions[:2]:
        actions.publish(by=cast.gala, version=version, until=until)
    actions.end(by=cast.clara, version=versions[1], note="taken back")
    assert shown(cast, today) == []
    assert [standing(version, today) for version in versions] == [
        TextStanding.ENDED, TextStanding.ENDED, TextStanding.IN_REVIEW,
    ]  # fmt: skip


@pytest.mark.parametrize(("everywhere", "left"), [(True, []), (False, ["Despierta"])])
def test_what_is_taken_back_is_gone_in_every_language(cast, piece, today, everywhere, left):
    english = handed_in(cast.clara, piece)
    spanish = handed_in(cast.clara, piece, "es", english, title="Despierta")
    for version in (english, spanish):
        actions.publish(by=cast.gala, version=version, until=today + timedelta(days=365))
    actions.end(by=cast.clara, version=english, note="taken back", everywhere=everywhere)
    assert (shown(cast, today), shown(cast, today, "es")) == ([], left)
