"""The tasks as a table for people: where a file answers each of them."""

from __future__ import annotations

from collections.abc import Callable

from presscheck.document.model import Document
from presscheck.document.rule import explained
from presscheck.layers import MEASURES, TASKS
from presscheck.measure.measure import Task
from presscheck.text import table


def markdown() -> str:
    """Every task, where it is answered, and the measures that need it, in Markdown."""
    rows = [[f"`{name}`", _where(task), _measures(name)] for name, task in TASKS.items()]
    return table.markdown(
        ["task", "a file answers it where", "its first measures"], rows, left=3, written=True
    )


def _where(task: Task) -> str:
    layer = f"`{task.layer}`"
    if not task.keys:
        text = f"the key {layer} is there and not null"
    else:
        keys = " or ".join(f"`{key}`" for key in task.keys)
        text = f"any record of {layer} has the key {keys}"
    if task.gold_keys:
        text += f" (in gold: {' or '.join(f'`{key}`' for key in task.gold_keys)})"
    if task.gold:
        text += f" (and in gold {_condition(task.gold)})"
    if task.beside:
        text += f"; or {layer} is empty and `{task.beside}` is there"
    elif task.keys:
        text += f"; or {layer} is an empty list"
    return text


def _condition(check: Callable[[Document], bool]) -> str:
    """Return the needs of a function of gold, from its docstring."""
    return explained(check).splitlines()[0].removeprefix("Return whether ").rstrip(".")


def _measures(name: str) -> str:
    ids = [row.id for row in MEASURES if row.task == name and not row.hidden]
    return ", ".join(f"`{row}`" for row in ids[:3]) + (", …" if len(ids) > 3 else "")
