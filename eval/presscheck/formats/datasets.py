"""`datasets.Dataset` in and out: the documents as rows, with explicit features.

Users' own `meta` objects, which have no fixed shape, travel as JSON text.
Dates stay text: without features `datasets` would read them as timestamps.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import msgspec

from presscheck.document import jsonl, model
from presscheck.document.exceptions import InvalidInputError, UsageError
from presscheck.document.model import Document
from presscheck.document.spans import PHRASES
from presscheck.formats.source import Source

NULL_KEYS = "null_keys"
"""The column that names the keys of a record that are null: null in any other column is a missing key."""

UNLINKED = "unlinked"
"""The column of older data sets that says of an entity that it has no key `wikidata`."""


def signs(path: Path, _begin: str) -> Iterator[str]:
    """A folder with `dataset_info.json` and `state.json`."""
    return (f"`{name}`" for name in ("dataset_info.json", "state.json") if (path / name).is_file())


def read(source: Source) -> Iterator[Document]:
    """The documents of a saved data set.

    Raises:
        InvalidInputError: rows that are not documents, or no such data set.
        UsageError: `datasets` is not installed.
    """
    module = _module()
    try:
        rows = module.load_from_disk(str(source.path))
    except Exception as error:  # pyarrow, json and datasets each raise their own kinds
        source.fail(f"this is not a saved data set: {error}")
    yield from from_dataset(rows)


def write(path: Path, documents: Iterable[Document], _lost: Counter[str]) -> None:
    """A folder that `datasets.load_from_disk` reads."""
    if path.exists() and not any(signs(path, "")):
        raise UsageError(f"{path}: this exists and is not a saved data set; name a new folder")
    made = to_dataset(documents)
    path = path.resolve()
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        made.save_to_disk(str(Path(folder) / "new"))
        if path.exists():
            shutil.rmtree(path)
        (Path(folder) / "new").replace(path)


def to_dataset(documents: Iterable[Document]) -> Any:
    """Documents as a `datasets.Dataset`, one row each; equal documents give equal rows.

    Raises:
        UsageError: `datasets` is not installed (extra `hub`).
    """
    module = _module()
    rows = [_row(json.loads(jsonl.dumps(doc)), Document) for doc in documents]
    columns = {name: [row.get(name) for row in rows] for name in (*get_type_hints(Document), NULL_KEYS)}
    return module.Dataset.from_dict(columns, features=features())


def from_dataset(rows: Iterable[Any]) -> Iterator[Document]:
    """Documents from the rows of a data set that `to_dataset` made, or one with the same columns.

    Raises:
        InvalidInputError: a row is not a document; names it.
    """
    for number, row in enumerate(rows, 1):
        try:
            yield jsonl.from_plain(_plain(row, Document))
        except InvalidInputError as error:
            raise InvalidInputError(
                [msgspec.structs.replace(finding, line=number) for finding in error.findings]
            ) from None


def features() -> Any:
    """The columns of a document, as `datasets.Features`."""
    module = _module()
    return module.Features(_features(Document, module))


def _module() -> Any:
    try:
        import datasets
    except ImportError:
        raise UsageError("this needs datasets: pip install 'presscheck[hub]'") from None
    datasets.disable_progress_bars()
    return datasets


def _features(kind: type, module: Any) -> dict[str, Any]:
    found = {name: _feature(name, hint, module) for name, hint in get_type_hints(kind).items()}
    return {**found, NULL_KEYS: module.List(module.Value("string"))}


def _feature(name: str, hint: Any, module: Any) -> Any:
    if name == "meta":
        return module.Value("string")
    record = _record(hint)
    if record is not None:
        inner = _features(record, module)
        return module.List(inner) if _listed(hint) else inner
    if name in ("sentences", "tokens", "paragraphs"):
        return module.List(module.List(module.Value("int64")))
    if name == "head":
        return module.List(module.Value("int64"))
    value = module.Value(_VALUES.get(name, "string"))
    return module.List(value) if _listed(hint) else value


_VALUES = {"start": "int64", "end": "int64", "text_length": "int64", "confidence": "float64"}


def _kinds(hint: Any) -> list[Any]:
    """A type hint taken apart: unions, lists and annotations."""
    inner = get_args(hint)
    return [hint, *(kind for part in inner for kind in _kinds(part))] if inner else [hint]


def _record(hint: Any) -> type | None:
    kinds = (k for k in _kinds(hint) if isinstance(k, type) and issubclass(k, model.Record))
    return next(kinds, None)


def _listed(hint: Any) -> bool:
    return any(get_origin(kind) is list for kind in _kinds(hint))


def _row(plain: dict[str, Any], kind: type) -> dict[str, Any]:
    """A plain record as a row: `meta` as text, a phrase as a list of its pieces, null keys by name."""
    row: dict[str, Any] = {NULL_KEYS: [name for name, value in plain.items() if value is None]}
    for name, hint in get_type_hints(kind).items():
        value, record = plain.get(name), _record(hint)
        if name == "meta" and value is not None:
            row[name] = json.dumps(value, ensure_ascii=False)
        elif value is None or record is None:
            row[name] = value
        elif _listed(hint):
            row[name] = [_row(one, record) for one in (value if isinstance(value, list) else [value])]
        else:
            row[name] = _row(value, record)
    return row


def _plain(row: Any, kind: type) -> dict[str, Any]:
    """A row as a plain record: what stands for "no key" leaves no key."""
    plain: dict[str, Any] = {}
    nulls = _null_keys(row, kind)
    for name, hint in get_type_hints(kind).items():
        value, record = row.get(name), _record(hint)
        if value is None:
            plain |= {name: None} if name in nulls else {}
        elif name == "meta":
            plain[name] = json.loads(value)
        elif record is None:
            plain[name] = value
        elif isinstance(value, list):
            records = [_plain(one, record) for one in value]
            plain[name] = records[0] if name in PHRASES and len(records) == 1 else records
        else:
            plain[name] = _plain(value, record)
    return plain


def _null_keys(row: Any, kind: type) -> set[str]:
    """The keys of a record that are null; in data sets of schema 1.0 almost all that was missing is."""
    named = row.get(NULL_KEYS)
    if named is not None:
        return set(named)
    missing = {"wikidata"} if row.get(UNLINKED) else set()
    return _NULLABLE_1_0 & set(get_type_hints(kind)) - missing


_NULLABLE_1_0 = {
    *("schema_version", "title", "publisher", "published", "language", "rights", "text", "sentences"),
    *("mentions", "entities", "events", "quotes", "marked_uses"),
    *("type", "form", "head", "entity", "name", "wikidata", "value"),
    *("event", "polarity", "modality", "genericity", "tense", "time"),
    *("cue", "source", "speaker", "addressee"),
}
"""The optional keys of schema 1.0, but for `arguments`, `also` and `label_map`."""
