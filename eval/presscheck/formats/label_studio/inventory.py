"""The labels of a project: those of the ontology, or an inventory of one's own in their place.

An inventory is JSON with some of the ontology's lists (`entity_types`,
`event_types`, `roles`, `forms`, `event_attributes`, `marked_uses`), or a text
file with an entity type a line, its meaning behind a tab or a colon. What it
does not list the project does not have, but for forms and uses of quotation
marks, which are the ontology's.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from presscheck.document import jsonl, shipped, strict_json
from presscheck.document.exceptions import Finding, InvalidInputError

T = TypeVar("T")
Labels = Mapping[str, Any]

LISTS = ("entity_types", "event_types", "roles", "forms", "marked_uses")
"""The lists of an inventory, each of labels with their meanings."""

_OURS: ContextVar[Labels | None] = ContextVar("inventory", default=None)


def labels() -> Labels:
    """The labels that hold now."""
    return _OURS.get() or shipped.ontology()


def own() -> Labels | None:
    """The inventory that holds in place of the ontology; None: the ontology holds."""
    return _OURS.get()


@contextmanager
def using(inventory: Labels | None) -> Iterator[None]:
    """Let an inventory hold while this is entered.

    Args:
        inventory: from `read`; None: the ontology.

    >>> with using({"entity_types": {"CAT": ""}}):
    ...     labels()["entity_types"]
    {'CAT': ''}
    """
    token = _OURS.set(inventory)
    try:
        yield
    finally:
        _OURS.reset(token)


def of_labels(make: Callable[[Labels], T]) -> Callable[[], T]:
    """A function of the labels that hold, made once for the ontology."""
    known: list[T] = []

    def get() -> T:
        if _OURS.get() is not None:
            return make(labels())
        if not known:
            known.append(make(labels()))
        return known[0]

    get.__name__, get.__doc__, get.__module__ = make.__name__, make.__doc__, make.__module__
    return get


def read(path: str | os.PathLike[str]) -> Labels:
    """The inventory in a file.

    Args:
        path: JSON or text.

    Raises:
        InvalidInputError: with everything that is wrong with it.
        UsageError: it cannot be opened.
    """
    with jsonl.opened(path) as file:
        raw = file.read()
    findings: list[str] = []
    try:
        text = raw.decode("utf-8-sig")
        given = strict_json.loads(text) if text.lstrip()[:1] in ("{", "[") else _of_lines(text)
    except ValueError as error:
        given, findings = {}, [f"neither JSON nor a label a line: {error}"]
    found = _of_json(given, findings)
    if not findings and not found["entity_types"]:
        findings.append("it lists no entity type: expected `entity_types`, or a label a line")
    findings += [*_clashes(found)]
    if findings:
        where = os.fspath(path)
        raise InvalidInputError(
            [Finding(rule="labels", level="error", message=f, file=where) for f in findings]
        )
    return found


def _of_lines(text: str) -> dict[str, Any]:
    types: dict[str, str] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        if not line.startswith("#"):
            label, _, meaning = line.partition("\t") if "\t" in line else line.partition(": ")
            types[label.strip()] = meaning.strip()
    return {"entity_types": types}


def _of_json(given: Any, findings: list[str]) -> dict[str, Any]:
    """Every list with its labels and meanings."""
    given = {"entity_types": given} if isinstance(given, list) else given
    found: dict[str, Any] = {name: {} for name in LISTS} | {"event_attributes": {}}
    found |= {name: shipped.ontology()[name] for name in ("forms", "marked_uses")}
    for name, value in given.items():
        if name == "event_attributes" and isinstance(value, dict):
            found[name] = {key: _meanings(key, values, findings) for key, values in value.items()}
        elif name in LISTS:
            found[name] = _meanings(name, value, findings)
    return found


def _meanings(name: str, value: Any, findings: list[str]) -> dict[str, str]:
    """Label -> meaning, of a list or an object."""
    if isinstance(value, list):
        value = dict.fromkeys(map(str, value), "")
    if not isinstance(value, dict):
        findings.append(f"`{name}`: expected a list of labels or an object of labels and meanings")
        return {}
    meanings = {
        label: m.get("definition", "") if isinstance(m, dict) else str(m or "") for label, m in value.items()
    }
    way_out = "no outer or double blanks, no # at the beginning"
    odd = [label for label in value if not label or label != " ".join(label.split()) or label[0] == "#"]
    findings.extend(f"`{name}`: {label!r} is not a label; {way_out}" for label in odd)
    return meanings


def _clashes(found: Labels) -> Iterator[str]:
    """Labels that the editor could not tell from its own."""
    ours = {"continues", "cue", "source", "addressee", "also"}
    yield from (
        f"`roles`: {role!r} is an arrow of quotes already; rename it" for role in ours & found["roles"].keys()
    )
    known = shipped.ontology()["event_attributes"]
    for name in found["event_attributes"].keys() - known.keys():
        yield f"`event_attributes`: events have no {name!r}; choose from {', '.join(known)}"
    for name, label in (("entity_types", "UNTYPED"), ("event_types", "TRIGGER")):
        if label in found[name]:
            yield f"`{name}`: {label!r} is the label of what has no type; rename it"
