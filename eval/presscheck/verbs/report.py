"""`presscheck.report`: a page that shows what systems get wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Unpack

from presscheck.reporting.pages import build
from presscheck.verbs.options import SettingsByName, spelled_out
from presscheck.verbs.sources import Held, by_name, sides


@spelled_out(SettingsByName)
def report(
    systems: Mapping[str, Held],
    gold: Held = None,
    *,
    by: Sequence[str] = (),
    gold_name: str = "gold",
    **options: Unpack[SettingsByName],
) -> dict[str, str]:
    """Make the page of `presscheck report`: scores, problems, the text with both sides, every error.

    Args:
        systems: name -> prediction, as `score` takes it; of several the page shows what was fixed and broken.
        gold: as for `score`.
        by: attributes of documents to group them by, such as `publisher` or `meta.genre`.
        gold_name: what gold is called in the title.
        options: the settings of `score`.

    Returns:
        the page under the name "", as HTML; of a report above 20 MB its index there, and a file for each
        document under its name.

    Raises:
        InvalidInputError: with every reason why a prediction cannot be scored.
        UsageError: an unknown name or option, something that is not documents.

    >>> gold = {"id": "d", "text": "Oslo", "mentions": [{"start": 0, "end": 4, "type": "GPE"}]}
    >>> "mine against gold" in report({"mine": {"id": "d", "mentions": []}}, gold)[""]
    True
    """
    pairs = {name: sides(gold, held) for name, held in by_name(systems, "systems").items()}
    golds = next(iter(pairs.values()))[0]
    settings: dict[str, Any] = dict(options)
    preds = {name: pred for name, (_, pred) in pairs.items()}
    return build.report(golds, preds, gold_name=gold_name, by=by, **settings)
