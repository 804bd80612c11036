"""The settings: every choice that can change a number, one field each.

The options of the command line, the keys of the signature, their JSON Schema
and their table in the documentation are made from these fields and their texts.
"""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, Literal, NamedTuple, Self, get_args, get_type_hints

import msgspec
from msgspec import Meta

from presscheck.document.exceptions import UsageError
from presscheck.text.kinds import kind
from presscheck.text.nearest import nearest

RARE: dict[str, Any] = {"rare": True}
"""Marks a setting that stands in a signature only where it is used."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Every setting that can change a number.

    >>> Settings(missing="empty").missing
    'empty'
    """

    measures: Annotated[
        str,
        Meta(
            description="default, all, or ids, layers and PREFIX.* joined by commas; `presscheck measures` "
            "lists them.",
            extra={"metavar": "NAMES"},
        ),
    ] = "default"
    profile: Annotated[
        str | None,
        Meta(
            description="Another scorer's published conventions instead of ours "
            "(`presscheck measures --profiles`).",
            extra={"metavar": "NAME"},
        ),
    ] = None
    missing: Annotated[
        Literal["error", "empty"],
        Meta(description="A gold document without a prediction: an error, or counted as empty."),
    ] = "error"
    repeats: Annotated[
        Literal["error", "first"],
        Meta(description="One span in two entities: an error, or only the one that begins first counts."),
    ] = "error"
    singletons: Annotated[
        Literal["keep", "drop"],
        Meta(
            description="Entities of a single mention: kept, or dropped on both sides before coreference "
            "(`--profile corefud` always drops them)."
        ),
    ] = "keep"
    window: Annotated[
        Literal["document", "sentence"],
        Meta(description="The window in which unattached event arguments (ai, ac) are compared."),
    ] = "document"
    label_map: Annotated[
        str | None,
        Meta(
            description="Map from labels of entities, events and roles to ours; by default the map that the "
            "prediction names.",
            extra={"metavar": "NAME|FILE"},
        ),
    ] = None
    anchor: Annotated[
        Literal["exact+folded+fuzzy", "exact+folded", "exact"] | None,
        Meta(
            description="Ways to find words without offsets in the text; by default exact+folded+fuzzy.",
        ),
    ] = None
    invalid: Annotated[
        Literal["count"] | None,
        Meta(
            description="A predicted record whose span is empty or outside the text: an error, or with "
            "`count` a spurious record.",
            extra=RARE,
        ),
    ] = None
    resample: Annotated[
        str | None,
        Meta(description="Method of the intervals.", extra={"metavar": "METHOD"}),
    ] = None
    level: Annotated[
        str | None,
        Meta(
            description="Score event types and roles at a mapped level: ace05, rich_ere, aida_rams, plover2 "
            "or group.",
            extra={"metavar": "NAME", **RARE},
        ),
    ] = None
    redirects: Annotated[
        str | None,
        Meta(
            description="Table of ids and their canonical ids, for links.",
            extra={"metavar": "FILE", **RARE},
        ),
    ] = None
    coref_align: Annotated[
        Literal["span"] | None,
        Meta(
            description="Align event mentions for event coreference by span alone; by default span and type.",
            extra=RARE,
        ),
    ] = None

    min_confidence: Annotated[
        str | None,
        Meta(
            description="Leave out predicted records whose `confidence` is below this, 0 to 1.",
            extra={"metavar": "NUMBER", **RARE},
        ),
    ] = None

    groups: Annotated[
        str | None,
        Meta(
            description="Keep counts for this many groups of documents, by a hash of their ids, and leave "
            "out one group at a time in intervals; 1024 from 100,001 documents on.",
            extra={"metavar": "N", **RARE},
        ),
    ] = None

    def __post_init__(self) -> None:
        if self.groups is not None:
            msgspec.structs.force_setattr(self, "groups", _number_of_groups(self.groups))
        if self.min_confidence is not None:
            msgspec.structs.force_setattr(self, "min_confidence", _fraction(self.min_confidence))
        for name, field in fields().items():
            value = getattr(self, name)
            if value is not None and not isinstance(value, str):
                raise UsageError(f"{name}: expected a string, got {kind(value)}")
            if field.choices and value is not None and value not in field.choices:
                raise UsageError(f"{name}: there is no {value!r}; {nearest(str(value), field.choices)}")

    @classmethod
    def from_options(cls, options: dict[str, Any]) -> Self:
        """The settings that were given by keyword.

        Raises:
            UsageError: there is no such setting; the message names the nearest.

        >>> Settings.from_options({"windw": "sentence"})
        Traceback (most recent call last):
        presscheck.document.exceptions.UsageError: there is no option 'windw'; did you mean window?
        """
        for name in options:
            if name not in cls.__struct_fields__:
                raise UsageError(f"there is no option {name!r}; {nearest(name, OPTIONS)}")
        return cls(**options)


def _fraction(value: object) -> str:
    """A number from 0 to 1 as a signature has it.

    >>> _fraction(0.50)
    '0.5'
    """
    try:
        number = float(str(value))
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise UsageError(f"min_confidence: {value!r} is not a number from 0 to 1")
    return f"{number:g}"


def _number_of_groups(value: object) -> str:
    """A number of groups as a signature has it.

    >>> _number_of_groups(1024)
    '1024'
    """
    text = str(value)
    if not text.isdecimal() or not 2 <= int(text) <= MOST_GROUPS:
        raise UsageError(f"groups: expected a number from 2 to {MOST_GROUPS}, got {value!r}")
    return str(int(text))


MOST_GROUPS = 65_536
"""Groups of documents that a result may have."""

OPTIONS = (*Settings.__struct_fields__, "by", "trials", "seed", "watch", "jobs")
"""Every keyword of `presscheck.score`."""


class Field(NamedTuple):
    """Facts about a setting.

    Args:
        text: what it means, for the user.
        choices: its values, if there is a closed list of them; the first is the default, or what None means.
        metavar: the placeholder for a value in a help text.
        rare: it is in a signature only where it is used.
        default: its value where nothing is set.
    """

    text: str
    choices: tuple[str, ...]
    metavar: str | None
    rare: bool
    default: str | None


@cache
def fields() -> dict[str, Field]:
    """Every setting by name, in the order of the signature.

    >>> fields()["window"].choices
    ('document', 'sentence')
    """
    hints = get_type_hints(Settings, include_extras=True)
    return {
        field.name: _field(hints[field.name], field.default) for field in msgspec.structs.fields(Settings)
    }


def _field(hint: Any, default: str | None) -> Field:
    base, meta = get_args(hint)
    options = [part for part in (base, *get_args(base)) if getattr(part, "__origin__", None) is Literal]
    choices = get_args(options[0]) if options else ()
    extra = meta.extra or {}
    return Field(meta.description, choices, extra.get("metavar"), extra.get("rare", False), default)
