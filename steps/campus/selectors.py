"""Reads of the campus that more than one of its folders, or a room above, needs."""

from __future__ import annotations

from django.db.models import F, Min, Q, QuerySet

from oncocare.people.days import day_of
from oncocare.people.models import Patient
from steps.campus.exposure import Exposure, Offered, OpenedPiece, only_offered
from steps.campus.models import PieceUse, Recommendation
from steps.levels import Level
from steps.models import Transition


def exposure_of(patients: QuerySet[Patient]) -> Exposure:
    """What of the campus reached these people, up to now; what it comes to is counted by `steps.campus.exposure`."""
    here = patients.order_by().values("pk")
    moves = Transition.objects.filter(patient__in=here, level_after=Level.CAMPUS).order_by()
    since = dict(moves.values("patient").annotate(first=Min("day")).values_list("patient", "first"))
    said = Recommendation.objects.filter(patient__in=since, says=Recommendation.Says.DO)
    first = said.annotate(opened=Min("patient__piece_uses__opened")).filter(Q(opened=None) | Q(made__lte=F("opened")))
    guided = set(first.order_by().values_list("patient", flat=True))
    joined = Patient.objects.filter(pk__in=since).order_by("joined_on", "pk").values_list("pk", "joined_on")
    uses = PieceUse.objects.filter(patient__in=here).select_related("patient__centre", "patient__user", "piece")
    return only_offered(
        (Offered(person, day, since[person], person in guided) for person, day in joined),
        (
            OpenedPiece(
                use.patient_id, use.piece.slug, use.piece.area, day_of(use.patient, use.opened), use.seconds,
                use.finished is not None, use.helped,
            )
            for use in uses.order_by("pk")
        ),
    )  # fmt: skip
