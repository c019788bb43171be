"""The crisis numbers, the help page for everybody, and the page after a worrying answer."""

import logging
import re
from datetime import UTC, datetime, time, timedelta

import pytest
from django.core.checks import WARNING, registry
from django.db import OperationalError, connection
from django.test import RequestFactory
from django.urls import reverse

from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from oncocare.foundation.datafiles import DataFileError
from oncocare.people.actions import show_promise
from oncocare.people.models import Centre, Patient
from oncocare.safety import checks, context, crisis
from oncocare.safety.actions import acknowledge, raise_flag, set_crisis_contacts
from oncocare.safety.crisis import Contact
from tests.cast import BY
from tests.factories.rooms import FlagFactory

SAFE = "/questions/onward/"


@pytest.fixture
def flag(cast):
    return raise_flag(by=BY, patient=cast.patient(cast.ana), kind="suicidal_ideation", severity="high", source="test:1")


def page(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode()


def dialled(text):
    return set(re.findall(r'href="tel:([^"]+)"', text))


# --- the table --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "said"), [(-1, ["safety.I001"]), (0, []), (90, []), (91, ["safety.I001"])])
def test_the_check_of_a_release_warns_of_numbers_not_reviewed_in_the_last_90_days_and_never_fails(days, said):
    with clock.at(noon_after_the_review(days)):
        found = checks.reviewed()
    assert [one.id for one in found] == said
    assert not [one for one in found if one.is_serious(WARNING)]


def noon_after_the_review(days):
    return datetime.combine(crisis.table().reviewed_on, time(12), UTC) + timedelta(days=days)


def test_the_check_of_a_release_looks_at_the_crisis_numbers():
    assert checks.reviewed in registry.registry.get_checks(include_deployment_checks=True)
    assert checks.reviewed not in registry.registry.get_checks()


def test_every_country_has_its_numbers_in_every_language_with_a_source():
    for code, country in crisis.table().countries.items():
        assert re.fullmatch("[A-Z]{2}", code)
        assert re.fullmatch("[0-9]{3}", country.emergency.number)
        assert country.lines
        assert country.emergency.source
        for line in country.lines:
            assert re.fullmatch("[0-9]{3}[0-9 ]*", line.number)
            assert line.source
            assert set(line.name) == set(line.hours) == set(country.name) == {"en", "es"}


def test_a_number_is_dialled_by_its_digits():
    assert [one.tel for one in crisis.for_country("PL", "en").contacts] == ["tel:800702222"]
    spain = crisis.for_country("ES", "es")
    assert [(one.number, one.tel) for one in spain.contacts] == [("024", "tel:024")]
    assert (spain.country_name, spain.emergency) == ("España", "112")


def test_a_country_without_numbers_shows_those_of_the_fallback_and_a_language_without_words_english():
    assert crisis.for_country("XX", "en", fallback="PT") == crisis.for_country("PT", "en")
    assert crisis.for_country("ES", "pl").country_name == "Spain"
    assert crisis.for_country("ES", "es-MX").country_name == "España"


def test_a_mistake_in_the_table_is_named_with_its_line(tmp_path, monkeypatch):
    bad = tmp_path / "crisis.yaml"
    bad.write_text(crisis.TABLE.read_text(encoding="utf-8").replace("emergency: {", "emergncy: {", 1), encoding="utf-8")
    monkeypatch.setattr(crisis, "TABLE", bad)
    crisis.table.cache_clear()
    try:
        with pytest.raises(DataFileError, match=r"crisis\.yaml:8: countries\.ES\.emergncy: unknown key"):
            crisis.table()
    finally:
        crisis.table.cache_clear()


# --- the numbers on the pages -----------------------------------------------------------------------------------------


def test_the_help_page_needs_no_account(db, client):
    text = page(client.get(reverse("help_now")))
    assert dialled(text) == {"112", "024"}
    assert "should read it by" not in text


def test_a_patient_sees_the_numbers_of_the_country_of_the_centre(cast, client):
    Centre.objects.filter(pk=cast.here.pk).update(country="PT")
    client.force_login(cast.ana)
    assert dialled(page(client.get(reverse("help_now")))) == {"112", "1411"}
    client.force_login(cast.dora)
    assert dialled(page(client.get(reverse("help_now")))) == {"112", "024"}


def test_staff_see_the_numbers_of_their_centre_too(cast, client):
    Centre.objects.filter(pk=cast.here.pk).update(country="MX")
    client.force_login(cast.clara)
    assert dialled(page(client.get(reverse("caseload")))) == {"911", "8009112000"}


def test_a_patient_reads_on_the_help_page_when_answers_are_read(cast, client):
    client.force_login(cast.ana)
    assert re.search(
        r"a person at Here should read it by \d+ \w+ \d{4}, \d\d:\d\d\.", page(client.get(reverse("help_now")))
    )
    client.force_login(cast.clara)
    assert "should read it by" not in page(client.get(reverse("help_now")))


# --- the page after a worrying answer ---------------------------------------------------------------------------------


def support(flag, onward=SAFE):
    return f"{reverse('support', args=[flag.pk])}?next={onward}"


def test_the_page_shows_numbers_first_and_says_honestly_that_nobody_has_read_it(cast, client, flag):
    client.force_login(cast.ana)
    text = page(client.get(support(flag)))
    assert (
        text.index("tel:112")
        < text.index("Can this wait until tomorrow?")
        < text.index("Nobody has read your answer yet")
    )
    assert not re.search(r"<input[^>]* checked", text)
    assert f'href="{SAFE}"' in text


def test_the_answer_is_kept_and_the_page_says_what_was_said(cast, client, flag):
    client.force_login(cast.ana)
    answer = client.post(support(flag), {"can_wait": "no"})
    assert (answer.status_code, answer.url) == (302, support(flag))
    flag.refresh_from_db()
    assert (flag.can_wait, flag.severity) == (False, "urgent")
    text = page(client.get(support(flag)))
    assert "You said it cannot wait. Please call one of the numbers above now." in text
    assert "Can this wait until tomorrow?" not in text


def test_a_yes_is_kept_too(cast, client, flag):
    client.force_login(cast.ana)
    client.post(support(flag), {"can_wait": "yes"})
    assert "You said it can wait until tomorrow." in page(client.get(support(flag)))


@pytest.mark.parametrize("given", [{"can_wait": ""}, {"can_wait": "perhaps"}])
def test_no_answer_or_an_unknown_one_shows_the_page_again_with_what_to_do(cast, client, flag, given):
    client.force_login(cast.ana)
    text = page(client.post(support(flag), given), 422)
    assert "There is a problem" in text
    assert "tel:112" in text
    flag.refresh_from_db()
    assert flag.can_wait is None


def test_once_somebody_has_read_it_the_page_says_so(cast, client, flag):
    acknowledge(by=cast.clara, flag=flag)
    client.force_login(cast.ana)
    text = page(client.get(support(flag)))
    assert "A person of your team has read your answer" in text
    assert "Nobody has read" not in text


@pytest.mark.parametrize("who", ["bea", "dora", "clara", "carlos", "eva"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_elses_flag_can_be_seen_or_answered(cast, client, flag, who, method):
    client.force_login(getattr(cast, who))
    assert getattr(client, method)(support(flag), {"can_wait": "yes"}).status_code == 404
    flag.refresh_from_db()
    assert flag.can_wait is None
    denied = AuditRow.objects.get(verb="denied")
    assert (denied.actor, denied.subject) == (f"user:{getattr(cast, who).pk}", f"flag:{flag.pk}")


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "javascript:alert(1)",
        "http:evil",
        "evil",
        "\t//evil.example",
    ],
)
def test_onward_never_leads_to_another_site(cast, client, flag, elsewhere):
    client.force_login(cast.ana)
    text = page(client.get(reverse("support", args=[flag.pk]), {"next": elsewhere}))
    assert "evil" not in re.sub(r'name="next" value="[^"]*"', "", text)
    assert "alert(1)" not in re.sub(r'name="next" value="[^"]*"', "", text)
    answer = client.post(f"{reverse('support', args=[flag.pk])}?next={elsewhere}", {"can_wait": "yes"})
    assert answer.url == support(flag, reverse("home"))


def test_a_flag_that_is_a_day_late_shows_its_own_deadline_not_a_new_promise(cast, client, flag):
    flag.deadline -= timedelta(days=1)
    flag.save()
    client.force_login(cast.ana)
    assert "should read it by" in page(client.get(support(flag)))


# --- the centre's own numbers, and the promise as it was kept -----------------------------------------------------------


def test_the_centres_own_numbers_come_before_the_countrys_for_its_people_only(cast, client):
    set_crisis_contacts(by=BY, centre=cast.here, contacts=[Contact("Ward", "600 123 456", "Always")])
    client.force_login(cast.ana)
    text = page(client.get(reverse("help_now")))
    assert text.index("tel:112") < text.index("tel:600123456") < text.index("tel:024")
    client.force_login(cast.dora)
    assert dialled(page(client.get(reverse("help_now")))) == {"112", "024"}


def test_who_moved_to_another_country_sees_its_numbers(cast, client):
    Patient.objects.filter(user=cast.ana).update(country="MX")
    client.force_login(cast.ana)
    assert dialled(page(client.get(reverse("help_now")))) == {"911", "8009112000"}
    client.force_login(cast.clara)
    assert dialled(page(client.get(reverse("help_now")))) == {"112", "024"}


def test_when_the_centres_numbers_cannot_be_read_the_countrys_are_there(cast, caplog):
    def broken(execute, sql, params, many, context):
        raise OperationalError("gone")

    request = RequestFactory().get("/")
    request.user, request.centre, request.country = cast.ana, cast.here, cast.here.country
    caplog.set_level(logging.CRITICAL)
    with connection.execute_wrapper(broken):
        shown = context.crisis(request)["crisis"]
        assert [one.number for one in shown.contacts] == ["024"]


@pytest.mark.parametrize(("shown", "flags", "said"), [(True, 5, True), (True, 4, False), (False, 5, False)])
def test_patients_read_how_the_promise_was_kept_where_the_centre_wishes_and_it_says_something(
    cast, client, shown, flags, said
):
    now = clock.now()
    for number in range(flags):
        FlagFactory(
            patient=cast.patient(cast.bea), owner=cast.clara, raised=now - timedelta(hours=9),
            promised=now - timedelta(hours=number), acknowledged_at=now - timedelta(hours=2), acknowledged_by=cast.clara,
        )  # fmt: skip
    show_promise(by=cast.carlos, centre=cast.here, shown=shown)
    client.force_login(cast.ana)
    text = page(client.get(reverse("help_now")))
    assert ("In the last 90 days, 3 of 5 worrying answers were read within the promised time." in text) is said
    assert ("were read within" in text) is said
