"""The first page of a centre: a line that must not be overlooked."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from django.urls import reverse

from oncocare.foundation import clock
from oncocare.safety.crisis import numbers
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
