"""The CoNLL reference scorer, v8.01: our coreference measures under its names, with its 0 for 0/0 (internal).

It holds for input without repeated mentions; what the Perl program does with
repeats depends on its hash order and is not reproduced.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import msgspec

from presscheck.layers.entities import coref
from presscheck.measure import clusters
from presscheck.measure.counts import Counts
from presscheck.measure.measure import Entry, Measure
from presscheck.profiles.base import Profile, zeroed

NAMES = {
    "coref.mention": "mentions",
    "coref.muc": "muc",
    "coref.b3": "bcub",
    "coref.ceafm": "ceafm",
    "coref.ceafe": "ceafe",
}
"""Our cells and the peer's names for them."""

SOURCE = "CoNLL reference scorer v8.01 (Pradhan et al. 2014)"
MEAN = ("muc", "bcub", "ceafe")


def zeros(compose: Callable[[Mapping[str, Counts]], Entry]) -> Callable[[Mapping[str, Counts]], Entry]:
    """A composed entry with 0 for what is undefined."""

    def composed(totals: Mapping[str, Counts]) -> Entry:
        return {name: 0.0 if value is None else value for name, value in compose(totals).items()}

    return composed


def cell_rows(profile: str, *, lea: bool = False) -> Iterator[Measure]:
    """The rows that divide one cell, and their hidden cells.

    Args:
        profile: the prefix of the ids.
        lea: whether the peer has LEA.
    """
    names = {**NAMES, "coref.lea": "lea"} if lea else NAMES
    for row in coref.MEASURES:
        if name := names.get(row.id):
            own = {"id": f"{profile}.{name}", "formula": f"{row.formula}; 0 for 0/0", "source": SOURCE}
            yield from zeroed(msgspec.structs.replace(row, **own))


def mean_row(profile: str, name: str) -> Measure:
    """The CoNLL mean under a profile's own name."""
    return Measure(
        id=f"{profile}.{name}",
        layer="coref",
        says="The mean of the F1 of muc, bcub and ceafe, each over the whole corpus.",
        formula="(F1(muc) + F1(bcub) + F1(ceafe)) / 3; 0 for 0/0",
        source="Pradhan et al. 2012 (CoNLL shared task)",
        example=f"{coref.EXAMPLE}(2/5 + 5/11 + 13/25) / 3, F1 126/275",
        kind="mean",
        cells=tuple(f"{profile}.{part}.counts" for part in MEAN),
        compose=lambda totals: {
            "f1": clusters.conll(totals.values()) or 0.0,
            "of": [f"{profile}.{part}" for part in MEAN],
        },
    )


_BLANC = {row.id: row for row in coref.MEASURES if row.id.startswith("coref.blanc")}

PROFILE = Profile(
    name="conll2012",
    says="The CoNLL reference scorer v8.01 (Perl), in percent, 0 for 0/0. A document is one part, as "
    "the reader of conll2012 makes them: links across parts count nowhere. Not reproduced: "
    "what the program does with repeated mentions, which depends on its hash order.",
    measures=(
        *cell_rows("conll2012"),
        _BLANC["coref.blanc.coreferent"],
        _BLANC["coref.blanc.other"],
        msgspec.structs.replace(
            _BLANC["coref.blanc"],
            id="conll2012.blanc",
            source=SOURCE,
            compose=zeros(coref.blanc_entry),
        ),
        mean_row("conll2012", "average"),
    ),
    percent=True,
)
