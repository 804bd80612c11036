"""Fields of the schema that nothing reads yet: a file may hold them, and is told so (internal)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import UNSET

from presscheck.document.model import Document
from presscheck.document.rule import Violation

UNUSED = {
    "entities": ("confidence",),
}
"""Layer -> the keys that have no effect yet."""


def not_used_yet(doc: Document) -> Iterator[Violation]:
    """A field that changes no number yet is reported once per file, so that nobody waits for its effect."""
    for layer, keys in UNUSED.items():
        for key in keys:
            records: list[Any] = getattr(doc, layer) or []
            at = next((i for i, one in enumerate(records) if getattr(one, key) not in (UNSET, None)), None)
            if at is not None:
                say = f"`{key}` of {layer} is not used yet: it is read, but does not change any number"
                yield Violation(f"$.{layer}[{at}].{key}", say)
