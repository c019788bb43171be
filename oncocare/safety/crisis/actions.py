"""Writes a centre's own crisis numbers, and that somebody called every number its people see."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.foundation.unit import action
from oncocare.people.models import Actor, Centre, User
from oncocare.safety.crisis.numbers import CrisisNumber
from oncocare.safety.crisis.selectors import tels_seen
from oncocare.safety.models import CentreCrisisNumber, CrisisReview


@action
def set_crisis_numbers(*, by: Actor, centre: Centre, numbers: Collection[CrisisNumber]) -> None:
    """Replace the centre's own numbers, in the order in which people see them."""
    centre.crisis_numbers.all().delete()
    CentreCrisisNumber.objects.bulk_create(
        CentreCrisisNumber(
            centre=centre, name=number.name, number=number.number, hours=number.hours, place=place,
            words={code: asdict(words) for code, words in number.words}, languages=list(number.languages),
        )
        for place, number in enumerate(numbers)
    )  # fmt: skip
    record(by=by, verb=Verb.CRISIS_NUMBERS_SET, subject=centre, centre=centre, numbers=len(numbers))


@action
def review_crisis_numbers(*, by: User, centre: Centre, called: Collection[str]) -> CrisisReview:
    """Somebody called each number that people of the centre see; refused when these are not the numbers."""
    seen = tels_seen(centre)
    if seen != set(called):
        raise ValidationError(_("The numbers changed while this page was open. Look at them again."))
    review = CrisisReview.objects.create(centre=centre, by=by, numbers=sorted(seen))
    record(by=by, verb=Verb.CRISIS_NUMBERS_REVIEWED, subject=centre, centre=centre, numbers=len(seen))
    return review
