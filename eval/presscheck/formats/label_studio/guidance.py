"""A word of help for every label and field, and where the guideline stands."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import quote

from presscheck.formats.label_studio import inventory
from presscheck.formats.label_studio.controls import OPEN, TRIGGER, UNTYPED

WORDS = (
    "**Shift+F** finds an entity, **Shift+E** an event type: some letters, Enter, Tab. With a region "
    "selected it is relabelled, else the next words that you draw over are. **Ctrl-click** several mentions "
    "in the text and one label: all get it. *key*: the whole chain. **Shift+A** shows the arrows, **Alt+R** "
    "draws one from the selected region. **Esc** lets go."
)

OPEN_WORDS = (
    "**Alt+.** goes to the next region: open differences come first, and *Info* has both versions. **A** and "
    "**B** take a version, **N** neither, **M** what is marked now; write the reason. **Shift+F** finds an "
    "entity, **Shift+E** an event type, **Shift+A** shows the arrows."
)
"""Help for whoever decides between two versions."""

FILTERS = {
    "mention": ("entity: Shift+F, some letters, Enter", "shift+f"),
    "trigger": ("event type: Shift+E, some letters, Enter", "shift+e"),
}
"""Rows with more labels than one looks through: what the filter says, and its key."""

_FIELDS = {
    "type_of": "only where it is not the entity's",
    "key": "names a new entity (#1, #2 ...); another entity's key moves the whole chain to it",
    "form": "name, nominal, pronoun or demonym",
    "head": "the noun that the mention is about",
    "wikidata": "the item of the entity, on one of its mentions",
    "value": "of a time, on one of its mentions",
    "event": "equal keys are one event",
    "polarity": "does the text say that it happens, or that it does not?",
    "modality": "as what is it said?",
    "genericity": "one event, or events of a kind?",
    "tense": "seen from the day of publication",
    "speaker": "only if no arrow goes to a source",
    "decide": "which version is right",
    "reason": "the rule that it rests on",
}

_PAGES = {
    "mention": ("what is a mention, and which entity is it?", "entities"),
    "trigger": ("what is an event, and what are its attributes?", "events"),
    "quote": ("what is a quote, and who is its speaker?", "quotes"),
    OPEN: ("points that were settled before", "article"),
}


def of_field(name: str) -> str:
    """A word of help on a field."""
    return _FIELDS[name]


def of_label(row: str, label: str) -> str:
    """The meaning of a label or a choice, in one sentence; empty if its name is clear.

    >>> of_label("use", "term")
    'an expression used as a term'
    """
    known = inventory.labels()
    tables: Mapping[str, Mapping[str, Any]] = {
        "trigger": known["event_types"],
        "use": known["marked_uses"],
        "type_of": known["entity_types"],
        "form": known["forms"],
        **known["event_attributes"],
    }
    plain = {
        TRIGGER: "an event whose type is open",
        UNTYPED: "the type is open",
        "CUE": "the words that say so",
    }
    plain |= {"QUOTE": "every part of what was said", "SPAN": "a source or filler that is not a mention"}
    meaning = tables.get(row, {}).get(label, plain.get(label, ""))
    return str(meaning["definition"] if isinstance(meaning, Mapping) else meaning or "")


def links(url: str | None = None) -> dict[str, str]:
    """The fields of a task that point to the guidelines, for each panel.

    Args:
        url: where the folder with the guidelines can be read; without it they are named.

    >>> links("https://example.org/g")["help_quote"]
    "<a href='https://example.org/g/quotes.md' target='_blank'>what is a quote, and who is its speaker?</a>"
    >>> links()["help_quote"]
    'what is a quote, and who is its speaker? schema/guidelines/quotes.md'
    """
    return {f"help_{name}": _link(*page, url) for name, page in _PAGES.items()}


def leads(field: str, data: Mapping[str, Any]) -> bool:
    """Return whether a field of a task is a link.

    >>> leads("help_quote", links("https://example.org/g")), leads("help_quote", links())
    (True, False)
    """
    return field.startswith(("help_", "proof")) and str(data[field]).startswith("<a ")


def _link(words: str, page: str, url: str | None) -> str:
    if url is None:
        return f"{words} schema/guidelines/{page}.md"
    # A Markdown link would replace the editor.
    return f"<a href='{escape(url.rstrip('/'), quote=True)}/{page}.md' target='_blank'>{words}</a>"


def proof(url: str | None, doc_id: str) -> str:
    """The field of a task that links to its proof page; empty if there is none.

    Args:
        url: the folder that `show --html` pages are in.
        doc_id: of the document; its page bears its name.
    """
    if url is None:
        return ""
    address = f"{url.rstrip('/')}/{quote(doc_id, safe='')}.html"
    return f"<a href='{escape(address, quote=True)}' target='_blank'>proof page: chains, arrows, quotes</a>"
