"""The coach's table as it comes with the house: whole, in both languages, and never calmer than its own rules allow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from oncocare.foundation.datafiles import read
from oncocare.library.choices import PieceTopic

TABLE = Path(__file__).parents[4] / "steps" / "campus" / "coach" / "table"
OUTCOMES = ["self_care", "call_team", "call_ward_today", "call_ward_now"]
PHASES = ["new", "chemotherapy", "treatment", "after", "living_with", "unknown"]
BANDS = ["mild", "moderate", "severe"]
UNSIGNED = "awaiting signature"
FILES = sorted((TABLE / "symptoms").glob("*.yaml"))
LONGEST_STEP = 140

DOSE = re.compile(r"\d\s*(mg|ml|g|mcg)\b|comprim|\btablets? of\b", re.IGNORECASE)
SHOUTED = re.compile(r"[!¡]")
ENDING_ONES_LIFE = re.compile(r"ending your life|quitarse la vida")
MOODS = ("worry", "low_mood")


def urgency(data: dict[str, Any]) -> dict[tuple[str, str], int]:
    """How urgent the outcome of each cell is, by band and phase."""
    return {(band, phase): OUTCOMES.index(data["cells"][band][phase]["outcome"]) for band in BANDS for phase in PHASES}


def too_calm(data: dict[str, Any]) -> Iterator[str]:
    """What breaks one of the four rules of docs/coach-table.md."""
    found = urgency(data)
    for milder, worse in pairwise(BANDS):
        yield from (f"{worse} {phase}" for phase in PHASES if found[worse, phase] < found[milder, phase])
    for band in BANDS:
        if found[band, "chemotherapy"] < found[band, "treatment"]:
            yield f"{band} chemotherapy"
        if found[band, "living_with"] < found[band, "treatment"]:
            yield f"{band} living_with"
        if found[band, "unknown"] != max(found[band, phase] for phase in PHASES):
            yield f"{band} unknown"


def texts(data: dict[str, Any], language: str) -> list[str]:
    """Everything of a symptom that a person reads, in one language."""
    return [
        *(data[key][language] for key in ("words", "ask", "watch")),
        *(step for band in BANDS for step in data["steps"][band][language]),
    ]


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def symptom(request) -> dict[str, Any]:
    return read(request.param).data


@pytest.fixture(scope="module")
def danger() -> dict[str, Any]:
    return read(TABLE / "coach.yaml").data["danger"]


def test_there_are_as_many_symptoms_as_were_written():
    assert len(FILES) == 28
    assert [path.stem for path in FILES] == [read(path).data["symptom"] for path in FILES]


def test_no_cell_is_calmer_than_the_rules_allow(symptom):
    assert list(too_calm(symptom)) == []


def test_each_rule_finds_a_cell_that_is_too_calm():
    fever = read(TABLE / "symptoms" / "fever.yaml").data

    def calmed(band: str, phase: str) -> list[str]:
        data = deepcopy(fever)
        data["cells"][band][phase]["outcome"] = "self_care"
        return list(too_calm(data))

    assert calmed("severe", "new") == ["severe new"]
    assert calmed("mild", "chemotherapy") == ["mild chemotherapy"]
    assert calmed("mild", "living_with") == ["mild living_with"]
    assert calmed("mild", "unknown") == ["mild unknown"]


def test_every_cell_names_its_source_and_waits_for_a_signature(symptom, danger):
    cells = [symptom["cells"][band][phase] for band in BANDS for phase in PHASES]
    assert [list(cell) for cell in cells] == [["outcome", "source", "signer"]] * 18
    assert {cell["signer"] for cell in cells} | {danger["signer"]} == {UNSIGNED}
    assert [cell for cell in cells if not cell["source"].strip()] == []
    assert [one for one in symptom["sources"] if not {"title", "organisation"} <= set(one)] == []


def unlisted(source: str, listed: list[dict[str, Any]]) -> list[str]:
    """Whom this text names that stands in no entry of `sources`; what is set here needs none."""
    names = [
        re.sub(r"^(set here, after|stricter than) ", "", one.strip())
        for one in source.removesuffix(", set here").split(";")
    ]
    said = [re.split(r",| \(", name)[0] for name in names if not re.search(r"set here|as COSTaRS has them$", name)]
    return [name for name in said if not any(name in one["organisation"] for one in listed)]


def test_whoever_is_named_is_listed_with_how_far_it_was_read(symptom, danger):
    cells = [symptom["cells"][band][phase]["source"] for band in BANDS for phase in PHASES]
    assert [name for text in cells for name in unlisted(text, symptom["sources"])] == []
    assert [name for sign in danger["signs"] for name in unlisted(sign["source"], danger["sources"])] == []
    assert unlisted("stricter than Somebody, Their page (now), set here", symptom["sources"]) == ["Somebody"]
    assert {one["read"] for one in symptom["sources"] + danger["sources"]} <= {"whole", "beginning"}


def test_no_page_that_could_not_be_read_is_leaned_on(symptom, danger):
    """The rows of the UKONS tool were not to be had: nothing may say that it follows them."""
    assert "UKONS" not in str(symptom)
    assert "UKONS" not in str(danger)


def test_the_steps_are_short_few_and_the_same_in_both_languages(symptom):
    steps = symptom["steps"]
    assert {band: len(steps[band]["en"]) for band in BANDS} == {band: len(steps[band]["es"]) for band in BANDS}
    assert [band for band in BANDS if not 3 <= len(steps[band]["en"]) <= 6] == []
    said = [step for band in BANDS for language in ("en", "es") for step in steps[band][language]]
    assert [step for step in said if len(step) > LONGEST_STEP] == []


def test_no_dose_is_named_and_nobody_is_shouted_at(symptom):
    said = texts(symptom, "en") + texts(symptom, "es")
    assert [text for text in said if DOSE.search(text) or SHOUTED.search(text)] == []
    assert [bool(DOSE.search(text)) for text in ("Take 500 mg", "dos comprimidos", "hoy")] == [True, True, False]
    assert SHOUTED.search("¡Llame!")


def test_a_step_never_promises_another_hurry_than_its_cells(symptom):
    """The steps of a band are read in every phase: a step that says "now" stands only where each cell says so."""
    found = urgency(symptom)
    for band in BANDS:
        calmest = min(found[band, phase] for phase in PHASES)
        opening = [step for step in symptom["steps"][band]["en"] if step.startswith("Call your ward ")]
        assert [step for step in opening if "now" in step and calmest < 3] == []
        assert [step for step in opening if ("today" in step or "first" in step) and calmest < 2] == []


def test_a_symptom_leads_to_pieces_of_the_library(symptom):
    assert symptom["topics"] != []
    assert set(symptom["topics"]) - set(PieceTopic) == set()


def test_fever_in_treatment_is_called_about_now():
    found = urgency(read(TABLE / "symptoms" / "fever.yaml").data)
    now = {phase for phase in PHASES if all(found[band, phase] == 3 for band in BANDS)}
    assert now == {"chemotherapy", "treatment", "living_with", "unknown"}


def test_breathlessness_is_never_left_to_oneself_and_severe_is_now():
    found = urgency(read(TABLE / "symptoms" / "breathlessness.yaml").data)
    assert min(found.values()) == OUTCOMES.index("call_team")
    assert {found["severe", phase] for phase in PHASES} == {OUTCOMES.index("call_ward_now")}


@pytest.mark.parametrize("mood", MOODS)
def test_a_mood_goes_to_the_team_and_thoughts_of_death_to_the_button(mood):
    data = read(TABLE / "symptoms" / f"{mood}.yaml").data
    assert max(urgency(data).values()) == OUTCOMES.index("call_team")
    for language, button in (("en", "“I need help now”"), ("es", "«Necesito ayuda ahora»")):
        assert button in data["watch"][language]
        assert button in data["steps"]["severe"][language][-1]


def test_nobody_is_asked_how_strong_thoughts_of_death_are(symptom):
    assert [
        text for text in (*symptom["words"].values(), *symptom["ask"].values()) if ENDING_ONES_LIFE.search(text)
    ] == []


def test_every_danger_sign_is_one_whatever_the_phase(danger):
    """The phase in a record may be out of date."""
    assert [sign["sign"] for sign in danger["signs"]] == [
        "fever", "breath_or_chest", "bleeding", "blood", "confusion", "weakness", "fit", "spine", "no_fluid",
        "diarrhoea", "one_leg", "face_or_neck", "line", "pain", "skin", "urine",
    ]  # fmt: skip
    assert [sign["sign"] for sign in danger["signs"] if sign["phases"] != "all"] == []
    assert [sign["sign"] for sign in danger["signs"] if not all(sign["words"][one] for one in ("en", "es"))] == []
