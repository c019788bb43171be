"""A folder of modules is read whole or refused with every mistake, and written as it was read."""

from __future__ import annotations

import pytest

from oncocare.library.folder import FolderRefused, files, read

MODULE = """\
area: sleep
audience: [patient]
title: {en: "Sleeping again", es: "Volver a dormir"}
summary: {en: "Nights in small steps.", es: "Las noches, paso a paso."}
pieces: [awake-at-three, worries-on-paper]
"""
PIECE = """\
kind: lesson
area: sleep
audience: [patient, caregiver]
phases: [new, treatment]
topics: [sleep, worry]
sources:
  - {title: "Sleep Disorders (PDQ)", organisation: "National Cancer Institute", year: 2023, url: "https://www.cancer.gov/"}
"""
ENGLISH = """\
---
title: "Awake: at three"
summary: "What to do when the night is long."
---

Get up. **Sit** somewhere else.

::: field worries
What goes round in your head?
:::
"""
SPANISH = """\
---
title: "Despierta a las tres"
summary: "Qué hacer cuando la noche es larga."
---

Levántese.

::: field worries
¿Qué le da vueltas en la cabeza?
:::
"""


@pytest.fixture
def root(tmp_path):
    for name, text in {
        "modules/sleeping-again.yaml": MODULE,
        "pieces/awake-at-three/piece.yaml": PIECE,
        "pieces/awake-at-three/en.md": ENGLISH,
        "pieces/awake-at-three/es.md": SPANISH,
        "pieces/worries-on-paper/piece.yaml": PIECE,
        "pieces/worries-on-paper/en.md": ENGLISH,
    }.items():
        put(tmp_path, name, text)
    return tmp_path


def put(root, name, text):
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_a_folder_is_read(root):
    found = read(root)
    assert list(found.modules) == ["sleeping-again"]
    assert found.modules["sleeping-again"].pieces == ("awake-at-three", "worries-on-paper")
    piece = found.pieces["awake-at-three"]
    assert (piece.facts.kind, piece.facts.sources[0].year, piece.facts.made_up) == ("lesson", 2023, False)
    assert {language: text.title for language, text in piece.texts.items()} == {
        "en": "Awake: at three", "es": "Despierta a las tres",
    }  # fmt: skip


def test_what_is_written_is_read_as_it_was(root, tmp_path_factory):
    found, again = read(root), tmp_path_factory.mktemp("again")
    for name, text in files(found):
        put(again, name, text)
    assert read(again) == found
    assert dict(files(read(again))) == dict(files(found))


@pytest.mark.parametrize(
    ("name", "text", "mistake"),
    [
        ("modules/sleeping-again.yaml", MODULE + "colour: red\n", "modules/sleeping-again.yaml:6: colour: unknown key"),
        (
            "modules/sleeping-again.yaml", MODULE.replace("awake-at-three", "gone"),
            "modules/sleeping-again.yaml:0: there is no piece “gone” in this folder",
        ),
        (
            "pieces/awake-at-three/en.md", ENGLISH.replace("Get up.", "# Get up."),
            "pieces/awake-at-three/en.md:6: allowed are",
        ),
        (
            "pieces/awake-at-three/en.md", ENGLISH.replace("summary", "sumary"),
            "pieces/awake-at-three/en.md:2: summary: Field required",
        ),
        ("pieces/awake-at-three/en.md", "Get up.", "pieces/awake-at-three/en.md:1: a text begins with title and summary"),
        (
            "pieces/awake-at-three/es.md", SPANISH.replace("field worries", "field other"),
            "pieces/awake-at-three/es.md:0: its fields are not those of en.md, in their order",
        ),
        ("pieces/awake-at-three/piece.yaml", PIECE.replace("lesson", "song"), "pieces/awake-at-three/piece.yaml:1: kind: "),
        (
            "pieces/awake-at-three/piece.yaml", PIECE.replace("https:", "http:"),
            "pieces/awake-at-three/piece.yaml:7: sources.0.url: ",
        ),
        ("pieces/Awake/piece.yaml", PIECE, "pieces/Awake:0: a name has the letters a to z, digits, and - between them"),
        ("pieces/awake-at-three/english.md", ENGLISH, "pieces/awake-at-three/english.md:0: a text is named by its language"),
        ("pieces/empty/en.md", ENGLISH, "pieces/empty/piece.yaml:0: this file is missing"),
    ],
)  # fmt: skip
def test_a_mistake_is_said_with_its_file_and_line(root, name, text, mistake):
    put(root, name, text)
    with pytest.raises(FolderRefused) as refused:
        read(root)
    assert any(one.startswith(mistake) for one in refused.value.mistakes), refused.value.mistakes


def test_every_mistake_of_a_folder_is_said_at_once(root):
    put(root, "modules/sleeping-again.yaml", MODULE.replace("sleep", "slep"))
    put(root, "pieces/awake-at-three/en.md", "Get up.")
    with pytest.raises(FolderRefused) as refused:
        read(root)
    assert [one.split(":")[0] for one in refused.value.mistakes] == [
        "pieces/awake-at-three/en.md", "modules/sleeping-again.yaml",
    ]  # fmt: skip


def test_a_folder_without_contents_is_refused(tmp_path):
    with pytest.raises(FolderRefused):
        read(tmp_path)
