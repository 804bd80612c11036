"""spaCy: a `DocBin` (.spacy), or `Doc.to_json()` as JSON or JSONL; the training data of version 2.

Mentions are the spans under the key `mentions` where there is such a group,
which may nest, or the group that the user names, else the entities. `DocBin`
needs spaCy (the extra `extract`); the JSON needs nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, cast

from presscheck.document import jsonl
from presscheck.document.exceptions import UsageError
from presscheck.document.model import ABSENT, Document, Entity, Mention, Offsets
from presscheck.document.output import replacing_bytes
from presscheck.document.presence import without_unset
from presscheck.document.spans import no_span
from presscheck.formats import losses
from presscheck.formats.source import Source, field, optional, parsed_head, records
from presscheck.formats.spacy_training import documents, is_pair, is_training, paired, tokens_in
from presscheck.formats.tokens import covered, outermost, tokenised

KEYS = ("text", "ents", "spans", "sents", "tokens")
TOKEN = ("id", "start", "end", "spacy")
"""Keys of a document and of a token that are read, or say nothing more."""
ATTRIBUTES = ("TAG", "POS", "MORPH", "LEMMA", "DEP")
"""Keys of a document about its tokens."""
GROUP = "mentions"
"""The group of spans that holds mentions which nest."""

HOLDS = {"document": ("sentences",), "mentions": ("type", "entity"), "entities": ("id", "wikidata")}

_PACKED = ("x\ufffd", "x\x01", "x^")
"""First characters of a DocBin, where bytes that are not UTF-8 are replaced: as zlib packs."""
_NIL = ("", "NIL")


def signs(path: Path, begin: str) -> Iterator[str]:
    """The suffix .spacy of something packed; `Doc.to_json`, or pairs of a text and its entities."""
    if path.suffix == ".spacy":
        yield "the suffix .spacy"
        if begin.startswith(_PACKED):
            yield "packed bytes"
        return
    rows = [row for row in records(begin) if isinstance(row.get("text"), str)]
    if any(_are_spans(row.get("ents")) for row in rows):
        yield "`text` and `ents`"
        yield from ["`ents` of `start`, `end` and `label`"] if any(row.get("ents") for row in rows) else []
    if any(row.get("tokens") and _are_tokens(row["tokens"]) for row in rows):
        yield "`tokens` by their characters alone"
    yield from _pairs(parsed_head(begin))
    yield from _training(records(begin))


def _are_spans(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(one, dict) and {"start", "end", "label"} <= one.keys() for one in value if one
    )


def _are_tokens(value: Any) -> bool:
    """Return whether tokens are as `Doc.to_json` has them: by offsets, their words left out."""
    return isinstance(value, list) and all(
        isinstance(one, dict) and {"id", "start", "end"} <= one.keys() and "text" not in one
        for one in value
        if one
    )


def _training(rows: list[dict[str, Any]]) -> Iterator[str]:
    """The signs of the JSON of version 2."""
    paragraphs = [one for row in rows if is_training(row) for one in row["paragraphs"]]
    if paragraphs:
        yield "`paragraphs` with `sentences`"
        yield from ["`orth` of tokens"] if any("orth" in one for one in tokens_in(paragraphs)) else []


def _pairs(value: Any) -> Iterator[str]:
    """The signs of the pairs of version 2."""
    pairs = [value] if is_pair(value) else value if isinstance(value, list) else []
    pairs = [one for one in pairs if is_pair(one)]
    if pairs:
        yield "pairs of a text and an object"
        yield from ["`entities` in it"] if any("entities" in one[1] for one in pairs) else []


class _Item(NamedTuple):
    """A document while it is read.

    Args:
        number: in the file, counted from 1.
        line: in the file.
        path: JSON path.
        value: as `Doc.to_json` has it.
    """

    number: int
    line: int
    path: str
    value: Any


def read(source: Source) -> Iterator[Document]:
    """Predictions with mentions, and links if there are any; the text tells which document it is.

    Raises:
        InvalidInputError: not such a file.
        UsageError: a DocBin, and spaCy is not installed.
    """
    items = [_Item(number, *value) for number, value in enumerate(_values(source), 1)]
    yield from source.each(items, lambda item: _document(source, item))


def document(doc: Any, name: str) -> Document:
    """A spaCy document as a prediction.

    Args:
        doc: a spaCy `Doc`.
        name: its id.
    """
    source = Source(Path(name), {name: doc.text}, Counter())
    return _document(source, _Item(1, 1, "$", _plain(doc)))


def _document(source: Source, item: _Item) -> Document:
    _, line, path, value = item
    text = field(source, value, "text", str, line, path)
    losses.count_keys(source.notes, value, KEYS, "documents")
    for token in optional(source, value, "tokens", list, line, path):
        if isinstance(token, dict):
            losses.count_keys(source.notes, token, TOKEN, "tokens")
    groups = optional(source, value, "spans", dict, line, path)
    wanted = source.choices.group or GROUP
    for key in groups.keys() - {wanted}:
        left_out = optional(source, groups, key, list, line, f"{path}.spans")
        losses.count_records(source.notes, f"spans of the group {key!r} left out", left_out)
    nested = wanted in groups
    holder, name, where = (groups, wanted, f"{path}.spans") if nested else (value, "ents", path)
    if not nested and (source.choices.group or value.get("ents") is None):
        missing = f"documents without the group {source.choices.group!r}" if source.choices.group else None
        source.notes[missing or "documents without `ents`, read as nothing annotated"] += 1
        found: list[Any] = []
    else:
        found = field(source, holder, name, list, line, where)
    where = f"{where}.{name}"
    mentions = [_mention(source, one, text, line, f"{where}[{i}]") for i, one in enumerate(found)]
    links: dict[str, Any] = {}
    if ids := dict.fromkeys(m.entity for m in mentions if isinstance(m.entity, str)):
        links["entities"] = [Entity(id=name, wikidata=name) for name in ids]
        links["attempted"] = ["mentions", "links"]  # a link is not an answer about coreference
    return Document(
        id=source.name_of(text, item.number),
        text=text,
        sentences=_sentences(source, value, text, line, path),
        mentions=mentions,
        **links,
    )


def _sentences(source: Source, value: Any, text: str, line: int, path: str) -> list[Offsets] | None:
    """The sentences, where the file has some that are within lines."""
    found: list[Offsets] = []
    for i, one in enumerate(optional(source, value, "sents", list, line, path)):
        begin, end = (field(source, one, key, int, line, f"{path}.sents[{i}]") for key in ("start", "end"))
        words = text[begin:end]
        start = begin + len(words) - len(words.lstrip())
        if words.strip():
            found.append((start, start + len(words.strip())))
    if any("\n" in text[start:end] for start, end in found):
        source.notes["documents whose sentences run over the end of a line"] += 1
        found = []
    return found or cast("None", ABSENT)


def _values(source: Source) -> Iterator[tuple[int, str, Any]]:
    if source.path.suffix == ".spacy":
        for i, doc in enumerate(_docbin(source)):
            yield 1, f"$[{i}]", _plain(doc)
        return
    for line, value in source.values():
        several = isinstance(value, list) and not is_pair(value)
        for i, one in enumerate(value if several else [value]):
            path = f"$[{i}]" if several else "$"
            if is_training(one):
                yield from ((line, *found) for found in documents(source, one, line, path))
            else:
                yield line, path, paired(one) if is_pair(one) else one


def _plain(doc: Any) -> dict[str, Any]:
    """A spaCy document in plain values, with the links that `Doc.to_json` leaves out."""
    found: dict[str, Any] = {
        "text": doc.text,
        "spans": {key: [*map(_of, doc.spans[key])] for key in doc.spans},
    }
    found |= {name: True for name in ATTRIBUTES if doc.has_annotation(name)}
    found |= {"cats": dict(doc.cats)} if doc.cats else {}
    if doc.has_annotation("ENT_IOB"):
        found["ents"] = [_of(span) for span in doc.ents]
    if doc.has_annotation("SENT_START"):
        found["sents"] = [{"start": span.start_char, "end": span.end_char} for span in doc.sents]
    return found


def _of(span: Any) -> dict[str, Any]:
    return {"start": span.start_char, "end": span.end_char, "label": span.label_, "kb_id": span.kb_id_}


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
    link = value.get("kb_id")
    entity = link if isinstance(link, str) and link not in _NIL else ABSENT
    return Mention(start=start, end=end, text=text[start:end], type=label or ABSENT, entity=entity)


def write(path: Path, documents: Iterable[Document], lost: Counter[str]) -> None:
    """A DocBin for .spacy, else JSONL; all mentions in the group, the outermost also as entities."""
    values = [_json(doc, lost) for doc in documents]
    if path.suffix == ".spacy":
        _write_docbin(path, values)
    else:
        jsonl.write_rows(path, values)


def _write_docbin(path: Path, values: list[dict[str, Any]]) -> None:
    spacy = _spacy()
    from spacy.tokens import Doc, DocBin, Span

    vocab = spacy.blank("xx").vocab
    docs = []
    for value in values:
        doc = Doc(vocab).from_json({"text": value["text"], "tokens": value["tokens"]})

        def span(one: dict[str, Any], doc: Any = doc) -> Any:
            last = one["token_end"] + 1
            return Span(doc, one["token_start"], last, label=one["label"], kb_id=one["kb_id"])

        doc.set_ents([span(one) for one in value["ents"]], default="outside")
        doc.spans[GROUP] = [span(one) for one in value["spans"][GROUP]]
        if starts := {one["start"] for one in value.get("sents", ())}:
            for i, token in enumerate(doc):
                token.is_sent_start = i == 0 or token.idx in starts
        docs.append(doc)
    content = DocBin(docs=docs, store_user_data=True).to_bytes()
    with replacing_bytes(path) as file:
        file.write(content)


def _json(doc: Document, lost: Counter[str]) -> dict[str, Any]:
    doc = without_unset(doc)
    losses.count(doc, HOLDS, lost)
    lost["ids of documents, which are recognised by their texts"] += 1
    mentions = losses.trimmed(doc, lost)
    links = {e.id: e.wikidata for e in doc.entities or () if isinstance(e.wikidata, str)}
    linked = {m.entity for m in mentions}
    held = links.keys() & linked
    gone = [entity for entity in doc.entities or () if entity.id not in held]
    losses.count_records(lost, "ids of entities without a link", gone)
    nil = [entity for entity in gone if entity.wikidata is None]
    losses.count_records(lost, "Wikidata ids of entities that say that there is none", nil)
    losses.count_records(lost, "links of entities without mentions", [*(links.keys() - linked)])
    alone = [m for m in mentions if m.entity is not None and m.entity not in links]
    losses.count_records(lost, "entity ids of mentions without a link", alone)
    sentences = doc.sentences or []
    tokens = _tokens(doc, [*((m.start, m.end) for m in mentions), *sentences])
    found = {
        "text": doc.text,
        "ents": [_span(m, tokens, links) for m in outermost(mentions)],
        "spans": {GROUP: [_span(m, tokens, links) for m in mentions]},
        "tokens": [{"id": i, "start": a, "end": b} for i, (a, b) in enumerate(tokens)],
    }
    if sentences:
        found["sents"] = [{"start": a, "end": b} for a, b in sentences]
    return found


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


def _span(mention: Mention, tokens: list[Offsets], links: Mapping[str, str]) -> dict[str, Any]:
    first, last = covered(tokens, (mention.start, mention.end)) or (0, 0)
    return {
        "start": mention.start,
        "end": mention.end,
        "label": mention.type or "",
        "kb_id": links.get(mention.entity or "", ""),
        "token_start": first,
        "token_end": last,
    }
