"""Ids and texts for an extractor, from a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from presscheck.document import jsonl, strict_json, wellformed
from presscheck.document.exceptions import Finding, InvalidInputError, UsageError
from presscheck.extractors import Text


def read(path: str) -> Sequence[Text]:
    """Ids and texts of a file, all of it checked before any is used.

    Args:
        path: a `.txt` file is one text, named after the file; anything else is JSONL.

    Raises:
        InvalidInputError: not UTF-8, not JSON, or a line without `id` and `text`; every such line.
        UsageError: the file cannot be opened, or holds no text.
    """
    if Path(path).suffix.lower() == ".txt":
        with jsonl.opened(path) as file:
            return [Text(Path(path).stem, _decoded(file.read(), path))]
    findings: list[Finding] = []
    texts = [text for number, line in jsonl.lines(path) for text in _text(line, path, number, findings)]
    if findings:
        raise InvalidInputError(findings)
    if not texts:
        raise UsageError(f"{path}: no text to extract from")
    return texts


def _decoded(content: bytes, path: str) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"not UTF-8: byte {error.start} is {content[error.start]:#04x}"
        raise InvalidInputError([Finding(rule="json", level="error", message=message, file=path)]) from None


def _text(line: bytes, path: str, number: int, findings: list[Finding]) -> Iterator[Text]:
    told = wellformed.of_line(line, number, path, "prediction").findings
    if broken := [f for f in told if f.rule in wellformed.UNREAD]:
        findings += broken
        return
    row = strict_json.loads(line)
    name, text = (row.get("id"), row.get("text")) if isinstance(row, dict) else (None, None)
    if isinstance(name, str) and isinstance(text, str):
        yield Text(name, text)
    else:
        findings.append(_finding("a line needs `id` and `text`, both strings", path, number))


def _finding(message: str, path: str, number: int) -> Finding:
    return Finding(rule="texts", level="error", message=message, file=path, line=number)
