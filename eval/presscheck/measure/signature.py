"""Signature of a score: the corpus and the settings, printed beside every number.

`Settings` is fixed before scoring; `gold` and `documents` are added at the
end. Two results may be compared only if their signatures differ in nothing but
the toolkit's version and the measures that were asked for.
"""

from __future__ import annotations

from typing import Any

import msgspec

from presscheck.document.exceptions import UsageError
from presscheck.measure.settings import Settings, fields


class Signature(Settings, frozen=True, kw_only=True):
    """One line that says what a number is: the settings, the gold, the toolkit's version.

    >>> line = str(Signature(gold="presscheck-1.0.0@3f9a1c0e", documents=1, version="0.1.0"))
    >>> line
    'measures:default|profile:-|gold:presscheck-1.0.0@3f9a1c0e|documents:1|missing:error|repeats:error|singletons:keep|window:document|label_map:-|anchor:-|resample:-|version:0.1.0'
    >>> str(Signature.parse(line)) == line
    True
    """

    gold: str = ""
    documents: int = 0
    version: str = ""

    @classmethod
    def from_settings(cls, settings: Settings, *, gold: str, documents: int, version: str) -> Signature:
        """The settings, with what is known only at the end."""
        return cls(**msgspec.structs.asdict(settings), gold=gold, documents=documents, version=version)

    @classmethod
    def parse(cls, line: str) -> Signature:
        """Read a printed signature.

        Raises:
            UsageError: a key is unknown or a part is not `key:value`.
        """
        values: dict[str, Any] = {}
        for part in line.split("|"):
            key, colon, value = part.partition(":")
            if not colon or key not in cls.__struct_fields__:
                raise UsageError(f"{part!r} is not a part of a signature")
            plain = _unescaped(value)
            values[key] = int(plain) if key == "documents" else None if value == "-" else plain
        return cls(**values)

    def as_dict(self) -> dict[str, str | int | None]:
        """As in the scores JSON; settings that only some layers have stand there only when they were used."""
        values = {name: getattr(self, name) for name in ORDER}
        return {k: v for k, v in values.items() if v is not None or k not in fields() or not fields()[k].rare}

    def differences(self, other: Signature) -> list[str]:
        """The keys in which two signatures differ, but for the toolkit's version and the measures asked for.

        Which measures a result holds is seen in the result; two of them are compared in what both have.
        """
        free = ("version", "measures")
        return [k for k in ORDER if k not in free and getattr(self, k) != getattr(other, k)]

    def __str__(self) -> str:
        parts = self.as_dict().items()
        return "|".join(f"{k}:{'-' if v is None else _escaped(str(v))}" for k, v in parts)


_SETTINGS = Settings.__struct_fields__
ORDER = (*_SETTINGS[:2], "gold", "documents", *_SETTINGS[2:], "version")
"""The keys, in the order in which they print."""


def _escaped(value: str) -> str:
    value = value.replace("%", "%25").replace("|", "%7C").replace("\n", "%0A")
    return "%2D" if value == "-" else value


def _unescaped(value: str) -> str:
    for code, plain in (("%2D", "-"), ("%0A", "\n"), ("%7C", "|"), ("%25", "%")):
        value = value.replace(code, plain) if code != "%2D" else (plain if value == code else value)
    return value
