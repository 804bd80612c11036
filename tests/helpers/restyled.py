"""A document with its quotation marks in another style, every offset carried along."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from presscheck.document.model import Document
from presscheck.document.quotation_marks import MarkStyle

_MARKS = re.compile(r"[“”‘]|’(?!\w)")


def restyled(doc: Document, style: MarkStyle) -> Document:
    """A document written with “ ”, ‘ ’ inside them and ’ as apostrophe, in another style.

    Args:
        doc: any document; marks are told from apostrophes by what they are paired with.
        style: a row of the table; under a single one the inner marks become “ ”.
    """
    text = doc.text or ""
    new = {at: mark for at, mark in _new_marks(text, style).items() if text[at] != mark}
    starts, at = [], 0
    for i, character in enumerate(text):
        starts.append(at)
        at += len(new.get(i, character))
    starts.append(at)
    rewritten = "".join(new.get(i, character) for i, character in enumerate(text))
    plain = _moved(msgspec.to_builtins(doc), starts, rewritten)
    plain["text"] = rewritten
    if style.single:
        plain["quotation_marks"] = "single"
    return msgspec.convert(plain, Document)


def _new_marks(text: str, style: MarkStyle) -> dict[int, str]:
    new: dict[int, str] = {}
    inner = {"‘": "“", "’": "”"} if style.single else {"‘": "‘", "’": "’"}
    open_inner = False
    for match in _MARKS.finditer(text):
        mark = match[0]
        if mark == "‘":
            open_inner = True
            new[match.start()] = inner[mark]
        elif mark == "’" and open_inner:
            open_inner = False
            new[match.start()] = inner[mark]
        elif mark != "’":
            new[match.start()] = style.opening if mark == "“" else style.closing
    if style.opening == "'":
        new |= {i: "'" for i, character in enumerate(text) if character == "’" and i not in new}
    return new


def _moved(value: Any, starts: list[int], text: str) -> Any:
    if isinstance(value, list):
        if len(value) == 2 and all(isinstance(offset, int) for offset in value):
            return [starts[offset] for offset in value]
        return [_moved(inner, starts, text) for inner in value]
    if not isinstance(value, dict):
        return value
    moved = {key: _moved(inner, starts, text) for key, inner in value.items() if key != "meta"}
    if isinstance(moved.get("start"), int):
        moved["start"], moved["end"] = starts[value["start"]], starts[value["end"]]
        if moved.get("text") is not None:
            moved["text"] = text[moved["start"] : moved["end"]]
    return moved
