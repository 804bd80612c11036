"""The keywords of the verbs, spelled out once: for editors, type checkers and `help()` (internal)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from inspect import Parameter, signature
from typing import Any, Literal, TypedDict, TypeVar

from presscheck.mapping import wikidata
from presscheck.measure.settings import fields
from presscheck.scoring.selection import Wanted
from presscheck.statistics.draws import SEED, TRIALS

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


def spelled_out(keywords: type) -> Callable[[F], F]:
    """Put the keys of a TypedDict into a function's signature, in place of its `**options`.

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
        function.__signature__ = written.replace(parameters=[*own, *named])  # type: ignore[attr-defined]
        return function

    return mark
