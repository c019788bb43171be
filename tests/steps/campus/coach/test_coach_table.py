"""The coach's table: what it refuses, what it answers on every path, and that an answer never gets milder."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncocare.foundation.datafiles import DataFileError
from steps.campus.coach.answer import answer
from steps.campus.coach.table import CoachOutcome, CoachPhase, CoachTable, SeverityBand, phase_of
from steps.campus.coach.table_file import shipped_table, table_from
from tests.factories.campus_coach import document, small_table, symptom_data, table_data

Change = Callable[[dict[str, Any]], Any]


def without(*path: Any) -> Change:
    """A change that takes out what stands at this place."""

    def change(data: dict[str, Any]) -> None:
        for key in path[:-1]:
            data = data[key]
        del data[path[-1]]

    return change


def put(value: Any, *path: Any) -> Change:
    """A change that puts a value at this place."""

    def change(data: dict[str, Any]) -> None:
        for key in path[:-1]:
            data = data[key]
        data[path[-1]] = value

    return change


def complaint(change: Change, *, of_table: bool = False) -> str:
    """What is said of the small table with this change, and on which line the text stands that it points at."""
    table, symptom = table_data(), symptom_data()
    change(table if of_table else symptom)
    with pytest.raises(DataFileError) as refused:
        table_from(document(table, "coach.yaml"), [document(symptom, "nausea.yaml")])
    return str(refused.value)


# --- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("band", SeverityBand)
@pytest.mark.parametrize("phase", CoachPhase)
def test_each_missing_cell_is_refused_by_its_name(band: SeverityBand, phase: CoachPhase):
    assert f"cells.{band} needs the key '{phase}'" in complaint(without("cells", str(band), str(phase)))


@pytest.mark.parametrize("key", ["outcome", "source", "signer"])
def test_a_cell_without_one_of_its_three_is_refused(key: str):
    assert f"cells.mild.new needs the key '{key}'" in complaint(without("cells", "mild", "new", key))


def test_the_line_is_that_of_the_cell():
    symptom = symptom_data()
    put("call_ward_never", "cells", "moderate", "after", "outcome")(symptom)
    file = document(symptom, "nausea.yaml")
    line = next(number for number, text in enumerate(file.text.splitlines(), 1) if "call_ward_never" in text)
    with pytest.raises(DataFileError) as refused:
        table_from(document(table_data(), "coach.yaml"), [file])
    assert [problem.line for problem in refused.value.problems] == [line]
    assert str(refused.value).startswith(f"nausea.yaml:{line}: the outcome must be self_care, call_team")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (put("self_care", "cells", "mild", "new"), "cells.mild.new must be a mapping"),  # no shorthand
        (put("noted", "cells", "mild", "new", "outcome"), "the outcome must be"),
        (put("", "cells", "mild", "new", "source"), "cells.mild.new.source must be text"),
        (without("words", "es"), "words needs the key 'es'"),
        (without("ask", "en"), "ask needs the key 'en'"),
        (put("x", "words", "pt"), "unknown key 'pt' in words"),
        (without("watch", "es"), "watch needs the key 'es'"),
        (without("steps", "severe", "es"), "steps.severe needs the key 'es'"),
        (put(["a", "b"], "steps", "severe", "es"), "as many in each language"),
        (put([], "steps", "mild", "en"), "steps.mild.en must be a list of at least 1"),
        (put([], "sources"), "sources must be a list of at least 1"),
        (put("http://example.org", "sources", 0, "url"), "begins with https://"),
        (without("sources", 0, "url"), "needs the key 'url'"),
        (without("sources", 0, "read"), "needs the key 'read'"),
        (put("heard of", "sources", 0, "read"), "sources.1.read must be whole or beginning or title, not"),
        (put("vomiting", "symptom"), "must be called vomiting.yaml"),
        (put("danger", "symptom"), "the part of the danger signs"),
        (put({}, "extra"), "unknown key 'extra'"),
        (without("cells"), "the file needs the key 'cells'"),
        (put({"mild": 2}, "source_of"), "must be at most 1"),
        (put("self_care", "cells", "severe", "new", "outcome"), "severe is answered by self_care, which is milder"),
    ],
)
def test_a_symptom_with_a_mistake_is_refused_whole(change: Change, said: str):
    assert said in complaint(change)
    assert complaint(change).startswith("nausea.yaml:")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (without("danger", "source"), "danger needs the key 'source'"),
        (without("danger", "signs", 0, "words", "es"), "needs the key 'es'"),
        (without("danger", "signs", 0, "source"), "needs the key 'source'"),
        (put([], "danger", "signs"), "danger.signs must be a list of at least 1"),
        (put("breath", "danger", "signs", 0, "sign"), "the sign 'breath' is there already"),
        (put("unsure", "danger", "signs", 0, "sign"), "the sign 'unsure' is there already"),
        (put(["summer"], "danger", "signs", 0, "phases"), "must be new or chemotherapy"),
        (put([4, 7], "bands", "moderate"), "each severity from 1 to 10 once"),
        (put([2, 3], "bands", "mild"), "each severity from 1 to 10 once"),
        (put("x", "bands", "mild"), "its lowest and its highest severity"),
        (without("danger", "sources"), "danger needs the key 'sources'"),
        (put([], "danger", "sources"), "danger.sources must be a list of at least 1"),
        (put(2, "danger", "sources", 0, "read"), "danger.sources.1.read must be whole or beginning or title, not 2"),
        (put(["new"], "phases"), "the phases must be new, chemotherapy"),
        (put(2, "language"), "language can only be 1"),
        (without("title", "es"), "title needs the key 'es'"),
    ],
)
def test_the_file_of_the_table_with_a_mistake_is_refused_whole(change: Change, said: str):
    assert said in complaint(change, of_table=True)
    assert complaint(change, of_table=True).startswith("coach.yaml:")


def test_a_table_without_a_symptom_is_refused():
    with pytest.raises(DataFileError, match="the table has no symptom"):
        table_from(document(table_data(), "coach.yaml"), [])


# --- the hash of each part --------------------------------------------------------------------------------------------


def test_a_part_is_hashed_by_what_it_says_and_by_the_bands_it_is_read_with():
    before, file = small_table(), symptom_data()
    file["steps"]["mild"]["es"] = ["Otra cosa"]
    changed = table_from(
        document(table_data(), "coach.yaml"),
        [document(file, "nausea.yaml"), *(document(symptom_data(code), f"{code}.yaml") for code in ("tiredness", "pain"))],
    )  # fmt: skip
    assert {part for part in before.parts if before.parts[part] != changed.parts[part]} == {"nausea"}
    assert before.sha256 != changed.sha256
    other_bands = small_table(bands={"mild": [1, 4], "moderate": [5, 6], "severe": [7, 10]})
    assert {part for part in before.parts if before.parts[part] != other_bands.parts[part]} == {
        "nausea", "tiredness", "pain",
    }  # fmt: skip


# --- every path -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", [small_table(), pytest.param(None, id="shipped")])
def test_every_path_has_an_outcome_a_source_and_a_signer_and_never_gets_milder(table: CoachTable | None):
    table = table or shipped_table()
    for code in table.symptoms:
        for phase in CoachPhase:
            answers = [answer(table, code, severity, phase) for severity in range(11)]
            assert answers[0].outcome is CoachOutcome.NOTED
            assert answers[0].band is None
            for said in answers[1:]:
                assert said.outcome in set(CoachOutcome) - {CoachOutcome.NOTED}, (code, phase, said.severity)
                assert said.source.strip()
                assert said.signer.strip()
                assert said.watch["en"].strip()
                assert said.watch["es"].strip()
                assert all(said.steps[language] for language in ("en", "es"))
            assert all(one.outcome.urgency <= two.outcome.urgency for one, two in pairwise(answers)), (code, phase)


def test_the_shipped_table_has_what_was_asked_of_it():
    table = shipped_table()
    assert len(table.symptoms) >= 20
    assert len(table.danger.signs) >= 5
    assert any(answer(table, code, 10, CoachPhase.CHEMOTHERAPY).outcome.calls_ward for code in table.symptoms)


@given(
    severity=st.integers(0, 10),
    phase=st.sampled_from(CoachPhase),
    code=st.sampled_from(["nausea", "tiredness", "pain"]),
)
def test_the_answer_is_the_cell_of_the_table(severity: int, phase: CoachPhase, code: str):
    table = small_table()
    said = answer(table, code, severity, phase)
    if severity == 0:
        assert (said.outcome, said.band, said.steps) == (CoachOutcome.NOTED, None, {})
        return
    band = next(band for band, (low, high) in table.bands.items() if low <= severity <= high)
    cell = table.symptoms[code].cells[band][phase]
    assert (said.band, said.outcome, said.source, said.signer) == (band, cell.outcome, cell.source, cell.signer)
    assert said.steps == table.symptoms[code].steps[band]


@given(severity=st.integers().filter(lambda number: not 0 <= number <= 10))
def test_a_number_that_is_no_severity_has_no_answer(severity: int):
    with pytest.raises(ValueError, match="from 0 to 10"):
        answer(small_table(), "nausea", severity, CoachPhase.NEW)


# --- the phase --------------------------------------------------------------------------------------------------------

CHEMO = {"kind": "chemotherapy", "began": "2026-01", "ended": ""}


@pytest.mark.parametrize(
    ("said", "treatments", "phase"),
    [
        ("treatment", [CHEMO], "chemotherapy"),
        ("treatment", [{**CHEMO, "ended": "2026-02"}], "chemotherapy"),
        ("treatment", [{**CHEMO, "kind": "radiotherapy"}], "treatment"),
        ("treatment", [], "treatment"),
        ("", [], "unknown"),
        (None, [], "unknown"),
        ("", [CHEMO], "chemotherapy"),
        ("", [{**CHEMO, "ended": "2026-02"}], "unknown"),
        ("after", [{**CHEMO, "ended": "2026-02"}], "after"),
        ("after", [{**CHEMO, "ended": "2026-04"}], "chemotherapy"),
        ("after", [CHEMO], "chemotherapy"),
        ("new", [CHEMO], "chemotherapy"),
        ("living_with", [CHEMO], "chemotherapy"),
        ("living_with", [{**CHEMO, "ended": "2026-03"}], "living_with"),
        ("new", [], "new"),
        ("living_with", [], "living_with"),
        ("somewhere", [], "unknown"),
    ],
)
def test_the_phase_is_read_from_the_picture(said: str | None, treatments: list[dict[str, str]], phase: str):
    assert phase_of(said, treatments, date(2026, 5, 31)) == CoachPhase(phase)


def test_in_a_phase_that_is_not_known_every_danger_sign_is_one():
    danger = small_table().danger
    assert [sign.code for sign in danger.signs_in(CoachPhase.AFTER)] == ["breath", "bleeding"]
    assert [sign.code for sign in danger.signs_in(CoachPhase.CHEMOTHERAPY)] == ["fever", "breath", "bleeding"]
    assert [sign.code for sign in danger.signs_in(CoachPhase.UNKNOWN)] == ["fever", "breath", "bleeding"]
