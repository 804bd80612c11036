"""The JSON in a reply: in a fence, between prose, over many lines, with trailing commas, or cut off."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from presscheck.document import strict_json
from presscheck.document.quotation_marks import DOUBLE, pattern
from presscheck.formats.fieldmaps import values as plain_values
from presscheck.formats.replies import quotation

_THOUGHTS = re.compile(r"<(think|thinking|reasoning)>.*?</\1>", re.DOTALL | re.IGNORECASE)
_STRING = r'"(?:[^"\\]|\\.)*"'
_PARTS = re.compile(rf"{_STRING}|[\[\]{{}}]", re.DOTALL)
_COMMA = re.compile(rf"({_STRING})|,(?=\s*[\]}}])", re.DOTALL)
_COMMENT = re.compile(rf"({_STRING})|//[^\n]*|/\*.*?\*/", re.DOTALL)
_CONTROL = re.compile(_STRING, re.DOTALL)
_MENDED = "JSON with trailing commas, comments or raw line breaks"
_MARK = pattern(DOUBLE - {'"'})
_OPENING = re.compile(rf"([{{\[,:]\s*)(?:{_MARK})")
_CLOSING = re.compile(rf"(?:{_MARK})(?=\s*[}}\],:])")
_KEY = re.compile(rf"({_STRING})|([{{,]\s*)([A-Za-z_]\w*)(?=\s*:)", re.DOTALL)
_BARE = "JSON with typographic quotation marks or bare keys"
_INNER = "JSON with quotation marks in strings that are not escaped"
_RECORD = re.compile(r'\{\s*"\w+"\s*:[^{}\[\]]*\}')
_SHOWN = 60
"""Characters of a record that is told to be left out."""
_CLOSES = {"{": "}", "[": "]"}
_OPENS = re.compile(r"[{\[]")

_EFFORT = 60
"""Maximum number of passes over a text: brackets that lead to nothing may not cost their square."""


def values(text: str, notes: Counter[str]) -> Iterator[tuple[int, Any]]:
    """Every JSON object or list of a text, with the line where it begins, from 1.

    Args:
        text: a reply.
        notes: gain what had to be mended.

    >>> notes = Counter()
    >>> list(values('Sure! Here it is: {"PER": ["Ann",],}.', notes)), dict(notes)
    ([(1, {'PER': ['Ann']})], {'JSON with trailing commas, comments or raw line breaks': 1})
    """
    text = _THOUGHTS.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    at, ends, left = 0, dict[int, int](), _EFFORT * len(text)
    while left > 0 and (match := _OPENS.search(text, at)) is not None:
        begin = match.start()
        if begin not in ends:
            left -= len(text) - begin
            ends |= _ends(text, begin)
        end = ends[begin] or None
        left -= (end or len(text)) - begin
        value = _value(text[begin:end], notes) if end is not None else None
        if value is None and '"' in text[begin:end]:
            left -= (end or len(text)) - begin
            value, end = _unescaped(text, begin, end, notes)
        if value is None and end is None:
            value = _cut_off(text[begin:], notes)
        if value is None:
            _tell_dropped(text, begin, notes)
            at = begin + 1
            continue
        yield text.count("\n", 0, begin) + 1, value
        at = end if end is not None else len(text)


def _ends(text: str, begin: int) -> dict[int, int]:
    """Return the end of every object and list from `begin` on: behind its bracket, 0 if it is not closed."""
    ends: dict[int, int] = {}
    stack: list[tuple[str, int]] = []
    for part in _PARTS.finditer(text, begin):
        sign = part[0]
        if sign in _CLOSES:
            stack.append((_CLOSES[sign], part.start()))
            ends[part.start()] = 0
        elif stack and sign == stack[-1][0]:
            ends[stack.pop()[1]] = part.end()
    return ends


def _value(text: str, notes: Counter[str]) -> Any:
    """A piece of text as JSON, mended if it must be; None if it is none, or holds no words."""
    for how, mended in (("", text), (_MENDED, _mended(text)), (_BARE, _quoted(text))):
        try:
            value = strict_json.loads(mended)
        except ValueError:
            continue
        if not _holds_words(value):
            return None
        if how:
            notes[how] += 1
        return value
    return _python(text, notes)


def _unescaped(text: str, begin: int, end: int | None, notes: Counter[str]) -> tuple[Any, int | None]:
    """A value whose strings have quotation marks inside, and its end; the end as it was if it is none."""
    found = quotation.escaped(text, begin)
    if found is None:
        return None, end
    try:
        value = strict_json.loads(_mended(found[0]))
    except ValueError:
        return None, end
    if not _holds_words(value):
        return None, end
    notes[_INNER] += 1
    return value, found[1]


def _tell_dropped(text: str, begin: int, notes: Counter[str]) -> None:
    """Count a record that cannot be read, with its line and its first words."""
    record = _RECORD.match(text, begin)
    if record is not None:
        line = text.count("\n", 0, begin) + 1
        words = " ".join(record[0].split())[:_SHOWN]
        notes[f"a record that is not JSON left out, in line {line} of the reply: {words}"] += 1


def _mended(text: str) -> str:
    """JSON without comments, without commas before a bracket, with line breaks in strings escaped."""
    text = _COMMENT.sub(lambda match: match[1] or "", text)
    text = _COMMA.sub(lambda match: match[1] or "", text)
    return _CONTROL.sub(
        lambda match: match[0].replace("\n", "\\n").replace("\t", "\\t").replace("\r", ""), text
    )


def _quoted(text: str) -> str:
    """JSON with its typographic quotation marks straight, and with keys in quotation marks, mended.

    >>> _quoted('{“name”: “Ida said “no””, type: "PER"}')
    '{"name": "Ida said “no”", "type": "PER"}'
    """
    straight = _OPENING.sub(r"\1" + '"', _CLOSING.sub('"', text))
    return _mended(_KEY.sub(lambda match: match[1] or f'{match[2]}"{match[3]}"', straight))


def _python(text: str, notes: Counter[str]) -> Any:
    """The same as Python writes it, with single quotes."""
    try:
        value = ast.literal_eval(text)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None
    if not isinstance(value, dict | list) or not _holds_words(value):
        return None
    notes["Python literals in place of JSON"] += 1
    return plain_values.as_json(value)


def _cut_off(text: str, notes: Counter[str]) -> Any:
    """Return the complete part of a reply that ends too early: everything up to its last closed record."""
    stack: list[str] = []
    whole: tuple[int, list[str]] | None = None
    for part in _PARTS.finditer(text):
        sign = part[0]
        if sign in _CLOSES:
            stack.append(_CLOSES[sign])
        elif stack and sign == stack[-1]:
            stack.pop()
            whole = part.end(), list(stack)
    if whole is None or not whole[1]:
        return None
    try:
        value = strict_json.loads(_mended(text[: whole[0]] + "".join(reversed(whole[1]))))
    except ValueError:
        return None
    notes["replies cut off, read up to the last whole record"] += 1
    return value


def _holds_words(value: Any) -> bool:
    """Return whether there is a string or an empty layer in a value: `[1]` in prose is a footnote."""
    if isinstance(value, dict):
        return bool(value) or value == {}
    return value == [] or any(isinstance(one, str | dict | list) for one in value)
