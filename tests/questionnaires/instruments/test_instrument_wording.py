"""Text packs at a centre, and the commands about instruments."""

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.urls import reverse

from oncocare.audit.models import AuditRow
from oncocare.foundation import clock
from questionnaires.instruments import selectors as instruments
from questionnaires.instruments import words
from questionnaires.instruments.catalogue import catalogue, definition
from questionnaires.instruments.textpack import text_of
from questionnaires.management.commands import instruments as listing
from questionnaires.models import TextPack
from tests.factories.rooms import DAY_ONE, ask
from tests.questionnaires.instruments.packs import PACK

LAST_DAY = datetime(2030, 6, 30, 12, tzinfo=UTC)  # of the licence


@pytest.fixture(autouse=True)
def licensed() -> Iterator[None]:
    """A day on which the licence is good."""
    with clock.at(DAY_ONE):
        yield


@pytest.fixture
def load(tmp_path, capsys):
    def run(text=PACK, centre="here"):
        path = tmp_path / "pack.yaml"
        path.write_text(text, encoding="utf-8")
        call_command("load_instrument_texts", str(path), centre=centre)
        return capsys.readouterr().out

    return run


def test_a_pack_is_loaded_for_the_centre_that_holds_the_licence(cast, load):
    assert re.fullmatch(
        r"isi in en for here: licence no\. 123 of Hospital of the Test, valid until 2030-06-30, sha256 [0-9a-f]{64}\.\n",
        load(),
    )
    assert {
        code: instruments.text_in(definition("isi"), getattr(cast, code), "en") is not None
        for code in ("here", "there")
    } == {
        "here": True,
        "there": False,
    }
    assert AuditRow.objects.get(verb="text_pack.loaded").detail == {"instrument": "isi"}


def test_a_loaded_pack_is_asked_in_its_own_language_only(cast, load, client):
    load()
    [due] = ask(cast.patient(cast.ana), "isi")
    client.force_login(cast.ana)
    assert "Invented question one" in client.get(reverse("question", args=[due.pk, "1"])).content.decode()
    client.post(reverse("set_language"), {"language": "es"})
    assert "Invented" not in client.get(reverse("start_answering", args=[due.pk])).content.decode()


def test_the_same_file_is_kept_once_and_a_newer_one_takes_its_place(cast, load):
    load()
    load()
    assert TextPack.objects.count() == 1
    load(PACK.replace("Invented question one", "Another question one"))
    assert TextPack.objects.count() == 2
    assert instruments.text_in(definition("isi"), cast.here, "en").items["1"] == "Another question one"


def test_a_pack_is_not_offered_once_its_licence_has_ended(cast, load):
    load()
    isi = definition("isi")
    with clock.at(LAST_DAY):
        assert isi in instruments.usable(cast.here)
    with clock.at(LAST_DAY + timedelta(days=1)):
        assert instruments.text_in(isi, cast.here, "en") is None
        assert isi not in instruments.usable(cast.here)


def test_instruments_that_ship_with_wording_are_usable_everywhere(cast):
    shipped = [code for code, known in sorted(catalogue().items()) if known.texts]
    assert [known.code for known in instruments.usable(cast.there)] == shipped


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda text: text.replace("2030-06-30", "2020-06-30"),
            r"^Nothing was loaded\. The licence ended on 2020-06-30\.$",
        ),
        (lambda text: text.replace("stem:", "stemm:"), r"^Nothing was loaded\.\npack\.yaml:9: stemm: unknown key"),
    ],
)
def test_a_pack_that_cannot_be_used_is_refused_whole(cast, load, change, said):
    with pytest.raises(CommandError, match=said):
        load(change(PACK))
    assert not TextPack.objects.exists()


def test_an_instrument_that_ships_with_its_wording_takes_no_pack(cast, load):
    items = "\n".join(f'  "{key}": Invented' for key in definition("gad-2").items)
    pack = re.sub(
        r"items:\n.*", f"items:\n{items}\noptions:\n  main: {{0: a, 1: b, 2: c, 3: d}}\n", PACK, flags=re.DOTALL
    )
    with pytest.raises(CommandError, match=r"gad-2 ships with its official wording"):
        load(pack.replace("instrument: isi", "instrument: gad-2"))


def test_the_centre_must_be_named_where_there_is_more_than_one(cast, load):
    for centre in (None, "nowhere"):
        with pytest.raises(CommandError, match=r"^Nothing was loaded\. Choose a centre with --centre: here, there\.$"):
            load(centre=centre)


def test_the_only_centre_need_not_be_named(db, load):
    from tests.cast import _centre

    with pytest.raises(CommandError, match=r"Choose a centre with --centre: none yet\.$"):
        load(centre=None)
    _centre("alone")
    assert "for alone: licence" in load(centre=None)


def test_a_file_that_is_not_there_is_named(cast):
    with pytest.raises(CommandError, match=r"^Nothing was loaded\.\n.*nowhere\.yaml"):
        call_command("load_instrument_texts", "nowhere.yaml", centre="here")


def test_a_stored_pack_that_no_longer_fits_its_instrument_is_not_shown_by_mistake(cast, load):
    load()
    with pytest.raises(ValueError, match="does not fit hads"):
        text_of(definition("hads"), TextPack.objects.get().content)


# --- lists and words --------------------------------------------------------------------------------------------------


def listed():
    out = io.StringIO()
    call_command("instruments", stdout=out)
    return out.getvalue().splitlines()


def line(code):
    return next(re.sub(" +", " ", one) for one in listed() if one.startswith(f"{code} "))


def test_the_list_names_every_instrument_with_its_licence_state(cast, load):
    load()
    lines = listed()
    assert [one.split()[0] for one in lines[:-1]] == list(catalogue())
    assert lines[-1] == f"{len(catalogue())} instruments."
    assert line("brs").endswith("[en]")
    assert "text ships" in line("phq-9")
    assert "text ships under its own conditions" in line("who-5")
    assert line("hads").endswith("[no text pack loaded]")
    assert line("isi").endswith("[here en until 2030-06-30]")


def test_the_list_marks_a_pack_whose_licence_has_ended(cast, load):
    load()
    with clock.at(LAST_DAY + timedelta(days=2)):
        assert line("isi").endswith("[here en until 2030-06-30 EXPIRED]")


def test_the_list_comes_without_a_database_too(monkeypatch, db):
    def broken(*args):
        raise DatabaseError

    monkeypatch.setattr(listing.TextPack.objects, "select_related", broken)
    assert line("isi").endswith("[no text pack loaded]")


@pytest.mark.parametrize(
    ("days", "said"),
    [(None, ""), (0, "About now"), (1, "About today"), (7, "About the last week"), (14, "About the last 2 weeks"),
     (28, "About the last 28 days"), (30, "About the last 30 days"), (3, "About the last 3 days")],
)  # fmt: skip
def test_the_period_is_said_in_words(days, said):
    known = definition("phq-9")
    from dataclasses import replace

    assert words.recall(replace(known, recall=known.recall.model_copy(update={"days": days}))) == said


def test_scores_and_bands_have_words_and_else_their_own_code():
    assert [words.name(one) for one in ("moderately_severe", "t_score")] == ["moderately severe", "t score"]
