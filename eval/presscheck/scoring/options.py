"""The settings of a run with the tables that they name (internal)."""

from __future__ import annotations

from presscheck.anchoring import steps
from presscheck.mapping import event_levels, labels
from presscheck.mapping.wikidata import Redirects
from presscheck.measure.settings import Settings


class Options:
    """The settings of a run, and the tables that they name, loaded once.

    Args:
        settings: what was asked for.
        redirects: canonical ids, or None.
        label_map: the map of every document, or None.
    """

    def __init__(
        self, settings: Settings, redirects: Redirects | None, label_map: labels.LabelMap | None = None
    ) -> None:
        self.settings = settings
        self.redirects = redirects
        self.anchor_mode = steps.known(settings.anchor)
        self.level = event_levels.load(settings.level) if settings.level is not None else None
        self.label_map = label_map

    @property
    def label_map_label(self) -> str | None:
        """Name and digest of the map in use, for the signature."""
        return str(self.label_map) if self.label_map is not None else None
