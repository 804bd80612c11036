"""Prepare a pair of documents before it is counted, step by step: `sequence` lists the steps (internal).

Each step takes the pair and returns it as the next step sees it. A step that
finds the pair inadmissible says why in the notes and returns None.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from operator import attrgetter
from typing import Any, NamedTuple, TypeAlias

import msgspec
from msgspec import UNSET

from presscheck.document import placement, repeats, shifts, standoff, trimming
from presscheck.document.columns import Columns
from presscheck.document.exceptions import Finding
from presscheck.document.model import Document, Mention, Offsets
from presscheck.document.presence import Valued, without_unset
from presscheck.document.repeats import LAYERS
from presscheck.document.rule import RuleFunction
from presscheck.layers.entities import rules as entity_rules
from presscheck.layers.quotes import rules as quote_rules
from presscheck.mapping import event_levels, labels
from presscheck.mapping.wikidata import NO_REDIRECTS
from presscheck.scoring import confidence, impossible
from presscheck.scoring.intake import Role
from presscheck.scoring.notes import Notes, of_repeats
from presscheck.scoring.options import Options
from presscheck.text import wording

ROLES: tuple[Role, Role] = ("gold", "pred")
"""Both sides of a pair, in its order."""


NOTHING = Document(id="")


class PreparedPair(NamedTuple):
    """One document from both sides, on its way to the counting.

    Args:
        gold: the gold document.
        pred: the prediction for it.
        whole_gold: gold before label maps and event levels: what speakers and fillers are looked up in.
        whole_pred: the prediction before label maps, likewise.
        options: of the run.
        notes: of the run; they gain what a step has to say.
        asked: the tasks that gold answers in this document.
        silent: the tasks that the prediction says nothing of in it.
        given: predicted span -> the offsets that its file has, where those are others.
        sound: whether gold's and the prediction's spans are known to stand where they say.
        read: both documents as they were read, with or without each key.
        columns: the spans and labels of `gold` and `pred`.
    """

    gold: Document
    pred: Document
    whole_gold: Document
    whole_pred: Document
    options: Options
    notes: Notes
    asked: frozenset[str] = frozenset()
    silent: frozenset[str] = frozenset()
    given: Mapping[Offsets, Offsets] = {}
    sound: tuple[bool, bool] = (False, False)
    read: tuple[Document, Document] = (NOTHING, NOTHING)
    columns: tuple[Columns, Columns] = (Columns(NOTHING), Columns(NOTHING))

    def of(self, gold: Document, pred: Document, **more: Any) -> PreparedPair:
        """The pair with documents of other spans or labels.

        Args:
            gold: the gold document.
            pred: the prediction for it.
            more: other fields that change.
        """
        columns = [
            known if known.doc is doc else Columns(doc, known)
            for known, doc in zip(self.columns, (gold, pred), strict=True)
        ]
        return self._replace(gold=gold, pred=pred, columns=(columns[0], columns[1]), **more)

    def note_misses(self) -> None:
        """Take in the predicted spans that gold does not have, to see whether all are wrong in one way."""
        gold, pred = self.columns
        if missing := pred.beyond(gold):
            shifts.add(self.notes.misses, gold, missing, self.given)


Step: TypeAlias = Callable[[PreparedPair], PreparedPair | None]


def prepared(
    gold: Document, pred: Document, options: Options, notes: Notes, steps: Iterable[Step]
) -> PreparedPair | None:
    """Take a pair of documents through every step.

    Args:
        gold: the gold document, with its text.
        pred: the prediction for it.
        options: of the run.
        notes: gain what is to be said.
        steps: from `sequence.needed`.

    Returns:
        the pair as it is counted, or None where a finding stops the score.
    """
    pair: PreparedPair | None = PreparedPair(gold, pred, gold, pred, options, notes)
    for step in steps:
        if pair is None:
            break
        pair = step(pair)
    return pair


def completed(pair: PreparedPair) -> PreparedPair:
    """Read a missing key as null; a line without null was read so."""
    gold, pred = (doc if isinstance(doc, Valued) else without_unset(doc) for doc in (pair.gold, pair.pred))
    return pair.of(gold, pred, read=(pair.gold, pair.pred))


def trimmed(pair: PreparedPair) -> PreparedPair:
    """Leave out white space at the ends of spans, on both sides; another scorer's conventions get it."""
    text = pair.gold.text
    if text is None:
        return pair
    unsound = [columns.unsound(text) for columns in pair.columns]
    if any(unsound) and pair.options.settings.profile is None:
        docs = [
            _trimmed(columns.doc, text, layers, role, pair.notes) if layers else _as_it_is(columns.doc)
            for columns, layers, role in zip(pair.columns, unsound, ROLES, strict=True)
        ]
        pair = pair.of(docs[0].document, docs[1].document, given=docs[1].given)
        unsound = [columns.unsound(text, had) for columns, had in zip(pair.columns, unsound, strict=True)]
    return pair._replace(sound=(not unsound[0], not unsound[1]))


def _as_it_is(doc: Document) -> trimming.Trimmed:
    return trimming.Trimmed(doc, Counter(), {})


def _trimmed(doc: Document, text: str, layers: Collection[str], role: Role, notes: Notes) -> trimming.Trimmed:
    answer = trimming.trimmed(doc, text, layers)
    notes.noted.update({("span-edges", role, layer): n for layer, n in answer.changed.items()})
    return answer


def answered(pair: PreparedPair) -> PreparedPair:
    """Note which tasks both documents answer: a missing key does not."""
    if pair.gold.text is None:
        return pair
    asked, silent = pair.notes.tasks.add(*pair.read, pair.gold)
    return pair._replace(asked=asked, silent=silent)


def admitted(pair: PreparedPair) -> PreparedPair | None:
    """Check both documents: errors stop the run."""
    text = pair.gold.text
    if not _complete(pair) or text is None:
        return None
    admissible = True
    for role, columns, sound in zip(ROLES, pair.columns, pair.sound, strict=True):
        for finding in _check(columns, text, role, pair.options, sound):
            pair.notes.findings.append((role, finding))
            admissible = False
        if not sound:
            for path, _ in placement.folded_copies(columns.doc, text):
                pair.notes.noted["copy-folded", role, trimming.layer_of(path)] += 1
    if admissible:
        return pair
    pair.note_misses()
    return None


def _check(columns: Columns, text: str, role: Role, options: Options, placed: bool) -> list[Finding]:
    """Everything about one document that stops its score; spans without offsets are passed over."""
    found: list[Finding] = []
    doc, settings = columns.doc, options.settings
    told = any(value not in (None, UNSET) for value in (doc.text, doc.text_sha256, doc.text_length))
    if role == "pred" and told and (wrong_text := standoff.contradiction(doc, text)):
        found.append(_finding("text", doc, *wrong_text))
    elif not placed:
        counted = placement.IMPOSSIBLE if role == "pred" and settings.invalid == "count" else ()
        if role == "pred" and settings.profile is not None:
            counted = (*counted, "blank-span")
        wrong = (what for what in placement.misplaced(doc, text) if what[0] not in counted)
        found += [_finding(rule, doc, path, say) for rule, path, say in wrong]
    if settings.repeats == "error" and "mentions" in columns.shared:
        twice = placement.repeated_in_entities(doc)
        found += [_finding("repeated-mention", doc, path, say) for path, say in twice]
    for i, quote in enumerate(doc.quotes or ()):
        if not quote.content and not quote.cue:
            found.append(_finding("schema", doc, f"$.quotes[{i}].content", "at least one span is needed"))
    return found


def _finding(rule: str, doc: Document, path: str, message: str) -> Finding:
    return Finding(rule=rule, level="error", doc=doc.id, path=path, message=message)


def displaced(pair: PreparedPair) -> PreparedPair:
    """Count records that no text can hold as spurious."""
    if pair.sound[1]:
        return pair
    answer = impossible.displaced(pair.pred, pair.gold.text or "")
    pair.notes.invented += [f"{pair.pred.id} {record}" for record in answer.records]
    pair.notes.noted.update({("invalid-record", "pred", layer): n for layer, n in answer.layers.items()})
    return pair.of(pair.gold, answer.document, given={**pair.given, **answer.given})


def _complete(pair: PreparedPair) -> bool:
    """Return whether a gold document has what scoring needs: text, offsets, and sentences if required."""
    gold, settings = pair.gold, pair.options.settings
    if gold.text is None:
        say = standoff.left_out() if standoff.bare(gold) else "a gold document needs its `text`"
        rule, path = "no-text", "$.text"
    elif not pair.sound[0] and pair.columns[0].unanchored():
        rule, path, say = "no-offsets", "$", "gold spans need `start` and `end`"
    elif settings.window == "sentence" and gold.events is not None and gold.sentences is None:
        sentence, document = (wording.option("window", window) for window in ("sentence", "document"))
        say = f"{sentence} needs gold's `sentences`; {document} does without"
        rule, path = "no-sentences", "$.sentences"
    else:
        return True
    pair.notes.findings.append(("gold", _finding(rule, gold, path, say)))
    return False


def confident(pair: PreparedPair) -> PreparedPair:
    """Leave out predicted records of which the system itself is not sure enough."""
    least = pair.options.settings.min_confidence
    pred, dropped = confidence.at_least(pair.pred, float(least or 0))
    pair.notes.counted[f"predicted records of a confidence below {least}, left out"] += dropped
    return pair.of(pair.gold, pred)


def anchored(pair: PreparedPair) -> PreparedPair:
    """Find predicted words without offsets in gold's text."""
    if pair.sound[1] or not pair.columns[1].unanchored():
        return pair
    from presscheck.anchoring import anchor  # loaded where there are words to be found

    answer = anchor.anchored(pair.pred, pair.gold.text or "", pair.options.anchor_mode)
    pair.notes.anchoring += answer.counts()
    pair.notes.invented += [f"{pair.pred.id} {string}" for string in answer.steps if string.way == "invented"]
    return pair.of(pair.gold, answer.document)


def once(pair: PreparedPair) -> PreparedPair:
    """Count what stands more than once by one rule; another scorer's conventions have their own."""
    return _once(pair, LAYERS)


def once_relabelled(pair: PreparedPair) -> PreparedPair:
    """Count records once that have become equal by their new labels."""
    return _once(pair, ("mentions", "events"))


def _once(pair: PreparedPair, layers: Collection[str]) -> PreparedPair:
    docs = []
    for role, doc, columns in zip(ROLES, (pair.gold, pair.pred), pair.columns, strict=True):
        distinct = doc
        if shared := [layer for layer in layers if layer in columns.shared]:
            distinct, more = repeats.once(doc, shared)
            pair.notes.noted.update(of_repeats(more, role))
        docs.append(distinct)
    return pair.of(*docs)


def one_entity_a_span(pair: PreparedPair) -> PreparedPair:
    """Keep one entity where a span is in two: the one that begins first in the text."""
    return pair.of(repeats.first_entity_only(pair.gold), repeats.first_entity_only(pair.pred))


def redirected(pair: PreparedPair) -> PreparedPair:
    """Put canonical ids in the place of redirected ones and of other spellings, on both sides."""
    if not pair.gold.entities and not pair.pred.entities:
        return pair
    table = pair.options.redirects or NO_REDIRECTS
    return pair._replace(gold=table.applied(pair.gold), pred=table.applied(pair.pred))


def _has_heads(doc: Document) -> bool:
    return any(map(_HEAD, doc.mentions or ()))


_HEAD = attrgetter("head")


def _has_parts(doc: Document) -> bool:
    return any(len(quote.content) > 1 for quote in doc.quotes or ())


RULES: dict[str, tuple[str, RuleFunction, Callable[[Document], bool]]] = {
    "head-inside": ("mentions", entity_rules.head_inside, _has_heads),
    "content-overlap": ("quotes", quote_rules.content_overlap, _has_parts),
}
"""Rules of `validate` about what changes a number without stopping it: layer, rule, what it can fail in."""


def noted(pair: PreparedPair) -> PreparedPair:
    """Count what `validate` would say and what changes a number; nothing is changed here."""
    for role, doc in zip(ROLES, (pair.gold, pair.pred), strict=True):
        for kind, (layer, rule, may_fail) in RULES.items():
            if may_fail(doc) and (n := len([*rule(doc)])):
                pair.notes.noted[kind, role, layer] += n
    return pair


def filled(pair: PreparedPair) -> PreparedPair:
    """Put empty layers in the place of absent ones: what a system attempts is decided by its whole file."""
    absent: dict[str, list[Mention]] = {
        layer: [] for layer in repeats.LAYERS if getattr(pair.pred, layer) is None
    }
    pred = msgspec.structs.replace(pair.pred, **absent) if absent else pair.pred
    return pair._replace(pred=pred, whole_gold=pair.gold, whole_pred=pred)


def at_level(pair: PreparedPair) -> PreparedPair:
    """Put classes of event types in the place of the types, at a mapped level."""
    level = pair.options.level
    assert level is not None  # noqa: S101 - the step is left out without one
    gold = event_levels.rewrite(level, pair.gold, "gold", pair.notes.counted)
    pair.notes.restrict(f"{wording.name('level')} {pair.options.settings.level}", "events", pair.gold, gold)
    return pair.of(gold, event_levels.rewrite(level, pair.pred, "pred", pair.notes.counted))


def mapped(pair: PreparedPair) -> PreparedPair:
    """Put our labels in the place of the tool's, and leave out what the map cannot express."""
    table = pair.options.label_map
    assert table is not None  # noqa: S101 - the step is left out without one
    pred = labels.map_pred(table, pair.pred, pair.notes.lost)
    gold = labels.restrict_gold(table, pair.gold, pair.notes.lost)
    pair.notes.restrict(f"label map {table}", "mentions", pair.gold, gold)
    if unformed := labels.unformed(table, gold):
        what = "gold mentions without `form`: the map's `forms` is not applied to them"
        pair.notes.counted[what] += unformed
    return pair.of(gold, pred)
