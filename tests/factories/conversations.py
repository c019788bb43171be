"""A centre that answers its patients, and who visits which page of their conversation when."""

from __future__ import annotations

from datetime import time

from django.test import Client
from django.urls import reverse

from mentoring.conversations.actions import set_answer_promise
from mentoring.conversations.models import ContactRequest
from oncocare.foundation import clock, ids
from oncocare.people.actions import change_centre
from oncocare.safety.promise import Opening
from oncocare.safety.rota.actions import set_staffed_hours
from tests.cast import BY, Cast
from tests.factories.rooms import day
from tests.pages import words

NINE_TO_FIVE = [Opening(weekday, time(9), time(17)) for weekday in range(5)]
FRIDAY = day(4, 18)  # after hours: the next staffed day is Monday the 9th
MONDAY = day(7, 10)


def answering(cast: Cast) -> None:
    """Ana's centre answers by the end of the next staffed day, from nine to five."""
    set_staffed_hours(by=BY, centre=cast.here, openings=NINE_TO_FIVE)
    set_answer_promise(by=cast.carlos, centre=cast.here, days=1)
    change_centre(by=BY, centre=cast.here, phone="931 000 000")


def visit(user, moment, name, *args, send=None, status=200, query=""):
    """What somebody who has just signed in reads, or is led to."""
    client = Client()
    with clock.at(moment):
        client.force_login(user)
        url = reverse(name, args=args) + query
        answer = client.get(url) if send is None else client.post(url, send)
    return answer.url if answer.status_code == 302 else words(answer, status)


def written(user, moment=FRIDAY, *, said="I cannot sleep", kind="write", key=None):
    """They write to their team by the page; what it belongs to."""
    send = {"kind": kind, "words": said, "key": str(key or ids.new())}
    assert visit(user, moment, "write_to_team", send=send) == reverse("my_team")
    return ContactRequest.objects.latest("made")
