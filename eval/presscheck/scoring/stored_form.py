"""The form of a stored result: its keys and the kinds of their values, before any of its arithmetic."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal, TypeAlias, TypeVar

import msgspec
from msgspec import Meta

from presscheck.document import unknown_keys
from presscheck.document.exceptions import Finding, InvalidInputError
from presscheck.document.note import Note
from presscheck.document.rule import Violation
from presscheck.measure.settings import fields
from presscheck.measure.signature import ORDER, Signature
from presscheck.text import wording

LARGEST = 2**53
"""Whole numbers beyond this are no longer whole as floats."""

Whole: TypeAlias = Annotated[int, Meta(ge=0, le=LARGEST)]
Number: TypeAlias = Whole | Annotated[float, Meta(ge=0)]
Signed: TypeAlias = Annotated[int, Meta(ge=-LARGEST, le=LARGEST)] | float
Four: TypeAlias = tuple[Number, Number, Number, Number]
Shares: TypeAlias = tuple[Signed, Signed, Signed, Signed]
State: TypeAlias = Literal["scored", "not attempted", "not in gold"]
T = TypeVar("T")


class StoredParts(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One article by its paragraphs or entities; see `scoring.totals.LeaveOneOut`.

    Args:
        ids: the units' names.
        bears: layer -> indices of units.
        left: cell -> per unit the article's four numbers without it.
        own: cell -> per unit its share; of clusters it may be negative.
        crowded: cell -> why it is not worked out without each unit.
    """

    ids: list[str]
    bears: dict[str, list[Whole]]
    left: dict[str, list[Four]]
    own: dict[str, list[Shares]]
    crowded: dict[str, str] = {}


class StoredUnits(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The counts of every unit.

    Args:
        rows: the ids of the measures that were asked for; files of 0.1.0 have none.
        documents: ids, in the order of `counts`.
        counts: cell -> per document four numbers.
        labels: cell -> label -> four numbers.
        slices: measure, breakdown, label -> four numbers.
        extra: measure, name, further numbers.
        within: of one article, "paragraph" and "entity".
    """

    rows: list[str] | None = None
    documents: list[str]
    counts: dict[str, list[Four]]
    labels: dict[str, dict[str, Four]]
    slices: list[tuple[str, str, dict[str, Four]]]
    extra: list[tuple[str, str, dict[str, Number]]]
    within: dict[str, StoredParts]


class StoredResult(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A result with its counts per unit, as `schema/scores.schema.json` has it.

    Args:
        signature: what was scored, and how.
        layers: task -> state.
        measures: id -> entry.
        units: the counts.
        anchoring: how many strings were found, by path.
        invented: the strings that are in no text.
        label_map_lost: what the label map left out.
        warnings: what was counted in a stated way.
        notes: how many records were read in a stated way; files of 0.1.0 have none.
    """

    signature: Signature
    layers: dict[str, State]
    measures: dict[str, dict[str, Any]]
    units: StoredUnits
    anchoring: dict[str, Whole]
    invented: list[str] = []
    label_map_lost: dict[str, Whole]
    warnings: list[str]
    notes: list[Note] = []


_ALWAYS = tuple(key for key in ORDER if key not in fields() or not fields()[key].rare)
"""The keys that a signature always has."""


def shaped(values: Mapping[str, Any], kind: type[T]) -> T | Violation:
    """Plain values as a struct, or the first place where they have another form.

    Args:
        values: the parsed JSON of a file.
        kind: the struct of that kind of file.

    >>> shaped({"layers": {}}, StoredResult)
    Violation(path='$', message='the key `signature` is missing')
    """
    signature = values.get("signature")
    if isinstance(signature, dict) and (strays := signature.keys() - {*ORDER}):
        message = unknown_keys.unknown_key(min(strays), ORDER).partition(";")[0]
        return Violation("$.signature", f"{message}; choose from {', '.join(ORDER)}")
    if isinstance(signature, dict) and (lacking := [key for key in _ALWAYS if key not in signature]):
        return Violation("$.signature", f"the key `{lacking[0]}` is missing")
    try:
        return msgspec.convert(values, kind)
    except msgspec.ValidationError as error:
        what, path = unknown_keys.readable(str(error), _keys(kind, str(error)))
        return Violation(_exact(path, values, kind), _worded(what))


def _keys(kind: type[Any], message: str) -> tuple[str, ...]:
    """The keys that may stand at the place of a message."""
    place = message.rpartition("`$")[2]
    here = StoredParts if "within" in place else StoredUnits if "units" in place else kind
    keys: tuple[str, ...] = here.__struct_fields__
    return keys


_WORDS = (
    (r"Object missing required field `(.*)`", r"the key `\1` is missing"),
    (r"Expected `.*` >= 0(\.0)?", r"expected a number from 0, got one below"),
    (r"Expected `int` [<>]= -?\d+", r"expected a number up to the largest that is exact, got one beyond"),
    (r"Expected `array` of length (\d+), got (\d+)", r"expected a list of \1, got one of \2"),
    (r"Invalid enum value (.*)", r"\1 is not an allowed value"),
)
"""Msgspec's messages that `unknown_keys.readable` leaves, and what they mean."""


def _worded(message: str) -> str:
    for pattern, words in _WORDS:
        message = re.sub(pattern, words, message)
    return message


def _exact(path: str, values: Mapping[str, Any], kind: type[Any]) -> str:
    """A path of msgspec's with the keys of objects in place of its dots in brackets."""
    keys: list[str | int] = []
    for step in re.findall(r"\.[\w-]+|\[(?:\d+|\.\.\.)\]", path):
        here = _at(values, keys)
        if step.startswith("."):
            keys.append(step[1:])
        elif step != "[...]" or not isinstance(here, Mapping):
            keys.append(int(step[1:-1]) if step != "[...]" else 0)
        else:
            key = next((key for key in here if _fails(values, [*keys, key], kind, path)), None)
            if key is None:
                return path  # there are two faults at such a place, and the other one is told first
            keys.append(key)
    return "$" + "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys)


def _at(values: Any, keys: Iterable[str | int]) -> Any:
    for key in keys:
        values = values[key]
    return values


def _fails(values: Any, keys: Sequence[str | int], kind: type[Any], path: str) -> bool:
    """Return whether a place does not fit if, of the object with the last key, only this key is left."""
    try:
        msgspec.convert(_only(values, keys), kind)
    except msgspec.ValidationError as error:
        return unknown_keys.readable(str(error), ())[1] == path
    return False


def _only(values: Any, keys: Sequence[str | int]) -> Any:
    key, *rest = keys
    if not rest:
        return {key: values[key]}
    inner = _only(values[key], rest)
    if isinstance(values, Mapping):
        return {**values, key: inner}
    return [inner if i == key else value for i, value in enumerate(values)]


def writes() -> str:
    """Say what makes the file of a result."""
    return wording.either(
        "`presscheck score PRED --format result -o FILE` writes one", "`Result.save(FILE)` writes one"
    )


def refusal(
    rule: str, file: str, problems: list[Violation], what: str, way_out: str | None
) -> InvalidInputError:
    """One line for all that is wrong with a file of our own: its first place, and how many more there are.

    Args:
        rule: the kind of file: result, baseline.
        file: its name.
        problems: at least one.
        what: what the file is not, or is, in words that end before a colon.
        way_out: how such a file is made; by default of a result.
    """
    path, said = problems[0]
    more = f" (the first of {len(problems)} places that do not fit)" if len(problems) > 1 else ""
    message = f"{what}: {said}{more}; {way_out or writes()}"
    return InvalidInputError([Finding(rule=rule, level="error", message=message, file=file, path=path)])
