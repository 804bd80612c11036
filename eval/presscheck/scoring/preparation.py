"""What happens to a pair of documents before it is counted: `PREPARATION`, step by step.

Each step takes the pair, the options and the notes, and returns the pair as the
next step sees it. A step that finds the pair inadmissible says why in the notes
and returns None.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple, TypeAlias

import msgspec

from presscheck.anchoring import steps
from presscheck.document import placement, ranks
from presscheck.document.exceptions import Finding, UsageError
from presscheck.document.model import Document, Mention
from presscheck.document.presence import without_unset
from presscheck.mapping import event_levels, labels
from presscheck.mapping.wikidata import NO_REDIRECTS, Redirects
from presscheck.measure.settings import Settings
from presscheck.scoring import admission, confidence
from presscheck.scoring.intake import Documents, Role

LAYERS = ("mentions", "entities", "events", "quotes", "marked_uses")
"""The layers of a document, by their keys."""


class PreparedPair(NamedTuple):
    """One document from both sides, on its way to the counting.

    Args:
        gold: the gold document.
        pred: the prediction for it.
        whole_gold: gold before label maps and event levels: what speakers and fillers are looked up in.
        whole_pred: the prediction before label maps, likewise.
        placed: whether every predicted span has its offsets.
    """

    gold: Document
    pred: Document
    whole_gold: Document
    whole_pred: Document
    placed: bool = True


class Options:
    """The settings of a run, and the tables that they name, loaded once.

    Args:
        settings: what was asked for.
        redirects: canonical ids, or None.
        label_map: the map of every document, or None.
    """

    def __init__(
        self, settings: Settings, redirects: Redirects | None, label_map: labels.LabelMap | None = None
    ) -> None:
        self.settings = settings
        self.redirects = redirects
        self.anchor_mode = steps.known(settings.anchor)
        self.level = event_levels.load(settings.level) if settings.level is not None else None
        self.label_map = label_map

    @property
    def label_map_label(self) -> str | None:
        """Name and digest of the map in use, for the signature."""
        return str(self.label_map) if self.label_map is not None else None


def one_map(names: Iterable[str]) -> labels.LabelMap | None:
    """The label map of a run; None where nothing names one.

    Args:
        names: what the settings, or else the lines of the prediction, name.

    Raises:
        UsageError: there is no such map, or two lines name different ones.
    """
    maps = {str(table): table for table in map(labels.load, names)}
    if len(maps) > 1:
        raise UsageError(f"the prediction names two label maps, {' and '.join(maps)}")
    return next(iter(maps.values()), None)


class Notes:
    """What the preparation of all pairs has to say.

    Args:
        sides: where findings about gold's and the prediction's documents go.
    """

    def __init__(self, sides: Mapping[Role, Documents]) -> None:
        self.sides = sides
        self.anchoring: Counter[str] = Counter()
        self.invented: list[str] = []
        self.lost: Counter[str] = Counter()
        self.counted: Counter[str] = Counter()
        self.restricted: dict[tuple[str, str], list[int]] = {}

    def restrict(self, by: str, layer: str, before: Document, after: Document) -> None:
        """Count the gold records of a layer before and after a restriction."""
        counts = self.restricted.setdefault((by, layer), [0, 0])
        counts[0] += len(getattr(before, layer) or ())
        counts[1] += len(getattr(after, layer) or ())

    def emptied(self) -> list[str]:
        """Restrictions that leave no gold in a layer that had some, in words."""
        return [
            f"{by} leaves nothing of gold's {before} {layer}: what is scored there is no figure of the system"
            for (by, layer), (before, after) in self.restricted.items()
            if before and not after
        ]


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


def completed(pair: PreparedPair, options: Options, notes: Notes) -> PreparedPair:  # noqa: ARG001 - a step
    """Read a missing key as null: which tasks a file answers has been noted before."""
    gold, pred = without_unset(pair.gold), without_unset(pair.pred)
    return PreparedPair(gold, pred, gold, pred)


def admitted(pair: PreparedPair, options: Options, notes: Notes) -> PreparedPair | None:
    """Check both documents: errors stop the run, warnings are counted."""
    text = pair.gold.text
    sound = text is not None and placement.sound(pair.gold, text)
    if not _complete(pair.gold, sound, options, notes) or text is None:
        return None
    placed = placement.sound(pair.pred, text)
    checked: tuple[tuple[Role, Document, bool], ...] = (
        ("gold", pair.gold, sound),
        ("pred", pair.pred, placed),
    )
    admissible = True
    for role, doc, right in checked:
        side = notes.sides[role]
        for finding in admission.check(doc, text, role, options.settings.repeats, right):
            if finding.level == "error":
                side.report(finding)
                admissible = False
            else:
                notes.counted[f"{side.name}: {finding.rule}: counted once"] += 1
    return pair._replace(placed=placed or not placement.unanchored(pair.pred)) if admissible else None


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


def confident(pair: PreparedPair, options: Options, notes: Notes) -> PreparedPair:
    """Leave out predicted records of which the system itself is not sure enough."""
    least = options.settings.min_confidence
    if least is None:
        return pair
    pred, dropped = confidence.at_least(pair.pred, float(least))
    notes.counted[f"predicted records of a confidence below {least}, left out"] += dropped
    notes.counted[confidence.FITTED] = 1
    return pair._replace(pred=pred, placed=not placement.unanchored(pred))


def anchored(pair: PreparedPair, options: Options, notes: Notes) -> PreparedPair:
    """Find predicted words without offsets in gold's text."""
    if pair.placed:
        return pair
    from presscheck.anchoring import anchor  # loaded where there are words to be found

    answer = anchor.anchored(pair.pred, pair.gold.text or "", options.anchor_mode)
    notes.anchoring += answer.counts()
    notes.invented += [f"{pair.pred.id} {string}" for string in answer.steps if string.way == "invented"]
    return pair._replace(pred=answer.document)


def one_entity_a_span(pair: PreparedPair, options: Options, notes: Notes) -> PreparedPair:  # noqa: ARG001 - a step
    """Keep one entity where a span is in two, if the settings say so."""
    if options.settings.repeats != "first":
        return pair
    return pair._replace(gold=first_entity_only(pair.gold), pred=first_entity_only(pair.pred))


def redirected(pair: PreparedPair, options: Options, notes: Notes) -> PreparedPair:  # noqa: ARG001 - a step
    """Put canonical ids in the place of redirected ones and of other spellings, on both sides."""
    table = options.redirects or NO_REDIRECTS
    return pair._replace(gold=table.applied(pair.gold), pred=table.applied(pair.pred))


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
    notes.restrict(f"--level {options.settings.level}", "events", pair.gold, gold)
    return pair._replace(gold=gold, pred=event_levels.rewrite(level, pair.pred, "pred", notes.counted))


def mapped(pair: PreparedPair, options: Options, notes: Notes) -> PreparedPair:
    """Put our labels in the place of the tool's, and leave out what the map cannot express."""
    table = options.label_map
    if table is None:
        return pair
    pred = labels.map_pred(table, pair.pred, notes.lost)
    gold = labels.restrict_gold(table, pair.gold, notes.lost)
    notes.restrict(f"label map {table}", "mentions", pair.gold, gold)
    if unformed := labels.unformed(table, gold):
        notes.counted["gold mentions without `form`: the map's `forms` is not applied to them"] += unformed
    return pair._replace(gold=gold, pred=pred)


PREPARATION: tuple[Step, ...] = (
    completed,
    admitted,
    confident,
    anchored,
    one_entity_a_span,
    redirected,
    filled,
    mapped,
    at_level,
)
"""Every step, in order."""


def first_entity_only(doc: Document) -> Document:
    """The document in which a span is only in the entity that begins first in the text.

    It is the one whose first mention is earliest, then the one with the earlier next mention (`ranks`).
    """
    mentions = doc.mentions
    if mentions is None or not any(True for _ in placement.repeated_in_entities(doc)):
        return doc
    rank = ranks.entities(doc)
    first: dict[tuple[int, int], str] = {}
    for m in mentions:
        if m.entity is not None:
            place = (m.start, m.end)
            first[place] = min(first.get(place, m.entity), m.entity, key=rank.__getitem__)
    fixed = [msgspec.structs.replace(m, entity=first.get((m.start, m.end))) for m in mentions]
    return msgspec.structs.replace(doc, mentions=fixed)
