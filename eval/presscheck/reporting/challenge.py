"""Challenge sets in words: what breaks a system, worst first, and the card of a set."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence

from presscheck.rewrites.effects import Effect, Effects, PairOutcome
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

SMALL = 0.0005


def text(found: Effects, probed: Probe | None, top: int | None) -> str:
    """The table on one screen: values of the original, differences of every rewrite.

    Args:
        found: from `effects`.
        probed: from `probe`.
        top: how many rewrites; None for all.
    """
    heads = ["rewrite", "kept", *(SHORT.get(m, m) for m in found.measures)]
    rows = [_values(found), *(_changes(effect, found) for effect in found.rewrites[:top])]
    blocks = [table.render(heads, rows), *_notes(found, top)]
    if found.pairs:
        blocks.append(_pairs(found))
    if probed:
        blocks.append(probe_line(probed))
    return "\n\n".join(blocks)


def markdown(found: Effects, probed: Probe | None, top: int | None) -> str:
    """The same in Markdown."""
    heads = ["rewrite", "kept", *(f"`{m}`" for m in found.measures)]
    rows = [_values(found), *(_changes(effect, found) for effect in found.rewrites[:top])]
    blocks = [table.markdown(heads, rows)]
    if found.pairs:
        blocks.append(table.markdown(["minimal pairs", "both right", "one", "none"], _phenomena(found)))
    if probed:
        blocks.append(probe_line(probed))
    return "\n\n".join(blocks)


def _values(found: Effects) -> list[str]:
    return [ORIGINAL, "", *(table.number(found.original[m]) for m in found.measures)]


def _changes(effect: Effect, found: Effects) -> list[str]:
    cells = [change_of(effect.change(m)) for m in found.measures]
    return [effect.rewrite, f"{effect.kept:.0%}", *cells]


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
    said = [f"{SHORT[m]} = {m}" for m in found.measures if m in SHORT]
    lines = [f"Differences to the original; · is none. {', '.join(said)}."] if said else []
    hidden = len(found.rewrites) - len(found.rewrites[:top])
    if hidden:
        lines.append(f"{hidden} more rewrites cost less (--all).")
    if found.left_out:
        lines.append(f"Not in the prediction: {', '.join(found.left_out)}.")
    return ["\n".join(_wrapped(line) for line in lines)] if lines else []


def _wrapped(line: str) -> str:
    return textwrap.fill(line, 80)


def _phenomena(found: Effects) -> list[list[str]]:
    """Phenomenon by phenomenon, how many pairs are right on both sides, on one, on none; the worst first."""
    counts: dict[str, Counter[int]] = {}
    for pair in found.pairs:
        counts.setdefault(pair.phenomenon, Counter())[sum(pair.right)] += 1
    ranked = sorted(counts.items(), key=lambda item: item[1][2] / sum(item[1].values()))
    total: Counter[int] = sum(counts.values(), Counter())
    return [[name, *(str(n[i]) for i in (2, 1, 0))] for name, n in [*ranked, ("all", total)]]


def _pairs(found: Effects) -> str:
    """Minimal pairs in few lines: the share that is right, then every phenomenon with both right of all."""
    *rows, whole = _phenomena(found)
    many = len(found.pairs)
    cells = [f"{name} {both}/{int(both) + int(one_) + int(none)}" for name, both, one_, none in rows]
    return _wrapped(f"Minimal pairs with both sides right: {whole[1]} of {many}. {', '.join(cells)}.")


def probe_line(probed: Probe) -> str:
    """The contamination probe in a sentence."""
    bounds = f" ({probed.interval[0]:+.3f} to {probed.interval[1]:+.3f})" if probed.interval else ""
    units = counts_of(probed.units, probed.unit)
    return _wrapped(
        f"Contamination probe: {probed.change:+.3f}{bounds} when names, countries and dates are replaced; "
        f"mean of {len(probed.measures)} measures, {probed.original:.3f} before, 95 % over {units}."
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
    """Minimal pairs one by one, and which side is wrong."""
    lines = []
    for pair in found:
        lines.append(_wrapped(f"{pair.phenomenon}: {pair.name}"))
        for right, words in zip(pair.right, pair.texts, strict=True):
            lines.append(_text_line("right" if right else "wrong", words.replace("\n", " ¶ ")))
    lines.append(f"{counts_of(len(found), 'minimal pair')} not right on both sides.")
    return "\n".join(lines)


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
