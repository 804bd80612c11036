"""Quotes: what was said (content), the words that say so (cue), who said it (source, speaker).

The table of rows. Every row reads one alignment (`alignment`); what a quote
earns is in `credit`, `frames` and `attribution`, how it is added up in
`counting`. The quoted view has an alignment of its own. A quote without content
counts in quote.cue, quote.source and quote.speaker, if another has its cue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from presscheck.layers.quotes import counting, credit, frames, share
from presscheck.layers.quotes.alignment import Alignment
from presscheck.layers.quotes.attributes import ATTRIBUTES
from presscheck.layers.quotes.credit import FRAMES, QUOTED, WHOLE, Amounts, QuoteCredit, QuoteView
from presscheck.measure import commonest
from presscheck.measure.measure import Measure


def row(view: QuoteView, name: str, earn: counting.Earn, says: str, **details: Any) -> Measure:
    """A row of precision and recall, or with `kind="accuracy"` one over aligned pairs."""
    pairs = details.get("kind") == "accuracy"
    return Measure(
        id=f"{view.prefix}.{name}",
        layer="quotes",
        says=view.says + says,
        count=partial(counting.count, view=view, earn=earn, pairs=pairs),
        by="type",
        headline="accuracy" if pairs else "f1",
        slices={
            label: partial(counting.sliced, view=view, earn=earn, attribute=attribute, pairs=pairs)
            for label, attribute in ATTRIBUTES.items()
        },
        **details,
    )


ALIGNED = (
    "one-to-one alignment with the greatest sum of Dice coefficients over characters other than white space"
)


_CONTENT: tuple[tuple[str, Callable[[Alignment], QuoteCredit | Amounts], str, str], ...] = (
    (
        "exact",
        credit.exact,
        (
            "A predicted quote is right if it is aligned to a gold quote with the same set of characters "
            "(white space aside)."
        ),
        "tp = aligned pairs with U(g) = U(p)",
    ),
    (
        "trimmed",
        credit.trimmed_exact,
        (
            "As quote.exact, without quotation marks, punctuation and white space at the edges of each part, "
            "and without one leading *that*: for systems that leave these out."
        ),
        "tp = aligned pairs with U(trim(g)) = U(trim(p))",
    ),
    (
        "overlap",
        credit.half,
        (
            "A predicted quote is right if it is aligned to a gold quote and they share at least half of "
            "their characters (Dice ≥ 0.5)."
        ),
        "tp = aligned pairs with 2|U(g) ∩ U(p)| / (|U(g)| + |U(p)|) ≥ 1/2",
    ),
    (
        "chars",
        credit.characters,
        (
            "Characters, white space aside, that aligned quotes share; the characters of quotes that are not "
            "aligned count as missed or spurious."
        ),
        "tp = Σ over aligned pairs |U(g) ∩ U(p)|; n = Σ |U| over all quotes of a side",
    ),
)
"""Name, what a quote earns, definition, formula."""


def content_rows(view: QuoteView, default: bool) -> Iterator[Measure]:
    """Rows that compare the contents of aligned quotes."""
    for name, earn, says, formula in _CONTENT:
        earned = counting.by_content(earn)
        yield row(view, name, earned, says, formula=formula, source=ALIGNED, default=default)


def noticed_rows(view: QuoteView) -> Iterator[Measure]:
    """Rows that ask whether quotes were noticed at all."""
    yield row(
        view,
        "any",
        counting.by_content(credit.any_overlap),
        "A predicted quote is right if it is aligned at all: how many quotes were noticed.",
        formula="tp = aligned pairs",
        source=ALIGNED,
    )
    yield Measure(
        id=f"{view.prefix}.coverage",
        layer="quotes",
        says=view.says + "Characters, white space aside, that are in any quote: the quoted words, "
        "whatever the alignment.",
        formula="tp = |∪U(g) ∩ ∪U(p)|; n = |∪U| of a side, within each document",
        source="Redewiedergabe's and PolNeAR's token level, in characters",
        count=partial(counting.cover, view=view),
    )


FITS = (
    ("", frames.equal, "the same span as"),
    (".head", frames.same_head, "the same head word (its last word) as"),
    (".overlap", frames.overlapping, "at least one character in common with"),
)


def frames_of(view: QuoteView) -> QuoteView:
    """The view of cue, source and speaker: quotes whose message is not in the text have these alone."""
    return FRAMES if view is WHOLE else view


def frame_rows(view: QuoteView) -> Iterator[Measure]:
    """Cue and source of aligned quotes."""
    for part in ("cue", "source"):
        for suffix, fits, words in FITS:
            yield row(
                view if suffix else frames_of(view),
                part + suffix,
                partial(frames.part_credit, part=part, fits=fits),
                f"The {part} of an aligned quote is right if it has {words} gold's; of gold's frames "
                "(`also`) the one that fits best counts.",
                formula=f"over aligned pairs: tp = {part}s that fit; n_gold = pairs whose gold quote has a "
                f"{part}, n_pred = pairs whose predicted quote has one",
                source=ALIGNED,
                symmetric=False,
                needs=f"{part}s",
                extra={
                    "pairs": partial(frames.none_on_both, view=view if suffix else frames_of(view), part=part)
                },
            )


def speaker_rows(view: QuoteView, default: bool) -> Iterator[Measure]:
    """Rows about speakers."""
    framed = frames_of(view)
    yield row(
        framed,
        "speaker",
        counting.right_speaker,
        "Of aligned quotes whose gold quote has a speaker: those whose predicted speaker is the same entity. "
        "A stated speaker is the answer: an id of the prediction's own (the gold entity of most of its "
        "cluster's mentions, else its QID, else its name), a QID, or a name; only where none is stated does "
        "the source answer, through gold's coreference or by its words. Any of gold's frames (`also`) "
        "counts.",
        formula="right / aligned pairs whose gold quote has a speaker",
        source="entity-level speaker accuracy, as PDNC's; which path found each speaker is in the entry",
        kind="accuracy",
        needs="speakers",
        default=default,
        symmetric=False,
        extra={
            "paths": partial(counting.paths, view=framed),
            "outcomes": partial(counting.outcomes, view=framed),
            "gold_without_speaker": partial(counting.without_speaker, view=framed),
            commonest.PAIRED: partial(counting.paired_speakers, view=framed),
            commonest.VALUES: partial(counting.speakers, view=framed),
        },
        finish=commonest.beside_own,
    )
    yield row(
        view,
        "e2e",
        counting.end_to_end,
        "A predicted quote is right if it is aligned to a gold quote at Dice ≥ 0.5 and its speaker is the "
        "same entity: the whole way from text to speaker.",
        formula="tp = aligned pairs with Dice ≥ 1/2 and the right speaker; n_gold = gold quotes with a "
        "speaker; n_pred = predicted quotes but those aligned at Dice ≥ 1/2 to a gold quote without one",
        source=ALIGNED,
        needs="speakers",
        default=default,
        symmetric=False,
    )


def type_rows() -> Iterator[Measure]:
    """Direct, indirect, mixed."""
    yield row(
        WHOLE,
        "type",
        counting.by_content(credit.types_of_pairs),
        "Of aligned quotes: those of the same type (a prediction without a type gets the derived one).",
        formula="pairs of equal type / aligned pairs",
        source=ALIGNED,
        kind="accuracy",
        extra={
            "confusion": partial(counting.confusion, view=WHOLE),
            commonest.VALUES: partial(counting.types, view=WHOLE),
        },
        finish=counting.beside_types,
    )
    yield row(
        WHOLE,
        "type.f1",
        counting.by_content(credit.same_type),
        "A predicted quote is right if it is aligned to a gold quote of the same type.",
        formula="tp = aligned pairs of equal type",
        source=ALIGNED,
    )


def share_rows() -> Iterator[Measure]:
    """Rows about the speakers' shares."""
    for suffix, work, unit in (
        ("", share.by_quotes, "quotes"),
        (".words", share.by_words, "quoted words"),
    ):
        cell = f"quote.share{suffix}.document"
        yield Measure(
            id=cell, layer="quotes", says="one distance a document", count=work, hidden=True, needs="speakers"
        )
        yield Measure(
            id=f"quote.share{suffix}",
            layer="quotes",
            says=f"The distance of the speakers' shares of the {unit} from gold's: 0 is the same shares, 1 "
            "no share in common. Speakers are found as for quote.speaker, on both sides; those who are not "
            "among gold's entities count as one speaker.",
            formula="½ Σ over entities |share in gold − share in the prediction|; the mean over documents",
            source="total variation distance",
            kind="distance",
            headline="value",
            cells=(cell,),
            compose=partial(counting.mean_distance, cell),
            needs="speakers",
        )


def table() -> Iterator[Measure]:
    """The rows in the order in which they print."""
    yield from content_rows(WHOLE, default=True)
    yield from speaker_rows(WHOLE, default=True)
    yield from type_rows()
    yield from frame_rows(WHOLE)
    yield from noticed_rows(WHOLE)
    yield from share_rows()
    yield from content_rows(QUOTED, default=False)
    yield from noticed_rows(QUOTED)
    yield from speaker_rows(QUOTED, default=False)
    yield from frame_rows(QUOTED)


MEASURES: tuple[Measure, ...] = tuple(table())
"""Every row of the layer."""
