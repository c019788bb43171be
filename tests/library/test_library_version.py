"""One version: what a reviewer reads before it is shown, what they do with it, and what is refused."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from oncocare.audit.models import AuditRow
from oncocare.library import actions
from oncocare.library.models import Piece, TextStep
from oncocare.library.selectors import TextStanding, published, standing
from oncocare.people.actions import appoint, register_user
from oncocare.people.days import today_of
from oncocare.people.roles import CLINICIAN
from tests.cast import BY
from tests.factories.library import brought, handed_in, new_piece, said
from tests.pages import text, words


@pytest.fixture
def piece(cast):
    return new_piece(cast)


@pytest.fixture
def today(cast):
    return today_of(cast.here)


@pytest.fixture
def year(today):
    return today + timedelta(days=365)


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def clara(cast):
    return browser(cast.clara)


@pytest.fixture
def berta(cast):
    """A second clinician of the centre called here."""
    user = register_user(by=BY, email="berta@example.org", name="Berta", language="en")
    appoint(by=BY, user=user, centre=cast.here, role=CLINICIAN)
    return user


def at(version) -> str:
    return reverse("library_version", args=[version.pk])


def do(client, version, what, **given):
    return client.post(at(version), {"do": what, **{f"{what}-{name}": str(value) for name, value in given.items()}})


def steps(version) -> list[str]:
    return list(TextStep.objects.filter(version=version).order_by("id").values_list("step", flat=True))


def test_a_reviewer_reads_it_with_what_it_is_and_publishes_it_for_a_year(cast, piece, berta, today, year):
    version = handed_in(cast.clara, piece)
    client = browser(berta)
    page = words(client.get(at(version)))
    assert "Get up. Sit somewhere else." in page
    for part in ("1 minute to read", "Written by Clara", "Just diagnosed", "Who keeps it right Clara", "Publish it"):
        assert part in page
    offered = re.findall(r'name="publish-(on|until)" value="([\d-]+)"', text(client.get(at(version))))
    assert dict(offered) == {"on": str(today), "until": str(year)}
    answer = client.post(
        at(version), {"do": "publish", "publish-on": str(today), "publish-until": str(year)}, follow=True
    )
    assert "It is published." in words(answer)
    step = TextStep.objects.get(version=version, step="published")
    assert (step.by, step.on, step.until) == (f"user:{berta.pk}", today, year)


def test_who_wrote_it_is_told_why_they_cannot_review_it(cast, piece, clara, today, year):
    version = handed_in(cast.clara, piece)
    page = words(clara.get(at(version)))
    assert "You wrote it, so somebody else has to review it before anybody reads it." in page
    assert "Publish it" not in page
    refused = words(do(clara, version, "publish", on=today, until=year), 422)
    assert "Somebody else has to review what you wrote." in refused
    assert steps(version) == ["submitted"]


def test_a_coordinator_sees_no_acts_of_a_review_and_may_take_none(cast, piece, today, year):
    version = handed_in(cast.clara, piece)
    carlos = browser(cast.carlos)
    page = words(carlos.get(at(version)))
    assert "A clinician has to review it before anybody reads it." in page
    assert "Publish it" not in page
    before = AuditRow.objects.filter(verb="denied").count()
    assert [do(carlos, version, "publish", on=today, until=year).status_code, do(carlos, version, "back").status_code] == [
        403, 403,
    ]  # fmt: skip
    assert (AuditRow.objects.filter(verb="denied").count() - before, steps(version)) == (2, ["submitted"])


def test_it_is_sent_back_with_what_has_to_change_and_never_without(cast, piece, berta, clara):
    version = handed_in(cast.clara, piece)
    client = browser(berta)
    assert "Say what has to change." in words(do(client, version, "back", note=""), 422)
    do(client, version, "back", note="Say when to call.")
    assert steps(version) == ["submitted", "sent back"]
    assert "Sent back: Berta" in words(clara.get(at(version)))
    assert "Say when to call." in words(clara.get(at(version)))


def test_of_two_reviewers_the_second_is_told_and_nothing_is_done_twice(cast, piece, berta, today, year):
    version = handed_in(cast.clara, piece)
    actions.send_back(by=cast.gala, version=version, note="Say when to call.")
    page = words(do(browser(berta), version, "publish", on=today, until=year), 422)
    assert "Somebody has done something with this version meanwhile. Look at it again." in page
    assert "Sent back: Gala" in page
    assert steps(version) == ["submitted", "sent back"]


@pytest.mark.parametrize(
    ("first", "last", "message"),
    [
        (-1, 10, "Choose today or a day to come."),
        (5, 5, "Choose a day after the first on which it is shown."),
    ],
)
def test_days_that_cannot_be_are_said_at_their_field(cast, piece, berta, today, first, last, message):
    version = handed_in(cast.clara, piece)
    given = {"on": today + timedelta(days=first), "until": today + timedelta(days=last)}
    assert message in words(do(browser(berta), version, "publish", **given), 422)
    assert steps(version) == ["submitted"]


def test_what_its_media_lack_is_said_to_the_reviewer(cast, piece, berta, today, year, monkeypatch):
    said(brought(cast))
    version = handed_in(cast.clara, piece, text="Get up.\n\n![](a-talk)\n")
    monkeypatch.setattr(actions, "spoken", lambda *_given: {})  # as when the text came in a folder, without the words
    page = words(do(browser(berta), version, "publish", on=today, until=year), 422)
    assert "has no captions in English" in page
    assert steps(version) == ["submitted"]


def test_a_made_up_testimony_is_refused_to_the_reviewer_outside_a_demonstration(
    cast, piece, berta, today, year, settings
):
    Piece.objects.filter(pk=piece.pk).update(kind="testimony", made_up=True)
    version = handed_in(cast.clara, piece)
    settings.DEMO = False
    page = words(do(browser(berta), version, "publish", on=today, until=year), 422)
    assert "it is made up, and is published in a demonstration only" in page
    assert steps(version) == ["submitted"]
    settings.DEMO = True
    do(browser(berta), version, "publish", on=today, until=year)
    assert steps(version) == ["submitted", "published"]


def test_what_nobody_can_do_is_refused_without_a_change(cast, piece, berta):
    version = handed_in(cast.clara, piece)
    assert do(browser(berta), version, "delete").status_code == 422
    assert do(browser(berta), version, "end", note="It was wrong.").status_code == 422
    assert steps(version) == ["submitted"]


# --- taken out ----------------------------------------------------------------------------------------------------------


def readers(cast, language="en") -> list[str]:
    return [version.title for version in published(cast.here, language)]


@pytest.fixture
def told(cast, piece, year):
    """Two published versions in English and one in Spanish, of which readers see the newer and the Spanish."""
    first = handed_in(cast.clara, piece)
    actions.publish(by=cast.gala, version=first, until=year)
    second = handed_in(cast.clara, piece, title="Awake")
    actions.publish(by=cast.gala, version=second, until=year)
    spanish = handed_in(cast.clara, piece, "es", second, title="Despierta")
    actions.publish(by=cast.gala, version=spanish, until=year)
    return first, second, spanish


def test_no_older_version_comes_back_when_the_newest_is_taken_out(cast, told, clara):
    first, second, _spanish = told
    do(clara, second, "end", note="It was wrong.")
    assert (readers(cast), readers(cast, "es")) == ([], ["Despierta"])
    assert (steps(first)[-1], steps(second)[-1]) == ("ended", "ended")


def test_a_testimony_is_taken_out_in_every_language_at_once(cast, told, clara):
    _first, second, _spanish = told
    Piece.objects.update(kind="testimony")
    assert re.search(r'name="end-everywhere"[^>]* checked', text(clara.get(at(second))))
    do(clara, second, "end", note="She asked for it.", everywhere="on")
    assert (readers(cast), readers(cast, "es")) == ([], [])
    reader = Client()
    addresses = [reverse("library_read", args=["here", code, second.piece.slug]) for code in ("en", "es")]
    assert [reader.get(address).status_code for address in addresses] == [404, 404]


def test_what_waits_says_that_the_piece_was_taken_out_and_why(cast, told, clara, berta, piece):
    waiting = handed_in(cast.clara, piece, title="Awake again")
    do(clara, told[1], "end", note="She asked for it.")
    page = words(browser(berta).get(at(waiting)))
    assert "A text of this piece in English was taken out" in page
    assert "She asked for it." in page


def test_it_is_not_taken_out_without_a_reason(cast, told, clara):
    assert "Say why it is no longer shown." in words(do(clara, told[1], "end", note=" "), 422)
    assert readers(cast) == ["Awake"]


def test_an_older_version_says_which_one_readers_see(cast, told, clara):
    assert "Readers see version 2 instead of this one." in words(clara.get(at(told[0])))
    assert "instead of this one" not in words(clara.get(at(told[1])))


def test_a_newer_version_never_ends_before_an_older_one_which_would_come_back(cast, told, piece, today, year):
    third = handed_in(cast.clara, piece)
    with pytest.raises(ValidationError) as refused:
        actions.publish(by=cast.gala, version=third, until=today + timedelta(days=30))
    assert list(refused.value.message_dict) == ["until"]
    assert standing(third, today) == TextStanding.IN_REVIEW
    actions.publish(by=cast.gala, version=third, until=year)


# --- what changed -------------------------------------------------------------------------------------------------------


def test_what_changed_is_said_line_by_line_and_not_by_colour_alone(cast, piece, clara):
    first = handed_in(cast.clara, piece)
    second = handed_in(
        cast.clara, piece, text="Get up. Sit *somewhere* else.\n\nCall if you have a fever.\n", title="Up"
    )
    assert f'href="{reverse("library_changes", args=[second.pk])}"' in text(clara.get(at(second)))
    page = text(clara.get(reverse("library_changes", args=[second.pk])))
    assert re.findall(r"<(del|ins)>([^<]+)", page) == [
        ("del", "Awake at three"), ("ins", "Up"), ("ins", "Call if you have a fever."),
    ]  # fmt: skip
    assert re.findall(r"(Gone|New):", page) == ["Gone", "New", "New"]
    assert clara.get(reverse("library_changes", args=[first.pk])).status_code == 404


def test_a_translation_has_its_source_beside_it_and_tells_when_that_moved_on(cast, piece, clara, year):
    source = handed_in(cast.clara, piece)
    actions.publish(by=cast.gala, version=source, until=year)
    translated = handed_in(cast.clara, piece, "es", source, title="Despierta", text="Levántese.\n")
    page = words(clara.get(at(translated)))
    assert "The text it was translated from Awake at three Get up." in page
    assert "has a newer version" not in page
    actions.publish(by=cast.gala, version=handed_in(cast.clara, piece, title="Awake"), until=year)
    assert "What it was translated from has a newer version." in words(clara.get(at(translated)))


def test_a_version_of_another_centre_is_not_there(cast, piece):
    version = handed_in(cast.clara, piece)
    denis = browser(cast.denis)
    names = ("library_version", "library_changes")
    assert [denis.get(reverse(name, args=[version.pk])).status_code for name in names] == [404, 404]
