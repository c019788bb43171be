"""Ana at level 2, at a centre with three pieces to offer."""

from __future__ import annotations

import pytest

from oncocare.library.models import Module, Piece
from steps.actions import override
from steps.levels import Level
from tests.cast import phq9
from tests.factories.library import handed_in, new_piece, publish_for_a_year
from tests.factories.rooms import ask, send, work

SLEEP = {**phq9(2), "1": 0, "3": 2}


@pytest.fixture
def library(cast):
    """Two pieces about sleep in a module, one about worry, in English; the second about sleep in Spanish too."""
    for slug, topics in (("awake", ["sleep"]), ("bed", ["sleep"]), ("breath", ["worry"])):
        piece = new_piece(cast, slug)
        piece.topics, piece.phases = topics, ["new", "treatment", "after", "living_with"]
        piece.save()
        publish_for_a_year(cast, handed_in(cast.clara, piece, title=slug.title()))
    publish_for_a_year(cast, handed_in(cast.clara, Piece.objects.get(slug="bed"), "es", title="La cama"))
    Module.objects.create(
        centre=cast.here, slug="sleeping-again", area="sleep", audience=["patient"], pieces=["awake", "bed"],
        title={"en": "Sleeping again"}, summary={"en": "Two lessons."},
    )  # fmt: skip


@pytest.fixture
def ana(cast, library):
    """Ana at level 2, whose answers speak of sleep."""
    patient = cast.patient(cast.ana)
    override(by=cast.clara, pathway=cast.pathway(cast.ana), to=Level.CAMPUS, reason="to begin")
    send(ask(patient, "phq-9")[0], SLEEP)
    work()
    return patient
