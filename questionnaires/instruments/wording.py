"""The wording of an instrument in one language: compiled, hashed and checked. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from oncocare.foundation.datafiles import Document, Place, validate
from questionnaires.instruments.definition import InstrumentText, Item
from questionnaires.instruments.file import TABLES, Complaint, InstrumentFile, TextFile, Wording
from questionnaires.instruments.refusal import refuse


def read_texts(
    document: Document, spec: InstrumentFile, items: Mapping[str, Item], files: Mapping[str, Document]
) -> dict[str, InstrumentText]:
    wordings = {name: file for name, file in files.items() if name not in ("definition.yaml", *TABLES)}
    if (spec.licence.wording == "definition_only") == bool(wordings):
        raise document.error(("licence", "wording"), f"{spec.licence.wording}, with {len(wordings)} files of wording")
    texts = (_text(name, file, spec.code, items) for name, file in wordings.items())
    return {text.language: text for text in texts}


def _text(name: str, document: Document, code: str, items: Mapping[str, Item]) -> InstrumentText:
    file = validate(document, TextFile)
    complaints = list(wording_complaints(file, items))
    if file.instrument != code:
        complaints.append((("instrument",), f"this folder is of {code}"))
    if name != f"{file.language}.yaml":
        complaints.append((("language",), f"the file is called {name}"))
    refuse(document, complaints)
    provenance = {"grade": file.grade, "sources": file.sources, "notes": file.notes, "licence_note": file.licence_note}
    return compile_text(file, items, **provenance)


def compile_text(wording: Wording, items: Mapping[str, Item], **provenance: Any) -> InstrumentText:
    """The text to show for a wording without complaints, items in the order of the instrument, and its SHA-256."""
    shown = [items[key] for key in items if key in wording.items]
    return InstrumentText(
        instrument=wording.instrument,
        language=wording.language,
        title=wording.title,
        instructions=wording.instructions,
        stem=wording.stem,
        recall=wording.recall,
        items=MappingProxyType({item.key: wording.items[item.key] for item in shown}),
        labels=MappingProxyType({item.key: _labels(item, wording) for item in shown}),
        sha256=wording_sha256(wording),
        **provenance,
    )


def _labels(item: Item, wording: Wording) -> Mapping[int, str]:
    labels = wording.options.get(item.key) or wording.options.get(item.options, {})
    codes = labels if item.labelled else range(item.low, item.high + 1)
    return MappingProxyType({code: labels.get(code) or str(code) for code in codes})


def wording_sha256(wording: Wording) -> str:
    """Hex SHA-256 of what a person reads: a JSON list in a fixed order, UTF-8, the option labels in the order shown."""
    shown = [
        *(wording.instrument, wording.language, wording.title),
        *(wording.instructions, wording.stem, wording.recall),
        sorted(wording.items.items()),
        [[name, list(labels.items())] for name, labels in sorted(wording.options.items())],
    ]
    return sha256(json.dumps(shown, ensure_ascii=False, separators=(",", ":")))


def wording_complaints(wording: Wording, items: Mapping[str, Item]) -> Iterator[Complaint]:
    """Every way in which a wording does not fit: items missing or unknown, labels missing or of other codes."""
    for key in wording.items.keys() - items.keys():
        yield ("items", key), f"unknown item; items: {', '.join(items)}"
    for key, item in items.items():
        if key not in wording.items and not item.optional:
            yield ("items",), f"item {key} is missing"
    shown = [items[key] for key in wording.items if key in items]
    own = {item.key for item in shown if item.key in wording.options}
    needed = {item.options: item for item in shown if item.key not in own} | {key: items[key] for key in own}
    for name in wording.options.keys() - needed.keys():
        yield ("options", name), f"no item shown here uses these options; needed: {', '.join(needed)}"
    for name, item in needed.items():
        yield from _label_complaints(name, item, wording.options.get(name, {}))


def _label_complaints(name: str, item: Item, labels: Mapping[int, str | None]) -> Iterator[Complaint]:
    if not item.labelled:
        for code in sorted(labels.keys() - item.codes):
            yield ("options", name, str(code)), f"no such code; allowed: {item.allowed}"
    elif not item.codes.issuperset(labels) or not set(range(item.low, item.high + 1)) & item.codes <= labels.keys():
        place: Place = ("options", name) if labels else ("options",)
        yield place, f"{name} must have exactly the codes {item.allowed}"
    elif not (labels[item.low] and labels[item.high]):
        yield ("options", name), "the first and the last code need a label"


def sha256(text: str) -> str:
    return hashlib.sha256(text.replace("\r\n", "\n").encode()).hexdigest()
