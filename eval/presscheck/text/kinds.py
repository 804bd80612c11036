"""Types of Python objects in words, for messages about arguments."""

from __future__ import annotations

from typing import Any


def kind(value: Any) -> str:
    """Describe a value by its type, and by its library if that is not Python's own.

    >>> kind(3), kind([]), kind(None)
    ('an int', 'a list', 'None')
    """
    if value is None:
        return "None"
    of = type(value)
    home = "" if of.__module__ == "builtins" else f"{of.__module__.partition('.')[0]}."
    return f"{'an' if of.__name__[:1].lower() in 'aeiou' and not home else 'a'} {home}{of.__name__}"
