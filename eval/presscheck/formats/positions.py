"""Tokens that are known already, for files whose tokens stand for them one for one (`--by-position`)."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from presscheck.document import jsonl
from presscheck.document.exceptions import UsageError
from presscheck.document.model import Document
from presscheck.formats import columns, conll2012, tokens
from presscheck.formats.source import Source, Tokens
from presscheck.text import wording

_BETWEEN_BLANKS = re.compile(r"[^ \t\n]+")


def known(path: str, name: str) -> tuple[Tokens, ...]:
    """The tokens of the documents of a file.

    Args:
        path: a JSONL file of ours, whose tokens are `tokens` or stand between blanks, or a column file.
        name: the format that the column file is in, conll or conll2012.

    Raises:
        InvalidInputError: the file is neither.
        UsageError: the format has no tokens to go by.
    """
    if name not in ("conll", "conll2012"):
        raise UsageError(
            f"{wording.name('by_position')}: only conll and conll2012 have tokens to count, not {name}"
        )
    if Path(path).suffix in (".jsonl", ".ndjson"):
        return tuple(_of(doc) for doc in jsonl.read(path) if isinstance(doc.text, str))
    source = Source(Path(path), {}, Counter())
    if name == "conll2012":
        return tuple(conll2012.tokens_of(source))
    blocks = columns.table(source).documents
    named = columns.texts_of(source, blocks)
    made = [(known[0], *tokens.joined(word for _, word in block.words)) for known, block in named]
    return tuple(Tokens(*each) for each in made)


def _of(doc: Document) -> Tokens:
    text = doc.text or ""
    given = doc.tokens if isinstance(doc.tokens, list) else None
    return Tokens(doc.id, text, given or [match.span() for match in _BETWEEN_BLANKS.finditer(text)])
