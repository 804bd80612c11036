"""The shape of an export: what must be an object, a list or a string before it can be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from presscheck.document.model import Document, Entity

Object = dict[str, Any]


class _Value(msgspec.Struct):
    """The contents of a region, as far as they are needed; offsets and labels are checked one by one."""

    labels: list[str] | None = None
    choices: list[Any] | None = None
    text: Any = None


class _Item(msgspec.Struct):
    """A region, a field of one, or an arrow."""

    from_name: str | None = None
    type: str | None = None
    value: _Value | None = None
    labels: list[str] | None = None


class _Prediction(msgspec.Struct):
    """A pre-annotation."""

    result: list[_Item] | None = None


class _Annotation(msgspec.Struct):
    """The annotation of one person."""

    result: list[_Item] | None = None
    prediction: _Prediction | None = None
    completed_by: int | str | Object | None = None
    model_version: str | None = None


class _Meta(msgspec.Struct):
    """Data that `push` put beside the text."""

    document: Document | None = None
    entities: list[Entity] | None = None
    types: dict[str, str | None] | None = None
    labels: dict[str, Object] | None = None
    predictions: dict[str, str] | None = None


class _Task(msgspec.Struct):
    """One document and what came of it."""

    data: Object
    annotations: list[_Annotation]
    meta: _Meta | None = None


def wrong(task: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return the error in the shape of a task, as message and JSON path in it; None if there is none.

    Args:
        task: one of a list that an export, or the server, gave.

    >>> wrong({"data": {}, "annotations": [{"result": 3}]})
    ('Expected `array | null`, got `int`', '$.annotations[0].result')
    """
    try:
        msgspec.convert(task, _Task)
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at `")
        return message, path.rstrip("`") or "$"
    return None
