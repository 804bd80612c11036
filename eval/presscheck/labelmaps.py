"""Label maps: another tool's entity labels to ours.

At scoring, predictions are mapped and gold is restricted to what the map can
express, so that a recogniser of names is not blamed for pronouns; what each
side lost is counted and reported.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

import msgspec

from presscheck import data
from presscheck.model import Document, Mention, UsageError


class LabelMap(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One label set in terms of ours.

    Args:
        name: what a prediction's `label_map` key says.
        version: of the file.
        forms: the forms that the tool finds (TIME mentions count in any form), or None for all.
        types: its label -> ours, or None for a label that ours cannot express.
    """

    name: str
    version: str
    forms: list[str] | None
    types: dict[str, str | None]
    digest: str = ""

    def __str__(self) -> str:
        return f"{self.name}-{self.version}@{self.digest[:8]}"


def load(name: str) -> LabelMap:
    """A shipped map by name, or any map by its file's path.

    Raises:
        UsageError: there is no such map, or the file is none.
    """
    path = data.schema("labelmaps") / f"{name}.json"
    if not path.is_file():
        path = Path(name)
    try:
        content = path.read_bytes()
    except OSError:
        raise UsageError(f"label map {name!r}: neither a file nor one of {', '.join(shipped())}") from None
    try:
        found = msgspec.json.decode(content, type=LabelMap)
    except msgspec.DecodeError as error:
        raise UsageError(f"label map {path}: {error}") from None
    return msgspec.structs.replace(found, digest=hashlib.sha256(content).hexdigest())


def shipped() -> list[str]:
    """The names of the maps in `schema/labelmaps/`."""
    return sorted(path.stem for path in data.schema("labelmaps").glob("*.json"))


def map_pred(labels: LabelMap, doc: Document, lost: Counter[str]) -> Document:
    """A prediction in our labels.

    Args:
        labels: the map.
        doc: the prediction, in its tool's labels.
        lost: gains the labels that were left out, as `pred LABEL`.
    """
    if doc.mentions is None:
        return doc
    kept: list[Mention] = []
    for mention in doc.mentions:
        target = labels.types.get(mention.type or "", mention.type)
        if target is None and mention.type is not None:
            lost[f"pred {mention.type}"] += 1
        else:
            kept.append(msgspec.structs.replace(mention, type=target))
    return msgspec.structs.replace(doc, mentions=kept)


def restrict_gold(labels: LabelMap, doc: Document, lost: Counter[str]) -> Document:
    """Gold with only the mentions that the map can express.

    Args:
        labels: the map.
        doc: the gold document.
        lost: gains what was left out, as `gold TYPE form`.
    """
    if doc.mentions is None:
        return doc
    kept: list[Mention] = []
    reached = {target for target in labels.types.values() if target is not None}
    for mention in doc.mentions:
        form_fits = labels.forms is None or mention.type == "TIME" or mention.form in labels.forms
        if mention.type in reached and form_fits:
            kept.append(mention)
        else:
            lost[f"gold {mention.type} {mention.form or ''}".rstrip()] += 1
    return msgspec.structs.replace(doc, mentions=kept)
