"""Corpora in several files: one file of counts a shard, merged exactly, on one machine or on a cluster."""

import itertools
import json
import random

import pytest
from click.testing import CliRunner
from tests.helpers import generate

from presscheck import api
from presscheck.cli.main import group
from presscheck.distributed import corpora, shard_counts
from presscheck.document.exceptions import InvalidInputError, UsageError
from presscheck.scoring.per_document import CountLines

OPTIONS = {"measures": "all", "by": "publisher", "repeats": "first"}


def write(path, documents):
    """Write documents as JSONL."""
    path.write_text("".join(json.dumps(document) + "\n" for document in documents), encoding="utf-8")
    return path


def make(folder, count=6, size=4):
    """Two folders of shards, and two files with all of their documents."""
    rng = random.Random(5)
    whole = [], []
    for side in ("gold", "pred"):
        (folder / side).mkdir()
    for number in range(count):
        golds = [
            {**generate.document(rng, f"d{number}-{i}"), "publisher": rng.choice("AB")} for i in range(size)
        ]
        preds = [generate.prediction(rng, gold) for gold in golds]
        for i, (side, documents) in enumerate((("gold", golds), ("pred", preds))):
            write(folder / side / f"part-{number}.jsonl", documents)
            whole[i].extend(documents)
    return write(folder / "gold.jsonl", whole[0]), write(folder / "pred.jsonl", whole[1])


@pytest.fixture
def corpus(tmp_path):
    """A folder with `gold`, `pred` and the same in two files."""
    make(tmp_path)
    return tmp_path


def numbers(result):
    """Everything in a result but the names of files."""
    values = result.as_dict()
    return json.dumps(values | {"signature": {**values["signature"], "gold": ""}})


def score(folder, **options):
    """Score the shards of a folder."""
    return corpora.score(str(folder / "gold"), str(folder / "pred"), **OPTIONS, **options)


def test_shards_give_what_their_documents_give_in_one_file(corpus):
    """To the last bit: values, intervals, breakdowns, warnings."""
    whole = api.score([*_read(corpus / "gold.jsonl")], [*_read(corpus / "pred.jsonl")], **OPTIONS)
    assert numbers(score(corpus)) == numbers(whole)


def _read(path):
    return map(json.loads, path.read_text(encoding="utf-8").splitlines())


def test_files_of_counts_are_used_again(corpus, monkeypatch):
    """A shard whose file fits is not counted; one that changed is."""
    first = score(corpus, results=str(corpus / "counts"))
    counted = []
    run = shard_counts._run
    monkeypatch.setattr(shard_counts, "_run", lambda *words: counted.append(words[1].name) or run(*words))
    assert numbers(score(corpus, results=str(corpus / "counts"))) == numbers(first)
    assert counted == []
    path = corpus / "pred" / "part-3.jsonl"
    write(path, [{**doc, "mentions": []} for doc in _read(path)])
    changed = score(corpus, results=str(corpus / "counts"))
    assert counted == ["part-3"]
    assert numbers(changed) == numbers(score(corpus))
    (corpus / "counts" / "part-1.shard.json").write_text("{}", encoding="utf-8")
    score(corpus, results=str(corpus / "counts"), missing="empty")
    assert len(counted) == 13
    assert sorted(path.name for path in (corpus / "counts").iterdir()) == [
        f"part-{i}.shard.json" for i in range(6)
    ]


def test_a_file_in_place_of_the_folder_of_counts_is_an_error(corpus):
    """Nothing is counted, and the file stays what it was."""
    path = write(corpus / "counts", [{"id": "d"}])
    before = path.read_bytes()
    with pytest.raises(UsageError, match="counts: this is a file; shards need a folder"):
        score(corpus, results=str(path))
    with pytest.raises(UsageError, match="counts/inside: cannot be written: Not a directory"):
        score(corpus, results=str(path / "inside"))
    assert path.read_bytes() == before


def test_shares_of_a_folder_and_of_a_file_merge_to_the_whole(corpus):
    """Whatever the order of the files."""
    whole = score(corpus)
    for i in (1, 2, 3, 4):
        score(corpus, share=(i, 4), results=str(corpus / "counts"))
    files = {path.name: path.read_bytes() for path in (corpus / "counts").iterdir()}
    orders = [*itertools.permutations(files)]
    for order in random.Random(1).sample(orders, 5):
        merged = corpora.merge({name: files[name] for name in order})
        assert json.dumps(merged.as_dict()) == json.dumps(whole.as_dict())


def test_the_command_line_shares_one_file_and_merges_it(corpus):
    """`--shard I/N` on any machines, then `merge`: the signature and the numbers of one run."""
    words = ["--gold", str(corpus / "gold.jsonl"), "--repeats", "first", "--format", "json"]
    pred = str(corpus / "pred.jsonl")
    for i in (1, 2, 3):
        share = ["--shard", f"{i}/3", "--results", str(corpus / "counts")]
        assert CliRunner().invoke(group, ["score", pred, *words, *share]).exit_code == 0
    whole = CliRunner().invoke(group, ["score", pred, *words])
    files = sorted(map(str, (corpus / "counts").iterdir()))
    merged = CliRunner().invoke(group, ["merge", *files, "--format", "json"])
    assert files[0].endswith("/gold-1-of-3.shard.json")
    assert json.loads(merged.stdout)["measures"] == json.loads(whole.stdout)["measures"]
    assert json.loads(merged.stdout)["signature"] == json.loads(whole.stdout)["signature"]


def test_each_document_has_its_counts_in_a_file_of_its_shard(corpus):
    """The lines of all shards are those of one file; a shard without its lines is counted again."""
    options = {"results": str(corpus / "counts"), "per_document": str(corpus / "lines")}
    score(corpus, **options)
    lines = sorted((corpus / "lines").iterdir())
    assert [path.name for path in lines] == [f"part-{i}.documents.jsonl" for i in range(6)]
    told = "".join(path.read_text() for path in lines)
    whole = CountLines(None)
    api.score(corpus / "gold.jsonl", corpus / "pred.jsonl", watch=whole, **OPTIONS)
    assert told == "".join(whole.kept)
    lines[2].unlink()
    score(corpus, **options)
    assert "".join(path.read_text() for path in lines) == told


def test_a_corrupt_shard_is_named_with_its_line(corpus):
    """Everything that is wrong, unless bad shards are left out and named."""
    path = corpus / "pred" / "part-2.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([lines[0], lines[1][:40], *lines[2:]]) + "\n", encoding="utf-8")
    with pytest.raises(InvalidInputError) as error:
        score(corpus)
    assert [(finding.file, finding.line) for finding in error.value.findings] == [(str(path), 2)]
    result = score(corpus, skip_bad=True)
    assert result.signature.documents == 20
    assert result.warnings[0] == "1 shard could not be read and is left out: part-2"


def test_shards_without_a_counterpart_and_documents_in_two_are_errors(corpus):
    """Nothing is counted twice, and nothing is forgotten."""
    (corpus / "pred" / "part-5.jsonl").rename(corpus / "pred" / "other.jsonl")
    with pytest.raises(UsageError, match="part-5"):
        score(corpus)
    (corpus / "pred" / "other.jsonl").rename(corpus / "pred" / "part-5.jsonl")
    for side in ("gold", "pred"):
        (corpus / side / "part-6.jsonl").write_bytes((corpus / side / "part-5.jsonl").read_bytes())
    with pytest.raises(InvalidInputError, match="in two shards"):
        score(corpus)


def test_a_label_map_that_one_shard_names_holds_for_all(corpus):
    """As for one file."""
    path = corpus / "pred" / "part-4.jsonl"
    first, *rest = _read(path)
    write(path, [{**first, "label_map": "conll"}, *rest])
    assert str(score(corpus).signature.label_map).startswith("conll")


@pytest.mark.parametrize("content", [b"", b"{}", b'{"format": "presscheck-shard-1"}', b"\xff"])
def test_what_is_not_a_file_of_counts_is_refused(content):
    """In a sentence with the name."""
    with pytest.raises(InvalidInputError, match=r"odd\.shard\.json"):
        corpora.merge({"odd.shard.json": content})


def test_counts_of_other_settings_do_not_merge(corpus):
    """Neither do those of other measures."""
    for name, options in (("a", {}), ("b", {"missing": "empty"})):
        score(corpus, results=str(corpus / name), share=(1, 6), **options)
    files = {name: next((corpus / name).iterdir()).read_bytes() for name in "ab"}
    with pytest.raises(InvalidInputError, match="other settings"):
        corpora.merge(files)
