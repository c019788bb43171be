"""Folders come to a centre as versions that wait for review; the same folder twice changes nothing."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from oncocare.library.document import plain
from oncocare.library.exchange.actions import load_folder
from oncocare.library.folder import SHIPPED, read
from oncocare.library.models import Module, Piece, TextStep, TextVersion
from oncocare.library.selectors import reviewed
from tests.cast import BY

OPEN = {
    "illness", "emotions", "sleep", "tiredness", "body", "movement", "family", "work", "fear", "living_with",
    "palliative", "after", "beside",
}  # fmt: skip


@pytest.fixture(scope="module")
def shipped():
    return read(SHIPPED)


def test_the_sample_contents_are_whole(shipped):
    """Modules of 3 to 6 pieces over all areas, in English and Spanish; 25 pieces and more beside them."""
    assert {module.area.value for module in shipped.modules.values()} == OPEN
    assert [slug for slug, module in shipped.modules.items() if not 3 <= len(module.pieces) <= 6] == []
    assert [slug for slug, piece in shipped.pieces.items() if not {"en", "es"} <= set(piece.texts)] == []
    within = {slug for module in shipped.modules.values() for slug in module.pieces}
    beside = [piece.facts for slug, piece in shipped.pieces.items() if slug not in within]
    assert len([facts for facts in beside if not facts.made_up]) >= 25
    assert len([facts for facts in beside if facts.made_up]) == 6
    assert [
        slug for slug, piece in shipped.pieces.items() if piece.facts.made_up != (piece.facts.kind == "testimony")
    ] == []
    assert [slug for slug, piece in shipped.pieces.items() if not piece.facts.sources and not piece.facts.made_up] == []


def test_in_spanish_they_name_the_ward_as_the_coach_does(shipped):
    """The first time in full, since many people know only one of the two; then in short."""
    texts = {slug: plain(piece.texts["es"].text) for slug, piece in shipped.pieces.items()}
    assert [slug for slug, text in texts.items() if "su unidad" in text] == []
    named = {slug: text for slug, text in texts.items() if "su planta" in text}
    assert len(named) > 25
    assert [slug for slug, text in named.items() if not text.partition("su planta")[2].startswith(" u hospital")] == []


def test_they_are_loaded_and_wait_for_review(cast, shipped):
    loaded = load_folder(by=BY, centre=cast.here, folder=shipped)
    texts = sum(len(one.texts) for one in shipped.pieces.values())
    assert loaded == (len(shipped.pieces), texts, len(shipped.modules), 0)
    assert (Piece.objects.count(), Module.objects.count(), TextStep.objects.count()) == (
        len(shipped.pieces), len(shipped.modules), texts,
    )  # fmt: skip
    assert reviewed(cast.here) == 0
    spanish = TextVersion.objects.filter(language="es").first()
    assert (spanish.source.language, spanish.source.piece) == ("en", spanish.piece)
    assert load_folder(by=BY, centre=cast.here, folder=shipped) == (0, 0, 0, 0)


def test_the_command_says_what_it_did_and_refuses_whole(cast, tmp_path, capsys):
    call_command("load_library", centre=cast.here.slug)
    assert "All of them wait for review; nothing is published." in capsys.readouterr().out
    (tmp_path / "pieces" / "one").mkdir(parents=True)
    (tmp_path / "pieces" / "one" / "en.md").write_text("Nothing above.", encoding="utf-8")
    with pytest.raises(CommandError) as refused:
        call_command("load_library", str(tmp_path), centre=cast.here.slug)
    assert str(refused.value).splitlines() == [
        "Nothing was loaded.",
        "pieces/one/piece.yaml:0: this file is missing",
        "pieces/one/en.md:1: a text begins with title and summary between two lines of ---",
    ]
