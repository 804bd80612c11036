"""Definitions that changed from one version to another: the rows whose numbers may have moved, and why."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple


class Change(NamedTuple):
    """One change of a definition.

    Args:
        version: the first version with the new definition.
        rows: pattern of the ids of the measures that it concerns.
        text: what is counted differently, in one sentence.
    """

    version: str
    rows: str
    text: str


CHANGES: tuple[Change, ...] = (
    Change(
        "0.2.0",
        r"quote\.(quoted\.)?(speaker|e2e|share).*",
        "A stated speaker is the answer and the source only evidence; every predicted cluster means the gold "
        "entity of most of its mentions; names that contradict in title or given name do not match.",
    ),
    Change(
        "0.2.0",
        r"event\.a[ic]-e\+?",
        "Every predicted cluster means the gold entity of most of its mentions, and fillers are looked up "
        "among all predicted mentions, whatever a label map leaves out.",
    ),
    Change(
        "0.2.0",
        r"quote\..*",
        "One table of quotation marks serves pairing, types and trimming in every style; unknown marks give "
        "no type.",
    ),
    Change(
        "0.2.0",
        r"(link|entity)\..*",
        "Gold entities without the key `wikidata` are not judged, TIME is never judged, and ids are read in "
        "every usual spelling.",
    ),
    Change(
        "0.2.0",
        r".*",
        "A task that gold does not have is never counted; outer white space of predicted spans is trimmed.",
    ),
)
"""Every change, in the order in which it is told."""


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version)[:3])


def changed(before: str, now: str, rows: Iterable[str]) -> list[str]:
    """List the changed definitions between two versions of the toolkit, in sentences that name the measures.

    Args:
        before: the version of an old result.
        now: the version of a new one.
        rows: the ids of the measures at hand.

    >>> changed("0.1.0", "0.2.0", ["quote.share"])[0][:44]
    '0.2.0: quote.share: A stated speaker is the '
    >>> changed("0.2.0", "0.2.0", ["quote.share"])
    []
    """
    first, last = sorted((_numbers(before), _numbers(now)))
    ids = list(rows)
    sentences = []
    for change in CHANGES:
        concerned = [row for row in ids if re.fullmatch(change.rows, row)]
        if concerned and first < _numbers(change.version) <= last:
            some = "all measures" if len(concerned) == len(ids) > 3 else ", ".join(concerned)
            sentences.append(f"{change.version}: {some}: {change.text}")
    return sentences
