"""The coordinator's pages about hours, holidays, rota and crisis numbers: kept whole, or refused with place and reason."""

import re
from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from oncocare.people import actions as accounts
from oncocare.people.models import Centre, Membership, Patient
from oncocare.people.permissions import Role
from oncocare.safety import actions, selectors
from oncocare.safety.crisis import Contact
from oncocare.safety.models import Cover, CrisisReview
from oncocare.safety.promise import Opening
from oncocare.safety.rota import Turn
from tests.cast import BY
from tests.factories.rooms import FlagFactory, day

HOURS, ROTA, CRISIS = "centre_hours", "centre_rota", "centre_crisis"


@pytest.fixture
def berta(cast):
    user = accounts.register_user(by=BY, email="berta@example.org", name="Berta", language="en")
    accounts.appoint(by=BY, user=user, centre=cast.here, role=Role.CLINICIAN)
    return user


@pytest.fixture
def office(cast):
    actions.set_staffed_hours(by=BY, centre=cast.here, openings=[Opening(one, time(9), time(17)) for one in range(5)])


@pytest.fixture
def carlos(cast, client):
    client.force_login(cast.carlos)
    return client


def text(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[:500]
    return re.sub(r"\s+", " ", answer.content.decode())


def at(moment, act):
    with clock.at(moment):
        return act()


# --- hours --------------------------------------------------------------------------------------------------------------


def test_the_week_is_saved_as_it_is_written_and_shown_again(cast, carlos):
    given = {"hours-0": "9-13, 15-18", "hours-5": "0–24"}
    assert carlos.post(reverse(HOURS), given).url == reverse(HOURS)
    wanted = (Opening(0, time(9), time(13)), Opening(0, time(15), time(18)), Opening(5, time(0), time.max))
    assert selectors.hours_of(cast.here) == wanted
    said = text(carlos.get(reverse(HOURS)))
    assert 'value="09:00–13:00, 15:00–18:00"' in said
    assert 'value="00:00–24:00"' in said
    assert AuditRow.objects.get(verb="staffed_hours.set").actor == f"user:{cast.carlos.pk}"


def test_a_week_with_one_bad_day_is_refused_whole_with_the_day_and_the_reason(cast, office, carlos):
    said = text(carlos.post(reverse(HOURS), {"hours-0": "10-12", "hours-1": "17-9", "hours-6": "9-12, 11-13"}), 422)
    assert "Tuesday: “17-9” ends before it begins." in said
    assert "Sunday: Two of the times overlap. Write each hour once." in said
    assert 'value="17-9"' in said
    assert len(selectors.hours_of(cast.here)) == 5


def test_holidays_are_saved_one_a_line_and_named_line_by_line_when_refused(cast, carlos):
    def post(lines):
        return at(day(0), lambda: carlos.post(reverse("centre_holidays"), {"holidays-days": lines}))

    assert post("2026-04-03 Good Friday\n6/4/2026").url == reverse(HOURS)
    said = text(at(day(0), lambda: carlos.get(reverse(HOURS))))
    assert "Friday 3 April 2026 · Good Friday" in said
    assert "2026-04-03 Good Friday 2026-04-06</textarea>" in said
    said = text(post("2026-04-03\nEaster\n2026-01-01"), 422)
    assert "Line 2: it does not begin with a date" in said
    assert "Line 3: this day is past." in said
    assert selectors.closed_days(cast.here) == {date(2026, 4, 3), date(2026, 4, 6)}


def test_staff_read_how_the_promise_was_kept_with_denominators_and_what_still_waits(cast, office, carlos):
    ana, now = cast.patient(cast.ana), day(0)
    times = {"raised": now - timedelta(hours=3), "promised": now - timedelta(hours=1), "severity": "high"}
    for after in (1, None, None):
        acknowledged = after and now - timedelta(hours=3 - after)
        FlagFactory(
            patient=ana, owner=cast.clara, **times, acknowledged_at=acknowledged,
            acknowledged_by=after and cast.clara,
        )  # fmt: skip
    said = text(at(now, lambda: carlos.get(reverse(HOURS))))
    assert "In the last 90 days 1 of 3 flags were acknowledged within the promised time." in said
    assert "not half of them yet" in said
    assert said.count("1 of 3") == 3


def test_a_clinician_sees_hours_and_rota_and_cannot_change_them(cast, berta, office, client):
    actions.set_rota(by=BY, centre=cast.here, turns=[Turn(0, time(9), time(17), cast.clara.pk)])
    client.force_login(cast.clara)
    assert "Monday 09:00–17:00" in text(client.get(reverse(HOURS)))
    assert "Monday 09:00–17:00: <strong>Clara</strong>" in text(client.get(reverse(ROTA)))
    assert "Save" not in text(client.get(reverse(HOURS))) + text(client.get(reverse(ROTA)))


# --- rota ---------------------------------------------------------------------------------------------------------------


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
    ("row", "said"),
    [
        (("", "9-17", "clara"), "Choose the weekday."),
        ((0, "", "clara"), "Write from when and until when."),
        ((0, "later", "clara"), "From and until: “later” is not a time from and until."),
        ((0, "9-17", "clara", "clara"), "The same person stands here twice."),
        ((0, "9-17", "denis"), "Select a valid choice."),
    ],
)
def test_a_row_that_cannot_be_kept_refuses_the_whole_rota_with_the_reason(cast, berta, carlos, row, said):
    people = {name: getattr(cast, name).pk for name in ("clara", "denis")}
    wrong = [people.get(value, value) for value in row]
    assert said in text(carlos.post(reverse(ROTA), rows((1, "9-17", berta.pk), wrong)), 422)
    assert not cast.here.rota.exists()


def test_two_rows_that_give_one_rank_to_two_people_are_refused(cast, berta, carlos):
    given = rows((0, "9-17", cast.clara.pk), (0, "9-17", berta.pk))
    assert "Two people have the same rank on one day: 09:00–17:00." in text(carlos.post(reverse(ROTA), given), 422)


def test_a_rota_that_still_names_who_left_says_so_and_is_not_saved(cast, berta, office, carlos):
    actions.set_rota(by=BY, centre=cast.here, turns=[Turn(0, time(9), time(17), berta.pk)])
    accounts.dismiss(by=BY, membership=Membership.objects.get(user=berta))
    said = text(carlos.get(reverse(ROTA)))
    assert f'<option value="{berta.pk}" selected>Berta (left)</option>' in said
    assert "holes in the next 28 days" in said
    said = text(carlos.post(reverse(ROTA), rows((0, "9-17", berta.pk))), 422)
    assert "This person does not answer flags here any more. Choose somebody else." in said
    assert cast.here.rota.get().user == berta


def test_holes_are_said_in_words_day_by_day(cast, office, carlos):
    turns = [Turn(one, time(9), time(17), cast.clara.pk) for one in range(4)] + [
        Turn(4, time(9), time(14), cast.clara.pk)
    ]
    actions.set_rota(by=BY, centre=cast.here, turns=turns)
    said = text(at(day(0), lambda: carlos.get(reverse(ROTA))))
    assert "4 holes in the next 28 days" in said
    assert "Friday 6 March 2026, 14:00–17:00" in said
    actions.set_rota(by=BY, centre=cast.here, turns=[Turn(one, time(9), time(17), cast.clara.pk) for one in range(5)])
    assert "Somebody is on duty in every staffed hour" in text(at(day(0), lambda: carlos.get(reverse(ROTA))))


def test_without_a_rota_the_staffed_hours_stand_ready_to_be_filled(cast, office, carlos):
    said = text(carlos.get(reverse(ROTA)))
    assert "There is no rota yet" in said
    assert said.count('value="09:00–17:00"') == 5


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


# --- crisis numbers -----------------------------------------------------------------------------------------------------


def contacts(*filled):
    data = {"own-TOTAL_FORMS": len(filled), "own-INITIAL_FORMS": 0}
    for number, values in enumerate(filled):
        data |= {f"own-{number}-{name}": value for name, value in zip(("name", "number", "hours"), values, strict=True)}
    return data


def called(said):
    return re.search(r'name="review-called" value="([^"]*)"', said)[1]


def test_the_centres_own_numbers_are_saved_in_their_order(cast, carlos):
    given = contacts(("Ward", "+34 600 123 456", "Always"), ("", "", ""), ("Desk", "600 000", "Mornings"))
    assert carlos.post(reverse(CRISIS), given).url == reverse(CRISIS)
    assert [one.name for one in cast.here.crisis_contacts.all()] == ["Ward", "Desk"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("Ward", "call me", "Always"), "Write the number in digits"),
        (("Ward", "600 123 456", ""), "Please answer: When"),
        (("", "600 123 456", "Always"), "Please answer: Who answers"),
    ],
)
def test_a_number_that_cannot_be_called_is_refused(cast, carlos, row, said):
    assert said in text(carlos.post(reverse(CRISIS), contacts(row)), 422)
    assert not cast.here.crisis_contacts.exists()


def test_a_review_lists_every_number_its_people_see_also_of_those_who_moved(cast, carlos):
    Patient.objects.filter(user=cast.ana).update(country="PT")
    Centre.objects.filter(pk=cast.here.pk).update(phone="+34 900 000 000")
    actions.set_crisis_contacts(by=BY, centre=cast.here, contacts=[Contact("Ward", "600 123 456", "Always")])
    said = text(carlos.get(reverse(CRISIS)))
    assert called(said).split() == ["tel:+34900000000", "tel:024", "tel:112", "tel:1411", "tel:600123456"]
    for number in called(said).split():
        assert f'href="{number}"' in said
    assert "Nobody has written down yet" in said
    assert carlos.post(reverse("review_crisis_numbers"), {"review-called": called(said), "review-right": "on"}).url
    assert (CrisisReview.objects.get().by, selectors.review_due(cast.here)) == (cast.carlos, False)
    assert "Carlos called each of them" in text(carlos.get(reverse(CRISIS)))


def test_a_review_is_due_after_90_days_and_as_soon_as_a_number_is_new(cast, carlos):
    given = {"review-called": called(text(carlos.get(reverse(CRISIS)))), "review-right": "on"}
    assert carlos.post(reverse("review_crisis_numbers"), given).status_code == 302
    now = clock.now()
    for days, due in ((89, False), (91, True)):
        assert at(now + timedelta(days=days), lambda: selectors.review_due(cast.here)) is due
    actions.set_crisis_contacts(by=BY, centre=cast.here, contacts=[Contact("Ward", "600 123 456", "Always")])
    assert "Somebody must call these numbers" in text(carlos.get(reverse(CRISIS)))
    assert "The numbers changed while this page was open." in text(
        carlos.post(reverse("review_crisis_numbers"), given), 422
    )


def test_nobody_says_that_they_called_without_a_tick(cast, carlos):
    given = {"review-called": called(text(carlos.get(reverse(CRISIS))))}
    assert "Please tick" in text(carlos.post(reverse("review_crisis_numbers"), given), 422)
    assert not CrisisReview.objects.exists()
