"""The keywords of the verbs, spelled out once: for editors, type checkers and `help()` (internal)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import Any, Literal, TypedDict, TypeVar

from presscheck.document.exceptions import InvalidInputError, UsageError
from presscheck.mapping import wikidata
from presscheck.measure.settings import fields
from presscheck.reporting.findings import hints
from presscheck.scoring.selection import Wanted
from presscheck.statistics.draws import SEED, TRIALS
from presscheck.text.nearest import nearest

F = TypeVar("F", bound=Callable[..., Any])


class SettingsByName(TypedDict, total=False):
    """Settings that can change a number; each is a field of `measure.settings.Settings`, with its meaning."""

    measures: Wanted
    profile: str | None
    missing: Literal["error", "empty"]
    repeats: Literal["error", "first"]
    singletons: Literal["keep", "drop"]
    window: Literal["document", "sentence"]
    label_map: str | None
    anchor: Literal["exact+folded+fuzzy", "exact+folded", "exact"] | None
    level: str | None
    redirects: wikidata.Given | None
    coref_align: Literal["span"] | None
    min_confidence: float | str | None
    invalid: Literal["count"] | None
    groups: int | str | None


class ScoreOptions(SettingsByName, total=False):
    """The settings, how intervals are made, and how many processes share the documents of files."""

    by: str | Iterable[str]
    resample: Literal["jackknife", "bootstrap", "none"] | None
    trials: int
    seed: int
    jobs: int


DEFAULTS: dict[str, Any] = {
    **{name: field.default for name, field in fields().items()},
    "by": (),
    "resample": "jackknife",
    "trials": TRIALS,
    "seed": SEED,
    "jobs": 1,
}
"""The default of every keyword."""


def answered(function: F, whole: Signature | None = None) -> F:
    """Answer a call with wrong arguments by a `UsageError` that shows the call, in place of a TypeError.

    Args:
        function: a verb.
        whole: its signature with every keyword; by default as it is written.
    """
    written = signature(function)
    known = [name for name in (whole or written).parameters if name != "self"]

    @wraps(function)
    def call(*args: Any, **named: Any) -> Any:
        if unknown := [name for name in named if name not in known]:
            raise UsageError(f"there is no option {unknown[0]!r}; {nearest(unknown[0], known)}")
        try:
            written.bind(*args, **named)
        except TypeError as error:
            raise UsageError(f"{error}; expected {_written(function, written)}") from None
        try:
            return function(*args, **named)
        except InvalidInputError as error:
            for hint in hints(error.findings):
                error.add_note(hint)
            raise

    if whole is not None:
        call.__signature__ = whole  # type: ignore[attr-defined]
    return call  # type: ignore[return-value]  # as the function, with one exception for another


def _written(function: Callable[..., Any], written: Signature) -> str:
    """Write a call with the arguments that need no name."""
    places = [
        p for p in written.parameters.values() if p.kind is p.POSITIONAL_OR_KEYWORD and p.name != "self"
    ]
    shown = ", ".join(p.name if p.default is p.empty else f"{p.name}={p.default!r}" for p in places)
    shipped = "; gold None is the shipped article" if "gold" in written.parameters else ""
    return f"{function.__qualname__.removesuffix('.__init__')}({shown}){shipped}"


def spelled_out(keywords: type) -> Callable[[F], F]:
    """Put the keys of a TypedDict into a verb's signature, in place of its `**options`; see also `answered`.

    Args:
        keywords: the TypedDict that the function's `**options` is typed with.
    """

    def mark(function: F) -> F:
        written = signature(function)
        own = [p for p in written.parameters.values() if p.kind is not Parameter.VAR_KEYWORD]
        names = [
            name for name in DEFAULTS if name in keywords.__annotations__ and name not in written.parameters
        ]
        named = [Parameter(name, Parameter.KEYWORD_ONLY, default=DEFAULTS[name]) for name in names]
        return answered(function, written.replace(parameters=[*own, *named]))

    return mark
