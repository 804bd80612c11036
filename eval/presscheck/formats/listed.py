"""Lists of token numbers and labels: what DyGIE++, e2e jsonlines and RAMS share (internal)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from presscheck.document.model import ABSENT, Mention, Offsets
from presscheck.formats import windows
from presscheck.formats.laid import whole
from presscheck.formats.windows import Placed

LABELLED, PAIR = 3, 2
"""Values of a list with a label, and of one without."""


def by_sentence(value: Any) -> bool:
    """Return whether a value has a list for each sentence, as DyGIE++ has it; others have one for all.

    >>> by_sentence([[], [[0, 1, "PER"]]]), by_sentence([[0, 1, "PER"]]), by_sentence([])
    (True, False, False)
    """
    rows = value if isinstance(value, list) else []
    return bool(rows) and all(isinstance(row, list) and (not row or isinstance(row[0], list)) for row in rows)


def span(placed: Placed, row: Any, path: str) -> dict[str, Any]:
    """The span of a list that begins with its first and last token.

    Raises:
        InvalidInputError: it is not such a list, or there are no such tokens.
    """
    source, line = placed.laid.source, placed.window.line
    first, last = (whole(n) for n in row[:2]) if isinstance(row, list) and len(row) >= PAIR else (None, None)
    if first is None or last is None:
        source.fail(f"{row!r}; expected first and last token, from 0", line, path=path)
    return placed.span(first, last + 1, None, path)


def label(placed: Placed, value: Any, path: str) -> str:
    """A label.

    Raises:
        InvalidInputError: it is not a string.
    """
    if not isinstance(value, str):
        placed.laid.source.fail(f"label {value!r}; expected a string", placed.window.line, path=path)
    return value


def third(row: Any) -> Any:
    """The label of a list of first token, last token and label; None where there is none."""
    return row[2] if isinstance(row, list) and len(row) >= LABELLED else None


def items(placed: Placed, value: Any, path: str) -> list[Any]:
    """A list.

    Raises:
        InvalidInputError: it is something else.
    """
    if not isinstance(value, list):
        what = type(value).__name__
        placed.laid.source.fail(f"expected a list, not {what}", placed.window.line, path=path)
    return value


def under(placed: Placed, key: str) -> Iterator[tuple[str, Any]]:
    """The items of the list under a key of the window, each with its path."""
    where = f"{placed.window.path}.{key}"
    listed = items(placed, placed.window.value.get(key, []), where)
    yield from ((f"{where}[{i}]", one) for i, one in enumerate(listed))


def clusters(placed: Placed, key: str) -> dict[Offsets, str] | None:
    """Span -> number of its cluster, from 1; None where the file has no such key."""
    if key not in placed.window.value:
        return None
    entity_of: dict[Offsets, str] = {}
    for number, (where, cluster) in enumerate(under(placed, key), 1):
        for j, row in enumerate(items(placed, cluster, where)):
            place = span(placed, row, f"{where}[{j}]")
            at = (place["start"], place["end"])
            if entity_of.setdefault(at, str(number)) != str(number):
                placed.laid.source.notes["mentions of a span that is another entity's already"] += 1
    return entity_of


def mentions(
    placed: Placed, rows: Iterable[tuple[str, list[Any]]], entity_of: dict[Offsets, str] | None
) -> Iterator[Mention]:
    """Named spans, and those of clusters that have no name.

    Args:
        placed: the document.
        rows: first token, last token and label of each name, with its path.
        entity_of: what `clusters` made.
    """
    named: set[Offsets] = set()
    for path, row in rows:
        place = span(placed, row, path)
        at = (place["start"], place["end"])
        named.add(at)
        entity: Any = ABSENT if entity_of is None else entity_of.get(at)
        kind = label(placed, third(row), path)
        yield Mention(**place, type=kind, entity=entity, confidence=sure(row))
    text = placed.laid.text
    for (start, end), entity in (entity_of or {}).items():
        if (start, end) not in named:
            yield Mention(start=start, end=end, text=text[start:end], entity=entity)


def sure(row: list[Any]) -> Any:
    """The confidence, which is the last value of a prediction; unset where there is none."""
    return windows.sure(row[-1]) if isinstance(row[-1], float) else ABSENT
