"""What a folder would bring is what it brings; what goes out comes in again; nothing is overwritten and nothing shown."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from oncocare.audit.models import AuditRow
from oncocare.library.actions import publish
from oncocare.library.exchange.actions import load_folder
from oncocare.library.exchange.selectors import HereAlready, coming, samples, taken_out_modules
from oncocare.library.folder import SHIPPED, FolderRefused, files, read, shipped
from oncocare.library.media.selectors import file_of
from oncocare.library.models import Medium, MediumWords, Module, Piece, TextVersion
from oncocare.library.selectors import TextStanding, newest, reviewed, standing
from oncocare.people.days import today_of
from tests.cast import BY
from tests.factories.library import handed_in, new_piece
from tests.library.folders import ENGLISH, FILES, MODULE, PIECE, SPANISH, put


@pytest.fixture(autouse=True)
def stored(settings, tmp_path_factory):
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("stored")


@pytest.fixture
def root(tmp_path):
    return put(tmp_path / "folder")


def loaded(cast, root, **options):
    return load_folder(by=cast.clara, centre=cast.here, folder=read(root), **options)


def alike(folder):
    """A folder but for the bytes of its media: a picture is stored anew."""
    return folder.pieces, folder.modules, {
        name: (one.ending, one.decorative, one.words) for name, one in folder.media.items()
    }  # fmt: skip


def texts(cast):
    """Every version there is: its piece, language and number."""
    rows = TextVersion.objects.filter(centre=cast.here).order_by("piece__slug", "language", "number")
    return list(rows.values_list("piece__slug", "language", "number"))


BEGUN = [("awake-at-three", "en", 1), ("awake-at-three", "es", 1), ("worries-on-paper", "en", 1)]


def test_a_folder_with_media_comes_whole_and_waits_for_review(cast, root):
    assert loaded(cast, root) == (2, 3, 1, 2)
    assert texts(cast) == BEGUN
    today = today_of(cast.here)
    assert {standing(one, today) for one in TextVersion.objects.all()} == {TextStanding.IN_REVIEW}
    assert reviewed(cast.here) == 0
    assert set(Piece.objects.values_list("owner__name", flat=True)) == {"Clara"}
    assert list(Medium.objects.order_by("name").values_list("name", "kind", "mime", "decorative")) == [
        ("a-lamp", "image", "image/webp", True),
        ("a-talk", "video", "video/mp4", False),
    ]
    assert list(MediumWords.objects.values_list("medium__name", "language", "transcript")) == [
        ("a-talk", "en", "Take a pen.")
    ]
    source = newest(Piece.objects.get(slug="awake-at-three"), "es").source
    assert (source.language, source.number) == ("en", 1)
    assert loaded(cast, root) == (0, 0, 0, 0)


def test_what_is_loaded_is_reviewed_and_shown_by_somebody_else(cast, root):
    loaded(cast, root)
    version = newest(Piece.objects.get(slug="worries-on-paper"), "en")
    until = today_of(cast.here) + timedelta(days=30)
    with pytest.raises(ValidationError):
        publish(by=cast.clara, version=version, until=until)
    publish(by=cast.carlos, version=version, until=until)
    assert reviewed(cast.here) == 1


def test_what_is_shown_before_is_what_happens(cast, root):
    plan = coming(cast.here, read(root))
    assert (plan.pieces, plan.modules, plan.media) == (
        ("awake-at-three", "worries-on-paper"), ("sleeping-again",), ("a-lamp", "a-talk"),
    )  # fmt: skip
    assert [(*text, number) for text, number in plan.versions.items()] == BEGUN
    loaded(cast, root, shown=plan.sha256)
    assert texts(cast) == BEGUN
    assert coming(cast.here, read(root)).nothing


def test_what_changed_meanwhile_is_not_brought_unseen(cast, root):
    plan = coming(cast.here, read(root))
    handed_in(cast.carlos, new_piece(cast, "awake-at-three"), title="Mine")
    with pytest.raises(ValidationError):
        loaded(cast, root, shown=plan.sha256)
    assert texts(cast) == [("awake-at-three", "en", 1)]


def test_a_centre_takes_out_changes_files_and_loads_exactly_what_changed(cast, root, tmp_path):
    loaded(cast, root)
    out = tmp_path / "out"
    call_command("export_library", str(out), "sleeping-again", centre=cast.here.slug, stdout=StringIO())
    assert alike(read(out)) == alike(read(root))
    path = out / "pieces" / "awake-at-three" / "es.md"
    path.write_text(path.read_text(encoding="utf-8").replace("Levántese.", "Levántese y siéntese."), encoding="utf-8")
    assert loaded(cast, out) == (0, 1, 0, 0)
    assert texts(cast) == sorted([*BEGUN, ("awake-at-three", "es", 2)])
    version = newest(Piece.objects.get(slug="awake-at-three"), "es")
    assert (version.text, version.source.number) == ("Levántese y siéntese.\n", 1)


def test_the_version_that_is_shown_goes_out_and_does_not_bring_itself_back(cast, root, tmp_path):
    loaded(cast, root)
    piece = Piece.objects.get(slug="worries-on-paper")
    publish(by=cast.carlos, version=newest(piece, "en"), until=today_of(cast.here) + timedelta(days=9))
    handed_in(cast.clara, piece, text="Write them down tonight.")
    found = taken_out_modules(cast.here, ["sleeping-again"])
    assert {(one.version.piece.slug, one.version.language, one.version.number, one.shown) for one in found.versions} == {
        ("awake-at-three", "en", 1, False), ("awake-at-three", "es", 1, False), ("worries-on-paper", "en", 1, True),
    }  # fmt: skip
    assert alike(found.folder) == alike(read(root))
    plan = coming(cast.here, found.folder)
    assert (plan.nothing, plan.earlier) == (True, (("worries-on-paper", "en"),))


def test_what_was_changed_here_is_kept_and_the_incoming_text_stands_beside_it(cast, root):
    piece = new_piece(cast, "awake-at-three")
    handed_in(cast.clara, piece, text="Ours.")
    assert loaded(cast, root) == (1, 3, 1, 2)
    assert piece.versions.get(language="en", number=1).text == "Ours.\n"
    assert newest(piece, "en").number == 2


@pytest.mark.parametrize(("describe", "area", "pieces"), [(True, "body", 1), (False, "sleep", 2)])
def test_what_is_here_is_described_anew_only_where_that_was_asked_for(cast, root, describe, area, pieces):
    loaded(cast, root)
    put(root, {
        "pieces/awake-at-three/piece.yaml": PIECE.replace("area: sleep", "area: body"),
        "modules/sleeping-again.yaml": MODULE.replace("[awake-at-three, worries-on-paper]", "[awake-at-three]"),
    })  # fmt: skip
    plan = coming(cast.here, read(root))
    assert (plan.described, plan.rearranged) == ({"awake-at-three": ("area",)}, {"sleeping-again": ("pieces",)})
    loaded(cast, root, describe=describe)
    assert Piece.objects.get(slug="awake-at-three").area == area
    assert len(Module.objects.get(slug="sleeping-again").pieces) == pieces


def test_another_file_of_the_same_name_stays_out_and_so_does_what_is_said_in_it(cast, root):
    loaded(cast, root)
    put(root, {"media/a-talk.mp4": b"another", "media/a-talk.en.txt": "Another."})
    plan = coming(cast.here, read(root))
    assert (plan.kept, plan.words, plan.media) == (("a-lamp", "a-talk"), (), ())
    loaded(cast, root)
    assert (Medium.objects.count(), MediumWords.objects.count()) == (2, 1)


def test_what_is_said_in_a_film_is_put_right_by_another_row(cast, root):
    loaded(cast, root)
    kept = file_of(Medium.objects.get(name="a-talk")).read_bytes()  # as it goes out: without where it was filmed
    put(root, {"media/a-talk.mp4": kept, "media/a-talk.en.txt": "Take a pencil.\n"})
    loaded(cast, root)
    assert list(MediumWords.objects.order_by("id").values_list("transcript", flat=True)) == [
        "Take a pen.", "Take a pencil.",
    ]  # fmt: skip


def test_a_text_that_shows_what_is_nowhere_is_said(cast, root):
    put(root, {"pieces/awake-at-three/en.md": ENGLISH.replace("a-lamp", "gone")})
    assert coming(cast.here, read(root)).lacking == ("gone",)


def test_a_medium_that_cannot_be_taken_in_stops_all_of_it(cast, root, monkeypatch):
    def refuse(**_given):
        raise ValidationError("This is no picture.")

    monkeypatch.setattr("oncocare.library.exchange.actions.take_in", refuse)
    with pytest.raises(FolderRefused) as refused:
        loaded(cast, root)
    assert refused.value.mistakes == (
        "media/a-lamp.webp:0: This is no picture.", "media/a-talk.mp4:0: This is no picture.",
    )  # fmt: skip
    assert (Piece.objects.count(), TextVersion.objects.count()) == (0, 0)


def test_what_could_not_be_read_again_is_left_out_and_said(cast, root):
    loaded(cast, root)
    piece = Piece.objects.get(slug="awake-at-three")
    handed_in(cast.clara, piece, text="Levántese.\n\n::: field worries\n¿Qué?\n:::\n", language="es")
    handed_in(cast.clara, Piece.objects.get(slug="worries-on-paper"), title="A" * 90)
    found = taken_out_modules(cast.here, ["sleeping-again"])
    assert found.left_out == (
        "awake-at-three (es): it does not ask to write the same as the other.",
        "worries-on-paper (en): its title or summary is too long.",
    )
    assert found.folder.modules["sleeping-again"].pieces == ("awake-at-three",)
    put(root / "again", dict(files(found.folder)))
    put(root / "again", {"media/a-lamp.webp": FILES["media/a-lamp.webp"]})
    assert alike(read(root / "again")) == alike(found.folder)


# --- commands ---------------------------------------------------------------------------------------------------------


def test_all_that_comes_with_the_software_goes_out_as_it_came(cast, tmp_path):
    call_command("load_library", centre=cast.here.slug, stdout=StringIO())
    said = StringIO()
    call_command("export_library", str(tmp_path / "out"), centre=cast.here.slug, stdout=said)
    there, out = shipped(), read(tmp_path / "out")
    true = {slug: piece for slug, piece in there.pieces.items() if not piece.facts.made_up}
    assert (dict(out.pieces), dict(out.modules)) == (true, dict(there.modules))
    count = sum(len(piece.texts) for piece in true.values())
    assert (
        f"{len(there.modules)} modules, {len(true)} pieces, {count} texts, 0 media. 0 of the texts" in said.getvalue()
    )
    assert AuditRow.objects.filter(verb="library.taken_out", centre=str(cast.here.pk)).count() == 1


def test_a_folder_that_is_not_empty_a_module_and_a_centre_that_are_not_there_are_refused(cast, tmp_path):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    for options, said in (
        ([str(tmp_path), "--centre", "here"], "is not an empty folder"),
        ([str(tmp_path / "out"), "gone", "--centre", "here"], "There is no module gone at here. There are: none."),
        ([str(tmp_path / "out"), "--centre", "nowhere"], "Choose a centre with --centre: "),
    ):
        with pytest.raises(CommandError, match=said.replace(".", "[.]")):
            call_command("export_library", *options)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_the_command_says_what_stays_and_what_is_nowhere(cast, root, capsys):
    loaded(cast, root)
    put(root, {"media/a-lamp.webp": b"another", "pieces/awake-at-three/es.md": f"{SPANISH}\n![](gone)\n"})
    call_command("load_library", str(root), centre=cast.here.slug)
    assert capsys.readouterr().out.splitlines()[1:] == [
        "a-lamp: the centre has a file of this name already, which stays.",
        "a-talk: the centre has a file of this name already, which stays.",
        "gone: a text shows it, and it is neither in the folder nor at the centre.",
    ]


# --- how much of it is here, and what it costs ------------------------------------------------------------------------


def test_each_module_says_how_much_of_it_is_here(cast, root):
    folder = read(root)
    known = lambda: [(one.slug, one.here, one.known) for one in samples(cast.here, folder)]  # noqa: E731
    assert known() == [("sleeping-again", 0, HereAlready.NO)]
    loaded(cast, root)
    assert known() == [("sleeping-again", 2, HereAlready.SAME)]
    handed_in(cast.clara, Piece.objects.get(slug="worries-on-paper"), text="Ours.")
    assert known() == [("sleeping-again", 2, HereAlready.CHANGED)]


def asked(cast, folder):
    with CaptureQueriesContext(connection) as found:
        load_folder(by=BY, centre=cast.here, folder=folder)
    return len(found)


def test_a_folder_costs_as_many_statements_however_many_pieces_it_has(cast, root):
    one = asked(cast, read(root))
    assert asked(cast, read(SHIPPED)) <= one
    assert one < 40
