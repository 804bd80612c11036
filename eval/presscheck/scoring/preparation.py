"""What happens to a pair of documents before it is counted: `PREPARATION`, step by step.

Each step takes the pair, the options and the notes, and returns the pair as the
next step sees it. A step that finds the pair inadmissible says why in the notes
and returns None.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple, TypeAlias

import msgspec
from msgspec import UNSET

from presscheck.anchoring import anchor
from presscheck.document import placement, repeats, trimming
from presscheck.document.exceptions import Finding, UsageError
from presscheck.document.model import Document, Mention
from presscheck.document.presence import without_unset
from presscheck.document.rule import RuleFunction
from presscheck.layers.entities import rules as entity_rules
from presscheck.layers.quotes import rules as quote_rules
from presscheck.mapping import event_levels, labels
from presscheck.mapping.wikidata import Redirects
from presscheck.measure.settings import Settings
from presscheck.scoring import admission, impossible, noting
from presscheck.scoring.intake import Documents, Role

ROLES: tuple[Role, Role] = ("gold", "pred")
"""Both sides of a pair, in its order."""

LAYERS = ("mentions", "entities", "events", "quotes", "marked_uses")
"""The layers of a document, by their keys."""


class PreparedPair(NamedTuple):
    """One document from both sides, on its way to the counting.

    Args:
        gold: the gold document.
        pred: the prediction for it.
        whole_gold: gold before event levels and label maps: what speakers and fillers are looked up in.
        whole_pred: the prediction before label maps, likewise.
        placed: whether every predicted span has its offsets.
        sound: whether gold's and the prediction's spans are known to stand where they say.
    """

    gold: Document
    pred: Document
    whole_gold: Document
    whole_pred: Document
    placed: bool = True
    sound: tuple[bool, bool] = (False, False)


class Options:
    """The settings of a run, and the tables that they name, loaded once.

    Args:
        settings: what was asked for; without a label map, the one that the prediction names.
        redirects: canonical ids, or None.
    """

    def __init__(self, settings: Settings, redirects: Redirects | None) -> None:
        self.settings = settings
        self.redirects = redirects
        self.anchor_mode = anchor.known(settings.anchor)
        self.level = event_levels.load(settings.level) if settings.level is not None else None
        self._loaded: dict[str, labels.LabelMap] = {}

    def label_map(self, pred: Document) -> labels.LabelMap | None:
        """The map that a prediction's labels need.

        Raises:
            UsageError: there is no such map, or another document names another one.
        """
        name = self.settings.label_map or (pred.label_map if pred.label_map is not UNSET else None)
        if name is None:
            return None
        if name not in self._loaded:
            self._loaded[name] = labels.load(name)
            if len(set(map(str, self._loaded.values()))) > 1:
                both = " and ".join(map(str, self._loaded.values()))
                raise UsageError(f"the prediction names two label maps, {both}")
        return self._loaded[name]

    @property
    def label_map_label(self) -> str | None:
        """Name and digest of the map in use, for the signature."""
        return next(map(str, self._loaded.values()), None)


class Notes:
    """What the preparation of all pairs has to say.

    Args:
        sides: where findings about gold's and the prediction's documents go.
        answered: is told of both documents before missing keys are read as null.
    """

    def __init__(
        self, sides: Mapping[Role, Documents], answered: Callable[[Document, Document], object]
    ) -> None:
        self.sides = sides
        self.answered = answered
        self.anchoring: Counter[str] = Counter()
        self.invented: list[str] = []
        self.lost: Counter[str] = Counter()
        self.counted: Counter[str] = Counter()
        self.noted: noting.Noted = Counter()


Step: TypeAlias = Callable[[PreparedPair, Options, Notes], PreparedPair | None]


def prepared(gold: Document, pred: Document, options: Options, notes: Notes) -> PreparedPair | None:
    """Take a pair of documents through every step.

    Args:
        gold: the gold document, with its text.
        pred: the prediction for it.
        options: of the run.
        notes: gain what is to be said.

    Returns:
        the pair as it is counted, or None where a finding stops the score.
    """
    pair: PreparedPair | None = PreparedPair(gold, pred, gold, pred)
    for step in PREPARATION:
        if pair is None:
            break
        pair = step(pair, options, notes)
    return pair


def asked(pair: PreparedPair, options: Options, notes: Notes) -> PreparedPair:  # noqa: ARG001 - a step
    """Note which tasks both files answer, while a missing key still differs from null."""
    if isinstance(pair.gold.text, str):
        notes.answered(pair.gold, pair.pred)
    return pair


def completed(pair: PreparedPair, options: Options, notes: Notes) -> PreparedPair:  # noqa: ARG001 - a step
    """Read a missing key as null: which tasks a file answers has been noted before."""
    gold, pred = without_unset(pair.gold), without_unset(pair.pred)
    return pair._replace(gold=gold, pred=pred, whole_gold=gold, whole_pred=pred)


def trimmed(pair: PreparedPair, options: Options, notes: Notes) -> PreparedPair:
    """Leave out white space at the ends of spans, on both sides; another scorer's conventions get it."""
    text = pair.gold.text
    if not isinstance(text, str):
        return pair
    gold, pred = pair.gold, pair.pred
    sound = (placement.sound(gold, text), placement.sound(pred, text))
    if options.settings.profile is None and not all(sound):
        gold, pred = (
            doc if right else _trimmed(doc, text, role, notes)
            for role, doc, right in zip(ROLES, (gold, pred), sound, strict=True)
        )
        sound = (sound[0] or placement.sound(gold, text), sound[1] or placement.sound(pred, text))
    return PreparedPair(gold, pred, gold, pred, sound=sound)


def _trimmed(doc: Document, text: str, role: Role, notes: Notes) -> Document:
    answer = trimming.trimmed(doc, text)
    notes.noted.update({("span-edges", role, layer): n for layer, n in answer.changed.items()})
    return answer.document


def admitted(pair: PreparedPair, options: Options, notes: Notes) -> PreparedPair | None:
    """Check both documents: errors stop the run."""
    text = pair.gold.text
    if not _complete(pair.gold, pair.sound[0], options, notes) or text is None:
        return None
    admissible = True
    for role, doc, sound in zip(ROLES, (pair.gold, pair.pred), pair.sound, strict=True):
        for finding in admission.check(doc, text, role, options.settings, sound):
            notes.sides[role].report(finding)
            admissible = False
        if not sound:
            for path, _ in placement.folded_copies(doc, text):
                notes.noted["copy-folded", role, trimming.layer_of(path)] += 1
    return pair if admissible else None


def displaced(pair: PreparedPair, options: Options, notes: Notes) -> PreparedPair:
    """Count records that no text can hold as spurious, if the settings say so."""
    pred = pair.pred
    if options.settings.invalid == "count" and not pair.sound[1]:
        answer = impossible.displaced(pred, pair.gold.text or "")
        pred = answer.document
        notes.invented += [f"{pred.id} {record}" for record in answer.records]
        notes.noted.update({("invalid-record", "pred", layer): n for layer, n in answer.layers.items()})
    return pair._replace(pred=pred, placed=pair.sound[1] or not placement.unanchored(pred))


def _complete(gold: Document, sound: bool, options: Options, notes: Notes) -> bool:
    """Whether a gold document has what scoring needs: text, offsets, sentences where they are asked for."""
    if gold.text is None:
        rule, path, say = "no-text", "$.text", "a gold document needs its `text`"
    elif not sound and placement.unanchored(gold):
        rule, path, say = "no-offsets", "$", "gold spans need `start` and `end`"
    elif options.settings.window == "sentence" and gold.events is not None and gold.sentences is None:
        say = "`--window sentence` needs gold's `sentences`; `--window document` does without"
        rule, path = "no-sentences", "$.sentences"
    else:
        return True
    notes.sides["gold"].report(Finding(rule=rule, level="error", doc=gold.id, path=path, message=say))
    return False


def anchored(pair: PreparedPair, options: Options, notes: Notes) -> PreparedPair:
    """Find predicted words without offsets in gold's text."""
    if pair.placed:
        return pair
    answer = anchor.anchored(pair.pred, pair.gold.text or "", options.anchor_mode)
    notes.anchoring += answer.counts()
    notes.invented += [f"{pair.pred.id} {string}" for string in answer.steps if string.way == "invented"]
    return pair._replace(pred=answer.document)


def once(pair: PreparedPair, options: Options, notes: Notes) -> PreparedPair:
    """Count what stands more than once by one rule; another scorer's conventions have their own."""
    return _once(pair, options, notes, repeats.LAYERS)


def once_mapped(pair: PreparedPair, options: Options, notes: Notes) -> PreparedPair:
    """Count records once that have become equal by their new labels."""
    if pair.gold is pair.whole_gold and pair.pred is pair.whole_pred:
        return pair
    return _once(pair, options, notes, ("mentions", "events"))


def _once(pair: PreparedPair, options: Options, notes: Notes, layers: Collection[str]) -> PreparedPair:
    if options.settings.profile is not None:
        return pair
    docs = []
    for role, doc in zip(ROLES, (pair.gold, pair.pred), strict=True):
        distinct, more = repeats.once(doc, layers)
        notes.noted.update(noting.of_repeats(more, role))
        docs.append(distinct)
    return pair._replace(gold=docs[0], pred=docs[1])


def one_entity_a_span(pair: PreparedPair, options: Options, notes: Notes) -> PreparedPair:  # noqa: ARG001 - a step
    """Keep one entity where a span is in two, if the settings say so."""
    if options.settings.repeats != "first":
        return pair
    return pair._replace(gold=first_entity_only(pair.gold), pred=first_entity_only(pair.pred))


def redirected(pair: PreparedPair, options: Options, notes: Notes) -> PreparedPair:  # noqa: ARG001 - a step
    """Put canonical ids in the place of redirected ones, on both sides."""
    table = options.redirects
    if table is None:
        return pair
    return pair._replace(gold=table.applied(pair.gold), pred=table.applied(pair.pred))


RULES: dict[str, tuple[str, RuleFunction]] = {
    "wikidata-form": ("entities", entity_rules.wikidata_form),
    "head-inside": ("mentions", entity_rules.head_inside),
    "content-overlap": ("quotes", quote_rules.content_overlap),
}
"""Rules of `validate` about what changes a number without stopping it: id -> layer and rule."""


def noted(pair: PreparedPair, options: Options, notes: Notes) -> PreparedPair:  # noqa: ARG001 - a step
    """Count what `validate` would say and what changes a number; nothing is changed here."""
    for role, doc in zip(ROLES, (pair.gold, pair.pred), strict=True):
        for kind, (layer, rule) in RULES.items():
            if n := sum(1 for _ in rule(doc)):
                notes.noted[kind, role, layer] += n
    return pair


def filled(pair: PreparedPair, options: Options, notes: Notes) -> PreparedPair:  # noqa: ARG001 - a step
    """Put empty layers in the place of absent ones: what a system attempts is decided by its whole file."""
    absent: dict[str, list[Mention]] = {layer: [] for layer in LAYERS if getattr(pair.pred, layer) is None}
    pred = msgspec.structs.replace(pair.pred, **absent) if absent else pair.pred
    return pair._replace(pred=pred, whole_gold=pair.gold, whole_pred=pred)


def at_level(pair: PreparedPair, options: Options, notes: Notes) -> PreparedPair:
    """Put classes of event types in the place of the types, at a mapped level."""
    level = options.level
    if level is None:
        return pair
    gold = event_levels.rewrite(level, pair.gold, "gold", notes.counted)
    return pair._replace(gold=gold, pred=event_levels.rewrite(level, pair.pred, "pred", notes.counted))


def mapped(pair: PreparedPair, options: Options, notes: Notes) -> PreparedPair:
    """Put our labels in the place of the tool's, and leave out what the map cannot express."""
    table = options.label_map(pair.pred)
    if table is None:
        return pair
    pred = labels.map_pred(table, pair.pred, notes.lost)
    return pair._replace(gold=labels.restrict_gold(table, pair.gold, notes.lost), pred=pred)


PREPARATION: tuple[Step, ...] = (
    trimmed,
    asked,
    completed,
    admitted,
    displaced,
    anchored,
    one_entity_a_span,
    once,
    redirected,
    noted,
    filled,
    at_level,
    mapped,
    once_mapped,
)
"""Every step, in order."""


def first_entity_only(doc: Document) -> Document:
    """Under `repeats="first"`: the first entity of a span, in canonical order, counts for all its copies."""
    mentions = doc.mentions
    if mentions is None or not any(True for _ in placement.repeated_in_entities(doc)):
        return doc
    first: dict[tuple[int, int], str] = {}
    for m in sorted(mentions, key=lambda m: (m.start, m.end, m.type or "", m.entity or "")):
        if m.entity is not None:
            first.setdefault((m.start, m.end), m.entity)
    fixed = [msgspec.structs.replace(m, entity=first.get((m.start, m.end))) for m in mentions]
    return msgspec.structs.replace(doc, mentions=fixed)
