"""Several rewrites of one document at once (internal)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from random import Random
from typing import Any

from msgspec.structs import replace

from presscheck.document.model import Document
from presscheck.rewrites.edits import Edit
from presscheck.rewrites.rewrite import Plan, Plans


def together(*plans: Plans) -> Plans:
    """The edits of several plans; where two overlap, the earlier plan has the place.

    Args:
        plans: each sees the original with the fields (title, publication) of those before it.
    """

    def plan(doc: Document, rng: Random) -> Plan:
        edits: list[Edit] = []
        fields: dict[str, Any] = {}
        made = []
        for part in plans:
            one = part(replace(doc, **fields), rng)
            edits += [edit for edit in one.edits if not _taken(edit, edits)]
            fields |= one.fields
            made.append(one)
        ids = {old: new for one in made for old, new in one.ids.items()}
        return Plan(edits, fields, lambda new: reduce(_changed, made, new), ids)

    return plan


def _changed(doc: Document, plan: Plan) -> Document:
    return plan.change(doc) if plan.change else doc


def _taken(edit: Edit, others: Sequence[Edit]) -> bool:
    return any(edit.start < other.end and other.start < edit.end for other in others)
