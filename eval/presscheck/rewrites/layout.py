"""Rewrites of lines, blanks, markup and of what stands around an article (internal)."""

from __future__ import annotations

import re
from random import Random

from presscheck.document import paragraphs, quotation_marks
from presscheck.document.model import NOWHERE, Document, Offsets
from presscheck.rewrites.edits import Edit
from presscheck.rewrites.rewrite import Plan, Plans, text_of

BOILERPLATE = (
    "Sign up for our free morning newsletter",
    "Advertisement",
    "Share this article: link, mail, print",
    "We use cookies to make this page work. Accept or change settings.",
    "Photo: archive",
    "Most read this week",
)
"""Lines of a web page that mention nobody, and hold no event and no mark."""

_MARKS = re.escape("".join(sorted(quotation_marks.CHARACTERS)))
_SENTENCE_END = re.compile(rf"[.!?][{_MARKS}]?(?= )")
_DATELINE = re.compile(r"\A[A-Z][A-Z .,]+(?: \([A-Za-z ]+\))? [—–-] ")
_FEED = re.compile(r"\n+The post .{3,200} appeared first on .{2,60}\s*\Z")
_ENTITIES = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "“": "&ldquo;",
    "”": "&rdquo;",
    "‘": "&lsquo;",
    "’": "&rsquo;",
    "—": "&mdash;",
    "…": "&hellip;",
    "\u00a0": "&nbsp;",
}


def _lines(doc: Document) -> list[Offsets]:
    return paragraphs.of(text_of(doc), None)


def wrapped(width: int) -> Plans:
    """Lines broken at blanks.

    Args:
        width: the longest line, in code points, unless a word is longer.
    """

    def plan(doc: Document, _: Random) -> Plan:
        text, edits = text_of(doc), []
        for start, end in paragraphs.lines(text):
            line, blank = start, -1
            for at in [i for i in range(start, end) if text[i] == " "] + [end]:
                if at - line > width and blank > line:
                    edits.append(Edit(blank, blank + 1, "\n"))
                    line = blank + 1
                blank = at
        return Plan(edits)

    return plan


def one_line(doc: Document, _: Random) -> Plan:
    """Line feeds as blanks."""
    text = text_of(doc).rstrip("\n")
    return Plan([Edit(*run.span(), " ") for run in re.finditer(r"\n+", text)])


def blank_lines(doc: Document, _: Random) -> Plan:
    """An empty line between paragraphs."""
    return Plan([Edit(run.end(), run.end(), "\n") for run in re.finditer("\n", text_of(doc))])


def windows_lines(doc: Document, _: Random) -> Plan:
    """A carriage return before every line feed."""
    return Plan([Edit(run.start(), run.start(), "\r") for run in re.finditer("\n", text_of(doc))])


def in_front(mark: str, every: int = 1) -> Plans:
    """Something in front of every so many paragraphs.

    Args:
        mark: what is inserted.
        every: 1 for every paragraph.
    """
    return lambda doc, _: Plan([Edit(start, start, mark) for start, _ in _lines(doc)[::every]])


def before_sentences(mark: str, every: int) -> Plans:
    """Something in front of every so many sentences; of paragraphs, where sentences are not given."""

    def plan(doc: Document, _: Random) -> Plan:
        starts = [start for start, _ in sorted(doc.sentences or _lines(doc))]
        return Plan([Edit(start, start, mark) for start in starts[every - 1 :: every] or starts[:1]])

    return plan


def no_break_spaces(doc: Document, _: Random) -> Plan:
    """Blanks inside mentions as no-break spaces."""
    text = text_of(doc)
    spans = [(m.start, m.end) for m in doc.mentions or () if m.start != NOWHERE]
    places = sorted({at for start, end in spans for at in range(start, end) if text[at] == " "})
    return Plan([Edit(at, at + 1, "\u00a0", letters=True) for at in places])


def thin_spaces(doc: Document, _: Random) -> Plan:
    """Every third blank as a thin space."""
    places = [blank.start() for blank in re.finditer(" ", text_of(doc))][2::3]
    return Plan([Edit(at, at + 1, "\u2009", letters=True) for at in places])


def double_spaces(doc: Document, _: Random) -> Plan:
    """Two blanks after every sentence."""
    text = text_of(doc)
    ends = [end for _, end in doc.sentences or () if text[end : end + 1] == " "]
    ends = ends or [stop.end() for stop in _SENTENCE_END.finditer(text)]
    return Plan([Edit(end, end, " ") for end in sorted(set(ends))])


def html(doc: Document, _: Random) -> Plan:
    """Tags around paragraphs, and character references for marks."""
    text = text_of(doc)
    edits = [Edit(i, i + 1, _ENTITIES[c]) for i, c in enumerate(text) if c in _ENTITIES]
    for start, end in _lines(doc):
        edits += [Edit(start, start, "<p>"), Edit(end, end, "</p>")]
    return Plan(edits)


def boilerplate(doc: Document, _: Random) -> Plan:
    """Lines of a web page after every second paragraph."""
    ends = [end for _, end in _lines(doc)][1::2] or [len(text_of(doc))]
    return Plan([Edit(end, end, f"\n{BOILERPLATE[i % len(BOILERPLATE)]}") for i, end in enumerate(ends)])


def no_dateline(doc: Document, _: Random) -> Plan:
    """Without the dateline at the start, and without the line that a feed puts at the end."""
    text = text_of(doc)
    found = [match for match in (_DATELINE.search(text), _FEED.search(text)) if match]
    return Plan([Edit(*match.span(), "") for match in found])


def paragraph_dropped(doc: Document, rng: Random) -> Plan:
    """Without one of the paragraphs between the first and the last."""
    lines = _lines(doc)
    if len(lines) < 3:
        return Plan([])
    i = rng.randrange(1, len(lines) - 1)
    return Plan([Edit(lines[i][0], lines[i + 1][0], "")])
