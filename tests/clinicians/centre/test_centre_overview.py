"""The first page of a centre: a line that must not be overlooked."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clinicians.centre.selectors import shown_pieces
from oncocare.events.models import Delivery, Event
from oncocare.foundation import clock
from oncocare.library.actions import publish
from oncocare.notifications.models import Message
from oncocare.people.days import today_of
from oncocare.safety.crisis import numbers
from oncocare.web.templatetags.web import moment
from tests.factories.library import handed_in, new_piece
from tests.pages import text


@pytest.mark.parametrize(("days", "red"), [(90, False), (91, True)])
@pytest.mark.parametrize(
    ("language", "title", "what_to_do"),
    [
        (
            "en",
            "The crisis numbers of this version are past their review",
            "Ask whoever runs this server for a newer version.",
        ),
        (
            "es",
            "La revisión de los teléfonos de crisis de esta versión ha caducado",
            "Pida una versión más reciente a quien lleva el servidor.",
        ),
    ],
)
def test_numbers_past_their_review_are_a_red_line_on_the_overview_with_what_to_do(
    carlos, days, red, language, title, what_to_do
):
    noon = datetime.combine(numbers.table().reviewed_on, time(12), UTC)
    with clock.at(noon + timedelta(days=days)):
        page = text(carlos.get(reverse("centre"), headers={"accept-language": language}))
    assert [title in page, what_to_do in page] == [red, red]


# --- what could not be delivered --------------------------------------------------------------------------------------


def dead_letter() -> Delivery:
    event = Event.objects.create(kind="made.up", payload={})
    return Delivery.objects.create(event=event, handler="rooms.handlers.broken", state=Delivery.State.DEAD)


def mail(cast, source: str, **given) -> Message:
    now = clock.now()
    row = {"user": cast.ana, "kind": "made.up", "channel": Message.Channel.EMAIL, "not_before": now, **given}
    return Message.objects.create(source=source, **row)


def test_the_overview_says_how_much_work_failed_since_when_and_where_it_is_tried_again(cast, carlos):
    assert "failed every time" not in text(carlos.get(reverse("centre")))
    now = clock.now()
    for hours in (3, 30):
        with clock.at(now - timedelta(hours=hours)):
            dead_letter()
    page = text(carlos.get(reverse("centre")))
    assert "2 pieces of work failed every time" in page
    with timezone.override(cast.here.time_zone):
        assert f"The oldest is of {moment(now - timedelta(hours=30))}, 30 hours ago." in page
    assert re.findall(r'id="dead".*?href="([^"]+)"', page, re.DOTALL)[0] == reverse("centre_system")
    carlos.post(reverse("try_again"))
    assert "failed every time" not in text(carlos.get(reverse("centre")))


def test_the_overview_counts_the_mails_of_a_month_that_no_server_took(cast, carlos):
    now = clock.now()
    mail(cast, "old", state=Message.State.FAILED, made=now - timedelta(days=31))
    mail(cast, "sent", state=Message.State.SENT, made=now)
    mail(cast, "page", state=Message.State.FAILED, made=now, channel=Message.Channel.PAGE)
    assert "could not be delivered" not in text(carlos.get(reverse("centre")))
    mail(cast, "first", state=Message.State.FAILED, made=now - timedelta(days=29))
    mail(cast, "second", state=Message.State.FAILED, made=now - timedelta(days=2))
    page = text(carlos.get(reverse("centre")))
    assert "2 e-mails could not be delivered" in page
    with timezone.override(cast.here.time_zone):
        assert f"the first on {moment(now - timedelta(days=29))}." in page


def test_a_clinician_who_cannot_open_the_page_of_the_system_is_not_led_there(clara):
    dead_letter()
    assert "failed every time" not in text(clara.get(reverse("centre")))


# --- the library ------------------------------------------------------------------------------------------------------


def library_step(carlos) -> tuple[str, str]:
    """Whether the step of the library is done, and how far the page says it is."""
    [steps] = re.findall(r'<ol class="oc-steps">.*?</ol>', text(carlos.get(reverse("centre"))), re.DOTALL)
    [step] = re.findall(rf'<li>\s*<a href="{reverse("library_pieces")}">.*?</li>', steps, re.DOTALL)
    [done] = re.findall(r"\b(Done|To do)\b", step)
    return done, re.findall(r'<span class="oc-small">([^<]+)</span>', step)[0]


def test_the_overview_says_how_many_pieces_of_level_2_are_shown_of_how_many(cast, carlos):
    assert library_step(carlos) == ("To do", "Level 2 has 0 reviewed pieces, and there is nothing to review yet.")
    versions = [handed_in(cast.clara, new_piece(cast, f"piece-{number}")) for number in range(3)]
    assert library_step(carlos) == ("To do", "Level 2 has 0 reviewed pieces: 0 of 3 pieces are shown.")
    today = today_of(cast.here)
    publish(by=cast.gala, version=versions[0], until=today + timedelta(days=9))
    publish(by=cast.gala, version=versions[1], until=today + timedelta(days=9), on=today + timedelta(days=5))
    assert library_step(carlos) == ("Done", "1 of 3 pieces are shown.")
    with clock.at(clock.now() + timedelta(days=6)):
        assert shown_pieces(cast.here) == "2 of 3 pieces are shown."
    with clock.at(clock.now() + timedelta(days=11)):
        assert shown_pieces(cast.here) == "Level 2 has 0 reviewed pieces: 0 of 3 pieces are shown."


def test_pieces_of_another_centre_count_for_nobody_here(cast, carlos):
    piece = new_piece(cast)
    publish(by=cast.gala, version=handed_in(cast.clara, piece), until=today_of(cast.here) + timedelta(days=9))
    assert (shown_pieces(cast.here), shown_pieces(cast.there)) == (
        "1 of 1 piece is shown.", "Level 2 has 0 reviewed pieces, and there is nothing to review yet.",
    )  # fmt: skip
