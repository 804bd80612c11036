"""The gold that a prediction is checked against: its documents and the label maps."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping

from presscheck.document import doc_ids, jsonl, shipped, streams
from presscheck.document.exceptions import Finding, UsageError
from presscheck.document.rule import Violation
from presscheck.mapping.labels import one_map
from presscheck.scoring.intake import Documents


class GoldSide:
    """The gold that a prediction is checked against: the ids of a file, their lines, and the texts.

    Texts are read again when they are asked for: a corpus may be larger than the memory.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.name = shipped.shown(os.fspath(path))
        self.lines: dict[str, int] = {}
        self._real = streams.real(path)
        for number, line in jsonl.lines(path):
            self.lines.setdefault(jsonl.checked(line, self.name, number).id, number)
        self._places = {name: place for name, (place, _) in Documents(path, "gold").indexed()}

    def text(self, name: str) -> str | None:
        """The text of a document; None if gold has none."""
        if name not in self._places:
            return None
        with self._real.open("rb") as file:
            file.seek(self._places[name])
            text = jsonl.decoded(file.readline()).text
        return text if isinstance(text, str) else None

    def unpaired(self, found: Mapping[str, int], file: str, missing: str) -> Iterator[Finding]:
        """The documents that one side has and the other has not, as a score says it."""
        for name in (name for name in self.lines if name not in found and missing == "error"):
            yield _unpaired("missing-document", self.name, self.lines[name], name, doc_ids.missing_id(file))
        for name in (name for name in found if name not in self.lines):
            yield _unpaired("unknown-document", file, found[name], name, doc_ids.unknown_id(name, self.lines))


def _unpaired(rule: str, file: str, line: int, doc: str, message: str) -> Finding:
    return Finding(rule=rule, level="error", file=file, line=line, doc=doc, message=message)


def of_maps(names: Iterable[str]) -> Iterator[Violation]:
    """A prediction names one label map, and there is such a map."""
    try:
        one_map(names)
    except UsageError as error:
        yield Violation("$.label_map", str(error))
