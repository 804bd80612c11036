"""The key under which the tasks of a foreign project have their text (internal)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from presscheck.formats.label_studio import copies
from presscheck.formats.source import Source
from presscheck.text import wording


class TaskData(NamedTuple):
    """The data of a task that may be its text, and what was annotated in it.

    Args:
        strings: key -> string.
        results: regions and other answers.
    """

    strings: dict[str, str]
    results: Sequence[Any]

    @property
    def named(self) -> list[str]:
        """The keys that are texts by their name: `text`, and what regions go to."""
        return ["text", *(str(one.get("to_name")) for one in self.results if isinstance(one, dict))]

    def holds(self, key: str) -> bool:
        """Return whether a string has the words of every region.

        >>> region = {"value": {"text": "Oslo"}}
        >>> task = TaskData({"slug": "a-1", "body": "In Oslo."}, [region])
        >>> task.holds("body"), task.holds("slug")
        (True, False)
        """
        text = self.strings.get(key, "")
        return all(words in text for words in self._words(text))

    def _words(self, text: str) -> Iterable[str]:
        values = (one.get("value") for one in self.results if isinstance(one, dict))
        found = (copies.words_of(value, text) for value in values if isinstance(value, dict))
        return (words for words in found if words)


def key_of(tasks: Sequence[TaskData], known: Collection[str] = ()) -> str | None:
    """The key of the texts of all tasks, by what it has; None if several or none could be.

    Args:
        tasks: those that somebody annotated.
        known: the texts that the file may be about.

    >>> region = {"value": {"text": "Oslo"}}
    >>> first, second = {"slug": "a-1", "body": "In Oslo."}, {"slug": "a-2", "body": "No."}
    >>> key_of([TaskData(first, [region]), TaskData(second, [])])
    'body'
    """
    keys = [key for key in (tasks[0].strings if tasks else ()) if all(key in one.strings for one in tasks)]
    right = [key for key in keys if all(one.strings[key] in known for one in tasks)]
    holding = right or [key for key in keys if all(one.holds(key) for one in tasks)]
    named = [key for key in (tasks[0].named if tasks else ()) if key in holding]
    return named[0] if named else holding[0] if len(holding) == 1 else None


def text_of(source: Source, task: TaskData, key: str | None, path: str) -> str:
    """The text of a task: under the key found, else under `text` or what regions go to, else the only string.

    Raises:
        InvalidInputError: it is not clear.
    """
    strings = task.strings
    found = key or next((name for name in task.named if name in strings), None)
    if found is None and len(strings) != 1:
        has = ", ".join(strings) or "nothing"
        source.fail(
            f"the text of the task is not clear: expected `text` or one string, got {has}; "
            f"{wording.option('texts', 'FILE')}, with the texts as they are in the tasks, says which it is",
            path=path,
        )
    return strings[found] if found is not None else next(iter(strings.values()))
