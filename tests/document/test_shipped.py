"""Shipped golds by name: a path that exists wins, and what is scored says which gold it was."""

import pytest

import presscheck
from presscheck.document import jsonl, shipped


def test_names_and_paths(tmp_path, monkeypatch):
    """None is the article, a name is a shipped gold unless a file is called so, anything else is a path."""
    assert shipped.gold() == shipped.gold("article")
    assert [doc.id for doc in jsonl.read(shipped.gold("all"))] == [
        doc.id for name in ("article", "companions") for doc in jsonl.read(shipped.gold(name))
    ]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "companions").write_text('{"id": "d", "text": "Oslo"}\n')
    assert [doc.id for doc in jsonl.read(shipped.gold("companions"))] == ["d"]
    assert str(shipped.gold("nowhere.jsonl")) == "nowhere.jsonl"


def test_an_earlier_version_is_what_it_was():
    """Byte for byte, under its own name; a version that never was is a question to mend."""
    for version in ("1.0.2",):
        path = shipped.gold(f"article@{version}")
        result = presscheck.score(f"article@{version}", path, measures="link.strong", resample=None)
        assert result.signature.gold.startswith(f"presscheck-{version}@")
        assert result["link.strong"]["f1"] == 1
    now = presscheck.score(None, shipped.gold(), resample=None).signature.gold
    version = now.partition("@")[0].rpartition("-")[2]
    assert shipped.gold(f"article@{version}") == shipped.gold()
    with pytest.raises(presscheck.UsageError, match=r"no version '1\.0\.9' .* did you mean 1\.0\.2"):
        shipped.gold("article@1.0.9")


@pytest.mark.parametrize(("name", "label"), [("companions", "-companions"), ("all", "-all"), ("article", "")])
def test_signatures_name_the_gold(name, label):
    """`presscheck-companions-1.1.0@…`, and `presscheck-1.1.0@…` for the article."""
    result = presscheck.score(name, shipped.gold(name), measures="mention.strict", resample=None)
    assert result["mention.strict"]["f1"] == 1
    version = result.signature.gold.partition("@")[0].rpartition("-")[2]
    assert result.signature.gold.startswith(f"presscheck{label}-{version}@")


def test_a_prediction_for_another_gold_is_told_which(cli, tmp_path):
    """Companions against the article: `--gold companions`; both: `all`; the article: its own name."""
    for name, against, way_out in (
        ("companions", (), "`--gold companions` has it"),
        ("all", (), "`--gold all` has it"),
        ("article", ("--gold", "companions"), "`--gold article` has it"),
    ):
        pred = tmp_path / f"{name}-pred.jsonl"
        pred.write_bytes(shipped.gold(name).read_bytes())
        run = cli("score", pred, *against)
        assert run.returncode == 1
        assert way_out in run.stderr
        assert cli("score", pred, "--gold", name, "--measures", "quote.exact").returncode == 0


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("artcle", "did you mean article?"),
        ("companion", "did you mean companions?"),
        ("x", "choose from article"),
    ],
)
@pytest.mark.parametrize("verb", ["score", "errors", "gate", "stats"])
def test_a_mistyped_name_is_answered_with_the_nearest(typed, meant, verb, cli, root):
    pred, baseline = root / "corpus" / "predictions" / "spacy.jsonl", root / "corpus" / "baselines"
    given = [typed] if verb == "stats" else [pred, "--gold", typed]
    done = cli(verb, *given, *(["--baseline", baseline] if verb == "gate" else []))
    assert done.returncode == 2
    assert f"{typed}: No such file or directory, and no shipped gold is called so; {meant}" in done.stderr
