"""Every instrument against vectors: our own, computed by hand rules, and the reference set where it is at hand."""

import json
import os
from pathlib import Path

import pytest

from questionnaires.instruments.catalogue import catalogue
from questionnaires.instruments.score_lines import as_json, score_line

HERE = Path(__file__).resolve()


def read_lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def reference_file():
    """The file named by the environment, else one in a data folder beside the repository."""
    folder = os.environ.get("ONCOCARE_REFERENCE_DATA")
    found = [Path(folder) / "score-vectors.jsonl"] if folder else HERE.parents[4].glob("*/data/score-vectors.jsonl")
    return next((path for path in found if path.exists()), None)


OWN = read_lines(HERE.with_name("vectors.jsonl"))


@pytest.mark.parametrize("vector", OWN, ids=[vector["case"] for vector in OWN])
def test_own_vector(vector):
    scored = as_json(score_line(json.dumps(vector["input"])))
    assert {key: scored[key] for key in vector["expected"]} == vector["expected"]


def test_every_instrument_has_own_vectors():
    assert {vector["input"]["instrument"] for vector in OWN} == set(catalogue())


def test_reference_vectors():
    path = reference_file()
    if path is None:
        pytest.skip("the reference vectors are not in this checkout; ONCOCARE_REFERENCE_DATA may name their folder")
    vectors = read_lines(path)
    scored = [as_json(score_line(json.dumps(vector["input"]))) for vector in vectors]
    wanted = [(vector["id"], vector["scores"], vector.get("risk", [])) for vector in vectors]
    got = [(vector["id"], one["scores"], one["risk"]) for vector, one in zip(vectors, scored, strict=True)]
    assert len(vectors) > 100
    assert got == wanted
