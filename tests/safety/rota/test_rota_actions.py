"""Hours, holidays, rota and covers as they are kept: replaced as a whole, refused with the reason."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from oncocare.people import actions as people
from oncocare.people.models import Membership
from oncocare.safety.promise import Opening
from oncocare.safety.rota.actions import remove_cover, set_cover, set_holidays, set_staffed_hours
from oncocare.safety.rota.selectors import closed_days, hours_of, rota_of
from tests.cast import BY
from tests.safety.team import at, weekly


def test_staffed_hours_are_replaced_as_a_whole(cast):
    set_staffed_hours(by=BY, centre=cast.here, openings=[Opening(5, time(10), time(12))])
    assert hours_of(cast.here) == (Opening(5, time(10), time(12)),)
    with pytest.raises(IntegrityError, match="staffed_hours_open_before_they_close"), transaction.atomic():
        set_staffed_hours(by=BY, centre=cast.here, openings=[Opening(5, time(12), time(10))])
    assert hours_of(cast.here) == (Opening(5, time(10), time(12)),)


def test_a_rota_that_names_somebody_who_left_is_refused_whole(team):
    cast, berta, _emil = team
    before = list(cast.here.rota.values_list("pk", flat=True))
    people.dismiss(by=BY, membership=Membership.objects.get(user=berta, centre=cast.here))
    with pytest.raises(ValidationError, match="does not answer flags at this centre any more"):
        weekly(cast, [(0, cast.clara, 1), (0, berta, 2)])
    assert list(cast.here.rota.values_list("pk", flat=True)) == before


def test_two_people_cannot_have_one_rank_at_one_time(team):
    cast, berta, _emil = team
    with pytest.raises(ValidationError, match="the same rank on one day: 09:00–17:00"):
        weekly(cast, [(0, cast.clara, 1), (0, berta, 1)])


def test_the_last_word_about_a_day_counts_and_can_be_taken_back(team):
    cast, _berta, emil = team
    day = date(2026, 3, 2)
    with clock.at(at(1)):
        for instead in (emil, None):
            cover = set_cover(by=BY, centre=cast.here, day=day, absent=cast.clara, instead=instead)
        assert rota_of(cast.here).covers == {(day, cast.clara.pk): None}
        remove_cover(by=BY, cover=cover)
    assert rota_of(cast.here).covers == {}
    verbs = ["cover.set", "cover.set", "cover.removed"]
    assert (
        list(AuditRow.objects.filter(verb__startswith="cover").order_by("id").values_list("verb", flat=True)) == verbs
    )


def test_a_cover_that_covers_nothing_is_refused_with_the_reason(team):
    cast, berta, _emil = team
    day = date(2026, 3, 2)

    def cover(day, absent, instead):
        with clock.at(at(2)):
            return set_cover(by=BY, centre=cast.here, day=day, absent=absent, instead=instead)

    for given, reason in (
        ((date(2026, 3, 1), cast.clara, berta), "This day is past."),
        ((day, cast.clara, cast.clara), "Nobody stands in for themselves."),
        ((day, cast.clara, cast.denis), "does not answer flags at this centre."),
    ):
        with pytest.raises(ValidationError, match=reason):
            cover(*given)
    cover(day, berta, None)
    with pytest.raises(ValidationError, match="absent that day too"):
        cover(day, cast.clara, berta)


def test_holidays_are_replaced_from_today_on_and_the_past_stays(team):
    cast, _berta, _emil = team
    with clock.at(at(2)):
        set_holidays(by=BY, centre=cast.here, days={date(2026, 3, 3): "", date(2026, 3, 10): "Fair"})
    with clock.at(at(5)):
        set_holidays(by=BY, centre=cast.here, days={date(2026, 3, 12): "Fair"})
    assert closed_days(cast.here) == {date(2026, 3, 3), date(2026, 3, 12)}
