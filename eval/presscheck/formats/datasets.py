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
from presscheck.formats.source import Source

UNLINKED = "unlinked"
"""The column that says of an entity that it has no key `wikidata`: null is a value there."""


def looks(path: Path, _begin: str) -> bool:
    """A folder with `dataset_info.json` and `state.json`."""
    return (path / "dataset_info.json").is_file() and (path / "state.json").is_file()


def read(source: Source) -> Iterator[Document]:
    """The documents of a saved data set.

    Raises:
        InvalidInputError: rows that are no documents, or no such data set.
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
    if path.exists() and not looks(path, ""):
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
    rows = [_row(json.loads(jsonl.dumps(doc))) for doc in documents]
    columns = {name: [row.get(name) for row in rows] for name in get_type_hints(Document)}
    return module.Dataset.from_dict(columns, features=features())


def from_dataset(rows: Iterable[Any]) -> Iterator[Document]:
    """Documents from the rows of a data set that `to_dataset` made, or one with the same columns.

    Raises:
        InvalidInputError: a row is no document; names it.
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
    if kind is model.Entity:
        found[UNLINKED] = module.Value("bool")
    return found


def _feature(name: str, hint: Any, module: Any) -> Any:
    if name == "meta":
        return module.Value("string")
    record = _record(hint)
    if record is not None:
        inner = _features(record, module)
        return module.List(inner) if _listed(hint) else inner
    if name == "sentences":
        return module.List(module.List(module.Value("int64")))
    if name == "head":
        return module.List(module.Value("int64"))
    return module.Value("int64" if name in ("start", "end") else "string")


def _kinds(hint: Any) -> list[Any]:
    """A type hint taken apart: unions, lists and annotations."""
    inner = get_args(hint)
    return [hint, *(kind for part in inner for kind in _kinds(part))] if inner else [hint]


def _record(hint: Any) -> type | None:
    kinds = (k for k in _kinds(hint) if isinstance(k, type) and issubclass(k, model.Record))
    return next(kinds, None)


def _listed(hint: Any) -> bool:
    return any(get_origin(kind) is list for kind in _kinds(hint))


def _row(value: Any) -> Any:
    """A plain document as a row: `meta` as text, entities without `wikidata` marked."""
    if isinstance(value, list):
        return [_row(one) for one in value]
    if not isinstance(value, dict):
        return value
    row = {k: json.dumps(v, ensure_ascii=False) if k == "meta" else _row(v) for k, v in value.items()}
    if "id" in value and "text" not in value and "mentions" not in value:
        row[UNLINKED] = "wikidata" not in value
    return row


def _plain(row: Any, kind: type) -> Any:
    """A row as a plain document: what stands for "no key" leaves no key."""
    plain: dict[str, Any] = {}
    unlinked = row.get(UNLINKED)
    for name, hint in get_type_hints(kind).items():
        value = row.get(name)
        record = _record(hint)
        if name == "meta":
            plain |= {} if value is None else {"meta": json.loads(value)}
        elif (name == "wikidata" and unlinked) or (
            value is None and name in ("aliases", "label_map", "start", "end")
        ):
            continue
        elif isinstance(value, list) and record is not None:
            plain[name] = [_plain(one, record) for one in value]
        elif isinstance(value, dict) and record is not None:
            plain[name] = _plain(value, record)
        elif value is not None or name not in ("arguments", "also"):
            plain[name] = value
    return plain
