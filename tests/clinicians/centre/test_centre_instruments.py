"""The page of instruments: their languages, and packs that are refused."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from questionnaires.instruments.catalogue import catalogue
from questionnaires.models import TextPack
from tests.pages import text

PACK = """
instrument: {code}
language: en
licence: {{reference: R-1, holder: The centre, valid_until: "{until}"}}
"""


def test_a_pack_with_mistakes_is_refused_whole(carlos):
    answer = carlos.post(
        reverse("load_pack"),
        {"file": SimpleUploadedFile("p.yaml", PACK.format(code="hads", until="2099-01-01").encode())},
    )
    assert answer.status_code == 422
    assert "Nothing was loaded. The file has mistakes:" in text(answer, 422)
    assert not TextPack.objects.exists()


def test_every_instrument_says_its_languages(carlos):
    page = text(carlos.get(reverse("centre_instruments")))
    assert f"{len(catalogue())} instruments" in page
    assert "needs a text pack of your licence" in page
    assert "en, es" in page
