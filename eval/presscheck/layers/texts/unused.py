"""Fields of the schema that nothing reads yet: a file may hold them, and is told so (internal)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import UNSET

from presscheck.document.model import Document
from presscheck.document.rule import Violation

UNUSED = {
    "": ("text_sha256", "text_length"),
    "entities": ("confidence",),
}
"""Layer, or "" for the document itself -> the keys that have no effect yet."""


def not_used_yet(doc: Document) -> Iterator[Violation]:
    """A field that changes no number yet is reported once per file, so that nobody waits for its effect."""
    for layer, keys in UNUSED.items():
        for key in keys:
            records: list[Any] = getattr(doc, layer) or [] if layer else [doc]
            at = next((i for i, one in enumerate(records) if getattr(one, key) not in (UNSET, None)), None)
            if at is not None:
                path = f"$.{layer}[{at}].{key}" if layer else f"$.{key}"
                whose = f"`{key}` of {layer}" if layer else f"`{key}`"
                yield Violation(path, f"{whose} is not used yet: it is read, but does not change any number")
