"""The settings: every choice that can change a number."""

from __future__ import annotations

import msgspec

from presscheck.document.exceptions import UsageError

CHOICES: dict[str, tuple[str, ...]] = {
    "missing": ("error", "empty"),
    "repeats": ("error", "first"),
    "singletons": ("keep", "drop"),
    "window": ("document", "sentence"),
}
"""The settings that have a closed list of values; the first is the default."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Every setting that can change a number.

    Args:
        measures: "default", "all", or measure ids joined by commas, as asked for.
        profile: a peer's conventions by name, or None.
        missing: what a gold document without prediction is: "error" or "empty".
        repeats: what one span in two entities is: "error" or "first".
        singletons: entities of one mention: "keep" or "drop".
        window: what unattached event arguments are compared within: "document" or "sentence".
        label_map: name and digest of the label map, or None.
        anchor: how string-only predictions were anchored, or None.
        level: the event ontology scored at, or None for our own.
        redirects: digest of the table id -> canonical id, or None.
        coref_align: how event mentions are aligned for event coreference: None (span and type) or "span".
        resample: how intervals were made, or None.
    """

    measures: str = "default"
    profile: str | None = None
    missing: str = "error"
    repeats: str = "error"
    singletons: str = "keep"
    window: str = "document"
    label_map: str | None = None
    anchor: str | None = None
    resample: str | None = None
    level: str | None = None
    redirects: str | None = None
    coref_align: str | None = None

    def __post_init__(self) -> None:
        for name, choices in CHOICES.items():
            value = getattr(self, name)
            if value not in choices:
                raise UsageError(f"{name}: {value!r} is none of {', '.join(choices)}")
