"""What others show and count of this: the minutes of a week it takes, and what waits for a caregiver."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from mentoring.community.registry import asks_on_my_groups
from mentoring.community.surveys.asking import MINUTES
from mentoring.community.surveys.models import GroupFeedback
from mentoring.community.surveys.selectors import open_of_user
from questionnaires.scheduling.registry import asks_beside


@asks_beside
def minutes_of_feedback(patients: Collection[Any]) -> Iterable[tuple[Any, date, int]]:
    """Each time one of these patients was asked about a group, whether they answered or not."""
    rows = GroupFeedback.objects.filter(patient__in=patients).values_list("patient", "day")
    return [(patient, day, MINUTES) for patient, day in rows if day]


asks_on_my_groups(open_of_user)
