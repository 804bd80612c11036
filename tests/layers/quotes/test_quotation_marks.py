"""One table of quotation marks: what is scored, trimmed and told is the same in every style."""

import ast

import msgspec
import pytest
from tests.conftest import ROOT
from tests.helpers.restyled import restyled
from tests.helpers.scoring import score

from presscheck.document import jsonl
from presscheck.document.model import Document, Span
from presscheck.document.quotation_marks import DOUBLE, STYLES
from presscheck.layers.quotes import errors, rules
from presscheck.layers.texts import mark_pairs
from presscheck.measure.measure import DocumentPair
from presscheck.measure.settings import Settings

TEXT = (
    "“We’ll go,” said Ann Lee. She told the ministers’ aides that “the ‘yes, but’ of the others” was over.\n"
    "Lee, 52, is 5′10″ tall. “It’s late,” she added, “and the dogs’ bowls are empty.” • “Go!”\n"
    "“We waited.\n“Then it rained,” Lee said. Lee said that it’s done, and that she’d call it a “rupture”.\n"
)
QUOTES = [
    (["“We’ll go,”"], "direct"),
    (["that “the ‘yes, but’ of the others” was over"], "mixed"),
    (["“It’s late,”", "“and the dogs’ bowls are empty.”"], "direct"),
    (["“Go!”"], "direct"),
    (["“We waited.", "“Then it rained,”"], "direct"),
    (["that it’s done"], "indirect"),
]


def spans(text, parts):
    """The spans of some words, one after the other."""
    found, at = [], 0
    for words in parts:
        start = text.index(words, at)
        at = start + len(words)
        found.append({"start": start, "end": at, "text": words})
    return found


def document(text=TEXT, quotes=QUOTES, use="“rupture”", **more):
    records = [
        {"type": kind, "content": spans(text, parts), "source": None, "speaker": "Ann Lee"}
        for parts, kind in quotes
    ]
    uses = [{**span, "use": "term"} for span in spans(text, [use])] if use else []
    return msgspec.convert(
        {"id": "d", "text": text, "quotes": records, "marked_uses": uses, **more}, Document
    )


def untyped(doc):
    """A prediction that leaves the types to the rule."""
    quotes = [msgspec.structs.replace(quote, type=None) for quote in doc.quotes]
    return msgspec.structs.replace(doc, quotes=quotes)


def article():
    """The shipped gold."""
    return next(iter(jsonl.read(ROOT / "corpus" / "gold.jsonl")))


def values(gold, pred):
    """Every quote row's value; distances turned round, so that 1 is perfect."""
    entries = score([gold], [pred], measures="quotes").as_dict()["measures"]
    return {
        name: 1 - entry["value"] if entry["kind"] == "distance" else entry[headline(entry)]
        for name, entry in entries.items()
        if entry[headline(entry)] is not None
    }


def headline(entry):
    return {"prf": "f1", "accuracy": "accuracy", "distance": "value"}[entry["kind"]]


@pytest.mark.parametrize("source", [document, article], ids=["own text", "article"])
@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_every_style_scores_alike(style, source):
    """Against itself 1.000 in every row; types kept; no error; no finding on marks; the same pairs."""
    plain = source()
    doc = restyled(plain, style)
    assert [mark_pairs.derived_type(doc, quote) for quote in doc.quotes] == [q.type for q in doc.quotes]
    rows = values(doc, untyped(doc))
    assert rows.keys() == values(plain, plain).keys()
    assert "quote.quoted.exact" in rows
    assert "quote.type" in rows
    assert {name: value for name, value in rows.items() if value != 1} == {}
    assert [*errors.errors(DocumentPair(doc, untyped(doc), Settings()))] == []
    assert [*rules.quote_type(doc), *rules.marks_covered(doc), *rules.marked_use_marks(doc)] == []


def bare(doc, style):
    """A prediction that leaves the marks out."""
    parts = []
    for quote in doc.quotes:
        spans_ = [
            Span(
                start=part.start + len(style.opening) * part.text.startswith(style.opening),
                end=part.end - len(style.closing) * part.text.endswith(style.closing),
            )
            for part in quote.content
        ]
        parts.append(msgspec.structs.replace(quote, content=spans_, type=None))
    return msgspec.structs.replace(doc, quotes=parts)


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_predictions_without_marks(style):
    """Trimmed they are right, and keep their types; inside marks they are found, in every style."""
    text = "She said: “We go now, all of us.” He said that “nobody” waits."
    plain = document(
        text, [(["“We go now, all of us.”"], "direct"), (["that “nobody” waits"], "mixed")], use=None
    )
    gold = restyled(plain, style)
    rows = values(gold, bare(gold, style))
    assert (rows["quote.trimmed"], rows["quote.type"], rows["quote.quoted.trimmed"]) == (1, 1, 1)
    assert rows["quote.exact"] == 1 / 2


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("»Wir gehen«, sagte sie.", "»Wir gehen«"),
        ("彼は「行く」と言った。", "「行く」"),
        ("她說「他說『走』了」。", "「他說『走』了」"),
        ("”Vi går”, sade hon.", "”Vi går”"),
        ("‘We agree,’ she said.", "‘We agree,’"),
        ("＂Go,＂ he said.", "＂Go,＂"),
        ("``We agree,'' she said.", "``We agree,''"),
        ('5\'10" tall, he said "go".', '"go"'),
        ("“Go,” he said.", "“Go,”"),
        ("„Geh“, sagte er.", "„Geh“"),
        ("„Idź”, powiedział.", "„Idź”"),
        ("« Va », dit-il.", "« Va »"),
    ],
)
def test_an_untyped_quote_in_marks_is_direct(text, quote):
    """Whatever the language: all of it lies inside marks, and a prediction without types is right."""
    keys = {"quotation_marks": "single"} if quote.startswith("‘") else {}
    gold = document(text, [([quote], "direct")], use=None, **keys)
    pred = msgspec.structs.replace(untyped(gold), quotation_marks=msgspec.UNSET)
    result = score([gold], [pred], measures="quote.type,quote.quoted.exact,quote.quoted.chars")
    assert result["quote.type"]["accuracy"] == 1
    assert result.whole("quote.quoted.exact") == (1, 1, 1, 1)
    letters = sum(not character.isspace() for character in quote)
    assert result.whole("quote.quoted.chars").n_gold == letters


@pytest.mark.parametrize("said", [None, "direct"])
def test_marks_that_are_not_known(said):
    """No type follows, the rules are silent, the rows that need a type or marks count nothing of it."""
    text = "⸂We go,⸃ she said."
    gold = document(text, [(["⸂We go,⸃"], said)], use=None)
    assert mark_pairs.derived_type(gold, gold.quotes[0]) is None
    assert [*rules.quote_type(gold), *rules.marks_covered(gold)] == []
    entries = score([gold], [untyped(gold)], measures="quotes").as_dict()["measures"]
    assert entries["quote.exact"]["f1"] == 1
    assert entries["quote.quoted.exact"]["f1"] is None
    assert entries["quote.type"]["accuracy"] == (None if said is None else 0)
    assert entries["quote.type.f1"]["f1"] == (None if said is None else 0)


def test_gold_says_whether_single_marks_count():
    """A prediction has no text of its own: the key of gold's document decides for both."""
    text = "‘We agree,’ she said."
    gold = document(text, [(["‘We agree,’"], "direct")], use=None, quotation_marks="single")
    pred = msgspec.structs.replace(untyped(gold), text=None, quotation_marks=msgspec.UNSET)
    rows = values(gold, pred)
    assert (rows["quote.type"], rows["quote.quoted.exact"]) == (1, 1)
    plain = msgspec.structs.replace(gold, quotation_marks=msgspec.UNSET)
    assert values(plain, msgspec.structs.replace(pred, quotation_marks="single"))["quote.type"] == 0


def test_uncovered_single_marks_are_told():
    """In a document of single marks a pair that is neither a quote nor a marked use is a finding."""
    doc = document("‘We agree,’ she said. It was ‘it’.", [(["‘We agree,’"], "direct")], use=None)
    assert [*rules.marks_covered(doc)] == []
    single = msgspec.structs.replace(doc, quotation_marks="single")
    assert [violation.message for violation in rules.marks_covered(single)] == [
        "the marks at [29, 33) '‘it’' are neither a quote nor a marked use"
    ]


def test_marks_are_paired_once_a_text(monkeypatch):
    """However many quotes, rows, errors and rules ask: one look at the whole text."""
    text = "".join(f"“We go {i},” said Lee. " for i in range(300))
    quotes = [([f"“We go {i},”"], "direct") for i in range(300)]
    doc = document(text, quotes, use=None)
    asked = []
    pairs = mark_pairs.pairs
    monkeypatch.setattr(mark_pairs, "pairs", lambda *given: asked.append(len(given[0])) or pairs(*given))
    mark_pairs.marks.cache_clear()
    assert values(doc, untyped(doc))["quote.quoted.exact"] == 1
    assert [*errors.errors(DocumentPair(doc, untyped(doc), Settings()))] == []
    assert [*rules.quote_type(doc), *rules.marks_covered(doc)] == []
    assert asked == [len(text)]


def lists_of_marks(path):
    """Strings of a module, but for its docstrings, that are made of marks more than of words."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documents = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documents:
            several = {mark for mark in DOUBLE - {"''", "``"} if mark in node.value}
            if len(several) > 1 and sum(map(str.isalpha, node.value)) <= len(several):
                yield node.value


def test_no_second_list_of_marks():
    """Whoever needs quotation marks takes them from the table."""
    package = ROOT / "eval" / "presscheck"
    kept = {path.relative_to(package).as_posix() for path in package.rglob("*.py") if [*lists_of_marks(path)]}
    assert kept == set()
