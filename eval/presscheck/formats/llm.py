"""Replies of language models: a fence, prose around it, JSON or JSONL, with or without a service's envelope.

What is read is told by the usual spellings of keys, or by a field map
(`--fields`); words without offsets stay words, which scoring finds in the text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from presscheck.document import jsonl, shipped, strict_json
from presscheck.document.exceptions import InvalidInputError
from presscheck.document.model import Document
from presscheck.formats.fieldmaps import spellings
from presscheck.formats.fieldmaps.application import Root, documents
from presscheck.formats.fieldmaps.inference import inferred
from presscheck.formats.fieldmaps.kinds import is_record
from presscheck.formats.fields import fields_of
from presscheck.formats.replies.entities import decoded
from presscheck.formats.replies.envelopes import Reply, replies, reply
from presscheck.formats.replies.json_in_text import values
from presscheck.formats.source import Source, parsed_head
from presscheck.mapping import labels
from presscheck.text import wording

COMMON = "common"
"""The label map of the words that models use for types."""

_FENCE = re.compile(r"^\s*```", re.MULTILINE)
_QUOTED = 60


def signs(_path: Path, begin: str) -> Iterator[str]:
    """A fence or an envelope, and records in it by the usual spellings of keys."""
    value = parsed_head(begin)
    opened = reply(value) if value is not None else None
    if opened is not None:
        yield "the envelope of a model's answer"
        if opened.content or opened.failed:
            yield "words in it"
        return
    if value is None:
        if _FENCE.search(begin):
            yield "a fenced block"
        inside = [one for _, one in values(begin, Counter())]
        if inside and inferred(inside) is not None:
            yield "records in it"
            yield "JSON that is not strict" if begin.lstrip()[:1] in "{[" else "prose around JSON"
    elif _plain_records(value):
        yield "no key but the usual ones of records"
        yield "words under types, or with them"


def _plain_records(value: Any) -> bool:
    """Return whether a value is a model's answer without an envelope: records, no ids, texts or offsets."""
    if isinstance(value, list):
        return bool(value) and all(_short_record(one) for one in value)
    own = not any(key in value for key in ("id", "text", "tokens", "sentences"))
    own = own and not spellings.spelt([value], spellings.TEXTS, (str,))
    return own and _named(value) and inferred([value]) is not None


def _short_record(one: Any) -> bool:
    """Return whether an object is words with a type, and little else."""
    words = isinstance(one, dict) and not any(isinstance(inner, dict | list) for inner in one.values())
    return words and is_record(one, None) and not {"start", "end", "word"} & set(one)


def _named(value: Any) -> bool:
    """Return whether a layer's usual name, or a label of a known map, is among the keys."""
    if not isinstance(value, dict):
        return False
    known = {*spellings.CONTAINERS, *spellings.known_labels()}
    return any(spellings.plain(key) in known or _named(inner) for key, inner in value.items())


def read(source: Source) -> Iterator[Document]:
    """The documents that a file of replies is about, with words for spans.

    Raises:
        InvalidInputError: an answer without JSON, or none at all; every one is named.
        UsageError: answers without ids, and another number of texts.
    """
    roots, findings = [], []
    for line, answer in replies(_parsed(source)):
        try:
            roots.append(_root(source, line, answer))
        except InvalidInputError as error:
            findings += [msgspec.structs.replace(one, doc=answer.name) for one in error.findings]
    if findings:
        raise InvalidInputError(findings)
    found = list(documents(source, fields_of(source, roots, plain_ids=False), roots, nearest=False))
    yield from _with_label_map(found, source)


def _parsed(source: Source) -> list[tuple[int, Any]]:
    """The values of a file: JSON, a value a line, or one reply in words."""
    content = source.content()
    if not content.strip():
        source.fail("the file is empty; expected a model's reply")
    try:
        value = strict_json.loads(content)
    except ValueError:
        lines = _lines(content)
        return _one_document(lines) if lines else [(1, content)]
    if isinstance(value, list) and value and all(isinstance(one, dict) and reply(one) for one in value):
        return [(1, one) for one in value]
    return [(1, value)]


def _lines(content: str) -> list[tuple[int, Any]]:
    """The values of JSONL; nothing if a line is none."""
    found = []
    for number, line in enumerate(content.split("\n"), 1):
        if line.strip():
            try:
                found.append((number, strict_json.loads(line)))
            except ValueError:
                return []
    return found if all(isinstance(value, dict | list) for _, value in found) else []


def _one_document(lines: list[tuple[int, Any]]) -> list[tuple[int, Any]]:
    """Lines that are records, or have no key in common, belong to one document; others are documents."""
    values = [value for _, value in lines]
    if all(is_record(value, None) for value in values):
        return [(1, values)]
    if len(lines) > 1 and all(isinstance(value, dict) and reply(value) is None for value in values):
        keys = [key for value in values for key in value]
        if len(set(keys)) == len(keys):
            return [(1, {key: inner for value in values for key, inner in value.items()})]
    return lines


def _root(source: Source, line: int, answer: Reply) -> Root:
    """The contents of an answer.

    Raises:
        InvalidInputError: there is no answer, or no JSON in it.
    """
    if answer.failed is not None or answer.content is None:
        source.fail(f"{answer.failed or 'no answer'}; ask again, or take the line out", line)
    if answer.further:
        source.notes["further answers to the same question, left out"] += answer.further
    texts = [*source.texts.values()]
    if not isinstance(answer.content, str):
        return Root(line, decoded(answer.content, texts, source.notes), answer.name)
    inside = [value for _, value in values(answer.content, source.notes)]
    if not inside:
        begin = " ".join(answer.content.split())[:_QUOTED]
        source.fail(
            f"no JSON in the reply, which begins {begin!r}; expected an object or a list of records; "
            "ask the model again, for JSON",
            line,
        )
    return Root(line, decoded(_as_one(inside, source.notes), texts, source.notes), answer.name)


def _as_one(inside: Sequence[Any], notes: Counter[str]) -> Any:
    """Several values of one reply as one: records in a list, layers beside each other."""
    if len(inside) == 1:
        return inside[0]
    if all(is_record(value, None) for value in inside):
        return list(inside)
    notes["replies with several JSON values, taken together"] += 1
    dicts = [value for value in inside if isinstance(value, dict)]
    if len(dicts) == len(inside) and len({key for one in dicts for key in one}) == sum(map(len, dicts)):
        return {key: value for one in dicts for key, value in one.items()}
    return [one for value in inside for one in (value if isinstance(value, list) else [value])]


def _with_label_map(found: list[Document], source: Source) -> Iterator[Document]:
    """The documents with the map that their labels need, if they need one and it has them all."""
    used = {mention.type for doc in found for mention in doc.mentions or () if isinstance(mention.type, str)}
    strange = sorted(used - set(shipped.ontology()["entity_types"]))
    known = labels.load(COMMON).types
    if not strange or any(label not in known for label in used):
        missing = [label for label in strange if label not in known]
        if missing:
            say = ", ".join(missing)
            source.remarks.append(
                f"labels that are not ours: {say}; translate them with a label map "
                f"({wording.option('label_map', 'FILE')})"
            )
        yield from found
        return
    source.remarks.append(
        f"labels {', '.join(strange)} need the label map `{COMMON}`, which is named in the file"
    )
    yield from (msgspec.structs.replace(doc, label_map=COMMON) for doc in found)


def answered(answer: str, name: str, layers: Sequence[str]) -> Document:
    """One reply to our own question as a prediction: in our schema, else by the usual spellings.

    Args:
        answer: the reply.
        name: the document's id.
        layers: what was asked for; other keys are left out.

    Raises:
        InvalidInputError: it has not the shape that was asked for.
        ValueError: it is not JSON, or was cut off.

    >>> answered('{"mentions": [{"text": "Oslo", "type": "GPE"}]}', "d", ("mentions",)).mentions[0].text
    'Oslo'
    """
    notes: Counter[str] = Counter()
    inside = [value for _, value in values(answer, notes)]
    if not inside or any("cut off" in note for note in notes):
        strict_json.loads(answer)  # says what is wrong with it
        raise ValueError("expected an object")
    value = inside[0] if len(inside) == 1 else _as_one(inside, notes)
    try:
        return _ours(value, name, layers)
    except (InvalidInputError, ValueError):
        other = _by_spelling(value, name, layers)
        if other is None:
            raise
        return other


def _ours(value: Any, name: str, layers: Sequence[str]) -> Document:
    """A value in our schema."""
    if not isinstance(value, dict):
        raise ValueError(f"expected an object, not {type(value).__name__}")
    missing = [layer for layer in layers if not isinstance(value.get(layer), list)]
    if missing:
        raise ValueError(f"{', '.join(f'`{layer}`' for layer in missing)}: expected a list")
    return jsonl.from_plain({"id": name, **{layer: _without_blanks(value[layer]) for layer in layers}})


def _without_blanks(value: Any) -> Any:
    """Spans of no words (a source that is not named, given as an empty string) are not spans."""
    if isinstance(value, list):
        return [kept for one in value if (kept := _without_blanks(one)) is not None]
    if not isinstance(value, dict):
        return value
    if isinstance(value.get("text"), str) and not value["text"].strip():
        return None
    return {key: _without_blanks(one) for key, one in value.items()}


def _by_spelling(value: Any, name: str, layers: Sequence[str]) -> Document | None:
    """A value by the usual spellings; None if a layer is not in it, or a record cannot be read."""
    fields = inferred([value])
    if fields is None:
        return None
    source = Source(Path("answer"), {name: ""}, Counter())
    try:
        (found,) = documents(source, fields, [Root(1, value, name)], nearest=False)
    except InvalidInputError:
        return None
    unread = any(" without " in note for note in source.notes)
    absent = any(getattr(found, layer) in (None, msgspec.UNSET) for layer in layers)
    if unread or absent:
        return None
    kept = {layer: getattr(found, layer) for layer in layers}
    return Document(id=name, **kept)
