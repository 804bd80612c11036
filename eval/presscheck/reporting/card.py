"""The dataset card's feature list, so that `datasets.load_dataset("corpus")` gives what our reader gives."""

from __future__ import annotations

import json
import types
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import msgspec

from presscheck.document.model import Document

AS_THEY_ARE = {("Document", "published"), ("Document", "entities"), ("Document", "events")}
"""Columns that `datasets` would change: strings that it makes timestamps or numbers, and records in which a
missing key is an answer of its own (a link that is not judged), where it would write null.
Declared as `Json()`."""


def features() -> Any:
    """The columns of the gold as `datasets.Features`: every key of the canonical form."""
    import datasets

    return datasets.Features(_struct(Document))


NOT_SHIPPED = (
    *("meta", "label_map", "attempted", "confidence"),
    *("text_sha256", "text_length", "quotation_marks", "tokens", "paragraphs"),
    *("aliases", "medium", "frame"),
)
"""Keys that the shipped corpus does not use: a data set of it has no such columns."""


def _struct(kind: type[msgspec.Struct]) -> dict[str, Any]:
    import datasets

    hints = get_type_hints(kind, include_extras=False)
    columns: dict[str, Any] = {}
    for name in kind.__struct_fields__:
        if name in NOT_SHIPPED:
            continue
        as_it_is = (kind.__name__, name) in AS_THEY_ARE
        columns[name] = datasets.Json() if as_it_is else _feature(hints[name])
    return columns


def _feature(hint: Any) -> Any:
    import datasets

    origin = get_origin(hint)
    if origin is Annotated:
        return _feature(get_args(hint)[0])
    if origin in (Union, types.UnionType):
        inner = [a for a in get_args(hint) if a not in (type(None), msgspec.UnsetType)]
        return _feature(inner[0])
    if origin is list:
        return datasets.List(_feature(get_args(hint)[0]))
    if origin is tuple:
        return datasets.List(datasets.Value("int64"))
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return _struct(hint)
    return datasets.Value("int64" if hint is int else "string")


def header(files: Mapping[str, Sequence[str]], split: str) -> str:
    """The generated part of the card's YAML: the configurations and their features.

    Args:
        files: name of a configuration -> its data files, seen from the card; the first is the default.
        split: what `load_dataset` calls their rows.
    """
    import yaml

    listed = features()._to_yaml_list()
    plain = {
        "configs": [
            {
                "config_name": name,
                **({"default": True} if name == next(iter(files)) else {}),
                "data_files": [{"split": split, "path": list(paths) if len(paths) > 1 else paths[0]}],
            }
            for name, paths in files.items()
        ],
        "dataset_info": [{"config_name": name, "features": listed} for name in files],
    }
    text: str = yaml.safe_dump(json.loads(json.dumps(plain)), sort_keys=False, allow_unicode=True)
    return text
