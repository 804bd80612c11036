"""The table of rewrites: what is done to a document, what it brings to light, what it may break."""

from __future__ import annotations

from random import Random

from presscheck.document.model import Document
from presscheck.rewrites import characters, countries, cues, dates, layout, marks, people
from presscheck.rewrites.rewrite import Plan, Rewrite
from presscheck.rewrites.together import together

_NFC, _LINE_FEED = ("text-normal-form",), ("text-line-feed",)
_UNMARKED = ("quote-type", "marked-use-marks")

PROBE = "renamed"
"""The rewrite that the contamination probe compares with the original."""


def _no_break(doc: Document, rng: Random) -> Plan:
    return marks.styled(("«\u00a0", "\u00a0»"), ("‹\u00a0", "\u00a0›"))(doc, rng)


_ROWS = (
    Rewrite(
        "straight-quotes",
        "straight quotation marks",
        "code that knows “ and ” alone",
        marks.styled(('"', '"')),
    ),
    Rewrite(
        "german-quotes",
        "„low“ and ‚low‘ marks",
        "code that knows “ and ” alone; “ closes here",
        marks.styled(("„", "“"), ("‚", "‘")),
    ),
    Rewrite(
        "guillemets",
        "« marks » with no-break spaces",
        "code that knows “ and ” alone; spaces inside marks",
        _no_break,
    ),
    Rewrite(
        "ptb-quotes",
        "marks of two characters, as in the Penn Treebank",
        "marks of one character only",
        marks.styled(("``", "''")),
    ),
    Rewrite(
        "uk-quotes", "single marks outside, double ones inside", "nesting of marks; apostrophes", marks.uk
    ),
    Rewrite(
        "no-marks",
        "no double quotation marks at all",
        "quote systems that see nothing but marks",
        marks.none,
        drops=True,
    ),
    Rewrite(
        "unbalanced",
        "one closing mark left out",
        "pairing of marks that runs on, or gives up",
        marks.unbalanced,
        drops=True,
        breaks=("marks-covered", "quote-type"),
        marks=False,
    ),
    Rewrite(
        "apostrophes", "straight apostrophes", "possessives and contractions cut otherwise", marks.apostrophes
    ),
    Rewrite("lower-case", "small letters", "names told by capitals", characters.lower),
    Rewrite("upper-case", "capital letters", "names told by capitals; lexicons with case", characters.upper),
    Rewrite(
        "title-case", "a capital for every word, as in headlines", "names told by capitals", characters.title
    ),
    Rewrite(
        "hard-wrap-60", "lines of at most 60 characters", "systems that read line by line", layout.wrapped(60)
    ),
    Rewrite(
        "hard-wrap-72", "lines of at most 72 characters", "systems that read line by line", layout.wrapped(72)
    ),
    Rewrite("one-line", "no line feeds", "systems that need paragraphs", layout.one_line),
    Rewrite("blank-lines", "an empty line between paragraphs", "logic of paragraphs", layout.blank_lines),
    Rewrite(
        "windows-lines",
        "a carriage return before each line feed",
        "logic of lines; offsets",
        layout.windows_lines,
        breaks=_LINE_FEED,
    ),
    Rewrite("tabs", "a tab in front of every paragraph", "logic of paragraphs", layout.in_front("\t")),
    Rewrite(
        "bullets",
        "a bullet in front of every paragraph",
        "the first words of a paragraph",
        layout.in_front("• "),
    ),
    Rewrite(
        "no-break-spaces",
        "no-break spaces inside mentions",
        "tokens and lexicons that know one blank",
        layout.no_break_spaces,
    ),
    Rewrite(
        "thin-spaces", "every third blank a thin space", "tokens that know one blank", layout.thin_spaces
    ),
    Rewrite("double-spaces", "two blanks after every sentence", "sentence splitting", layout.double_spaces),
    Rewrite(
        "zero-width",
        "a zero-width space inside the words of names",
        "tokens; invisible characters",
        characters.zero_width,
    ),
    Rewrite(
        "soft-hyphens",
        "a soft hyphen inside long words",
        "lexicons; invisible characters",
        characters.soft_hyphens,
    ),
    Rewrite(
        "byte-order-mark", "a byte order mark in front", "the first word; offsets", characters.byte_order_mark
    ),
    Rewrite(
        "decomposed",
        "letters and their marks apart (NFD)",
        "systems that normalise and return other offsets",
        characters.decomposed,
        breaks=_NFC,
    ),
    Rewrite(
        "ligatures", "ligatures of f, i and l", "lexicons and tokens on text from a PDF", characters.ligatures
    ),
    Rewrite(
        "emoji",
        "an emoji in front of every fifth sentence",
        "offsets in UTF-16 or bytes",
        layout.before_sentences("😀 ", 5),
    ),
    Rewrite("ocr-1", "a hundredth of nine letters misread, names spared", "noise", characters.noise(0.01)),
    Rewrite("ocr-3", "three hundredths misread, names spared", "noise", characters.noise(0.03)),
    Rewrite("ocr-10", "a tenth misread, names spared", "noise", characters.noise(0.10)),
    Rewrite(
        "ocr-names",
        "a tenth misread inside names; their links are not judged",
        "noise in names",
        characters.noise(0.10, in_names=True),
    ),
    Rewrite(
        "boilerplate",
        "lines of a web page after every second paragraph",
        "spurious records; broken chains",
        layout.boilerplate,
    ),
    Rewrite(
        "html",
        "paragraph tags and character references",
        "text that was not cleaned",
        layout.html,
        breaks=_UNMARKED,
        marks=False,
    ),
    Rewrite(
        "no-dateline",
        "without dateline and without the feed's last line",
        "reliance on the lead",
        layout.no_dateline,
        drops=True,
    ),
    Rewrite(
        "paragraph-dropped",
        "without one paragraph in the middle",
        "memory of documents; first mentions",
        layout.paragraph_dropped,
        drops=True,
    ),
    Rewrite(
        "names-invented",
        "other names of the same kind; links not judged",
        "names known by heart",
        people.swapped("invented"),
    ),
    Rewrite(
        "names-yoruba", "Yoruba names; links not judged", "names from elsewhere", people.swapped("yoruba")
    ),
    Rewrite(
        "names-tamil",
        "Tamil names, short by the given name",
        "names from elsewhere; surname matching",
        people.swapped("tamil"),
    ),
    Rewrite(
        "names-hungarian", "Hungarian names, family name first", "order of names", people.swapped("hungarian")
    ),
    Rewrite(
        "names-icelandic",
        "Icelandic names, short by the given name",
        "surname matching",
        people.swapped("icelandic"),
    ),
    Rewrite("mononyms", "people with one name", "names of one word", people.swapped("mononym")),
    Rewrite(
        "people-exchanged",
        "the two most named people change places, with links",
        "knowledge of the world",
        people.exchanged(people.people),
    ),
    Rewrite(
        "speakers-exchanged",
        "the two most quoted people change places",
        "speakers known by heart",
        people.exchanged(people.speakers),
    ),
    Rewrite("names-for-pronouns", "names in place of he and she", "reliance on form", people.for_pronouns),
    Rewrite(
        "countries",
        "unlike countries with their demonyms and capitals; links not judged",
        "what countries are expected to do",
        countries.swapped,
    ),
    Rewrite("cue-synonyms", "other neutral verbs of saying", "closed lists of cues", cues.replaced),
    Rewrite(
        "dates",
        "every date a year earlier, on another weekday",
        "the clock in place of `published`",
        dates.shifted,
    ),
    Rewrite(
        PROBE,
        "names, countries and dates replaced together",
        "recall of a known article",
        together(people.swapped("invented"), countries.swapped, dates.shifted),
    ),
)

REWRITES: dict[str, Rewrite] = {row.name: row for row in _ROWS}
"""Name -> row, in the order in which they are told. To add one: a function, and a line here."""
