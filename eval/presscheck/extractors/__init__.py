"""Baseline systems, each an optional extra: what an extractor of one's own is compared with.

An extractor takes texts with their ids and gives predictions, one document at
a time. It sees nothing of the gold but its texts.

Other folders use: `events`, `llm`, `llm_client`, `llm_prompt`, `pipeline`, `spacy_names`, `textacy_quotes`,
`texts`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, TypeAlias

from presscheck.document.model import Document


class Text(NamedTuple):
    """Input of an extractor: a document's id and its text."""

    id: str
    text: str


Extractor: TypeAlias = Callable[[Iterable[Text]], Iterator[Document]]
"""Texts in, predictions out, in the same order."""
