"""Gold without its words, for texts that may not be passed on: strip them, and fill them in again.

What stays is where every record stands, what it is, and which text is meant:
`text_sha256` and `text_length`. A copy of words beside offsets becomes null, so
that filling in gives back exactly the copies that were there.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from presscheck.document import jsonl, placement, shipped, streams
from presscheck.document.exceptions import Finding, InvalidInputError
from presscheck.document.model import Document
from presscheck.text import wording

RUN = 5
"""So many words of a text in a row are quoted from it."""


def left_out() -> str:
    """Return the message about gold that was not filled in."""
    return f"its words were left out of this gold; {_puts_back()} puts them back"


def _puts_back() -> str:
    return wording.either("`--texts FILE`", "`presscheck.fill(GOLD, TEXTS)`")


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, in hexadecimal.

    >>> digest("Oslo won.")[:8]
    'bb522e11'
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def bare(doc: Document) -> bool:
    """Return whether a document has a digest in place of its text."""
    return not isinstance(doc.text, str) and isinstance(doc.text_sha256, str)


def stripped(doc: Document) -> Document:
    """A gold document without the words of its text; one that has none already is returned as it is.

    Args:
        doc: a document as it was read. Its title, the names of its entities and `meta` stay: `quoting` tells
            which of them repeat the text.

    Raises:
        InvalidInputError: there is no text, a span has no offsets or is not in the text, or a copy differs.

    >>> from presscheck.document.model import Mention
    >>> told = stripped(Document(id="d", text="Oslo won.", mentions=[Mention(start=0, end=4, text="Oslo")]))
    >>> told.text, told.text_length, told.mentions[0].text
    (UNSET, 9, None)
    """
    if bare(doc):
        return doc
    if not isinstance(doc.text, str):
        raise InvalidInputError([_finding(doc, "no-text", "$.text", "the document has no text to strip")])
    if findings := [*_unfit(doc, doc.text)]:
        raise InvalidInputError(findings)
    plain = _with_copies(jsonl.plain(doc), _without_words)
    plain.pop("text")
    return jsonl.from_plain({**plain, "text_sha256": digest(doc.text), "text_length": len(doc.text)})


def _unfit(doc: Document, text: str) -> Iterator[Finding]:
    """The reason for which the words of a document would not come back."""
    if placement.unanchored(doc):
        yield _finding(
            doc, "no-offsets", "$", f"gold spans need `start` and `end` ({wording.verb('anchor')})"
        )
    for rule, path, message in placement.misplaced(doc, text):
        yield _finding(doc, rule, path, message)


def filled(doc: Document, text: str | None) -> Document:
    """A stripped document with its words; any other is returned as it is.

    Args:
        doc: the document.
        text: its text; None if it is nowhere.

    Raises:
        InvalidInputError: it is nowhere, or is not the text that the document is about.

    >>> from presscheck.document.model import Mention
    >>> gold = Document(id="d", text="Oslo won.", mentions=[Mention(start=0, end=4, text="Oslo")])
    >>> filled(stripped(gold), "Oslo won.") == gold
    True
    """
    if not bare(doc):
        return doc
    if text is None:
        say = "the texts do not have this document; add one with its `id` and its `text`"
        raise InvalidInputError([_finding(doc, "no-text", "$.text", say)])
    if other := disagreement(doc, text):
        raise InvalidInputError([_finding(doc, "other-text", "$.text_sha256", other)])
    plain = _with_copies(jsonl.plain(doc), lambda span: {**span, "text": text[span["start"] : span["end"]]})
    del plain["text_sha256"], plain["text_length"]
    return jsonl.from_plain({**plain, "text": text})


def disagreement(doc: Document, text: str) -> str | None:
    """The reason for which a text is not that of a document's digest and length; None if it is.

    >>> print(disagreement(Document(id="d", text_sha256=digest("Oslo"), text_length=4), "Oslo "))
    the text has 5 code points and the SHA-256 9929ca75…; \
the document is about one of 4 and 43152cc9…; it is that text with white space at its ends
    """
    given = doc.text_sha256 if isinstance(doc.text_sha256, str) else None
    length = doc.text_length if isinstance(doc.text_length, int) else None
    if given in (None, digest(text)) and length in (None, len(text)):
        return None
    theirs = " and ".join(str(part) for part in (length, given and f"{given[:8]}…") if part is not None)
    mine = f"the text has {len(text)} code points and the SHA-256 {digest(text)[:8]}…"
    return f"{mine}; the document is about one of {theirs}{_likely(text, given)}"


def contradiction(doc: Document, text: str) -> tuple[str, str] | None:
    """The key that names another text than this one, and the difference; None if there is none.

    >>> contradiction(Document(id="d", text="Rome"), "Oslo")
    ('$.text', "`text` differs from gold's at code point 0: 'Rome', gold has 'Oslo'")
    """
    own = doc.text if isinstance(doc.text, str) else None
    say = disagreement(doc, text) if own is None else placement.text_difference(text, own)
    return None if say is None else ("$.text_sha256" if own is None else "$.text", say)


_LIKELY: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("with carriage returns", lambda text: text.replace("\r\n", "\n")),
    ("without its last line feed", lambda text: text + "\n"),
    ("with white space at its ends", str.strip),
    ("in another Unicode normal form", lambda text: unicodedata.normalize("NFC", text)),
)


def _likely(text: str, wanted: str | None) -> str:
    """The usual change of a text on its way, if it happened to this one."""
    for what, change in _LIKELY:
        if digest(change(text)) == wanted:
            return f"; it is that text {what}"
    return ""


def quoting(doc: Document, text: str) -> list[str]:
    """The paths of strings in a stripped document that still have `RUN` words of its text in a row.

    Args:
        doc: the stripped document.
        text: the text that it was stripped of.

    >>> gold = Document(id="d", text="Oslo won the cup again.", title="Oslo won the cup again")
    >>> quoting(stripped(gold), "Oslo won the cup again.")
    ['$.title']
    """
    known = set(_runs(text))
    return [path for path, value in _strings(jsonl.plain(doc), "$") if not known.isdisjoint(_runs(value))]


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return zip(*(words[n:] for n in range(RUN)), strict=False)


def _strings(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _strings(inner, f"{path}.{key}")
    elif isinstance(value, list | tuple):
        for n, inner in enumerate(value):
            yield from _strings(inner, f"{path}[{n}]")


def _with_copies(value: Any, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Any:
    """Plain values with every span that has the key of a copy changed; users' own `meta` as it is."""
    if isinstance(value, dict):
        spanned = {"start", "end", "text"} <= value.keys()
        own = change(value) if spanned else value
        return {k: v if k == "meta" else _with_copies(v, change) for k, v in own.items()}
    return [_with_copies(inner, change) for inner in value] if isinstance(value, list | tuple) else value


def _without_words(span: dict[str, Any]) -> dict[str, Any]:
    """A span whose copy is null; a copy that was null was none and loses its key."""
    return {k: None if k == "text" else v for k, v in span.items() if k != "text" or v is not None}


@contextmanager
def reading(files: Sequence[str], texts: str | os.PathLike[str]) -> Iterator[None]:
    """Read gold files, while this lasts, as if they had their words.

    Files are opened in one place, so that names and lines in messages stay those of the files.

    Args:
        files: gold files, or names of shipped ones; a folder is left as it is.
        texts: JSONL with `id` and `text`, or the name of a shipped gold.

    Raises:
        InvalidInputError: texts are missing, or are other texts; everything that is wrong.
        UsageError: a file cannot be opened.
    """
    known = jsonl.texts(shipped.gold(texts))
    with tempfile.TemporaryDirectory(prefix="presscheck-") as folder, streams.kept():
        instead = {}
        for number, path in enumerate(shipped.gold(name) for name in dict.fromkeys(files)):
            if not path.is_dir():
                instead[str(path)] = Path(folder) / str(number)
                instead[str(path)].write_bytes(b"".join(_whole_lines(path, known)))
        with streams.standing_in(instead):
            yield


def _whole_lines(path: Path, texts: Mapping[str, str]) -> Iterator[bytes]:
    """The lines of a file, those of stripped documents with their words."""
    findings: list[Finding] = []
    with jsonl.opened(path) as file:
        for number, line in enumerate(file, 1):
            try:
                yield _whole_line(line, texts)
            except InvalidInputError as error:
                place = {"file": str(path), "line": number}
                findings += [msgspec.structs.replace(f, **place) for f in error.findings]
    if findings:
        raise InvalidInputError(findings)


def _whole_line(line: bytes, texts: Mapping[str, str]) -> bytes:
    """A line with its words; a line that is not a stripped document stays as it is, for its reader."""
    if b"text_sha256" not in line:
        return line
    try:
        doc = jsonl.checked(line)
    except InvalidInputError:
        return line
    return jsonl.dumps(filled(doc, texts.get(doc.id))).encode() + b"\n" if bare(doc) else line


def _finding(doc: Document, rule: str, path: str, message: str) -> Finding:
    return Finding(rule=rule, level="error", doc=doc.id, path=path, message=message)
