"""What staff are told by message: that somebody they look after has missed two sets of questions in a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from clinicians.desk.correspondence.kinds import MISSED_TWO
from oncocare.notifications.registry import About, message
from oncocare.people.models import Patient, User
from questionnaires.selectors import missed_bundles
from steps.models import Pathway

IN_A_ROW = 2


def quiet(patients: Sequence[Patient]) -> dict[str, Patient]:
    """Those who missed two sets of questions in a row or more, by a source that stays the same until they answer."""
    missed = missed_bundles([patient.pk for patient in patients])
    return {
        f"missed:{patient.pk}:{missed[patient.pk][-1]}": patient
        for patient in patients
        if len(missed.get(patient.pk, ())) >= IN_A_ROW
    }


@message(
    MISSED_TWO,
    "missed_two",
    label=_("Two sets of questions missed in a row"),
    about=About.STAFF,
)
def still_quiet(user: User, sources: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """Whose pathway goes on, who is still looked after by this person, and who has not answered since."""
    patients = Patient.objects.filter(
        pk__in=[source.split(":")[1] for source in sources],
        clinician=user,
        died_on=None,
        pathway__status=Pathway.Status.ACTIVE,
    )
    return {source: {} for source in quiet(list(patients)) if source in sources}
