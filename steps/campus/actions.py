"""Writes that several folders of the campus, and the desk, share."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from oncocare.audit.actions import record
from oncocare.audit.verbs import Verb
from oncocare.events.actions import emit
from oncocare.foundation.unit import action
from oncocare.library.models import Piece
from oncocare.people.models import Patient, User
from steps.campus.kinds import RECOMMENDED
from steps.campus.models import Recommendation


@action
def recommend(*, by: User, patient: Patient, piece: Piece, says: str, words: str = "") -> Recommendation:
    """Recommend a piece to a person, hide it from them, or take either back; `words` are for the person to read."""
    if says not in Recommendation.Says.values:
        raise ValidationError(_("Choose whether to recommend it, hide it or take it back."))
    if piece.centre_id != patient.centre_id:
        raise ValidationError(_("Choose a piece of this centre."))
    said = Recommendation.objects.create(
        patient=patient, centre=patient.centre, piece=piece, says=says, words=words.strip(), by=by
    )
    record(by=by, verb=Verb.PIECE_RECOMMENDED, subject=piece, patient=patient, centre=patient.centre, says=says)
    emit(RECOMMENDED, patient=patient.pk, piece=piece.pk, recommendation=said.pk)
    return said
