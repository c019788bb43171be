"""The page of crisis numbers: the centre's own ones, and the review of all that its people see."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from oncocare.foundation import clock
from oncocare.people.models import Centre, Patient
from oncocare.safety.crisis.actions import set_crisis_numbers
from oncocare.safety.crisis.numbers import CrisisNumber
from oncocare.safety.crisis.selectors import crisis_of, review_due
from oncocare.safety.models import CrisisReview
from tests.cast import BY
from tests.pages import at, text

CRISIS = "centre_crisis"


def contacts(*filled):
    data = {"own-TOTAL_FORMS": len(filled), "own-INITIAL_FORMS": 0}
    for number, values in enumerate(filled):
        data |= {
            f"own-{number}-{name}": value for name, value in zip(("name_en", "number", "hours_en"), values, strict=True)
        }
    return data


def called(html):
    return re.search(r'name="review-called" value="([^"]*)"', html)[1]


def test_the_centres_own_numbers_are_saved_in_their_order(cast, carlos):
    given = contacts(("Ward", "+34 600 123 456", "Always"), ("", "", ""), ("Desk", "600 000", "Mornings"))
    assert carlos.post(reverse(CRISIS), given).url == reverse(CRISIS)
    assert [one.name for one in cast.here.crisis_numbers.all()] == ["Ward", "Desk"]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("Ward", "call me", "Always"), "Write the number in digits"),
        (("Ward", "600 123 456", ""), "Please answer: When, in English"),
        (("", "600 123 456", "Always"), "Please answer: Who answers, in English"),
    ],
)
def test_a_number_that_cannot_be_called_is_refused(cast, carlos, row, expected):
    assert expected in text(carlos.post(reverse(CRISIS), contacts(row)), 422)
    assert not cast.here.crisis_numbers.exists()


def test_a_review_lists_every_number_its_people_see_also_of_those_who_moved(cast, carlos):
    Patient.objects.filter(user=cast.ana).update(country="PT")
    Centre.objects.filter(pk=cast.here.pk).update(phone="+34 900 000 000")
    set_crisis_numbers(by=BY, centre=cast.here, numbers=[CrisisNumber("Ward", "600 123 456", "Always")])
    shown = text(carlos.get(reverse(CRISIS)))
    assert called(shown).split() == ["tel:+34900000000", "tel:024", "tel:112", "tel:1411", "tel:600123456"]
    for number in called(shown).split():
        assert f'href="{number}"' in shown
    assert "Nobody has written down yet" in shown
    assert carlos.post(reverse("review_crisis_numbers"), {"review-called": called(shown), "review-right": "on"}).url
    assert (CrisisReview.objects.get().by, review_due(cast.here)) == (cast.carlos, False)
    assert "Carlos called each of them" in text(carlos.get(reverse(CRISIS)))


def test_a_review_is_due_after_90_days_and_as_soon_as_a_number_is_new(cast, carlos):
    given = {"review-called": called(text(carlos.get(reverse(CRISIS)))), "review-right": "on"}
    assert carlos.post(reverse("review_crisis_numbers"), given).status_code == 302
    now = clock.now()
    for days, due in ((89, False), (91, True)):
        assert at(now + timedelta(days=days), lambda: review_due(cast.here)) is due
    set_crisis_numbers(by=BY, centre=cast.here, numbers=[CrisisNumber("Ward", "600 123 456", "Always")])
    assert "Somebody must call these numbers" in text(carlos.get(reverse(CRISIS)))
    assert "The numbers changed while this page was open." in text(
        carlos.post(reverse("review_crisis_numbers"), given), 422
    )


def test_nobody_says_that_they_called_without_a_tick(cast, carlos):
    given = {"review-called": called(text(carlos.get(reverse(CRISIS))))}
    assert "Please tick" in text(carlos.post(reverse("review_crisis_numbers"), given), 422)
    assert not CrisisReview.objects.exists()


# --- languages ----------------------------------------------------------------------------------------------------------


def one_number(**given):
    fields = {"number": "600 123 456", **given}
    return {"own-TOTAL_FORMS": 1, "own-INITIAL_FORMS": 0, **{f"own-0-{name}": value for name, value in fields.items()}}


BOTH = {"name_en": "Ward", "hours_en": "Always", "name_es": "Planta", "hours_es": "Siempre"}


def seen_in(centre, language):
    with translation.override(language):
        return [(one.name, one.hours) for one in crisis_of(centre).numbers]


def test_each_reader_sees_the_words_of_their_language(cast, carlos):
    carlos.post(reverse(CRISIS), one_number(**BOTH))
    assert seen_in(cast.here, "en")[0] == ("Ward", "Always")
    assert seen_in(cast.here, "es")[0] == ("Planta", "Siempre")


def test_whoever_reads_a_language_without_words_reads_those_there_are(cast, carlos):
    carlos.post(reverse(CRISIS), one_number(name_es="Planta", hours_es="Siempre"))
    assert seen_in(cast.here, "en")[0] == ("Planta", "Siempre")


def test_a_number_of_another_language_is_seen_last_and_says_which_it_is(cast, carlos):
    carlos.post(reverse(CRISIS), one_number(languages=["es"], **BOTH))
    assert seen_in(cast.here, "en")[-1] == ("Ward", "Always. Languages: Spanish")
    assert seen_in(cast.here, "es")[0][0] == "Planta"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name_en": "Ward", "hours_en": "Always", "name_es": "Planta"}, "hours_es"),
        ({"hours_es": "Siempre"}, "name_es"),
        ({"languages": ["es"]}, "name_en"),
    ],
)
def test_words_that_are_half_written_are_asked_for_where_they_are_missing(cast, carlos, given, field):
    answer = carlos.post(reverse(CRISIS), one_number(**given))
    assert (answer.status_code, field in answer.context["rows"].errors[0]) == (422, True)
    assert not cast.here.crisis_numbers.exists()


def test_what_is_saved_stands_in_the_rows_again(cast, carlos):
    carlos.post(reverse(CRISIS), one_number(languages=["es"], **BOTH))
    row = carlos.get(reverse(CRISIS)).context["rows"].forms[0]
    assert {name: row[name].value() for name in row.fields} == {
        "number": "600 123 456", "languages": ["es"], **BOTH,
    }  # fmt: skip


def test_a_number_from_before_stands_in_every_language_as_people_read_it(cast, carlos):
    set_crisis_numbers(by=BY, centre=cast.here, numbers=[CrisisNumber("Ward", "600 123 456", "Always")])
    row = carlos.get(reverse(CRISIS)).context["rows"].forms[0]
    assert [row[name].value() for name in ("name_en", "name_es", "hours_es")] == ["Ward", "Ward", "Always"]
