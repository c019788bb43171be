"""One name for one thing: the third column of docs/words.md is not used for what stands in the first."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from babel.messages.pofile import read_po
from django.db import models
from django.test.utils import isolate_apps

from tests.guards.house import ROOT, Module, history_models, house_models, judge, module, modules, room_of, routes

GLOSSARY = ROOT / "docs" / "words.md"
TEXTS = ROOT / "locale" / "es" / "LC_MESSAGES" / "django.po"  # its msgids are every English text of the house

# Where a word of the third column stands for something else: "word · kind of place · where", which for a text is how it
# begins, and what the word means there.
MEANINGS = {
    "assessment · class · oncocare.safety.models.AssessmentForm": "A form for what staff ask somebody, as its owners say.",
    "assessment · class · oncocare.safety.models.RiskAssessment": "What staff asked about suicidal thoughts, as clinics say.",
    "chart · class · oncocare.web.charts.Chart ": "A drawing of numbers over time, not what is kept about a patient.",
    "chart · class · oncocare.web.charts.ChartPoint": "One point of a drawing of numbers over time.",
    "chart · text · Charts": "Drawings of scores over time, a part of the record.",
    "chart · text · Every chart also says in words": "Drawings of scores over time, as a page for everybody calls them.",
    "doctor · text · This is not a doctor, and nobody here reads what you tell. The": "What the coach is not, as people say.",
    "doctor · text · This is not a doctor, and nobody here reads what you tell. It": "The same, below an answer.",
    "doctor · text · Tell your doctor or nurse": "Whoever treats the cancer, who need not be a user.",
    "grade · class · questionnaires.instruments.file.Grade ": "The composite grade of PRO-CTCAE, named by its authors.",
    "grade · class · questionnaires.instruments.file.GradeFile": "The table of PRO-CTCAE grades, named by its authors.",
    "login · field · people.User.last_login": "Django declares and names this field of every account.",
    "login · url · account_login": "The name under which allauth looks for this page.",
    "login · url · mfa_login_webauthn": "The name under which allauth looks for this page.",
    "manager · class · oncocare.people.models.UserManager": "The manager of a Django model, which is no person.",
    "manager · text · You need an authenticator app": "A password manager is a program, not a person.",
    "relative · text · Other relatives": "Whom somebody lives with, who need not care for them.",
    "relative · text · Relatives and friends": "For whom a piece is written: also for those who care for nobody.",
    "stage · class · questionnaires.scheduling.schedule.SecondStage": "The second half of screening in two stages.",
    "stage · text · Stage when it was found": "How far a cancer had gone when it was found, as oncology says.",
    "stage · text · There is a stage and no type of cancer.": "How far a cancer had gone when it was found, as oncology says.",
    "stage · text · stage %(stage)s": "How far a cancer had gone when it was found, as oncology says.",
    "admin · class · mentoring.meetings.rooms.janus.JanusAdmin": "The gateway calls that door of its the admin API.",
    "alias · field · meetings.Seat.alias": "Another name, under which somebody is seen in a session.",
    "ticket · class · mentoring.meetings.rooms.room.Ticket": "What lets one person into a room, as at a door.",
    "translation · text · Fields of the source, which the translation": "A text of the library in another language.",
    "translation · text · The source has moved on since the last": "A text of the library in another language.",
}

# Names that two classes may share: whatever Django names by what it is, and one thing in two forms.
SHARED = {
    "Command": "Django finds each command of manage.py by this name.",
    "Decision": "What the pure rules return, and the row that keeps it.",
}

ROW = re.compile(r"^\|(?P<words>[^|]+)\|(?P<meaning>[^|]+)\|(?P<never>[^|]*)\|$")
PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


# --- the glossary ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Entry:
    """One row of the glossary: the words of a thing, which of them have no code yet, and the words it is not called."""

    words: tuple[str, ...]
    to_come: tuple[str, ...]
    never: tuple[str, ...]


def glossary(text: str) -> list[Entry]:
    """The rows of every table, without heads and rules."""
    rows = [found for line in text.splitlines() if (found := ROW.match(line))]
    return [
        Entry(
            words=tuple(word.strip("*") for word in _listed(row["words"])),
            to_come=tuple(word.strip("*") for word in _listed(row["words"]) if word.startswith("*")),
            never=_listed(row["never"]),
        )
        for row in rows
        if row["words"].strip() != "word" and row["words"].strip("- ")
    ]


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in cell.split(",") if word.strip())


def twice(entries: Iterable[Entry]) -> list[str]:
    """Words that stand in the table more than once, in whichever column."""
    counts = Counter(word for entry in entries for word in (*entry.words, *entry.never))
    return [word for word, count in counts.items() if count > 1]


def come(entries: Iterable[Entry], classes: Iterable[str]) -> list[str]:
    """Words in italics that already are the name of a class."""
    names = set(classes)
    return [word for entry in entries for word in entry.to_come if "".join(word.title().split()) in names]


def unfindable(entries: Iterable[Entry]) -> list[str]:
    """Words of the third column that no place can be found to use: whatever is not one word in small letters."""
    return [word for entry in entries for word in entry.never if parts(word) != (word,)]


def test_every_word_of_the_glossary_stands_once_and_can_be_found():
    entries = glossary(GLOSSARY.read_text(encoding="utf-8"))
    assert len(entries) > 50
    assert twice(entries) == []
    assert unfindable(entries) == []


def test_what_is_to_come_is_not_a_class_yet():
    entries = glossary(GLOSSARY.read_text(encoding="utf-8"))
    assert sum(len(entry.to_come) for entry in entries) > 5
    assert come(entries, (name for one in modules() for name in classes_of(one))) == []


MADE_UP = """
| word | is | not |
|---|---|---|
| patient | one person in care | client, participant |
| *thread*, *unit cost* | what people write | body |
"""


def test_the_rows_of_a_made_up_glossary_are_read():
    assert glossary(MADE_UP) == [
        Entry(("patient",), (), ("client", "participant")),
        Entry(("thread", "unit cost"), ("thread", "unit cost"), ("body",)),
    ]


def test_a_word_that_stands_twice_one_that_is_there_already_and_one_of_two_words_are_found():
    entries = glossary(MADE_UP)
    assert twice([*entries, Entry(("group",), (), ("client",))]) == ["client"]
    assert come(entries, ["Thread", "Patient", "UnitCosts"]) == ["thread"]
    assert come(entries, ["UnitCost"]) == ["unit cost"]
    assert unfindable([Entry(("group",), (), ("peer", "support circle", "Forum"))]) == ["support circle", "Forum"]


# --- one name, one class --------------------------------------------------------------------------------------------


def shared_names(code: Iterable[Module]) -> list[str]:
    """The names of public classes that stand at the head of two modules or more."""
    names = (
        node.name for one in code for node in one.tree.body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )  # fmt: skip
    return sorted(name for name, count in Counter(names).items() if count > 1)


def test_a_name_of_a_class_means_one_thing():
    assert judge(shared_names(code for code in modules() if ".migrations." not in code.name), SHARED) == []


def test_a_name_that_means_two_things_is_found():
    here = module("class Course:\n    class Meta:\n        pass\nclass _Own:\n    pass", "steps/course.py")
    there = module("class Course:\n    class Meta:\n        pass\nclass _Own:\n    pass", "questionnaires/course.py")
    assert shared_names([here, there]) == ["Course"]


# --- where words stand ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """What is called by words somewhere: a class, a field, an address, a text."""

    kind: str
    where: str
    words: tuple[str, ...]


def parts(name: str) -> tuple[str, ...]:
    """The words of an identifier: `PatientForm`, `patient_form` and `patient-form` alike."""
    return tuple(part.lower() for part in PART.findall(name))


def classes_of(code: Module) -> Iterator[str]:
    yield from (node.name for node in ast.walk(code.tree) if isinstance(node, ast.ClassDef))


def class_places(code: Iterable[Module]) -> Iterator[Place]:
    """Every class, by its module."""
    yield from (Place("class", f"{one.name}.{name}", parts(name)) for one in code for name in classes_of(one))


def field_places(tables: Iterable[type[models.Model]]) -> Iterator[Place]:
    """Every field that a model of ours declares."""
    for table in tables:
        for field in table._meta.local_fields + table._meta.local_many_to_many:
            yield Place("field", f"{table._meta.label}.{field.name}", parts(field.name))


def url_places(names: Iterable[str]) -> Iterator[Place]:
    """Every address, by its name."""
    yield from (Place("url", name, parts(name)) for name in names)


def text_places(lines: Iterable[str]) -> Iterator[Place]:
    """Every English text, a singular and its plural as one, without the names of the values put into it."""
    for message in read_po(lines):
        texts = message.id if isinstance(message.id, tuple | list) else [message.id]
        words = re.sub(r"%\(\w+\)|\{\w*\}", " ", " ".join(texts))
        if message.id:  # the head of the file has none
            yield Place("text", " ".join(texts[0].split()), tuple(re.findall(r"[^\W\d_]+", words.lower())))


def misnamed(entries: Iterable[Entry], places: Iterable[Place]) -> Iterator[str]:
    """Every place that uses a word of the third column, with the word that stands in the first."""
    instead = {
        form: (never, " or ".join(entry.words)) for entry in entries for never in entry.never for form in _forms(never)
    }
    for place in places:
        for never, word in dict.fromkeys(instead[part] for part in place.words if part in instead):
            yield f"{never} · {place.kind} · {place.where} → {word}"


def _forms(word: str) -> tuple[str, str]:
    """A word and its plural."""
    if re.search(r"[^aeiou]y$", word):
        return word, f"{word[:-1]}ies"
    return word, f"{word}es" if word.endswith(("s", "x", "ch", "sh")) else f"{word}s"


def covers_several(found: Iterable[str], entries: Iterable[str]) -> list[str]:
    """Entries that stand at the beginning of more than one find, and so say nothing about either."""
    found = list(found)
    return [entry for entry in entries if sum(one.startswith(entry) for one in found) > 1]


def every_place() -> Iterator[Place]:
    """Every class, field, address and text of the house; a history model has the fields of what it keeps."""
    yield from class_places(one for one in modules() if ".migrations." not in one.name)
    history = set(history_models())
    yield from field_places(table for table in house_models() if table not in history)
    yield from url_places(
        sorted({one.name for one in routes() if room_of(one.urlconf) and not one.name.startswith("unnamed:")})
    )
    with TEXTS.open(encoding="utf-8") as lines:
        yield from text_places(lines)


def test_each_thing_is_called_by_its_own_word():
    places = list(every_place())
    assert {kind for kind, count in Counter(place.kind for place in places).items() if count > 100} == {
        "class", "field", "url", "text",
    }  # fmt: skip
    found = list(misnamed(glossary(GLOSSARY.read_text(encoding="utf-8")), places))
    assert judge(found, MEANINGS) == []
    assert covers_several(found, MEANINGS) == []


def found_in(places: Iterable[Place]) -> list[str]:
    """What the made-up glossary says of places."""
    return list(misnamed(glossary(MADE_UP), places))


def test_a_misnamed_class_is_found_wherever_it_is_declared():
    made_up = module(
        "class ClientForm:\n    class HTTPClients:\n        pass\nclass Clientele:\n    pass", "steps/forms.py"
    )
    assert found_in(class_places([made_up])) == [
        "client · class · steps.forms.ClientForm → patient",
        "client · class · steps.forms.HTTPClients → patient",
    ]


@isolate_apps()
def test_a_misnamed_field_is_found():
    class Visit(models.Model):
        participant_id_hash = models.TextField()
        outpatient = models.TextField()
        clients = models.ManyToManyField("self")

        class Meta:
            app_label = "made_up"

        def __str__(self) -> str:
            return "a visit"

    assert found_in(field_places([Visit])) == [
        "participant · field · made_up.Visit.participant_id_hash → patient",
        "client · field · made_up.Visit.clients → patient",
    ]


def test_a_misnamed_address_is_found():
    assert found_in(url_places(["desk-clients", "client_page", "clientele"])) == [
        "client · url · desk-clients → patient",
        "client · url · client_page → patient",
    ]


def test_a_misnamed_text_is_found_in_singular_and_plural_but_not_in_the_names_of_values():
    texts = """
msgid "Two of our Clients\\n agreed"
msgstr ""

msgid "One person"
msgid_plural "%(client)s bodies"
msgstr[0] ""
msgstr[1] ""

msgid "Hello, %(client)s and {client}, somebody"
msgstr ""
"""
    assert found_in(text_places(texts.splitlines())) == [
        "client · text · Two of our Clients agreed → patient",
        "body · text · One person → thread or unit cost",
    ]


def test_plurals_are_known():
    assert [_forms(word)[1] for word in ("client", "batch", "journey", "body", "alias")] == [
        "clients", "batches", "journeys", "bodies", "aliases",
    ]  # fmt: skip


def test_an_entry_for_several_finds_says_nothing():
    found = ["client · text · To you → patient", "client · text · To me → patient"]
    assert covers_several(found, ["client · text · To", "client · text · To me"]) == ["client · text · To"]
