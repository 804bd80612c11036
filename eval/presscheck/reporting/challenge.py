"""Challenge sets in words: what breaks a system, worst first, and the card of a set."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence

from presscheck.rewrites.effects import OUTCOMES, Effects, PairOutcome, phenomena
from presscheck.rewrites.losses import Loss
from presscheck.rewrites.probe import Probe
from presscheck.rewrites.rewrite import Rewrite
from presscheck.rewrites.sets import EDITS, GOLD, TEXTS, ChallengeSet
from presscheck.rewrites.table import REWRITES
from presscheck.rewrites.variant import ORIGINAL
from presscheck.text import table

SHORT = {
    "mention.strict": "mention",
    "coref.conll": "coref",
    "event.tc": "event",
    "quote.overlap": "quote",
    "quote.e2e": "e2e",
}
"""Heads of columns, so that a table fits a screen."""

NOTHING = "Nothing was scored: none of the measures is in both gold and the prediction."

SMALL = 0.0005


def text(found: Effects, probed: Probe | None, top: int | None) -> str:
    """The table on one screen: values of the original, differences of every rewrite.

    Args:
        found: from `effects`.
        probed: from `probe`.
        top: how many rewrites; None for all.
    """
    shorts = [SHORT.get(m, m) for m in found.measures]
    blocks = [table.render(*_table(found, top, shorts))] if found.measures else [NOTHING]
    blocks += _notes(found, top)
    if found.pairs:
        blocks.append(_pairs(found))
    if probed:
        blocks.append(probe_line(probed))
    return "\n\n".join(blocks)


def markdown(found: Effects, probed: Probe | None, top: int | None) -> str:
    """The same in Markdown."""
    names = [f"`{m}`" for m in found.measures]
    blocks = [table.markdown(*_table(found, top, names))] if found.measures else [NOTHING]
    blocks += _notes(found, top)
    if found.pairs:
        blocks.append(table.markdown(["minimal pairs", *OUTCOMES], _counted(found)))
    if probed:
        blocks.append(probe_line(probed))
    return "\n\n".join(blocks)


def _table(found: Effects, top: int | None, measures: list[str]) -> tuple[list[str], list[list[str]]]:
    """Heads and rows; `docs` only where a rewrite does not have every document."""
    partial = _partial(found)

    def row(name: str, documents: str, kept: str, cells: list[str]) -> list[str]:
        return [name, *([documents] if partial else []), kept, *cells]

    rows = [
        row(ORIGINAL, str(found.documents), "", [table.number(found.original[m]) for m in found.measures])
    ]
    for effect in found.rewrites[:top]:
        cells = [change_of(effect.change(m)) for m in found.measures]
        rows.append(row(effect.rewrite, str(effect.documents), f"{effect.kept:.0%}", cells))
    return row("rewrite", "docs", "kept", measures), rows


def _partial(found: Effects) -> bool:
    """Return whether a rewrite has fewer documents than there are."""
    return any(effect.documents != found.documents for effect in found.rewrites)


def change_of(change: float | None) -> str:
    """A difference for a table.

    >>> change_of(-0.25), change_of(0.0001), change_of(None)
    ('-0.250', '·', '–')
    """
    if change is None:
        return "–"
    return "·" if abs(change) < SMALL else f"{change:+.3f}"


def _notes(found: Effects, top: int | None) -> list[str]:
    """Explain the columns, and name what is not shown."""
    lines = []
    if found.measures:
        lines.append("Below the first row: differences to the same documents as they were; · is none.")
    if found.measures and _partial(found):
        lines.append("docs: how many documents the rewrite changes.")
    if found.measures:
        lines.append("kept: the share of gold's records that are left.")
    if shorts := [f"{SHORT[m]} = {m}" for m in found.measures if m in SHORT]:
        lines.append(f"{', '.join(shorts)}.")
    hidden = len(found.rewrites) - len(found.rewrites[:top])
    if hidden and found.measures:
        lines.append(f"--all shows {hidden} more rewrites, which cost the same or less.")
    for state in dict.fromkeys(found.not_scored.values()):
        names = ", ".join(m for m, why in found.not_scored.items() if why == state)
        lines.append(f"{state.capitalize()}: {names}.")
    if found.left_out:
        lines.append(f"Not in the prediction: {', '.join(found.left_out)}.")
    return [_wrapped(" ".join(lines))] if lines else []


def _wrapped(line: str) -> str:
    return textwrap.fill(line, 80)


def _counted(found: Effects) -> list[list[str]]:
    """Phenomenon by phenomenon, how many pairs have which result; the worst first, all of them last."""
    counts = phenomena(found.pairs)
    ranked = sorted(counts, key=lambda name: (not _attempted(counts[name]), _share(counts[name])))
    total = {outcome: sum(row[outcome] for row in counts.values()) for outcome in OUTCOMES}
    rows = [*((name, counts[name]) for name in ranked), ("all", total)]
    return [[name, *map(str, row.values())] for name, row in rows]


def _attempted(row: Mapping[str, int]) -> int:
    return sum(row.values()) - row["not attempted"]


def _share(row: Mapping[str, int]) -> float:
    return row["both"] / max(1, _attempted(row))


def _pairs(found: Effects) -> str:
    """Minimal pairs in few lines: how many are right, phenomenon by phenomenon, and what is not attempted."""
    counts = phenomena(found.pairs)
    ranked = sorted((row for row in counts.items() if _attempted(row[1])), key=lambda row: _share(row[1]))
    lines = []
    if ranked:
        both, tried = sum(row["both"] for _, row in ranked), len(found.pairs) - _missed(found.pairs)
        cells = ", ".join(f"{name} {row['both']}/{_attempted(row)}" for name, row in ranked)
        lines.append(f"Minimal pairs with both sides right: {both} of {tried}. {cells}.")
    missed = [f"{name} {row['not attempted']}" for name, row in counts.items() if row["not attempted"]]
    if missed:
        lines.append(f"Minimal pairs that are not attempted: {_missed(found.pairs)} ({', '.join(missed)}).")
    return _wrapped(" ".join(lines))


def _missed(pairs: Sequence[PairOutcome]) -> int:
    return sum(pair.right is None for pair in pairs)


def probe_line(probed: Probe) -> str:
    """The contamination probe in a sentence."""
    bounds = f" ({probed.interval[0]:+.3f} to {probed.interval[1]:+.3f})" if probed.interval else ""
    units = counts_of(probed.units, probed.unit)
    return _wrapped(
        f"Contamination probe: {probed.change:+.3f}{bounds} when names, countries and dates are replaced; "
        f"mean of {len(probed.measures)} measures, {probed.original:.3f} before, 95 % over {units}. "
        "A loss may be recall of a known text, or names that are harder to read: it proves neither."
    )


def listed(found: list[Loss]) -> str:
    """Losses one by one, with both texts."""
    lines = []
    for loss in found:
        error = loss.error
        lines.append(_wrapped(f"{error.layer}: {error.kind} {error.labels}".rstrip()))
        lines += [_text_line("before", loss.before or "(not there)"), _text_line("after", loss.after)]
    lines.append(f"{counts_of(len(found), 'item')} right in the original and wrong in the rewrite.")
    return "\n".join(lines)


def pairs_listed(found: Sequence[PairOutcome]) -> str:
    """The minimal pairs that are not right, one by one: which side fails on which measure; then their number.

    Args:
        found: every pair.
    """
    lines = []
    for pair in wrong_pairs(found):
        lines.append(_wrapped(f"{pair.phenomenon}: {pair.name}"))
        for failed, words in zip(pair.failed, pair.texts, strict=True):
            flat = words.replace("\n", " ¶ ")
            told = f"{flat} ({', '.join(failed)})" if failed else flat
            lines.append(_text_line("wrong" if failed else "right", told))
    return "\n".join([*lines, pairs_told(found)])


def wrong_pairs(found: Sequence[PairOutcome]) -> list[PairOutcome]:
    """The pairs that are attempted and not right on both sides."""
    return [pair for pair in found if pair.right is not None and not all(pair.right)]


def pairs_told(found: Sequence[PairOutcome]) -> str:
    """Tell in a sentence how many pairs are not right, and how many are not attempted.

    >>> pairs_told([])
    'The prediction has no minimal pairs.'
    """
    if not found:
        return "The prediction has no minimal pairs."
    missed = _missed(found)
    tried = len(found) - missed
    lines = []
    if tried:
        lines.append(
            f"{len(wrong_pairs(found))} of {counts_of(tried, 'minimal pair')} not right on both sides."
        )
    if missed:
        lines.append(f"{counts_of(missed, 'minimal pair')} not attempted.")
    return " ".join(lines)


LONG = 90
"""Characters of a span that are shown; a longer one loses its middle."""


def _text_line(what: str, words: str) -> str:
    start, end = words.find("⟦") + 1, words.find("⟧")
    if end - start > LONG:
        words = f"{words[: start + LONG // 2]} … {words[end - LONG // 2 :]}"
    return textwrap.fill(words, 80, initial_indent=f"  {what:8}", subsequent_indent=" " * 10)


_HEADS = (
    "rewrite",
    "what it does",
    "what it brings to light",
    "drops records",
    "breaks on purpose",
    "documents",
)

_FILES = f"""\
`{GOLD}` is gold: a document is called `ID~{ORIGINAL}`, its variants `ID~REWRITE`, the two sides of a
pair `PAIR~a` and `PAIR~b`. `{TEXTS}` has ids and texts, for an extractor. `{EDITS}` has for each
variant its edits (start, end, text, letter by letter) and the way back to the original. The text of a
variant has the rights of its original, as `rights` says."""


def card(made: ChallengeSet) -> str:
    """The card of a set: what is in its files, what was done, what could not be made."""
    counts = Counter(variant.rewrite for variant in made.variants)
    numbers = ((made.originals, "document"), (made.variants, "variant"), (made.pairs, "minimal pair"))
    many = (counts_of(len(given), what) for given, what in numbers)
    parts = [
        "# A challenge set",
        f"{', '.join(many)}. Written by `presscheck challenge make`, which writes the same bytes everywhere.",
        _FILES,
        table.markdown(_HEADS, [_row(row, counts) for row in REWRITES.values() if counts[row.name]], left=5),
    ]
    missing = Counter((one.rewrite, one.reason) for one in made.not_made)
    lines = [f"- `{name}`: {reason} ({counts_of(n, 'document')})" for (name, reason), n in missing.items()]
    return "\n\n".join([*parts, *(["Not made:", "\n".join(lines)] if lines else [])]) + "\n"


def rewrites() -> str:
    """The table of rewrites, in Markdown."""
    rows = [_row(row, None)[:5] for row in REWRITES.values()]
    return table.markdown(_HEADS[:5], rows, left=5)


def _row(row: Rewrite, counts: Mapping[str, int] | None) -> list[str]:
    number = str(counts[row.name]) if counts else ""
    return [f"`{row.name}`", row.says, row.exposes, "yes" if row.drops else "", ", ".join(row.breaks), number]


def counts_of(n: int, what: str) -> str:
    """A number and what is counted.

    >>> counts_of(1, "document"), counts_of(3, "variant")
    ('1 document', '3 variants')
    """
    return f"{n} {what}{'s' if n != 1 else ''}"
