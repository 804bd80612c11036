"""spaCy: a `DocBin` (.spacy), or `Doc.to_json()` as JSON or JSONL.

Mentions are the spans under the key `mentions` where there is such a group,
which may nest, else the entities. `DocBin` needs spaCy (the extra `extract`);
the JSON needs nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from presscheck.document import jsonl
from presscheck.document.exceptions import UsageError
from presscheck.document.model import Document, Mention, Offsets
from presscheck.document.output import replacing_bytes
from presscheck.document.presence import without_unset
from presscheck.document.spans import no_span
from presscheck.formats import losses
from presscheck.formats.source import Source, field, optional, parsed_head, records_of
from presscheck.formats.tokens import covered, outermost, tokenised

GROUP = "mentions"
"""The group of spans that holds mentions which nest."""

HOLDS = {"mentions": ("type",)}


def signs(path: Path, begin: str) -> Iterator[str]:
    """The suffix .spacy, or an object with `text`, `tokens` and `ents` of `start`, `end` and `label`."""
    if path.suffix == ".spacy":
        yield "the suffix .spacy"
        yield "no text, but a DocBin"
        return
    value = records_of(parsed_head(begin))
    if value is not None and isinstance(value.get("text"), str) and isinstance(value.get("ents"), list):
        yield "`text` and `ents`"
        if "tokens" in value or "spans" in value or _has_labels(value["ents"]):
            yield "`tokens`, or spans with `label`"


def _has_labels(ents: list[Any]) -> bool:
    return bool(ents) and isinstance(ents[0], dict) and {"start", "end", "label"} <= ents[0].keys()


def read(source: Source) -> Iterator[Document]:
    """Predictions with mentions; the text tells which document it is.

    Raises:
        InvalidInputError: not such a file.
        UsageError: a DocBin, and spaCy is not installed.
    """
    for number, (line, path, value) in enumerate(_values(source), 1):
        text = field(source, value, "text", str, line, path)
        groups = optional(source, value, "spans", dict, line, path)
        for key in groups.keys() - {GROUP}:
            left_out = optional(source, groups, key, list, line, f"{path}.spans")
            losses.count_records(source.notes, f"spans of the group {key!r} left out", left_out)
        nested = GROUP in groups
        holder, name, where = (groups, GROUP, f"{path}.spans") if nested else (value, "ents", path)
        found = field(source, holder, name, list, line, where)
        where = f"{where}.{name}"
        mentions = [_mention(source, one, text, line, f"{where}[{i}]") for i, one in enumerate(found)]
        yield Document(id=source.name_of(text, number), text=text, mentions=mentions)


def _values(source: Source) -> Iterator[tuple[int, str, Any]]:
    if source.path.suffix == ".spacy":
        for doc in _docbin(source):
            yield 1, "$", doc.to_json()
        return
    for line, value in source.values():
        if isinstance(value, list):
            yield from ((line, f"$[{i}]", one) for i, one in enumerate(value))
        else:
            yield line, "$", value


def _docbin(source: Source) -> Iterator[Any]:
    spacy = _spacy()
    from spacy.tokens import DocBin

    with jsonl.opened(source.path) as file:
        content = file.read()
    try:
        docs = list(DocBin().from_bytes(content).get_docs(spacy.blank("xx").vocab))
    except Exception as error:  # zlib, msgpack and spaCy each raise their own kinds
        source.fail(f"no DocBin: {error or type(error).__name__}")
    yield from docs


def _spacy() -> Any:
    try:
        import spacy
    except ImportError:
        raise UsageError("a DocBin needs spaCy: pip install 'presscheck[extract]'") from None
    return spacy


def _mention(source: Source, value: Any, text: str, line: int, path: str) -> Mention:
    start, end = (field(source, value, key, int, line, path) for key in ("start", "end"))
    if not 0 <= start < end <= len(text):
        source.fail(no_span(start, end, text), line, path=path)
    label = field(source, value, "label", str, line, path)
    return Mention(start=start, end=end, text=text[start:end], type=label or None)


def write(path: Path, documents: Iterable[Document], lost: Counter[str]) -> None:
    """A DocBin for .spacy, else JSONL; all mentions in the group, the outermost also as entities."""
    if path.suffix == ".spacy":
        _write_docbin(path, [_json(doc, lost) for doc in documents])
    else:
        jsonl.write_rows(path, [_json(doc, lost) for doc in documents])


def _write_docbin(path: Path, values: list[dict[str, Any]]) -> None:
    spacy = _spacy()
    from spacy.tokens import Doc, DocBin

    vocab = spacy.blank("xx").vocab
    docs = [Doc(vocab).from_json(value) for value in values]
    content = DocBin(docs=docs, store_user_data=True).to_bytes()
    with replacing_bytes(path) as file:
        file.write(content)


def _json(doc: Document, lost: Counter[str]) -> dict[str, Any]:
    doc = without_unset(doc)
    losses.count(doc, HOLDS, lost)
    lost["ids of documents, which are told by their texts"] += 1
    mentions = losses.trimmed(doc, lost)
    tokens = _tokens(doc, [(m.start, m.end) for m in mentions])
    return {
        "text": doc.text,
        "ents": [_span(m, tokens) for m in outermost(mentions)],
        "spans": {GROUP: [_span(m, tokens) for m in mentions]},
        "tokens": [{"id": i, "start": a, "end": b} for i, (a, b) in enumerate(tokens)],
    }


def _tokens(doc: Document, borders: list[Offsets]) -> list[Offsets]:
    """Tokens as spaCy has them: white space beyond one blank after a token is a token of its own."""
    text = doc.text or ""
    whole = Document(id=doc.id, text=text, sentences=[(0, len(text))])
    found: list[Offsets] = []
    at = 0
    for start, end in [*tokenised(whole, borders)[0], (len(text), len(text))]:
        gap = at + 1 if found and text[at:start].startswith(" ") else at
        if gap < start:
            found.append((gap, start))
        if start < end:
            found.append((start, end))
        at = end
    return found


def _span(mention: Mention, tokens: list[Offsets]) -> dict[str, Any]:
    first, last = covered(tokens, (mention.start, mention.end)) or (0, 0)
    return {
        "start": mention.start,
        "end": mention.end,
        "label": mention.type or "",
        "kb_id": "",
        "token_start": first,
        "token_end": last,
    }
