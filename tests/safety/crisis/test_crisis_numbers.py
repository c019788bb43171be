"""The reviewed table of crisis numbers, and the warning of a release when it grows old."""

import re
from datetime import UTC, datetime, time, timedelta

import pytest
from django.core.checks import WARNING, registry

from oncocare.foundation import clock
from oncocare.foundation.datafiles import DataFileError
from oncocare.safety import apps
from oncocare.safety.crisis import numbers


@pytest.mark.parametrize(("days", "warnings"), [(-1, ["safety.I001"]), (0, []), (90, []), (91, ["safety.I001"])])
def test_the_check_of_a_release_warns_of_numbers_not_reviewed_in_the_last_90_days_and_never_fails(days, warnings):
    with clock.at(noon_after_the_review(days)):
        found = apps.crisis_numbers_reviewed()
    assert [one.id for one in found] == warnings
    assert not [one for one in found if one.is_serious(WARNING)]


def noon_after_the_review(days):
    return datetime.combine(numbers.table().reviewed_on, time(12), UTC) + timedelta(days=days)


def test_the_check_of_a_release_looks_at_the_crisis_numbers():
    assert apps.crisis_numbers_reviewed in registry.registry.get_checks(include_deployment_checks=True)
    assert apps.crisis_numbers_reviewed not in registry.registry.get_checks()


def test_every_country_has_its_numbers_in_every_language_with_a_source():
    for code, country in numbers.table().countries.items():
        assert re.fullmatch("[A-Z]{2}", code)
        assert re.fullmatch("[0-9]{3}", country.emergency.number)
        assert country.lines
        assert country.emergency.source
        for line in country.lines:
            assert re.fullmatch("[0-9]{3}[0-9 ]*", line.number)
            assert line.source
            assert set(line.name) == set(line.official) == set(line.hours) == set(country.name) == {"en", "es", "pt"}


def test_a_number_is_dialled_by_its_digits():
    assert [one.tel for one in numbers.for_country("PL", "en").numbers] == ["tel:800702222"]
    spain = numbers.for_country("ES", "es")
    assert [(one.number, one.tel) for one in spain.numbers] == [("024", "tel:024")]
    assert (spain.country_name, spain.emergency) == ("España", "112")


def test_a_country_without_numbers_shows_those_of_the_fallback_and_a_language_without_words_english():
    assert numbers.for_country("XX", "en", fallback="PT") == numbers.for_country("PT", "en")
    assert numbers.for_country("ES", "pl").country_name == "Spain"
    assert numbers.for_country("ES", "es-MX").country_name == "España"


def test_a_mistake_in_the_table_is_named_with_its_line(tmp_path, monkeypatch):
    bad = tmp_path / "crisis.yaml"
    bad.write_text(
        numbers.TABLE.read_text(encoding="utf-8").replace("emergency: {", "emergncy: {", 1), encoding="utf-8"
    )
    monkeypatch.setattr(numbers, "TABLE", bad)
    numbers.table.cache_clear()
    try:
        with pytest.raises(DataFileError, match=r"crisis\.yaml:10: countries\.ES\.emergncy: unknown key"):
            numbers.table()
    finally:
        numbers.table.cache_clear()


# --- languages ----------------------------------------------------------------------------------------------------------


def spoken(name: str, *languages: str) -> numbers.CrisisNumber:
    return numbers.CrisisNumber(name, "600", "", languages=languages)


def test_numbers_of_the_readers_language_come_first_and_those_of_others_only_come_last_in_their_order():
    own = (
        spoken("first"),
        spoken("any"),
        spoken("en, es", "en", "es"),
        spoken("es only", "es"),
        spoken("en only", "en"),
    )
    named = [one.name for one in numbers.for_country("ES", "en", own=own).numbers]
    line = numbers.for_country("ES", "en").numbers[0].name
    assert named == ["en, es", "en only", "first", "any", line, "es only"]
    assert [one.name for one in numbers.spoken_first(own, "es-mx")][:2] == ["en, es", "es only"]


def test_a_number_is_read_in_its_words_of_a_language_and_else_as_it_is():
    number = numbers.CrisisNumber("Ward", "600", "Always", (("es", numbers.NumberWords("Planta", "Siempre")),))
    assert [(one.name, one.hours) for one in map(number.read_in, ("es", "es-mx", "en"))] == [
        ("Planta", "Siempre"), ("Planta", "Siempre"), ("Ward", "Always"),
    ]  # fmt: skip
