"""Every instrument there is, read from its files and held to the lock that was reviewed. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from oncocare.foundation.datafiles import DataFileError, Document, Problem, read, validate
from questionnaires.instruments.checks import numbers, score_complaints, spec_complaints
from questionnaires.instruments.definition import Definition, Item
from questionnaires.instruments.file import (
    TABLES,
    Grade,
    GradeFile,
    InstrumentFile,
    Interval,
    Utility,
    ValueSet,
    ValueSetFile,
)
from questionnaires.instruments.parts import items_of
from questionnaires.instruments.refusal import refuse
from questionnaires.instruments.wording import read_texts, sha256

INSTRUMENTS = Path(__file__).parent
LOCK = "LOCK"
RENEW = "review the change, then run: python manage.py lock_instruments"


@cache
def catalogue() -> Mapping[str, Definition]:
    """Every instrument of this installation by code, in alphabetical order; read once. DataFileError for a mistake."""
    return read_catalogue(INSTRUMENTS)


def definition(code: str) -> Definition:
    """The instrument `code`; KeyError when there is none."""
    return catalogue()[code]


def read_catalogue(root: Path) -> Mapping[str, Definition]:
    """Every instrument under `root`, after its lock was checked. DataFileError for any mistake, with file and line."""
    documents = _documents(root)
    _check_lock(root, documents)
    return _compile(documents)


def renew_lock(root: Path) -> Mapping[str, Definition]:
    """Write the lock of all instrument files under `root` and return the instruments; DataFileError, and no lock, for
    any mistake in them. The lock has one line `sha256  relative/path` per file, by path.
    """
    documents = _documents(root)
    compiled = _compile(documents)
    lines = (f"{sha256}  {name}\n" for name, sha256 in _hashes(root, documents).items())
    (root / LOCK).write_text("".join(lines), encoding="utf-8")
    return compiled


def _documents(root: Path) -> Mapping[Path, Document]:
    return {path: read(path) for path in sorted(root.rglob("*.yaml"))}


def _hashes(root: Path, documents: Mapping[Path, Document]) -> Mapping[str, str]:
    return {path.relative_to(root).as_posix(): document.sha256 for path, document in documents.items()}


def _compile(documents: Mapping[Path, Document]) -> Mapping[str, Definition]:
    folders: dict[Path, dict[str, Document]] = {}
    for path, document in documents.items():
        folders.setdefault(path.parent, {})[path.name] = document
    found: dict[str, Definition] = {}
    for folder, files in folders.items():
        compiled = compile_instrument(folder, files)
        if compiled.code in found:
            raise files["definition.yaml"].error(("code",), f"instrument {compiled.code} is defined twice")
        found[compiled.code] = compiled
    return MappingProxyType(dict(sorted(found.items())))


def _check_lock(root: Path, documents: Mapping[Path, Document]) -> None:
    path = root / LOCK
    if not path.exists():
        raise DataFileError(str(path), [Problem(0, f"there is no lock of the instrument files; {RENEW}")])
    problems = list(_lock_problems(path.read_text(encoding="utf-8").splitlines(), _hashes(root, documents)))
    if problems:
        raise DataFileError(str(path), problems)


def _lock_problems(lines: list[str], actual: Mapping[str, str]) -> Iterator[Problem]:
    locked: set[str] = set()
    for number, line in enumerate(lines, 1):
        sha256, _, name = line.partition("  ")
        locked.add(name)
        if name not in actual:
            yield Problem(number, f"{name or repr(line)} is locked but not there; {RENEW}")
        elif actual[name] != sha256:
            yield Problem(number, f"{name} is not the file that was locked; {RENEW}")
    for name in sorted(actual.keys() - locked):
        yield Problem(0, f"{name} is not locked; {RENEW}")


def compile_instrument(folder: Path, files: Mapping[str, Document]) -> Definition:
    """The instrument in `folder` from its parsed `files` by name. DataFileError with file:line for any mistake."""
    if "definition.yaml" not in files:
        raise DataFileError(str(folder), [Problem(0, "there is no definition.yaml beside these files")])
    document = files["definition.yaml"]
    spec = validate(document, InstrumentFile)
    refuse(document, spec_complaints(spec, folder.name))
    items = {key: _item(key, spec) for key in spec.items}
    refuse(document, score_complaints(spec, items))
    texts = read_texts(document, spec, items, files)
    return Definition(
        code=spec.code,
        version=spec.version,
        title=spec.title,
        owner=spec.owner,
        licence=spec.licence,
        attribution=spec.attribution,
        source=spec.source,
        direction=spec.direction,
        recall=spec.recall,
        results_for=spec.results_for,
        not_answered=frozenset(spec.not_answered),
        items=MappingProxyType(items),
        scores=MappingProxyType(spec.scores),
        cutoffs=spec.cutoffs,
        risk=spec.risk,
        unsaid=spec.unsaid,
        reliable_change=MappingProxyType(spec.reliable_change),
        loinc=spec.loinc,
        loinc_answers=MappingProxyType(spec.loinc_answers),
        notes=spec.notes,
        value_sets=_value_sets(document, spec, items, files.get("value-sets.yaml")),
        grades=_grades(document, spec, items, files.get("grades.yaml")),
        texts=MappingProxyType(texts),
        sha256=sha256("".join(files[name].text for name in ("definition.yaml", *TABLES) if name in files)),
    )


def _item(key: str, spec: InstrumentFile) -> Item:
    item = spec.items[key]
    options = spec.options[item.options]
    given = numbers(options)
    codes = (*given, *spec.not_answered)
    discrete = not isinstance(options, Interval)
    return Item(
        key=key,
        codes=frozenset(codes),
        allowed=", ".join(map(str, codes)) if discrete else f"{given[0]} to {given[-1]}",
        low=min(given),
        high=max(given),
        options=item.options,
        labelled=discrete,
        optional=item.optional,
        scored=any(key in items_of(spec.scores, name) for name in spec.scores),
        reverse=item.reverse,
        loinc=item.loinc,
        not_if=MappingProxyType({other: frozenset(codes) for other, codes in item.not_if.items()}),
    )


def _value_sets(
    document: Document, spec: InstrumentFile, items: Mapping[str, Item], tables: Document | None
) -> Mapping[str, ValueSet]:
    needed = [name for name, score in spec.scores.items() if isinstance(score, Utility)]
    if bool(needed) != bool(tables):
        raise document.error(("scores",), "value-sets.yaml and a score by value_set belong together")
    if tables is None:
        return MappingProxyType({})
    sets = validate(tables, ValueSetFile).value_sets
    levels = {key: items[key].codes - {items[key].low} for name in needed for key in items_of(spec.scores, name)}
    given = {
        country: {key: set(losses) for key, losses in table.coefficients.items()} for country, table in sets.items()
    }
    short = [("value_sets", country) for country in sets if given[country] != levels]
    refuse(tables, ((place, "needs one coefficient for every level above the first") for place in short))
    return MappingProxyType(sets)


def _grades(
    document: Document, spec: InstrumentFile, items: Mapping[str, Item], tables: Document | None
) -> Mapping[tuple[int | None, ...], int]:
    needed = [score for score in spec.scores.values() if isinstance(score, Grade)]
    if bool(needed) != bool(tables):
        raise document.error(("scores",), "grades.yaml and a score by grade belong together")
    if tables is None:
        return MappingProxyType({})
    grades: dict[tuple[int | None, ...], int] = {}
    for index, (*codes, grade) in enumerate(validate(tables, GradeFile).rows):
        if grade is None or tuple(codes) in grades or not _fits(codes, [items[key] for key in needed[0].items]):
            raise tables.error(("rows", index), "each combination once: a code or null per item, then the grade")
        grades[tuple(codes)] = grade
    return MappingProxyType(grades)


def _fits(codes: list[int | None], items: list[Item]) -> bool:
    return len(codes) == len(items) and all(
        code is None or code in item.codes for item, code in zip(items, codes, strict=True)
    )
