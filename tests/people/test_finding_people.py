"""Finding somebody in care: by any word of the name without accents or case, by key, by date of birth; by an index."""

from datetime import date

import pytest

from oncocare.foundation import clock
from oncocare.people.actions import register_user, take_into_care
from oncocare.people.birthdays import birthday
from oncocare.people.models import Patient, User
from oncocare.people.selectors import looked_for
from tests.cast import BY
from tests.factories.owner import count_rows

NAMES = {
    "nuria": "Núria Puig i Ferrer",
    "lukasz": "Łukasz Żółć",
    "bjork": "Björk Sæmundsdóttir",
    "soren": "Søren Đorđević",
    "gross": "Anna-Lena Groß",
    "obrien": "Máire O’Brien",
    "dangelo": "Luca D'Angelo",
    "ibanez": "José María Ibáñez de la Cruz",
    "igdir": "Iğdır İnci",
    "duplicate": "NURIA PUIG",
    "zoe": "Зоя Ёлкина",
}


@pytest.fixture
def people(cast):
    for key, name in NAMES.items():
        user = register_user(by=BY, email=f"{key}@example.org", name=name, language="en")
        take_into_care(by=BY, centre=cast.here, key=f"P-{key}", user=user)
    return cast


def keys(centre, words):
    return sorted(person.key.removeprefix("P-") for person in looked_for(centre, words))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("nuri", ["duplicate", "nuria"]),
        ("NÚRIA", ["duplicate", "nuria"]),
        ("nu\u0301ria", ["duplicate", "nuria"]),  # the accent as a letter of its own
        ("puig", ["duplicate", "nuria"]),
        ("ferrer nuria", ["nuria"]),
        ("pui fer", ["nuria"]),
        ("uria", []),  # the beginning of a word, not its middle
        ("lukasz", ["lukasz"]),
        ("zolc", ["lukasz"]),
        ("Żółć", ["lukasz"]),
        ("saemund", ["bjork"]),
        ("sæmund", ["bjork"]),
        ("soren dordevic", ["soren"]),
        ("gross", ["gross"]),
        ("GROSS", ["gross"]),
        ("groß lena", ["gross"]),
        ("annalena", ["gross"]),
        ("anna-le", ["gross"]),
        ("obrien", ["obrien"]),
        ("o'brien", ["obrien"]),
        ("o’brien", ["obrien"]),
        ("brien maire", ["obrien"]),
        ("d angelo", ["dangelo"]),
        ("dangelo", ["dangelo"]),
        ("ibanez cruz", ["ibanez"]),
        ("igdir inci", ["igdir"]),
        ("зоя", ["zoe"]),
        ("ЁЛКИНА", ["zoe"]),
        ("p-luk", ["lukasz"]),  # a key
        ("P-", sorted(NAMES)),
        ("'", []),
        ("' | nuria:* & !x \\ (", []),
        ("%", []),
        ("_", []),
    ],
)
def test_people_are_found_by_words_of_the_name_or_the_beginning_of_the_key(people, words, found):
    assert keys(people.here, words) == found


def test_nobody_of_another_centre_is_found(people):
    assert keys(people.there, "nuria") == []


@pytest.mark.parametrize("words", ["31/5/1960", "31.5.1960", "31-05-60", "31 5 60", "1960-05-31", " 31/05/1960 "])
def test_people_are_found_by_the_date_of_birth_with_the_day_first(people, words):
    Patient.objects.filter(key="P-nuria").update(born_on=date(1960, 5, 31))
    Patient.objects.filter(key="P-soren").update(born_on=date(1960, 5, 30))
    assert keys(people.here, words) == ["nuria"]


@pytest.mark.parametrize(
    ("typed", "born"),
    [
        ("1/2/1960", date(1960, 2, 1)),
        ("29.2.60", date(1960, 2, 29)),
        ("1-1-26", date(2026, 1, 1)),
        ("1-1-27", date(1927, 1, 1)),
        ("29/2/1961", None),
        ("5/31/1960", None),
        ("31/5.1960", None),
        ("31/5", None),
        ("1960", None),
        ("31/5/0000", None),
        ("nuria", None),
        ("", None),
    ],
)
def test_a_date_of_birth_is_read_with_the_day_first_and_never_in_a_year_to_come(typed, born):
    assert birthday(typed, date(2026, 6, 1)) == born


def test_the_same_person_is_found_once_by_key_name_and_birthday(people):
    Patient.objects.filter(key="P-nuria").update(key="NURIA", born_on=clock.today("UTC"))
    assert [person.key for person in looked_for(people.here, "nuria")].count("NURIA") == 1


@pytest.mark.parametrize(
    ("words", "index"), [("nuri", "user_name_words"), ("P-7", "patient_by_key"), ("31/5/1960", "patient_by_birthday")]
)
def test_each_way_of_finding_has_an_index_and_reads_no_whole_table(people, words, index):
    many(people.here, 3000)
    plan = looked_for(people.here, words).explain()
    assert (index in plan, "Seq Scan" in plan) == (True, False), plan


def many(centre, number):
    users = [User(email=f"u{one}@example.org", name=f"Given{one % 97} Family{one}") for one in range(number)]
    User.objects.bulk_create(users)
    Patient.objects.bulk_create(
        Patient(
            centre=centre, key=f"M{one}", user=user, joined_on=date(2026, 1, 1), born_on=date(1940, 1, 1 + one % 28)
        )
        for one, user in enumerate(users)
    )
    count_rows(User, Patient)
