"""The page of the rota: kept whole, or refused with place and reason; holes and absences in words."""

from datetime import time

import pytest
from django.urls import reverse

from oncocare.people import actions as people
from oncocare.people.models import Membership
from oncocare.safety.models import Cover
from oncocare.safety.rota.actions import set_rota
from oncocare.safety.rota.duty import Turn
from tests.cast import BY
from tests.factories.rooms import day
from tests.pages import at, text

ROTA = "centre_rota"


def rows(*filled):
    """The form of the rota: weekday, hours, first, second."""
    data = {"rota-TOTAL_FORMS": len(filled), "rota-INITIAL_FORMS": 0}
    for number, values in enumerate(filled):
        for name, value in zip(("weekday", "hours", "rank_1", "rank_2"), values, strict=False):
            data[f"rota-{number}-{name}"] = str(value)
    return data


def test_a_rota_is_saved_with_ranks_and_rows_without_a_person_are_left_out(cast, berta, carlos):
    given = rows((0, "9-13, 14-17", cast.clara.pk, berta.pk), (1, "9-17"), ("", "", "", ""))
    assert carlos.post(reverse(ROTA), given).url == reverse(ROTA)
    saved = [(one.weekday, one.opens.hour, one.closes.hour, one.user, one.rank) for one in cast.here.rota.all()]
    assert saved == [
        (0, 9, 13, cast.clara, 1), (0, 9, 13, berta, 2), (0, 14, 17, cast.clara, 1), (0, 14, 17, berta, 2),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("", "9-17", "clara"), "Choose the weekday."),
        ((0, "", "clara"), "Write from when and until when."),
        ((0, "later", "clara"), "From and until: “later” is not a time from and until."),
        ((0, "9-17", "clara", "clara"), "The same person stands here twice."),
        ((0, "9-17", "denis"), "Please choose again:"),
    ],
)
def test_a_row_that_cannot_be_kept_refuses_the_whole_rota_with_the_reason(cast, berta, carlos, row, expected):
    people = {name: getattr(cast, name).pk for name in ("clara", "denis")}
    wrong = [people.get(value, value) for value in row]
    assert expected in text(carlos.post(reverse(ROTA), rows((1, "9-17", berta.pk), wrong)), 422)
    assert not cast.here.rota.exists()


def test_two_rows_that_give_one_rank_to_two_people_are_refused(cast, berta, carlos):
    given = rows((0, "9-17", cast.clara.pk), (0, "9-17", berta.pk))
    assert "Two people have the same rank on one day: 09:00–17:00." in text(carlos.post(reverse(ROTA), given), 422)


def test_a_rota_that_still_names_who_left_says_so_and_is_not_saved(cast, berta, office, carlos):
    set_rota(by=BY, centre=cast.here, turns=[Turn(0, time(9), time(17), berta.pk)])
    people.dismiss(by=BY, membership=Membership.objects.get(user=berta))
    shown = text(carlos.get(reverse(ROTA)))
    assert f'<option value="{berta.pk}" selected>Berta (left)</option>' in shown
    assert "holes in the next 28 days" in shown
    shown = text(carlos.post(reverse(ROTA), rows((0, "9-17", berta.pk))), 422)
    assert "This person does not answer flags here any more. Choose somebody else." in shown
    assert cast.here.rota.get().user == berta


def test_holes_are_said_in_words_day_by_day(cast, office, carlos):
    turns = [Turn(one, time(9), time(17), cast.clara.pk) for one in range(4)] + [
        Turn(4, time(9), time(14), cast.clara.pk)
    ]
    set_rota(by=BY, centre=cast.here, turns=turns)
    shown = text(at(day(0), lambda: carlos.get(reverse(ROTA))))
    assert "4 holes in the next 28 days" in shown
    assert "Friday 6 March 2026, 14:00–17:00" in shown
    set_rota(by=BY, centre=cast.here, turns=[Turn(one, time(9), time(17), cast.clara.pk) for one in range(5)])
    assert "Somebody is on duty in every staffed hour" in text(at(day(0), lambda: carlos.get(reverse(ROTA))))


def test_without_a_rota_the_staffed_hours_stand_ready_to_be_filled(cast, office, carlos):
    shown = text(carlos.get(reverse(ROTA)))
    assert "There is no rota yet" in shown
    assert shown.count('value="09:00–17:00"') == 5


def test_a_day_of_absence_is_saved_shown_and_taken_back(cast, berta, office, carlos):
    def post(instead):
        given = {"cover-day_day": "4", "cover-day_month": "3", "cover-day_year": "2026", "cover-absent": cast.clara.pk}
        return at(day(0), lambda: carlos.post(reverse("add_cover"), {**given, "cover-instead": instead}))

    assert post(berta.pk).url == reverse(ROTA)
    assert "Wednesday 4 March 2026: Berta for Clara" in text(at(day(0), lambda: carlos.get(reverse(ROTA))))
    assert "Nobody stands in for themselves." in text(post(cast.clara.pk), 422)
    post("")
    assert "nobody for Clara" in text(at(day(0), lambda: carlos.get(reverse(ROTA))))
    taken_back = at(day(0), lambda: carlos.post(reverse("remove_cover", args=[Cover.objects.get().pk])))
    assert taken_back.url == reverse(ROTA)
    assert not Cover.objects.exists()
