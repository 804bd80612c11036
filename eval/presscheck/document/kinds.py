"""Files that are not what they are taken for: archives, tables, other encodings and shapes."""

from __future__ import annotations

import json
import re
from typing import Any

from presscheck.document.exceptions import Finding

SHAPE = '{"id": "d1", "mentions": [{"start": 0, "end": 4, "type": "GPE"}]}'
"""A document as it stands in a line."""

_ONE_A_LINE = f"a file has one document per line, such as {SHAPE}"

_OTHER = {
    b"\x1f\x8b": "gzip; unpack it: gunzip -k FILE",
    b"PK\x03\x04": "a zip archive; unpack it",
    b"BZh": "bzip2; unpack it: bunzip2 -k FILE",
    b"\xfd7zXZ\x00": "xz; unpack it: unxz -k FILE",
    b"\x28\xb5\x2f\xfd": "Zstandard; unpack it: unzstd FILE",
    b"\xff\xfe\x00\x00": "UTF-32; save it as UTF-8: iconv -f UTF-32 -t UTF-8 FILE",
    b"\xff\xfe": "UTF-16; save it as UTF-8: iconv -f UTF-16 -t UTF-8 FILE",
    b"\xfe\xff": "UTF-16; save it as UTF-8: iconv -f UTF-16 -t UTF-8 FILE",
    b"{\x00": "UTF-16; save it as UTF-8: iconv -f UTF-16LE -t UTF-8 FILE",
    b"\x00{": "UTF-16; save it as UTF-8: iconv -f UTF-16BE -t UTF-8 FILE",
}
"""First bytes of files that are not UTF-8, and what to do with such files."""

_TABLE = re.compile(r'"?\w[\w .-]*"?([,;\t]"?[\w .-]*"?)+')


def other_file(raw: bytes) -> str | None:
    """Name the kind of a file that begins like this, if it is known and not UTF-8.

    >>> other_file(b"BZh91AY")
    'bzip2; unpack it: bunzip2 -k FILE'
    """
    return next((what for begin, what in _OTHER.items() if raw.startswith(begin)), None)


def other_shape(raw: bytes) -> str | None:
    """Name the kind of a file with this first line, if it is text and not one document per line.

    >>> print(other_shape(b'{"d1": {"mentions": []}}'))
    an object from ids to documents; a file has one document per line, such as {"id": "d1", "mentions": \
[{"start": 0, "end": 4, "type": "GPE"}]}
    """
    line = raw.removeprefix(b"\xef\xbb\xbf").strip()
    if line in (b"{", b"["):
        return f"JSON over several lines; {_ONE_A_LINE}"
    if line.startswith((b"[", b"{")):
        what = _shape(line)
        if what is None:
            return None
        return f"{what}; {_ONE_A_LINE}"
    if _TABLE.fullmatch(line.decode("utf-8", "replace")):
        return f"a table (CSV or TSV); {_ONE_A_LINE}"
    return None


def _shape(line: bytes) -> str | None:
    try:
        value: Any = json.loads(line)
    except (ValueError, RecursionError):
        return "one list; without its brackets and commas" if line.startswith(b"[{") else None
    if isinstance(value, list):
        return "one list"
    by_id = isinstance(value, dict) and value and "id" not in value and all(map(_document, value.values()))
    return "an object from ids to documents" if by_id else None


def _document(value: Any) -> bool:
    return isinstance(value, dict) and bool(value.keys() & {"mentions", "events", "quotes", "text"})


NOTHING = f"the file contains no document; a file has one document per line, such as {SHAPE}"
"""The message about an empty file."""


def nothing_in(name: str) -> Finding:
    """Return the finding about a file without a document."""
    return Finding(rule="empty-file", level="error", message=NOTHING, file=name)
