"""Plurals of the units that results are resampled by."""

from __future__ import annotations


def plural(unit: str) -> str:
    """More than one unit.

    >>> plural("entity"), plural("paragraph")
    ('entities', 'paragraphs')
    """
    return f"{unit[:-1]}ies" if unit.endswith("y") else f"{unit}s"
