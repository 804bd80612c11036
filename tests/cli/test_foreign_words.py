"""Foreign words, through every verb and format: none steers a terminal, a log or a spreadsheet."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import httpx
import pytest
from lxml import etree
from tests.conftest import ROOT
from tests.helpers.fake_studio import ENVIRONMENT, FakeStudio
from tests.helpers.inside import run
from tests.helpers.llm_server import answer, serving

from presscheck.annotation.label_studio import client
from presscheck.cli import VERBS
from presscheck.text.visible import visible

TAIL = "FORGED"
FOREIGN = {
    "terminal": f"x\x1b[31m\x1b]8;;http://h\x1b\\a\x07\x9b2J\x7f\x00\r{TAIL}",
    "direction": f"x\u202e\u2066b\u061c\u200f\u2028{TAIL}\u2029{TAIL}\ufeff\U000e0041",
    "command": f"::stop-commands::t\n::error::x\n  ::set-output name=a::b\n##[error]x\n{TAIL}",
    "markup": f"<img src=x onerror=y> [a](http://h) @name `c` ```\n# {TAIL}\n\n[red]x[/] a|b\\|c",
    "formula": f'=HYPERLINK("http://h","a")\n=1+1\n{TAIL}',
}
"""Kind -> words as ids, labels, keys, names, `meta` and text."""

RAW = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\U000e0041\ud800-\udfff]"
)


def documents(words: str) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Gold, a prediction with other labels, and what is not a document: the words in every place there is."""
    text = f"Oslo met Rome. {words} said Oslo."
    at = text.index(words)
    place = {"start": at, "end": at + len(words), "text": words}
    gold = {
        "schema_version": "1.1.0",
        "id": words,
        "title": words,
        "publisher": words,
        "language": "en",
        "rights": words,
        "text": text,
        "sentences": [[0, 14], [15, len(text)]],
        "mentions": [
            {"start": 0, "end": 4, "text": "Oslo", "type": words, "form": words, "entity": words},
            {"start": 9, "end": 13, "text": "Rome", "type": "GPE", "form": "name", "entity": "rome"},
            {**place, "type": "PER", "form": "name", "entity": f"{words}2", "meta": {words: words}},
        ],
        "entities": [
            {"id": words, "type": words, "name": words, "aliases": [words], "wikidata": words},
            {"id": "rome", "type": "GPE", "name": words, "value": words},
            {"id": f"{words}2", "type": "PER", "name": words},
        ],
        "events": [
            {
                "start": 5, "end": 8, "text": "met", "type": words, "event": words, "polarity": words,
                "modality": words, "genericity": words, "tense": words, "time": words,
                "arguments": [{"role": words, "start": 0, "end": 4, "text": "Oslo"}],
            }
        ],
        "quotes": [
            {
                "type": words, "content": [place], "speaker": words, "medium": words,
                "cue": {"start": len(text) - 10, "end": len(text) - 6},
                "source": {"start": 0, "end": 4},
            }
        ],
        "marked_uses": [{**place, "use": words}],
        "meta": {words: words, "source": words},
    }  # fmt: skip
    other = json.loads(json.dumps(gold).replace('"GPE"', '"LOC"'))
    for layer in ("mentions", "events"):
        other[layer][0]["type"] = f"{words}!"
    other["events"][0]["arguments"][0]["role"] = f"{words}!"
    other["quotes"][0]["speaker"] = f"{words} of {words}"
    other["mentions"].append({"text": f"{words} nowhere", "type": words})
    for key in ("schema_version", "rights", "sentences", "title", "publisher"):
        other.pop(key)
    bad = {"id": words, words: words, "mentions": [{"start": 0, "end": 4, words: 1}], "quotes": words}
    return gold, other, bad


@pytest.fixture(params=FOREIGN)
def words(request: pytest.FixtureRequest) -> str:
    return FOREIGN[request.param]


@pytest.fixture
def work(words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files with the words in every place, and a folder to run in."""
    monkeypatch.chdir(tmp_path)
    gold, other, bad = documents(words)
    for path, docs in (
        ("gold.jsonl", [gold]),
        ("pred.jsonl", [gold]),
        ("other.jsonl", [other]),
        ("pass.jsonl", [{**gold, "mentions": gold["mentions"][1:], "events": []}]),
        ("bad.jsonl", [bad]),
        (named(words), [{**other, "mentions": other["mentions"][:-1]}]),
        ("texts.jsonl", [{"id": words, "text": gold["text"]}]),
    ):
        (tmp_path / path).write_text(
            "".join(json.dumps(d, ensure_ascii=False) + "\n" for d in docs), encoding="utf-8"
        )
    (tmp_path / "not.jsonl").write_text(f"{words}\n", encoding="utf-8", newline="\n")
    (tmp_path / "export.json").write_text(json.dumps([exported(gold, words)]), encoding="utf-8")
    return tmp_path


def named(words: str) -> str:
    """The words as the name of a file."""
    return "".join(c for c in words if c not in "/\x00")[:60] + ".jsonl"


def exported(gold: dict[str, Any], words: str) -> dict[str, Any]:
    """A task of Label Studio with somebody's annotation."""
    from presscheck.document.jsonl import from_plain
    from presscheck.formats.label_studio.regions import to_regions

    bare = {"id": words, "text": gold["text"], "mentions": [{"start": 0, "end": 4, "type": "GPE"}]}
    sheet = to_regions(from_plain(bare))
    made = {"id": 1, "completed_by": {"id": 1, "email": words}, "was_cancelled": False, "ground_truth": False}
    result = json.loads(json.dumps(sheet["result"]).replace('"GPE"', json.dumps(words)))
    return {"id": 7, **sheet, "annotations": [{**made, "result": result}]}


GATE = "--anchor exact --gold gold.jsonl --baseline base.json --annotations --junit junit.xml"
CALLS: dict[str, list[str]] = {
    "score": [
        "other.jsonl --gold gold.jsonl --measures all --by publisher --by document --by meta.source FORM",
        "bad.jsonl --gold gold.jsonl",
        "not.jsonl --gold gold.jsonl",
        "NAMED --gold gold.jsonl FORM",
    ],
    "compare": [
        "pred.jsonl other.jsonl --gold gold.jsonl --changed mention.strict --anchor exact FORM",
        "pred.jsonl NAMED --gold gold.jsonl FORM",
        "pred.jsonl bad.jsonl --gold gold.jsonl",
    ],
    "gate": [
        "pred.jsonl --gold gold.jsonl --baseline base.json --update --anchor exact",
        f"other.jsonl {GATE} --summary s.md FORM",
        f"bad.jsonl {GATE} --summary s.md FORM",
        f"NAMED {GATE} --summary s.md FORM",
        "other.jsonl --gold gold.jsonl --baseline base.json --update --anchor exact",
    ],
    "merge": ["result.json FORM"],
    "errors": [
        "other.jsonl --gold gold.jsonl FORM",
        "other.jsonl --gold gold.jsonl --list",
        "other.jsonl --gold gold.jsonl --confusion",
        "bad.jsonl --gold gold.jsonl",
    ],
    "measures": ["", "mention.strict", "--markdown"],
    "validate": [
        "gold.jsonl other.jsonl bad.jsonl not.jsonl --gold gold.jsonl FORM",
        "gold.jsonl --strict --list --why",
    ],
    "show": [
        "gold.jsonl",
        "other.jsonl --gold gold.jsonl",
        "bad.jsonl --textconv",
        "not.jsonl --textconv",
        "bad.jsonl",
    ],
    "stats": ["gold.jsonl FORM", "bad.jsonl"],
    "strip": ["gold.jsonl -o out.jsonl", "other.jsonl -o out.jsonl", "bad.jsonl -o out.jsonl"],
    "anchor": [
        "other.jsonl --gold gold.jsonl -o out.jsonl FORM",
        "other.jsonl --gold gold.jsonl --drop-offsets -o out.jsonl FORM",
        "bad.jsonl --gold gold.jsonl -o out.jsonl",
    ],
    "convert": [
        "other.jsonl --texts gold.jsonl -o out.jsonl",
        "other.jsonl --texts gold.jsonl --to conll -o out.conll",
        "bad.jsonl --texts gold.jsonl -o out.jsonl",
        "not.jsonl --texts gold.jsonl -o out.jsonl",
        "not.jsonl --texts gold.jsonl --from conll -o out.jsonl",
    ],
    "extract": ["llm texts.jsonl -o out.jsonl --cache cache", "llm bad.jsonl -o out.jsonl --cache cache"],
    "agree": [
        "gold.jsonl pass.jsonl FORM",
        "gold.jsonl pass.jsonl --list",
        "gold.jsonl NAMED FORM",
        "gold.jsonl texts.jsonl --list",
    ],
    "adjudicate": [
        "gold.jsonl pass.jsonl -o out.jsonl --log log.jsonl",
        "gold.jsonl texts.jsonl -o out.jsonl --log log2.jsonl",
        "gold.jsonl pass.jsonl -o out.jsonl --log log4.jsonl --settled pred.jsonl",
        "gold.jsonl bad.jsonl -o out.jsonl --log log3.jsonl",
    ],
    "report": [
        "other.jsonl --gold gold.jsonl -o out.html",
        "other.jsonl pred.jsonl --gold gold.jsonl -o out2.html",
        "bad.jsonl --gold gold.jsonl -o out.html",
        "--agree gold.jsonl pass.jsonl -o out3.html",
    ],
    "challenge": [
        "make --gold gold.jsonl -o challenge",
        "score challenge/texts.jsonl --gold challenge",
        "errors challenge/texts.jsonl --gold challenge",
        "score bad.jsonl --gold challenge",
    ],
    "push": [
        "gold.jsonl other.jsonl --gold gold.jsonl --project P",
        "bad.jsonl --gold gold.jsonl --project P",
        "texts.jsonl --project P",
    ],
    "pull": ["--from-file export.json", "--from-file export.json -o out.jsonl", "--project P"],
    "studio": ["bad.jsonl", "not.jsonl"],
}
"""Verb -> calls of it; FORM stands for each of its formats."""


def forms(verb: str) -> list[str]:
    """The formats of a verb."""
    command: click.Command = import_module(f"presscheck.cli.{verb}").command
    choices = [
        p.type.choices for p in command.params if p.name == "form" and isinstance(p.type, click.Choice)
    ]
    return [*choices[0]] if choices else []


def each(verb: str) -> Iterator[tuple[str, list[str]]]:
    """The format and the arguments of each call of a verb."""
    for call in CALLS[verb]:
        for form in forms(verb) if "FORM" in call else ["text"]:
            yield form, [verb, *call.replace("FORM", f"--format {form}").split()]


def test_every_verb_and_every_format_is_called() -> None:
    """A new verb or format has its calls here."""
    assert CALLS.keys() == VERBS.keys()
    assert all(any("FORM" in call for call in CALLS[verb]) for verb in VERBS if forms(verb))


@pytest.mark.parametrize("verb", VERBS)
def test_nothing_foreign_steers_what_shows_it(
    verb: str, words: str, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No control, no command to a service, no line that the words begin; JSON keeps the values."""
    fake, connect = FakeStudio(), client.connect
    transport = httpx.MockTransport(fake.answer)
    monkeypatch.setattr(client, "connect", lambda: connect(ENVIRONMENT, transport))
    if verb == "merge":
        run("score", "other.jsonl", "--gold", "gold.jsonl", "--format", "result", "-o", "result.json")
    with serving(answer({"mentions": [{"text": words, "type": words}], words: words})) as server:
        monkeypatch.setenv("PRESSCHECK_LLM_URL", server.url)
        monkeypatch.setenv("PRESSCHECK_LLM_MODEL", words.replace("\x00", ""))
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        for form, arguments in each(verb):
            code, out, err = run(*(named(words) if word == "NAMED" else word for word in arguments))
            assert code in (0, 1, 2, 3), arguments
            check(out, form if code in (0, 1) else "text", arguments)
            check(err, "text", arguments)
            for path in ("junit.xml", "s.md"):
                if (work / path).exists():
                    check((work / path).read_text(encoding="utf-8"), path, arguments)


def check(text: str, form: str, arguments: list[str]) -> None:
    """The promises about one output."""
    documents_alone = text.startswith('{"') and form == "text"
    if not documents_alone:
        assert not (raw := RAW.search(text)), (arguments, raw, text[max(0, raw.start() - 80) :][:200])
    assert "##[" not in text or documents_alone, arguments
    for line in text.split("\n"):
        assert not line.lstrip().startswith("::") or line.startswith("::error file="), (arguments, line)
        assert not line.startswith((TAIL, f"# {TAIL}")) or "--textconv" in arguments, (arguments, line)
    if form in ("json", "result") and text:
        json.loads(text)
    if form == "csv":
        for row in csv.reader(io.StringIO(text)):
            assert not any(cell.lstrip()[:1] in ("=", "+", "@") for cell in row), row
    if form in ("markdown", "s.md"):
        assert "<img" not in text
        assert "](http" not in text
        assert " @name" not in text
    if form == "junit.xml":
        etree.fromstring(text.encode())


@pytest.mark.usefixtures("work")
def test_json_keeps_foreign_values(words: str) -> None:
    """A value that is escaped for a reader is the same value to a program."""
    _, out, _ = run("validate", "bad.jsonl", "--gold", "gold.jsonl", "--format", "json")
    assert {finding["doc"] for finding in json.loads(out)[0]["findings"]} == {words}
    _, out, _ = run("score", "other.jsonl", "--gold", "gold.jsonl", "--by", "publisher", "--format", "json")
    assert words in json.loads(out)["measures"]["mention.strict"]["by"]["publisher"]


def test_output_lives_on_a_terminal_without_the_character(work: Path) -> None:
    """Characters that cp1252 lacks are written out, and JSON stays JSON."""
    for call in (
        "show gold.jsonl",
        "errors other.jsonl --gold gold.jsonl",
        "compare pred.jsonl pass.jsonl --gold gold.jsonl",
        "gate pred.jsonl --gold gold.jsonl --baseline b.json --update",
        "validate bad.jsonl --format json",
    ):
        done = subprocess.run(
            [sys.executable, "-m", "presscheck", *call.split()],
            cwd=work,
            env={**os.environ, "PYTHONIOENCODING": "cp1252"},
            capture_output=True,
            encoding="cp1252",
            check=False,
        )
        assert done.returncode == int("bad" in call), done.stderr
        assert "Traceback" not in done.stderr
    assert json.loads(done.stdout)[0]["documents"] == 0


@pytest.mark.parametrize("verb", ["score", "show"])
def test_a_terminal_gets_colours_that_are_ours_alone(verb: str, words: str, work: Path) -> None:
    """Foreign escapes and foreign markup are words too on a terminal."""
    arguments = ["other.jsonl", "--gold", "gold.jsonl", *(["--by", "publisher"] if verb == "score" else [])]
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "presscheck", verb, *arguments]
    with subprocess.Popen(command, cwd=work, stdout=theirs, env={**os.environ, "COLUMNS": "500"}) as process:
        os.close(theirs)
        shown = b""
        with contextlib.suppress(OSError):  # the end of a terminal
            while part := os.read(ours, 65536):
                shown += part
        assert process.wait() == 0
    os.close(ours)
    text = re.sub(r"\x1b\[(0|1|2|33|36|1;33)?m", "", shown.decode("utf-8").replace("\r\n", "\n"))
    assert "FORGED" in text
    assert not RAW.search(text)
    assert "[red]" in text or "[red]" not in words


PRINTS = re.compile(r"click\.s?echo\(|^\s*print\(|sys\.std(out|err)\.write")


def test_printing_has_one_place() -> None:
    """No verb prints past `cli/printing.py`; the version is printed before anything is loaded."""
    own = ("printing.py", "start.py")
    paths = [p for p in (ROOT / "eval" / "presscheck").rglob("*.py") if p.name not in own]
    lines = [(p.name, line) for p in paths for line in p.read_text(encoding="utf-8").split("\n")]
    assert not [found for found in lines if PRINTS.search(found[1])]


def test_words_are_made_visible_once() -> None:
    """Doing it twice changes nothing."""
    for words in FOREIGN.values():
        assert visible(visible(words)) == visible(words)
