"""`presscheck.challenge`: gold rewritten in all its layers, and what a system loses by it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, Unpack

import msgspec

from presscheck.document.exceptions import InvalidInputError, UsageError
from presscheck.document.model import Document
from presscheck.measure.settings import Settings
from presscheck.rewrites import effects, losses, probe, sets
from presscheck.rewrites.effects import Effects
from presscheck.rewrites.losses import Losses
from presscheck.rewrites.probe import Probe
from presscheck.rewrites.variant import NotMade
from presscheck.text import wording
from presscheck.verbs.options import SettingsByName, answered, spelled_out
from presscheck.verbs.sources import Held, named, read
from presscheck.verbs.validate import validate


class ChallengeResult(NamedTuple):
    """The results of a prediction on a challenge set.

    Args:
        effects: `rewrites` with the changes, the worst first, `pairs`, and what is not attempted.
        probe: the contamination probe; None if the prediction does not have both of its sides.
    """

    effects: Effects
    probe: Probe | None

    def as_dict(self) -> dict[str, Any]:
        """The JSON of `presscheck challenge score --format json`."""
        return {**effects.plain(self.effects), "probe": msgspec.to_builtins(self.probe)}


class Challenge:
    """A challenge set: gold as it was, its rewrites, and minimal pairs.

    Args:
        made: the set.

    Attributes:
        gold: its documents; ids are `ID~original`, `ID~REWRITE`, `PAIR~a` and `PAIR~b`.
        not_made: variants that do not exist, and why.
    """

    def __init__(self, made: sets.ChallengeSet) -> None:
        self.gold: list[Document] = [*made.documents()]
        self.not_made: Sequence[NotMade] = made.not_made
        self._scored = sets.scored(self.gold)

    @property
    def texts(self) -> list[dict[str, str]]:
        """Ids and texts, for an extractor."""
        return [*sets.texts(self.gold)]

    @spelled_out(SettingsByName)
    def score(self, pred: Held, **options: Unpack[SettingsByName]) -> ChallengeResult:
        """Measure what a prediction loses by each rewrite, as `presscheck challenge score`.

        Args:
            pred: a prediction of `texts`, as `score` takes it.
            options: the settings of `score`.

        Raises:
            InvalidInputError: with every reason why the input cannot be scored.
            UsageError: the prediction has nothing of the set, or an option is wrong.
        """
        settings, measures = told_by(dict(options))
        preds = [*read(pred, "pred")]
        return ChallengeResult(
            effects.effects(self._scored, preds, settings, measures),
            probe.probe(self._scored, preds, settings, measures),
        )

    @spelled_out(SettingsByName)
    def errors(self, pred: Held, rewrite: str, **options: Unpack[SettingsByName]) -> Losses:
        """List what is right in the original and wrong in a rewrite, as `presscheck challenge errors`.

        Args:
            pred: as for `score`.
            rewrite: its name.
            options: the settings of `score`.

        Raises:
            InvalidInputError: with every reason why the input cannot be compared.
            UsageError: there is no such rewrite, or the prediction lacks one side.
        """
        settings, _ = told_by(dict(options))
        return losses.losses(self._scored, [*read(pred, "pred")], rewrite, settings)


@answered
def challenge(gold: Held = None, *, rewrites: Iterable[str] = (), pairs: bool | None = None) -> Challenge:
    """Rewrite gold in all its layers, as `presscheck challenge make`.

    Args:
        gold: as `score` takes it; None means all gold that is shipped.
        rewrites: names; by default all of them.
        pairs: whether the minimal pairs belong to it; by default only with the shipped gold.

    Returns:
        the set: `gold`, `texts` for an extractor, `not_made`, `score(pred)` and `errors(pred, rewrite)`.

    Raises:
        InvalidInputError: a document cannot be scored as gold.
        UsageError: there is no such rewrite, or a document has no text.

    >>> doc = {"id": "d", "text": "Oslo won.", "mentions": [{"start": 0, "end": 4, "type": "GPE"}]}
    >>> made = challenge(doc, rewrites=["upper-case"])
    >>> made.texts
    [{'id': 'd~original', 'text': 'Oslo won.'}, {'id': 'd~upper-case', 'text': 'OSLO WON.'}]
    >>> pred = [{"id": "d~original", "mentions": [{"text": "Oslo", "type": "GPE"}]},
    ...         {"id": "d~upper-case", "mentions": []}]
    >>> [worst] = made.score(pred).effects.rewrites
    >>> worst.rewrite, worst.change("mention.strict")
    ('upper-case', -1.0)
    >>> [loss.before for loss in made.errors(pred, "upper-case").items]
    ['⟦Oslo⟧ won.']
    """
    names = [rewrites] if isinstance(rewrites, str) else rewrites
    docs = sets.gold_of(None) if gold is None else _checked(gold)
    return Challenge(sets.made(docs, names, with_pairs=gold is None if pairs is None else pairs))


def _checked(gold: Held) -> list[Document]:
    """The documents that a user holds, which can be scored as gold."""
    held = [*gold] if isinstance(gold, Iterator) else named(gold)
    if errors := [finding for finding in validate(held, kind="gold").findings if finding.level == "error"]:
        raise InvalidInputError(errors)
    return [*read(held, "gold")]


def told_by(options: dict[str, Any]) -> tuple[Settings, tuple[str, ...]]:
    """The settings of a challenge, and the measures that rewrites are told by.

    Args:
        options: settings by name.

    Raises:
        UsageError: a profile, or an option that there is not.
    """
    wanted = options.pop("measures", None)
    if options.get("profile"):
        raise UsageError(f"{wording.name('profile')}: a challenge has our own measures alone")
    if wanted in (None, "default"):
        return Settings.from_options(options), effects.HEADLINES
    names = [wanted] if isinstance(wanted, str) else wanted
    return Settings.from_options(options), tuple(row.id for row in effects.rows_of(names))
