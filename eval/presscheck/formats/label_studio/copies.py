"""The words beside the offsets of regions: compared with the text, as in every other format (internal)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from presscheck.document.exceptions import Finding
from presscheck.document.placement import same_words
from presscheck.formats import units
from presscheck.text import wording

Item = Mapping[str, Any]
Keep = Literal["offsets", "words"] | None


def words_of(value: Mapping[str, Any], text: str) -> str | None:
    r"""The words that a region has beside its offsets; editors write line breaks as a backslash and n.

    >>> words_of({"text": "a\\nb"}, "a\nb")
    'a\nb'
    """
    words = value.get("text")
    if not isinstance(words, str):
        return None
    return words if "\\n" in text else words.replace("\\n", "\n")


def compared(
    result: Sequence[Item], doc: str, text: str, keep: Keep = None
) -> tuple[list[Item], list[Finding]]:
    """The items of a result with offsets in code points, at which their words stand.

    Args:
        result: of an annotation.
        doc: the document's id, for findings.
        text: its text.
        keep: what holds where words do not stand at their offsets; None: neither, it is an error.

    >>> item = {"id": "r", "value": {"start": 3, "end": 7, "text": "Oslo"}}
    >>> found, (warning,) = compared([item], "d", "😀 Oslo")
    >>> found[0]["value"]["start"], warning.message
    (2, 'offsets of 1 region count UTF-16 units; turned into code points')
    """
    copies = [copy for item in result if (copy := _copy(item, text)) is not None]
    unit = units.other(copies, text)
    if unit is None:
        return _each(result, doc, text, keep)
    turned = [_turned(item, unit) for item in result]
    regions = {item.get("id") for item in result if _place(item) is not None}
    what = f"offsets of {len(regions)} region{'s' if len(regions) != 1 else ''} count {unit.name}"
    message = f"{what}; turned into code points"
    warning = Finding(rule="studio-words", level="warning", doc=doc, path="$", message=message)
    return turned, [warning]


def _place(item: Item) -> tuple[int, int] | None:
    value = item.get("value") or {}
    start, end = value.get("start"), value.get("end")
    return (start, end) if type(start) is int and type(end) is int else None


def _copy(item: Item, text: str) -> units.Copy | None:
    place, words = _place(item), words_of(item.get("value") or {}, text)
    return units.Copy(*place, words) if place is not None and words is not None else None


def _turned(item: Item, unit: units.Unit) -> Item:
    place = _place(item)
    if place is None:
        return item
    start, end = (unit.points.get(at, at) for at in place)
    return {**item, "value": {**item["value"], "start": start, "end": end}}


def _each(result: Sequence[Item], doc: str, text: str, keep: Keep) -> tuple[list[Item], list[Finding]]:
    """Every item on its own: as it is, at the words, or an error."""
    items: list[Item] = []
    findings: dict[str, Finding] = {}
    moved: Counter[str] = Counter()
    for item in result:
        copy = _copy(item, text)
        wrong = copy is not None and not same_words(text[copy.start : copy.end], copy.words)
        if copy is None or not wrong or not 0 <= copy.start < copy.end <= len(text) or keep == "offsets":
            items.append(item)
            moved["kept"] += wrong and keep == "offsets"
            continue
        place = units.nearest(text, copy.words.strip(), copy.start)
        if keep == "words" and place is not None:
            items.append({**item, "value": {**item["value"], "start": place[0], "end": place[1]}})
            moved["moved"] += 1
            continue
        items.append(item)
        name = str(item.get("id"))
        findings[name] = _wrong(doc, name, copy, text, place)
    return items, [*findings.values(), *_told(doc, moved)]


def _wrong(doc: str, name: str, copy: units.Copy, text: str, place: tuple[int, int] | None) -> Finding:
    there = text[copy.start : copy.end]
    stands = f"they are at [{place[0]}, {place[1]})" if place else "they are not in the text"
    message = (
        f"the words are {copy.words!r}, but [{copy.start}, {copy.end}) is {there!r}; {stands}; "
        f"{wording.option('keep', 'offsets')} or {wording.option('keep', 'words')} decides"
    )
    return Finding(rule="studio-words", level="error", doc=doc, path=f"region {name}", message=message)


def _told(doc: str, moved: Mapping[str, int]) -> Iterator[Finding]:
    says: Iterable[tuple[str, str]] = (
        ("kept", "items whose words do not match their offsets; the offsets were kept"),
        ("moved", "items whose words do not match their offsets; the words were kept"),
    )
    for key, what in says:
        if moved.get(key):
            message = f"{moved[key]} {what}"
            yield Finding(rule="studio-words", level="warning", doc=doc, path="$", message=message)
