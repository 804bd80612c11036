"""Values that the verbs return, with a short `repr`, a text, and a table for a notebook (internal)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from presscheck.annotation.agreement import Agreement
from presscheck.document.exceptions import UsageError
from presscheck.drawing import notebook
from presscheck.gating import decision
from presscheck.reporting import comparison, errors, findings, gating
from presscheck.scoring import problems
from presscheck.statistics import compare
from presscheck.text import table
from presscheck.validation import file


def frame(rows: Iterable[Mapping[str, Any]]) -> Any:
    """A data frame.

    Args:
        rows: as dicts.

    Raises:
        UsageError: pandas is not installed.
    """
    try:
        import pandas as pd
    except ImportError:
        raise UsageError("to_pandas: expected pandas to be installed; pip install pandas") from None
    return pd.DataFrame([*rows])


class PredictionErrors(problems.PredictionErrors):
    """The errors of a prediction; `str` gives the worst problems, `to_pandas` a row for each error.

    Args:
        errors: every error of the layers that both sides did, by layer, document and place.
        confusion: (gold type, predicted type) -> mentions; "" for missed and spurious ones.
        skipped: layers without a list, and why.
    """

    __slots__ = ()

    @property
    def problems(self) -> list[problems.Problem]:
        """Errors of one layer and kind that have something in common, the costliest first."""
        return problems.problems(self.errors)

    def to_pandas(self) -> Any:
        """A data frame with a row for each error (needs pandas)."""
        header, rows = errors.rows_of(self.errors)
        return frame(
            {"doc": error.doc, "cost": error.cost, **dict(zip(header, row, strict=True))}
            for error, row in zip(self.errors, rows, strict=True)
        )

    def __repr__(self) -> str:
        ranked = self.problems
        worst = (
            f"; the worst: {ranked[0].layer}: {ranked[0].kind} {ranked[0].group}".rstrip() if ranked else ""
        )
        return f"<errors: {errors.counts(ranked)}{worst}>"

    def __str__(self) -> str:
        skipped = [f"{layer}: {why}" for layer, why in self.skipped.items()]
        return "\n".join([*errors.text(self, self.errors), *skipped])

    def _repr_html_(self) -> str:
        skipped = [f"{layer}: {why}" for layer, why in self.skipped.items()]
        return notebook.table(*errors.rows_of(self.errors), [errors.counts(self.problems), *skipped])


class Comparison(compare.Comparison):
    """The result of `compare`; `str` gives the tables, `to_pandas` a row for each difference."""

    def to_pandas(self) -> Any:
        """A data frame with a row for each measure and pair of systems (needs pandas)."""
        return frame(msgspec.to_builtins(difference) for difference in self.differences)

    def __repr__(self) -> str:
        better = comparison.proved(self) or comparison.NONE_SIGNIFICANT
        return f"<Comparison: {', '.join(self.names)}; {len(self.values)} measures; {better}>"

    def __str__(self) -> str:
        return comparison.as_table(self)

    def _repr_html_(self) -> str:
        notes = [*comparison.notes(self), self.signature]
        return notebook.table(*comparison.systems(self)) + notebook.table(
            *comparison.differences(self), notes
        )


class Report(file.Report, frozen=True, kw_only=True):
    """The findings in a file or in documents; `str` gives a line for each cause."""

    def to_pandas(self) -> Any:
        """A data frame with a row for each finding (needs pandas)."""
        return frame(msgspec.to_builtins(finding) for finding in self.findings)

    def __repr__(self) -> str:
        return f"<{self.summary()}>"

    def __str__(self) -> str:
        return "\n".join([*map(str, findings.causes(self.findings)), self.summary()])

    def _repr_html_(self) -> str:
        rows = [[f.level, f.rule, str(f.line or ""), f.doc or "", f.path, f.message] for f in self.findings]
        return notebook.table(
            ["level", "rule", "line", "document", "path", "message"], rows, [self.summary()]
        )


class Decision(decision.Decision):
    """The decision of the gate; `str` gives its table and its verdict."""

    def __repr__(self) -> str:
        return f"<{self.headline()}>"

    def __str__(self) -> str:
        return gating.as_table([self])

    def _repr_html_(self) -> str:
        return notebook.table(*gating.grid(self), [*gating.remarks(self), self.headline()])


class AgreementTable(list[Agreement]):
    """Rows of agreement: layer, what was compared, its value, and how many items it rests on."""

    def to_pandas(self) -> Any:
        """A data frame with a row for each measure (needs pandas)."""
        return frame(row._asdict() for row in self)

    def __str__(self) -> str:
        return table.render(*self._grid())

    def _repr_html_(self) -> str:
        return notebook.table(*self._grid())

    def _grid(self) -> tuple[list[str], list[list[str]]]:
        rows = [[f"{row.layer}: {row.what}", table.number(row.value), str(row.n)] for row in self]
        return ["measure", "value", "n"], rows


def fields(value: msgspec.Struct) -> dict[str, Any]:
    """The fields of a struct, as they are.

    Args:
        value: any.
    """
    return {name: getattr(value, name) for name in value.__struct_fields__}
