"""Make a baseline anew: what is written, what it replaces, and whether the two are comparable."""

from __future__ import annotations

import os
from typing import Any, NamedTuple

from presscheck.document.exceptions import InvalidInputError
from presscheck.document.output import replacing
from presscheck.gating import baseline, run
from presscheck.gating.baseline import Baseline
from presscheck.gating.decision import differences
from presscheck.gating.known_errors import KnownErrors
from presscheck.gating.rules import load
from presscheck.scoring.intake import Source


class BaselineUpdate(NamedTuple):
    """A baseline that is to be written.

    Args:
        path: of its file.
        new: what is written.
        old: what is there now; None if there is nothing, or nothing that can be read.
        unread: why the file that is there cannot be read.
    """

    path: str
    new: Baseline
    old: Baseline | None = None
    unread: str | None = None

    @property
    def differences(self) -> list[str]:
        """The reasons for which old and new numbers are not comparable."""
        return differences(self.old.result, self.new.result) if self.old else []

    def write(self) -> None:
        """Write the file, whole or not at all."""
        with replacing(self.path) as file:
            file.writelines(baseline.pieces(self.new))


def prepared(
    pred: Source,
    path: str,
    *,
    rules: str | os.PathLike[str] | None = None,
    force: bool = False,
    **settings: Any,
) -> BaselineUpdate:
    """Score a prediction for a baseline; nothing is written yet.

    Args:
        pred: a prediction, or the file of a stored result.
        path: of the baseline.
        rules: TOML file with rules, whose measures are scored too.
        force: whether a file that cannot be read is replaced all the same.
        settings: of `presscheck.score`, and `gold`.

    Raises:
        InvalidInputError: the prediction cannot be scored, or the old baseline cannot be read.
        UsageError: a file cannot be opened, or a rule is wrong.
    """
    old, unread = _old(path, force=force)
    if settings.get("measures", "default") == "default":
        settings["measures"] = run.measures(load(rules) if rules else [], old)
    seen = KnownErrors()
    result = run.scored(pred, seen, **settings)
    return BaselineUpdate(path, baseline.from_result(result, seen), old, unread)


def _old(path: str, *, force: bool) -> tuple[Baseline | None, str | None]:
    """The baseline that is replaced, or why it cannot be read; by force it is replaced all the same."""
    if not os.path.exists(path):  # noqa: PTH110 - a path as the user wrote it
        return None, None
    try:
        return baseline.read(path), None
    except InvalidInputError as error:
        if not force:
            raise
        return None, f"replaces a file that could not be read: {error}"
