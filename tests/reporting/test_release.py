"""A change of the data needs a version and a word; the manifest says what was released."""

import json
import shutil

import pytest

from presscheck import InvalidInputError
from presscheck.document import jsonl, shipped
from presscheck.document.exceptions import UsageError
from presscheck.reporting import release


@pytest.fixture
def checkout(tmp_path):
    """A copy of the corpus and the schema, released as 1.2.3."""
    for name in ("corpus", "schema"):
        shutil.copytree(shipped.root() / name, tmp_path / name)
    say(tmp_path, "1.2.3")
    release.write(tmp_path, release.manifest(tmp_path, "1.2.3"))
    return tmp_path


def say(root, version, what="- Something."):
    """Put a section about a version at the top of the change log."""
    (root / "corpus" / "CHANGELOG.md").write_text(
        f"# Changes\n\n## {version}\n\n{what}\n\n## 1.0.0\n\n- First.\n"
    )


def edit(root, **changes):
    """Change the gold document."""
    path = root / "corpus" / "gold.jsonl"
    plain = [{**row, **changes} for row in jsonl.rows(path)]
    jsonl.write(path, map(jsonl.from_plain, plain))


def refused(root, version):
    """Return the objections to a release."""
    with pytest.raises(InvalidInputError) as error:
        release.prepare(root, version)
    return [finding.message for finding in error.value.findings]


def test_nothing_changed(checkout):
    """Without a change the release stands, may be made again, and there is no other version."""
    assert release.stale(checkout) == []
    assert release.prepare(checkout, "1.2.3") == release.last(checkout)
    say(checkout, "1.2.4")
    assert refused(checkout, "1.2.4") == ["nothing has changed since 1.2.3, so version 1.2.4 is not needed"]


def test_corrected_annotation_is_a_patch(checkout):
    """A corrected annotation needs at least a patch step."""
    edit(checkout, title="Another title")
    (finding,) = release.stale(checkout)
    assert "gold.jsonl changed since 1.2.3" in finding.message
    assert "1.2.4 or 1.3.0 or 2.0.0" in finding.message
    assert "not 1.2.3" in refused(checkout, "1.2.3")[0]
    say(checkout, "1.2.4")
    release.write(checkout, release.prepare(checkout, "1.2.4"))
    assert release.stale(checkout) == []


def test_change_without_a_word_is_refused(checkout):
    """The change log must begin with the version, and say something under it."""
    edit(checkout, title="Another title")
    assert refused(checkout, "1.2.4") == ["the first section is not `## 1.2.4`; describe the changes there"]
    say(checkout, "1.2.4", what="")
    assert refused(checkout, "1.2.4") == ["there is nothing under `## 1.2.4`; describe the changes"]


def test_added_document_is_a_minor_step(checkout):
    """A further document needs a minor step; a removed one a major step."""
    path = checkout / "corpus" / "gold.jsonl"
    (row,) = jsonl.rows(path)
    jsonl.write(path, map(jsonl.from_plain, [row, {**row, "id": "second"}]))
    say(checkout, "1.2.4")
    assert "a minor step, so 1.3.0 or 2.0.0, not 1.2.4" in refused(checkout, "1.2.4")[0]
    say(checkout, "1.3.0")
    release.write(checkout, release.prepare(checkout, "1.3.0"))
    jsonl.write(path, [jsonl.from_plain(row)])
    say(checkout, "1.4.0")
    assert "a major step, so 2.0.0, not 1.4.0" in refused(checkout, "1.4.0")[0]


def test_changed_guidelines_are_a_minor_step(checkout):
    """Guidelines are what scores rest on: a change needs a minor step, examples aside."""
    path = checkout / "schema" / "guidelines" / "article.md"
    text = path.read_text()
    path.write_text(text.replace("```text\n", "```text\nanother example\n", 1))
    assert release.stale(checkout) == []
    path.write_text(text + "\nAnother rule.\n")
    (finding,) = release.stale(checkout)
    assert "guidelines/article.md changed" in finding.message
    assert "with 1.3.0 or 2.0.0" in finding.message


@pytest.mark.parametrize(("new", "versions"), [("Recall", "1.3.0 or 2.0.0"), (None, "2.0.0")])
def test_a_label_that_goes_is_a_major_step_and_one_that_comes_a_minor(checkout, new, versions):
    """A user who scores with an old label is told that it is gone."""
    path = checkout / "schema" / "ontology.json"
    ontology = json.loads(path.read_text())
    if new:
        ontology["marked_uses"][new] = "a new use"
    else:
        del ontology["marked_uses"]["scare"]
    path.write_text(json.dumps(ontology))
    (finding,) = release.stale(checkout)
    assert f"with {versions}" in finding.message


def test_broken_data_is_never_released(checkout):
    """A finding in the gold is said together with everything else against the release."""
    (row,) = jsonl.rows(checkout / "corpus" / "gold.jsonl")
    edit(checkout, entities=row["entities"][1:])
    said = refused(checkout, "9.0.0")
    assert any("not 9.0.0" in message for message in said)
    assert any("## 9.0.0" in message for message in said)
    assert len(said) > 2


def test_first_release(checkout):
    """Before the first release every version that is one will do."""
    (checkout / "corpus" / "manifest.json").unlink()
    assert release.prepare(checkout, "1.2.3")["version"] == "1.2.3"
    assert "there is none" in release.stale(checkout)[0].message
    with pytest.raises(UsageError, match="three numbers"):
        release.prepare(checkout, "1.2")


def test_shipped_manifest_is_fresh():
    """The manifest in the repository is that of the data in the repository."""
    assert release.stale(shipped.root()) == []


def test_manifest_names_the_gold():
    """The digest of the gold turns into the release's name in a signature."""
    manifest = json.loads((shipped.gold().parent / "manifest.json").read_text())
    digest = manifest["files"]["gold.jsonl"]["sha256"]
    assert shipped.release(digest) == f"presscheck-{manifest['version']}"
    assert shipped.release("0" * 64) is None


def test_command_line(cli):
    """`release --check` is silent when all is well; a version and --check exclude each other."""
    assert cli("release", "--check").returncode == 0
    both = cli("release", "1.0.1", "--check")
    assert (both.returncode, both.stdout) == (2, "")


def test_an_installed_copy_is_no_checkout(tmp_path, monkeypatch):
    """The files of a wheel are neither generated anew nor released."""
    monkeypatch.setattr(shipped, "root", lambda: tmp_path)
    with pytest.raises(UsageError, match="a checkout of presscheck's repository"):
        shipped.checkout()
