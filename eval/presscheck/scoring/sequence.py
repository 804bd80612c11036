"""The sequence of preparation: every step in order, and which of them a run needs (internal)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from presscheck.scoring import preparation as steps
from presscheck.scoring.options import Options
from presscheck.scoring.preparation import Step

PREPARATION: tuple[Step, ...] = (
    steps.completed,
    steps.trimmed,
    steps.answered,
    steps.admitted,
    steps.confident,
    steps.displaced,
    steps.anchored,
    steps.one_entity_a_span,
    steps.once,
    steps.redirected,
    steps.noted,
    steps.filled,
    steps.mapped,
    steps.at_level,
    steps.once_relabelled,
)
"""Every step, in order."""

_ONLY: Mapping[Step, Callable[[Options], bool]] = {
    steps.confident: lambda options: options.settings.min_confidence is not None,
    steps.displaced: lambda options: options.settings.invalid == "count",
    steps.one_entity_a_span: lambda options: options.settings.repeats == "first",
    steps.once: lambda options: options.settings.profile is None,
    steps.mapped: lambda options: options.label_map is not None,
    steps.at_level: lambda options: options.level is not None,
    steps.once_relabelled: lambda options: _relabels(options) and options.settings.profile is None,
}
"""Steps that only some runs need -> which."""


def _relabels(options: Options) -> bool:
    return options.label_map is not None or options.level is not None


def needed(options: Options) -> tuple[Step, ...]:
    """The steps of a run, in order: those that its settings leave something to do."""
    return tuple(step for step in PREPARATION if step not in _ONLY or _ONLY[step](options))
