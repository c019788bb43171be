"""What guiding says by message: to a patient, that somebody wrote; to whoever guides somebody, whom they guide now, and
that somebody opened nothing for long or did all that was offered. No words of anybody, and no names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from oncocare.notifications.registry import About, message
from oncocare.people.models import User
from oncocare.people.roles import PATIENT
from steps.campus.guiding.kinds import DONE, HANDED_OVER, QUIET, REVIEWED, YOURS
from steps.campus.guiding.selectors import still_quiet
from steps.campus.models import CampusReview, Guidance


@message(REVIEWED, "campus_reviewed", label=_("Somebody has written to you"), about=PATIENT)
def still_written(user: User, sources: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """As long as it stands on their page."""
    rows = CampusReview.objects.filter(pk__in=sources, patient__user=user)
    return {str(pk): {} for pk in rows.values_list("pk", flat=True)}


@message(YOURS, "guide_yours", label=_("Somebody is yours to guide"), about=About.STAFF)
def still_guides(user: User, sources: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """As long as they guide them."""
    rows = Guidance.objects.filter(pk__in=sources, supporter=user, until=None)
    return {str(row.pk): {"by": row.due} for row in rows}


@message(HANDED_OVER, "campus_handed_over", label=_("Somebody you guide has another clinician"), about=About.STAFF)
def still_guided_under_another(user: User, sources: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """As long as they guide them."""
    return _of_mine(user, sources)


@message(QUIET, "campus_quiet", label=_("Somebody has opened nothing for three weeks"), about=About.STAFF)
def still_nothing_opened(user: User, sources: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """As long as they guide the person, who has opened nothing since."""
    return {source: {} for source in still_quiet(user, sources)}


@message(DONE, "campus_done", label=_("Somebody has done what the plan offered"), about=About.STAFF)
def still_done(user: User, sources: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """As long as they guide the person."""
    return _of_mine(user, sources)


def _of_mine(user: User, sources: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """Of these sources, which begin with who guides whom, those of people whom this person guides."""
    mine = {str(pk) for pk in Guidance.objects.filter(supporter=user, until=None).values_list("pk", flat=True)}
    return {source: {} for source in sources if source.partition(":")[0] in mine}
