"""Common files reach a score in two commands, and every line that is printed helps."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import ROOT

from presscheck.document import jsonl

CASES = ROOT / "tests" / "cases" / "formats"
GOLD = CASES / "gold.jsonl"
((NAME, TEXT),) = jsonl.texts(GOLD).items()
SPANS = [("Keir Starmer", "PERSON"), ("NATO", "ORG"), ("London", "GPE"), ("U.K.", "GPE")]


def place(words: str) -> tuple[int, int]:
    """The place of words in the text."""
    start = TEXT.index(words)
    return start, start + len(words)


def reply(folder: Path) -> Path:
    """A newcomer's messy reply: prose, a fence, a comma too many, labels in small letters."""
    path = folder / "reply.md"
    rows = ",\n ".join(f'{{"Entity": "{words}", "category": "{label.lower()}"}}' for words, label in SPANS)
    path.write_text(f"Sure! I found these:\n\n```json\n[{rows},]\n```\nAnything else?\n", encoding="utf-8")
    return path


def docbin(folder: Path) -> Path:
    """The files that spaCy writes."""
    spacy = pytest.importorskip("spacy")
    from spacy.tokens import DocBin

    doc = spacy.blank("en")(TEXT)
    doc.ents = [span for words, label in SPANS if (span := doc.char_span(*place(words), label=label))]
    DocBin(docs=[doc]).to_disk(folder / "docs.spacy")
    return folder / "docs.spacy"


def tags(folder: Path) -> Path:
    """Tokens and tags, as taggers write them."""
    return Path(shutil.copy(CASES / "example.conll", folder / "tags.txt"))


def book(folder: Path) -> Path:
    """A folder of BookNLP."""
    return Path(shutil.copytree(CASES / "booknlp", folder / "book"))


def oneie(folder: Path) -> Path:
    """OneIE's output."""
    return Path(shutil.copy(CASES / "example.oneie.json", folder / "out.json"))


def attributions(folder: Path) -> Path:
    """A folder laid out like PolNeAR."""
    root = folder / "polnear"
    for name in ("attributions", "text"):
        (root / name).mkdir(parents=True)
    (root / "text" / f"{NAME}.txt").write_text(TEXT, encoding="utf-8")
    parts = [
        ("Source", "Keir Starmer"),
        ("Cue", "told"),
        ("Content", "“We’ll act.”"),
        ("Attribution", "told"),
    ]
    lines = [
        f"T{i}\t{label} {place(words)[0]} {place(words)[1]}\t{words}\n"
        for i, (label, words) in enumerate(parts, 1)
    ]
    ann = root / "attributions" / f"{NAME}_4b22.ann"
    ann.write_text("".join(lines) + "E1\tAttribution:T4 Content:T3 Cue:T2 Source:T1\n", encoding="utf-8")
    return root


def conllu(folder: Path) -> Path:
    """CoNLL-U with coreference."""
    return Path(shutil.copy(CASES / "example.conllu", folder / "x.conllu"))


def studio(folder: Path) -> Path:
    """An export of somebody else's Label Studio project."""
    regions = [
        {"id": str(i), "from_name": "ner", "to_name": "article", "type": "labels",
         "value": {"start": place(words)[0], "end": place(words)[1], "text": words, "labels": [label]}}
        for i, (words, label) in enumerate(SPANS)
    ]  # fmt: skip
    task = {"id": 12, "data": {"article": TEXT}, "annotations": [
        {"id": 3, "completed_by": 1, "was_cancelled": False, "result": regions}]}  # fmt: skip
    (folder / "export.json").write_text(json.dumps([task]))
    return folder / "export.json"


def own(folder: Path) -> Path:
    """A JSON that nobody else has."""
    rows = [
        {"surface": words, "kind": label, "begin": place(words)[0], "stop": place(words)[1]}
        for words, label in SPANS
    ]
    (folder / "mine.json").write_text(json.dumps({"doc_id": NAME, "article": TEXT, "mentions": rows}))
    return folder / "mine.json"


HANDS: list[tuple[Callable[[Path], Path], str, str, float]] = [
    (reply, "llm", "mention.strict", 4),
    (docbin, "spacy", "mention.exact", 4),
    (tags, "conll", "mention.exact", 5),
    (book, "booknlp", "quote.speaker", 1),
    (oneie, "oneie", "mention.strict", 5),
    (attributions, "brat", "quote.source", 1),
    (conllu, "conllu", "coref.b3", 5),
    (studio, "labelstudio", "mention.exact", 4),
    (own, "fields", "mention.exact", 4),
]
HELPS = (
    r"reading .+ as .+, for it has .+; `--(from|fields) .+` selects it",
    r"understood as the field map \{.+\}",
    r"labels? .+ (is|are) not ours; the label map `.+` has .+: `--label-map .+` names it in the file",
    r"labels? .+ needs? the label map `common`, which is named in the file",
    r"1 document written to .+",
    r"noted: .+ \(\d+\)(, .+ \(\d+\))*",
)


@pytest.mark.parametrize(
    ("made", "name", "measure", "right"), HANDS, ids=lambda value: getattr(value, "__name__", "")
)
def test_two_commands_from_a_file_to_a_score(cli, tmp_path, made, name, measure, right):
    """Convert and score, no option but whose texts they are; what is said is said in known sentences."""
    path = made(tmp_path)
    run = cli("convert", path.name, "-o", "pred.jsonl", "--texts", GOLD, cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    assert f" as {name} (" in run.stderr
    for line in run.stderr.splitlines():
        assert any(re.fullmatch(form, line) for form in HELPS), line
    run = cli("score", "pred.jsonl", "--gold", GOLD, "--measures", measure, "--format", "json", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    entry = json.loads(run.stdout)["measures"][measure]
    assert entry.get("tp_pred", entry.get("right")) == right


@pytest.mark.parametrize(
    ("made", "name", "measure", "right"), HANDS, ids=lambda value: getattr(value, "__name__", "")
)
def test_what_brings_its_own_words_is_about_them(cli, tmp_path, made, name, measure, right):
    """Without texts nothing is put on the shipped article: it has a text, or strings that wait for one."""
    run = cli("convert", made(tmp_path).name, "-o", "pred.jsonl", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    (doc,) = jsonl.read(tmp_path / "pred.jsonl")
    assert isinstance(doc.text, str) or name == "llm"
    records = (doc.mentions or []) + (doc.quotes or [])
    assert len(records) >= right
    assert measure
