"""Text packs of licence holders: read whole or refused whole, at the line of each mistake; hostile files included."""

import hashlib
import json
from datetime import date

import pytest

from oncocare.foundation.datafiles import DataFileError
from questionnaires.instruments.catalogue import definition
from questionnaires.instruments.textpack import LARGEST, parse_pack, read_pack, text_of
from tests.questionnaires.instruments.packs import PACK

CATALAN = PACK.replace("language: en", "language: ca")


def refused(text, name="pack.yaml"):
    with pytest.raises(DataFileError) as error:
        parse_pack(text.encode() if isinstance(text, str) else text, name)
    return str(error.value)


def test_a_pack_is_read_from_its_file(tmp_path):
    path = tmp_path / "isi.yaml"
    path.write_text(CATALAN, encoding="utf-8")
    pack = read_pack(path)
    assert (pack.instrument, pack.language, pack.reference, pack.holder) == (
        "isi",
        "ca",
        "no. 123",
        "Hospital of the Test",
    )
    assert pack.text.items["7"] == "Invented question seven"
    assert list(pack.text.options_of("1").items()) == [(4, "most"), (3, "more"), (2, "some"), (1, "few"), (0, "none")]
    assert list(pack.text.options_of("7").values()) == ["never", "1", "2", "3", "always"]
    assert pack.sha256 == hashlib.sha256(CATALAN.encode()).hexdigest()


def test_the_licence_holds_through_its_last_day():
    pack = parse_pack(CATALAN.encode(), "pack.yaml")
    assert pack.valid_until == date(2030, 6, 30)
    assert pack.is_valid(date(2030, 6, 30))
    assert not pack.is_valid(date(2030, 7, 1))


def test_an_expired_pack_is_no_mistake_of_the_file():
    assert not parse_pack(CATALAN.replace("2030", "1999").encode(), "pack.yaml").is_valid(date(2030, 1, 1))


def test_the_same_pack_as_json_shows_the_same_text():
    pack = parse_pack(CATALAN.encode(), "pack.yaml")
    again = parse_pack(json.dumps(pack.content, indent=1).encode("utf-8-sig"), "pack.json")
    assert again.text == pack.text
    assert again.sha256 != pack.sha256


def test_the_stored_content_gives_the_same_text():
    pack = parse_pack(CATALAN.encode(), "pack.yaml")
    stored = json.loads(json.dumps(pack.content))
    assert text_of(definition("isi"), stored) == pack.text


@pytest.mark.parametrize(
    "change",
    [{"instrument": "wsas"}, {"items": {}}, {"title": "<b>"}, {"licence": None}],
)
def test_stored_content_that_no_longer_fits_is_refused(change):
    content = {**parse_pack(CATALAN.encode(), "pack.yaml").content, **change}
    with pytest.raises(ValueError, match=r"fit|validation error"):
        text_of(definition("isi"), content)


def test_stored_content_of_another_instrument_with_as_many_items_is_refused():
    content = parse_pack(CATALAN.encode(), "pack.yaml").content
    with pytest.raises(ValueError, match="does not fit gad-7"):
        text_of(definition("gad-7"), content)
    with pytest.raises(ValueError, match="does not fit isi: gad-7"):
        text_of(definition("isi"), {**content, "instrument": "gad-7"})


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("instrument: isi", "instrument: isj", 1, "unknown instrument; instruments: brief-cope, "),
        ("language: ca", "language: Catalan", 2, "language: String should match pattern"),
        ("language: ca", "language: no", 0, ""),
        ("  holder:", "  owner:", 5, "licence.owner: unknown key"),
        ("2030-06-30", "2030-06-31", 6, "licence.valid_until: day"),
        ("2030-06-30", "20300630", 6, "licence.valid_until: a date is written as 2030-12-31"),
        ("2030-06-30", "~", 6, "licence.valid_until: a date is written as 2030-12-31"),
        ("title: Invented title", "title: ~", 7, "title: Input should be a valid string"),
        ("title: Invented title", "titel: Invented", 7, "titel: unknown key"),
        ('  "4": Invented question four\n', "", 11, "items: item 4 is missing"),
        ('  "7": Inv', '  "8": more\n  "7": Inv', 18, "items.8: unknown item; items: 1, 2, 3, 4, 5, 6, 7"),
        ('"6": Invented question six', '"6": Invented <script>', 17, "items.6: wording is plain text: no markup"),
        ('"6": Invented question six', '"6": Invented </p>', 17, "items.6: wording is plain text: no markup"),
        ('"6": Invented question six', '"6": Invented <!--', 17, "items.6: wording is plain text: no markup"),
        ('"6": Invented question six', '"6": "In\\tvented"', 17, "items.6: wording has a control character"),
        ('"6": Invented question six', '"6": ' + "x" * 2001, 17, "items.6: String should have at most 2000 characters"),
        ('"6": Invented question six', '"5": Invented', 17, "key '5' stands here twice"),
        ('"6": Invented question six', '"6": 6', 17, "items.6: Input should be a valid string"),
        ("{4: most, 3: more, ", "{4: most, ", 20, "options.main: main must have exactly the codes 0, 1, 2, 3, 4"),
        ("{4: most, 3: more, ", "{4: most, 3: more, 5: x, ", 20, "main must have exactly the codes 0, 1, 2, 3, 4"),
        ("  main: {4", "  extra: {0: a}\n  main: {4", 20, "options.extra: no item shown here uses these options"),
        ("4: always}", "4: ~}", 21, "options.7: the first and the last code need a label"),
        ("  main: {4: most, 3: more, 2: some, 1: few, 0: none}\n", "", 19, "options: main must have exactly the codes"),
    ],
)
def test_a_mistake_is_refused_at_its_line(old, new, line, said):
    assert old in CATALAN
    changed = CATALAN.replace(old, new, 1)
    if not line:
        assert parse_pack(changed.encode(), "pack.yaml").language == "no"
    else:
        told = [part for part in refused(changed).splitlines() if said in part]
        assert told, refused(changed)
        assert told[0].startswith(f"pack.yaml:{line}: ")


def test_a_less_than_sign_before_a_number_is_no_markup():
    assert (
        parse_pack(CATALAN.replace("question six", "question < 6 hours, <3").encode(), "p")
        .text.items["6"]
        .endswith("<3")
    )


def test_every_mistake_is_told_at_once():
    text = CATALAN.replace('  "4": Invented question four\n', "").replace("0: none", "9: none")
    assert len(refused(text).splitlines()) == 2


def test_a_scale_may_label_any_of_its_codes_and_no_other():
    pack = CATALAN.replace("isi", "wsas").replace('  "6": Invented question six\n  "7": Invented question seven\n', "")
    pack = pack[: pack.index("options:")]
    assert parse_pack(pack.encode(), "p").text.options_of("1")[8] == "8"
    ends = pack + "options:\n  main: {0: none, 8: very}\n"
    assert list(parse_pack(ends.encode(), "p").text.options_of("5").values())[-2:] == ["7", "very"]
    assert refused(ends.replace("8: very", "9: very")) == (
        "pack.yaml:18: options.main.9: no such code; allowed: 0 to 8"
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "pack.yaml:1: file: Input should be a valid dictionary"),
        (b"- a\n- b\n", "pack.yaml:1: file: Input should be a valid dictionary"),
        (b"\xff\xfe\x00", "pack.yaml:1: not UTF-8 text"),
        (b"a: [", "pack.yaml:1: not valid YAML"),
        (b"a: \x00", "pack.yaml:1: the character U+0000 is not allowed"),
        (b"[" * LARGEST, "pack.yaml:1: a data file is at most 40 levels deep"),
        (b"".join(b" " * n + b"a:\n" for n in range(300)), "pack.yaml:41: a data file is at most 40 levels deep"),
        (b"a: 0b_\n", "pack.yaml:1: a number is written plainly"),
        (b"a: " + b"9" * 9999, "pack.yaml:1: a number has at most 15 digits"),
        (b'a: "\\UFFFFFFFF"', "pack.yaml:1: not valid YAML"),
        (b"a: x\nb: &b [x]\nc: *b\n", "pack.yaml:3: an alias (*) is not allowed"),
        (b"x" * (LARGEST + 1), f"pack.yaml:0: a text pack has at most {LARGEST} bytes"),
        (b"a: !!python/object/apply:os.system [id]\n", "pack.yaml:"),
        (b"a: 1\n---\nb: 2\n", "pack.yaml:"),
    ],
)
def test_a_hostile_file_is_refused(data, said):
    assert said in refused(data)


def test_a_large_file_is_not_read_whole(tmp_path):
    path = tmp_path / "large.yaml"
    path.write_bytes(b"x" * (LARGEST * 4))
    with pytest.raises(DataFileError, match="at most"):
        read_pack(path)
