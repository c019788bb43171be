"""The instrument files: what they say, that they are locked, and that every mistake in one is refused at its line."""

import hashlib
import json
import re
import shutil
from decimal import Decimal

import pytest

from oncocare.foundation.datafiles import DataFileError, read
from questionnaires.instruments.catalogue import (
    INSTRUMENTS,
    catalogue,
    compile_instrument,
    definition,
    read_catalogue,
    renew_lock,
)
from questionnaires.instruments.file import ItemScore

SHIPPED = {
    "brief-cope": ("en",),
    "brs": ("en",),
    "dass-21": ("en", "pt-BR"),
    "gad-2": ("en", "es", "pl", "pt", "pt-BR"),
    "gad-7": ("en", "es", "pl", "pt-BR"),
    "k10": ("en",),
    "k6": ("en",),
    "mos-sss": ("en",),
    "mspss": ("en",),
    "pc-ptsd-5": ("en",),
    "pcl-5": ("en",),
    "phq-2": ("en", "es", "es-US", "pl", "pt", "pt-BR"),
    "phq-4": ("en", "es", "pl", "pt", "pt-BR"),
    "phq-9": ("en", "es", "es-US", "pl", "pt", "pt-BR"),
    "sus": ("en", "pt"),
    "symptom-check": ("en", "es"),
    "who-5": ("en", "es", "pl"),
}


# --- what they say ---------------------------------------------------------------------------------------------------


def test_wording_ships_where_the_licence_allows_it_and_nowhere_else():
    assert {code: known.languages for code, known in catalogue().items() if known.texts} == SHIPPED
    assert {known.code for known in catalogue().values() if known.licence.wording == "definition_only"} == (
        set(catalogue()) - set(SHIPPED)
    )


def test_a_definition_only_instrument_has_no_text_of_its_items():
    for path in INSTRUMENTS.rglob("definition.yaml"):
        data = read(path).data
        if data["licence"]["wording"] == "definition_only":
            files = {other.name for other in path.parent.iterdir()}
            assert files <= {"definition.yaml", "value-sets.yaml", "grades.yaml"}
            keys = {key for item in data["items"].values() if item for key in item}
            assert keys <= {"loinc", "options", "optional", "reverse", "not_if"}
            assert all(re.fullmatch(r"[0-9]+|[A-Z]{1,3}[0-9]?|[a-z]+(_[0-9]+)?", key) for key in data["items"])
            assert all(isinstance(code, int) for codes in data["options"].values() for code in values(codes))


def values(codes):
    return codes.values() if isinstance(codes, dict) else codes


def test_wording_under_a_licence_of_its_own_lies_in_a_folder_with_that_licence():
    own = {code for code, known in catalogue().items() if known.licence.wording == "conditions"}
    assert own == {path.parent.name for path in (INSTRUMENTS / "conditions").rglob("definition.yaml")}
    licence = (INSTRUMENTS / "conditions" / "LICENCE.md").read_text(encoding="utf-8")
    assert all(f"## {code}" in licence for code in own)
    assert "CC BY-NC-SA 3.0 IGO" in licence


def test_dass_results_and_the_mean_of_symptoms_are_for_the_clinician():
    found = {code for code, known in catalogue().items() if known.results_for == "clinician"}
    assert found == {"dass-21", "symptom-check"}


def test_an_item_may_be_skipped_where_a_score_allows_a_missing_item():
    skippable = {code for code, known in catalogue().items() if known.may_skip}
    eortc, fact = {"eortc-qlq-c30", "eortc-qlq-br23", "eortc-qlq-br45"}, {"fact-g", "fact-b"}
    assert skippable == {"phq-9", "gad-7", "dass-21", "hads", "brs", "symptom-check"} | eortc | fact
    assert definition("phq-9").may_skip_item("9")
    assert not definition("k10").may_skip_item("1")
    assert definition("mos-sss").may_skip_item("1")
    with pytest.raises(KeyError):
        definition("k10").may_skip_item("11")


@pytest.mark.parametrize(
    ("code", "minutes"), [("phq-9", 2), ("phq-2", 1), ("pcl-5", 3), ("eortc-qlq-c30", 4), ("pro-ctcae", 1)]
)
def test_minutes_are_eight_seconds_an_item_rounded_up(code, minutes):
    assert definition(code).minutes == minutes


def test_direction_is_a_field_of_the_instrument_or_of_the_score():
    assert definition("who-5").direction_of("raw") == "higher_is_better"
    assert definition("eortc-qlq-c30").direction_of("fa") == "higher_is_worse"
    assert definition("eq-5d-5l").direction_of("index") == "higher_is_better"
    assert definition("eq-5d-5l").direction_of("lss") == "higher_is_worse"


def test_items_behind_a_score():
    assert definition("fact-b").items_of("toi")[:2] == ("GP1", "GP2")
    assert len(definition("fact-b").items_of("fact_b")) == 37
    assert definition("wpai").items_of("overall_work_impairment") == ("2", "4", "5")
    assert definition("promis-anxiety-4a").items_of("t_score") == ("1", "2", "3", "4")


def test_only_verified_reliable_change_is_a_default():
    verified = {code for code, known in catalogue().items() for one in known.reliable_change.values() if one.verified}
    assert verified == {"phq-9", "gad-7"}
    published = {code: definition(code).reliable_change["total"] for code in sorted(verified)}
    assert [(code, one.threshold, one.name) for code, one in published.items()] == [
        ("gad-7", Decimal(4), "NHS"), ("phq-9", Decimal(6), "NHS"),
    ]  # fmt: skip


def test_an_unknown_instrument():
    with pytest.raises(KeyError):
        definition("phq-10")


def test_the_catalogue_is_read_once_and_cannot_be_changed():
    assert catalogue() is catalogue()
    with pytest.raises(TypeError):
        catalogue()["phq-9"] = None
    with pytest.raises(TypeError):
        definition("phq-9").texts["en"].items["1"] = "other words"


def test_options_stand_in_the_order_of_the_form_and_an_unlabelled_code_shows_itself():
    assert next(iter(definition("who-5").texts["en"].options_of("1").items())) == (5, "All of the time")
    assert list(definition("sus").texts["en"].options_of("1").values())[1:4] == ["2", "3", "4"]
    assert definition("phq-9").texts["en"].options_of("10")[3] == "Extremely difficult"
    assert definition("mos-sss").texts["en"].options_of("1")[7] == "7"
    with pytest.raises(KeyError):
        definition("phq-9").texts["es"].options_of("10")


def test_the_hash_of_a_text_is_that_of_what_is_read():
    text = definition("gad-2").texts["en"]
    labels = [[code, label] for code, label in text.options_of("1").items()]
    shown = ["gad-2", "en", text.title, None, text.stem, text.recall, [*map(list, text.items.items())]]
    canonical = json.dumps([*shown, [["main", labels]]], ensure_ascii=False, separators=(",", ":"))
    assert text.sha256 == hashlib.sha256(canonical.encode()).hexdigest()
    assert len({one.sha256 for known in catalogue().values() for one in known.texts.values()}) == sum(
        len(languages) for languages in SHIPPED.values()
    )


def test_the_hash_of_a_definition_is_that_of_its_files():
    folder = INSTRUMENTS / "eq-5d-5l"
    files = (folder / "definition.yaml").read_bytes() + (folder / "value-sets.yaml").read_bytes()
    assert definition("eq-5d-5l").sha256 == hashlib.sha256(files).hexdigest()


@pytest.mark.parametrize(("country", "worst"), [("ES", "-0.4161988"), ("PT", "-0.603"), ("PL", "-0.59")])
def test_value_sets_reach_their_published_minimum(country, worst):
    levels = definition("eq-5d-5l").value_sets[country].coefficients.values()
    assert 1 + sum(min(losses.values()) for losses in levels) == Decimal(worst)
    assert all(losses[2] >= losses[3] >= losses[4] >= losses[5] for losses in levels)


def test_subscales_that_share_no_item():
    for code in ("dass-21", "hads", "brief-cope", "eortc-qlq-c30", "fact-b", "mspss"):
        scores = definition(code).scores.items()
        used = [key for name, one in scores if isinstance(one, ItemScore) and name != "total" for key in one.items]
        assert len(used) == len(set(used))


# --- the lock --------------------------------------------------------------------------------------------------------


@pytest.fixture
def root(tmp_path):
    for code in ("phq-2", "gad-2"):
        shutil.copytree(INSTRUMENTS / code, tmp_path / code)
    renew_lock(tmp_path)
    return tmp_path


def refusal(root):
    with pytest.raises(DataFileError) as refused:
        read_catalogue(root)
    return str(refused.value).replace(str(root), "root")


def test_the_lock_has_a_line_per_file_and_the_catalogue_of_the_repository_is_locked(root):
    lines = (root / "LOCK").read_text(encoding="utf-8").splitlines()
    assert lines == sorted(lines, key=lambda line: line.partition("  ")[2])
    assert len(lines) == len(list(root.rglob("*.yaml")))
    assert list(read_catalogue(root)) == ["gad-2", "phq-2"]
    assert read_catalogue(INSTRUMENTS) == catalogue()


def test_a_changed_file_is_refused_with_the_command_that_renews_the_lock(root):
    path = root / "phq-2" / "en.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Feeling down", "Feeling low"), encoding="utf-8")
    names = [line.partition("  ")[2] for line in (root / "LOCK").read_text(encoding="utf-8").splitlines()]
    number = names.index("phq-2/en.yaml") + 1
    assert refusal(root) == (
        f"root/LOCK:{number}: phq-2/en.yaml is not the file that was locked; "
        "review the change, then run: python manage.py lock_instruments"
    )
    renew_lock(root)
    assert "low" in read_catalogue(root)["phq-2"].texts["en"].items["2"]


def test_line_ends_do_not_change_the_lock(root):
    path = root / "phq-2" / "en.yaml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert len(read_catalogue(root)) == 2


def test_a_missing_and_an_extra_file_and_a_strange_line_are_refused(root):
    (root / "phq-2" / "pl.yaml").unlink()
    shutil.copytree(INSTRUMENTS / "brs", root / "brs")
    with (root / "LOCK").open("a", encoding="utf-8") as lock:
        lock.write("strange\n")
    said = refusal(root)
    assert "root/LOCK:0: brs/definition.yaml is not locked; review" in said
    assert "root/LOCK:0: brs/en.yaml is not locked; review" in said
    assert "phq-2/pl.yaml is locked but not there; review" in said
    assert "'strange' is locked but not there; review" in said


def test_no_lock_is_refused(root):
    (root / "LOCK").unlink()
    assert refusal(root).startswith("root/LOCK:0: there is no lock of the instrument files; review")


def test_a_lock_is_not_renewed_over_a_mistake(root):
    before = (root / "LOCK").read_text(encoding="utf-8")
    (root / "phq-2" / "definition.yaml").unlink()
    with pytest.raises(DataFileError, match=r"phq-2:0: there is no definition\.yaml beside these files"):
        renew_lock(root)
    assert (root / "LOCK").read_text(encoding="utf-8") == before


def test_the_same_code_twice_is_refused(root):
    shutil.copytree(root / "phq-2", root / "more" / "phq-2")
    with pytest.raises(DataFileError, match="instrument phq-2 is defined twice"):
        renew_lock(root)


# --- mistakes, each at its line --------------------------------------------------------------------------------------


def compiled_after(tmp_path, code, name, old, new):
    """Compile a copy of the instrument with one change; returns the refusal and the line of the change."""
    source = next(path.parent for path in INSTRUMENTS.rglob("definition.yaml") if path.parent.name == code)
    folder = shutil.copytree(source, tmp_path / code)
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    changed = text.replace(old, new, 1)
    (folder / name).write_text(changed, encoding="utf-8")
    with pytest.raises(DataFileError) as refused:
        compile_instrument(folder, {path.name: read(path) for path in folder.glob("*.yaml")})
    before = changed[: text.index(old)].count("\n") + 1
    return str(refused.value).replace(f"{folder}/", ""), before


D = "definition.yaml"
MISTAKES = [
    ("phq-9", D, "code: phq-9", "code: phq-8", "code: the folder is called phq-9"),
    ("phq-9", D, "version:", "edition: 1\nversion:", "edition: unknown key"),
    ("phq-9", D, "code: phq-9", "code: PHQ", "code: String should match pattern"),
    ("phq-9", D, "direction: higher_is_worse", "direction: up", "direction: Input should be 'higher_is_worse'"),
    ("phq-9", D, "main: [0, 1, 2, 3]", "main: [0]", "options.main: an option set needs two or more different codes"),
    ("phq-9", D, "main: [0, 1, 2, 3]", "main: [0, 1, 1]", "options.main: an option set needs two or more different"),
    ("phq-9", D, "main: [0, 1, 2, 3]", "main: [-1, 1]", "options.main: an option set needs two or more different"),
    ("phq-9", D, "main: [0, 1, 2, 3]", "main: {low: 3, high: 0}", "options.main: an option set needs two or more"),
    ("phq-9", D, "main: [0, 1, 2, 3]", "main: [0, yes]", "options.main.tuple[int, ...].1: Input should be a valid int"),
    (
        "phq-9",
        D,
        "  difficulty: [0",
        '  "9": [0, 1]\n  difficulty: [0',
        "options.9: an option set cannot have the name",
    ),
    ("fact-g", D, "not_answered: [8, 9]", "not_answered: [4]", "not_answered: a code that means 'not answered' stands"),
    (
        "phq-9",
        D,
        '"10": {loinc: 69722-7, options: difficulty',
        '"10": {options: main2',
        "items.10.options: unknown option",
    ),
    ("pc-ptsd-5", D, '"1": {not_if: {"0"', '"1": {not_if: {"7"', "items.1.not_if.7: unknown item '7'"),
    ("pc-ptsd-5", D, '"1": {not_if: {"0": [0]', '"1": {not_if: {"0": [5]', "items.1.not_if.0: item 0 has no code 5"),
    (
        "pc-ptsd-5",
        D,
        '"1": {not_if: {"0": [0]',
        '"1": {not_if: {"0": [no]',
        "items.1.not_if.0.0: a code is a whole number from 0 to 9999",
    ),
    ("phq-9", D, "method: sum", "method: median", "scores.total: Input tag 'median'"),
    (
        "phq-9",
        D,
        "  total:\n    method: sum\n    items: [1",
        "  total:\n    method: sum\n    items: [11",
        "scores.total: unknown",
    ),
    (
        "hads",
        D,
        "parts: [anxiety, depression]",
        "parts: [anxiety, sadness]",
        "scores.total: there is no score 'sadness'",
    ),
    ("pc-ptsd-5", D, "gate: {item: 0, code: 0", "gate: {item: 0, code: 2", "scores.total.gate: item 0 has no code 2"),
    ("phq-9", D, "{name: suicidal_ideation, item: 9", "{name: worsening, item: 99", "risk.0: unknown item '99'"),
    ("phq-9", D, "item: 9, at_least: 1", "item: 9, at_least: 4", "risk.0: item 9 has no code 4"),
    (
        "phq-9",
        D,
        "at_least: 2, severity: urgent",
        "at_least: 2, severity: medium",
        "risk.1: a second suicidal_ideation asks for a higher code and is more severe",
    ),
    (
        "phq-9",
        D,
        "{name: suicide_not_said, item: 9",
        "{name: suicide_not_said, item: 99",
        "unsaid.0: unknown item '99'",
    ),
    ("phq-9", D, "severity: high", "severity: low", "risk.0.severity: Input should be 'medium', 'high' or 'urgent'"),
    ("phq-9", D, "{name: screen, score: total", "{name: screen, score: sum", "cutoffs.0: unknown score 'sum'"),
    ("phq-9", D, "reliable_change:\n  total", "reliable_change:\n  sum", "reliable_change.sum: unknown score 'sum'"),
    (
        "gad-7",
        D,
        "    threshold: 4",
        "    threshold: 0",
        "reliable_change.total.threshold: Input should be greater than 0",
    ),
    (
        "gad-7",
        D,
        "    name: NHS\n",
        "",
        "reliable_change.total: a verified threshold has a name, which says on every page whose it is",
    ),
    ("gad-7", D, "    name: NHS", "    name: ' '", "reliable_change.total.name: String should match pattern"),
    ("phq-9", D, "items: [1, 2, 3,", "items: [1, 2, 2,", "scores.total.items: an item stands here twice"),
    ("phq-9", D, "max_missing: 2", "max_missing: 9", "scores.total.max_missing: at least one item must be answered"),
    (
        "eortc-qlq-c30",
        D,
        "items: [29, 30]",
        "items: [28, 30]",
        "scores.ql2.items: a mean needs items with the same range",
    ),
    ("phq-9", D, "range: [0, 27]", "range: [0, 30]", "scores.total.range: the rule reaches from 0 to 27"),
    ("brs", D, "range: [1, 5]", "range: [0, 5]", "scores.mean.range: the rule reaches from 1 to 5"),
    ("hads", D, "range: [0, 42]", "range: [0, 21]", "scores.total.range: the rule reaches from 0 to 42"),
    (
        "promis-anxiety-4a",
        D,
        "range: [40.3, 81.6]",
        "range: [40, 82]",
        "t_score.range: the rule reaches from 40.3 to 81.6",
    ),
    ("promis-anxiety-4a", D, "      11: 61.4\n", "", "scores.t_score.table: needs an entry for every value of raw"),
    ("phq-9", D, "low: 5, high: 9", "low: 6, high: 9", "scores.total.bands.1: this band must begin 1 above 4"),
    ("phq-9", D, "low: 5, high: 9", "low: 5, high: 3", "scores.total.bands.1: this band must begin 1 above 4 and not"),
    ("brs", D, "low: 3.00", "low: 3.01", "scores.mean.bands.1: this band must begin 0.01 above 2.99"),
    ("phq-9", D, "low: 20, high: 27", "low: 20, high: 26", "scores.total.bands: the bands must reach from 0 to 27"),
    ("phq-9", D, "wording: ship", "wording: definition_only", "definition_only, with 6 files of wording"),
    ("hads", D, "wording: definition_only", "wording: ship", "ship, with 0 files of wording"),
    ("phq-9", "en.yaml", "instrument: phq-9", "instrument: phq-8", "instrument: this folder is of phq-9"),
    ("phq-9", "en.yaml", "language: en", "language: fr", "language: the file is called en.yaml"),
    ("phq-9", "en.yaml", "language: en", "language: english", "language: String should match pattern"),
    ("phq-9", "en.yaml", '  "4":', '  "44":', "items.44: unknown item; items: 1, 2, 3"),
    (
        "phq-9",
        "en.yaml",
        '    3: "Nearly',
        '    4: "Nearly',
        "options.main: main must have exactly the codes 0, 1, 2, 3",
    ),
    ("phq-9", "en.yaml", '    3: "Nearly', '    03: "Nearly', "a code is a whole number from 0 to 9999"),
    (
        "phq-9",
        "en.yaml",
        "  difficulty:",
        "  other:",
        "options.other: no item shown here uses these options; needed: main",
    ),
    ("phq-9", "en.yaml", '    0: "Not at all"', "    0: ~", "options.main: the first and the last code need a label"),
    ("phq-9", "en.yaml", "Feeling tired or", "Feeling <b>tired</b> or", "items.4: wording is plain text: no markup"),
    ("phq-9", "en.yaml", "Feeling tired or", "Feeling\\ttired or", "items.4: wording has a control character"),
    ("phq-9", "en.yaml", "Feeling tired or", "Feeling \\u202etired", "items.4: wording has a character that turns the"),
    ("phq-9", "en.yaml", '"Feeling tired or having little energy"', '" "', "items.4: String should match pattern"),
    ("phq-9", "en.yaml", "grade: A", "grade: C", "grade: Input should be 'A', 'A-', 'B' or 'B-'"),
    ("eq-5d-5l", "value-sets.yaml", "{2: -0.0839717, ", "{", "value_sets.ES: needs one coefficient for every level"),
    ("eq-5d-5l", "value-sets.yaml", "      AD: ", "      XX: ", "value_sets.ES: needs one coefficient for every level"),
    ("pro-ctcae", "grades.yaml", "- [1, 0, 1, 1]", "- [1, 0, 0, 1]", "each combination once: a code or null"),
    ("pro-ctcae", "grades.yaml", "- [1, 0, 1, 1]", "- [5, 0, 1, 1]", "each combination once: a code or null"),
    ("pro-ctcae", "grades.yaml", "- [1, 0, 1, 1]", "- [1, 0, 1, ~]", "each combination once: a code or null"),
    ("pro-ctcae", "grades.yaml", "- [1, 0, 1, 1]", "- [1, 0, 1]", "each combination once: a code or null"),
]


@pytest.mark.parametrize(("code", "name", "old", "new", "said"), MISTAKES, ids=[mistake[4] for mistake in MISTAKES])
def test_a_mistake_is_refused_at_its_file_and_line(tmp_path, code, name, old, new, said):
    refusal, line = compiled_after(tmp_path, code, name, old, new)
    told = [part for part in refusal.splitlines() if said in part]
    assert told, refusal
    assert told[0].startswith(f"{name}:")
    assert abs(int(told[0].split(":")[1]) - line) <= 14  # the place itself, or the head of the block it is missing from


def test_a_mistake_is_named_with_its_exact_line(tmp_path):
    refusal, line = compiled_after(tmp_path, "phq-9", D, "range: [0, 27]", "range: [0, 30]")
    assert refusal.splitlines()[0] == f"definition.yaml:{line}: scores.total.range: the rule reaches from 0 to 27"


def test_a_score_without_direction_cannot_have_reliable_change(tmp_path):
    change = "\nreliable_change:\n  denial: {threshold: 2, source: none}\ndirection: neutral\n"
    refusal, line = compiled_after(tmp_path, "brief-cope", D, "\ndirection: neutral\n", change)
    assert refusal == f"definition.yaml:{line + 2}: reliable_change.denial: a score without a direction cannot improve"


@pytest.mark.parametrize(
    ("code", "table", "said"),
    [
        ("eq-5d-5l", "value-sets.yaml", "value-sets.yaml and a score by value_set belong together"),
        ("pro-ctcae", "grades.yaml", "grades.yaml and a score by grade belong together"),
    ],
)
def test_a_table_and_its_score_belong_together(tmp_path, code, table, said):
    for owner, files in ((code, ["definition.yaml"]), ("isi", ["definition.yaml", table])):
        documents = {name: read(INSTRUMENTS / (code if name == table else owner) / name) for name in files}
        with pytest.raises(DataFileError, match=said):
            compile_instrument(tmp_path / owner, documents)
