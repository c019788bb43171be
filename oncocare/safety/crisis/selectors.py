"""Reads the crisis numbers that a person sees, those that a centre must call, and the last time it did."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from oncocare.foundation import clock
from oncocare.people.models import Centre
from oncocare.safety.crisis.numbers import REVIEW_EVERY, Crisis, CrisisNumber, NumberWords, every_number, for_country
from oncocare.safety.models import CrisisReview


def crisis_of(centre: Centre, moved_to: str = "") -> Crisis:
    """The centre's own numbers, then those of the country where a person lives: the centre's, or where they moved."""
    return crisis_in(moved_to or centre.country, _own_numbers(centre))


def crisis_in(country: str, own: tuple[CrisisNumber, ...] = ()) -> Crisis:
    """The numbers of a country in the language of the page, behind a centre's own."""
    return for_country(country, _language(), fallback=settings.COUNTRY, own=own)


def _own_numbers(centre: Centre) -> tuple[CrisisNumber, ...]:
    """Those that the centre wrote down, in the words of the page's language, and the service that is on call."""
    own = tuple(_with_languages(number.read_in(_language())) for number in written_numbers(centre))
    on_call = centre.on_call.last()
    if on_call is None or not on_call.service:
        return own
    return (*own, CrisisNumber(on_call.service, on_call.number, _("At night, at weekends and on holidays")))


def written_numbers(centre: Centre) -> list[CrisisNumber]:
    """The centre's own numbers as they were written down, in their order."""
    return [
        CrisisNumber(
            row.name, row.number, row.hours,
            tuple((code, NumberWords(**words)) for code, words in row.words.items()), tuple(row.languages),
        )
        for row in centre.crisis_numbers.all()
    ]  # fmt: skip


def _with_languages(number: CrisisNumber) -> CrisisNumber:
    """The hours say in which languages somebody answers, where that is known."""
    if not number.languages:
        return number
    names = [str(get_language_info(code)["name_translated"]) for code in number.languages]
    said = {"hours": number.hours, "languages": ", ".join(names)}
    return replace(number, hours=_("%(hours)s. Languages: %(languages)s") % said)


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def numbers_seen(centre: Centre) -> list[tuple[str, tuple[CrisisNumber, ...]]]:
    """Every number that people of this centre see on their pages: the centre's own, then those of each country where
    they live, under whose numbers these are.
    """
    phone = (CrisisNumber(_("The centre itself"), centre.phone, ""),) if centre.phone else ()
    own = _own_numbers(centre) + phone
    return [
        *([(centre.name, own)] if own else []),
        *(every_number(country, _language(), settings.COUNTRY) for country in _countries(centre)),
    ]


def tels_seen(centre: Centre) -> set[str]:
    """The addresses that dial these numbers, each once."""
    return {number.tel for _whose, numbers in numbers_seen(centre) for number in numbers}


def _countries(centre: Centre) -> list[str]:
    """The country of the centre, and those that its patients moved to."""
    moved = centre.patients.exclude(country="").order_by("country").values_list("country", flat=True).distinct()
    return list(dict.fromkeys([centre.country, *moved]))


def last_review(centre: Centre) -> CrisisReview | None:
    """The last time somebody called every number."""
    return centre.crisis_reviews.select_related("by").order_by("made").last()


def review_due(centre: Centre) -> bool:
    """Whether somebody must call the numbers again: not in the last 90 days, or one of them is new since."""
    last = last_review(centre)
    if last is None or last.made < clock.now() - REVIEW_EVERY:
        return True
    return not tels_seen(centre) <= set(last.numbers)
