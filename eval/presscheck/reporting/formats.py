"""A result as a table, as JSON, Markdown or CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

from presscheck.scoring import plain_values, result_table
from presscheck.scoring.result import Result
from presscheck.text import visible
from presscheck.text.table import markdown


def as_json(result: Result) -> str:
    """The scores JSON, indented."""
    return json.dumps(result.as_dict(), ensure_ascii=False, indent=1)


def as_result(result: Result) -> str:
    """The scores JSON with the counts of every unit: what `compare`, `merge` and `gate` read back."""
    return plain_values.dumps(plain_values.plain(result))


def as_markdown(result: Result) -> str:
    """A Markdown table with the notes and the signature below it."""
    header, rows = result_table.lines(result)
    return "\n".join(
        [
            markdown(header, rows),
            "",
            *(f"- {visible.markdown(note)}" for note in result_table.notes(result)),
            "",
            visible.code(str(result.signature)),
        ]
    )


def as_csv(result: Result) -> str:
    """One line a measure and label, with full precision; empty where there is no value."""
    columns = (
        "precision",
        "recall",
        "f1",
        "tp_pred",
        "n_pred",
        "tp_gold",
        "n_gold",
        "accuracy",
        "right",
        "n",
        "value",
    )
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["measure", "by", "label", *columns])
    for row in result.shown():
        entry = result.entry(row)
        writer.writerow([row.id, "", "", *(_cell(entry.get(c)) for c in columns)])
        for by, labels in entry.get("by", {}).items():
            for label, part in labels.items():
                writer.writerow(
                    [row.id, visible.cell(by), visible.cell(label), *(_cell(part.get(c)) for c in columns)]
                )
    return out.getvalue().rstrip("\n")


def _cell(value: float | None) -> str:
    return "" if value is None else repr(value)


def print_rich(result: Result) -> None:
    """The table on a terminal, with the least agreement between columns and colours that it needs."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    header, rows = result_table.lines(result)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for i, name in enumerate(header):
        table.add_column(name, justify="right" if i else "left", no_wrap=True)
    last = ""
    for row in rows:
        layer = row[0].partition(".")[0]
        if last and layer != last:
            table.add_section()
        last = layer
        table.add_row(*(Text(visible.visible(cell)) for cell in row))
    console = Console(highlight=False)
    console.print(table)
    for note in result_table.notes(result):
        console.print(note, style="yellow", markup=False)
    console.print(visible.visible(str(result.signature)), style="dim", markup=False, soft_wrap=True)


FORMATS: dict[str, Callable[[Result], str]] = {
    "table": str,
    "json": as_json,
    "markdown": as_markdown,
    "csv": as_csv,
    "result": as_result,
}
