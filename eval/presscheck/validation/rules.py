"""Every rule, from the lists of the layers: its level, and how much it matters for what the file is for.

Rules that prevent scoring are always errors. Rules that only the shipped corpus follows are
an error there and a warning, or nothing, elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal, NamedTuple, TypeAlias

from presscheck.document import doc_ids, kinds, standoff, wellformed
from presscheck.document.exceptions import Severity, UsageError
from presscheck.document.model import Document
from presscheck.document.rule import RuleFunction, Violation, explained, rule_id
from presscheck.layers.entities import rules as entity_rules
from presscheck.layers.events import rules as event_rules
from presscheck.layers.quotes import rules as quote_rules
from presscheck.layers.texts import rules as text_rules
from presscheck.text.nearest import nearest

Purpose: TypeAlias = Literal["shipped", "gold", "prediction"]


def duplicate_document(doc: Document, first: int) -> Iterator[Violation]:
    """A document's id is unique in its file."""
    yield Violation("$.id", doc_ids.repeated_id(doc.id, first))


def empty_file(documents: int) -> Iterator[Violation]:
    """A file contains at least one document."""
    if not documents:
        yield Violation("$", kinds.NOTHING)


def text(doc: Document, gold: str) -> Iterator[Violation]:
    """The `text` of a prediction, or what `text_sha256` says of it, is gold's: offsets count in it."""
    if contradiction := standoff.contradiction(doc, gold):
        yield Violation(*contradiction)


READING: tuple[Callable[..., Iterator[Violation]], ...] = (*wellformed.READING, empty_file)
"""Level 1."""

WITHIN: tuple[RuleFunction, ...] = (
    *text_rules.WITHIN,
    *entity_rules.WITHIN,
    *event_rules.WITHIN,
    *quote_rules.WITHIN,
)
"""Level 3: one document, record by record."""

ACROSS: tuple[RuleFunction, ...] = (*entity_rules.ACROSS, *event_rules.ACROSS, *quote_rules.ACROSS)
"""Level 4: across the layers, and against the ontology."""

_LEVELS: tuple[tuple[int, tuple[Callable[..., Any], ...]], ...] = (
    (1, READING),
    (2, (wellformed.schema,)),
    (3, (duplicate_document, text, text_rules.canonical_form, *WITHIN)),
    (4, ACROSS),
)
RULES: dict[str, tuple[int, Callable[..., Any]]] = {
    rule_id(rule): (level, rule) for level, rules in _LEVELS for rule in rules
}
"""Id -> level and function."""


class Policy(NamedTuple):
    """Severity of a rule in the shipped corpus, in other gold, in a prediction; None means ignored."""

    shipped: Severity | None
    gold: Severity | None
    prediction: Severity | None


STOPS = Policy("error", "error", "error")
WARNS = Policy("error", "warning", "warning")
SHIPPED = Policy("error", None, None)
GOLD = Policy("error", "warning", None)

NEVER_ERRORS = ("not-used-yet",)
"""Rules about what a file may hold without harm: they change no exit code."""

POLICY: dict[str, Policy] = {
    **dict.fromkeys(
        (
            "encoding",
            "byte-order-mark",
            "file-shape",
            "json-syntax",
            "duplicate-key",
            "not-finite",
            "surrogate",
            "schema",
        ),
        STOPS,
    ),
    **dict.fromkeys(
        ("empty-file", "duplicate-document", "offsets", "blank-span", "text-copy", "repeated-mention"), STOPS
    ),
    "text": Policy(None, None, "error"),
    "no-place": Policy(None, None, "error"),
    "paragraph-offsets": Policy("error", "error", "warning"),
    **dict.fromkeys(NEVER_ERRORS, Policy(None, None, "warning")),
    "copy-missing": Policy("error", None, "warning"),
    **dict.fromkeys(
        ("complete", "canonical-form", "record-order", "entity-id", "head-given", "mention-unlabelled"),
        SHIPPED,
    ),
    **dict.fromkeys(("event-unlabelled", "quote-unlabelled", "mention-span-once", "time-once"), SHIPPED),
    "wikidata-spelling": SHIPPED,
    **dict.fromkeys(
        ("marks-covered", "entity-used", "sentence-cover", "sentence-line", "speaker-known"), GOLD
    ),
}
"""Rules that are not an error, a warning and a warning."""


ONCE = frozenset({"wikidata-form"})
"""Rules whose warnings have one cause in a file: told once, with their number."""


def level_of(rule: str, purpose: Purpose) -> Severity | None:
    """Return the severity of a rule in a file of this purpose.

    >>> level_of("filler", "shipped"), level_of("filler", "prediction"), level_of("complete", "gold")
    ('error', 'warning', None)
    """
    level: Severity | None = getattr(POLICY.get(rule, WARNS), purpose)
    return level


def explain(rule: str) -> str:
    """Explain what a rule asks for, and what breaking it does.

    Raises:
        UsageError: there is no such rule.

    >>> print(explain("filler").splitlines()[0])
    filler (level 4; shipped gold: error, other gold: warning, prediction: warning)
    """
    if rule not in RULES:
        raise UsageError(f"there is no rule {rule!r}; {nearest(rule, RULES)}")
    level, check = RULES[rule]
    shipped, gold, pred = (how or "nothing" for how in POLICY.get(rule, WARNS))
    head = f"{rule} (level {level}; shipped gold: {shipped}, other gold: {gold}, prediction: {pred})"
    return f"{head}\n{explained(check)}"
