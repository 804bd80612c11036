"""Sources of a push: plain texts, many tasks; of files with errors the server hears nothing."""

from __future__ import annotations

import json

import httpx
import pytest
from tests.annotation.test_studio_push import TITLE, small
from tests.helpers.fake_studio import FakeStudio

from presscheck.annotation.label_studio import push, sources, tasks
from presscheck.document import jsonl
from presscheck.document.exceptions import InvalidInputError, UsageError
from presscheck.formats.label_studio import exports


def bring(server: FakeStudio, documents: dict, **links: str) -> list[str]:
    with server.client() as connection:
        return [o.done for o in push.push(connection, TITLE, push.sheets(documents, push.Links(**links)))]


def exported(server: FakeStudio) -> list[dict]:
    with server.client() as connection:
        return [*tasks.every(connection, 1)]


def test_a_plain_text_is_an_empty_sheet(tmp_path) -> None:
    """No prediction; spare labels and types to choose from; what comes back says that nobody was led."""
    (tmp_path / "letter.txt").write_bytes("\ufeffOslo met\r\nRome.\n".encode())
    read = sources.read({"letter": str(tmp_path / "letter.txt")}, {})
    assert read.documents["letter"]["letter"].text == "Oslo met\nRome.\n"
    server = FakeStudio()
    assert bring(server, read.documents) == ["created"]
    assert bring(server, read.documents) == ["unchanged"]
    assert server.predictions == []
    (task,) = server.tasks
    assert {"#1", "GPE"} <= {one["value"] for one in task["data"]["entities"]}
    value = {"start": 0, "end": 4, "text": "Oslo", "labels": ["GPE"]}
    item = {"id": "x", "from_name": "mention", "to_name": "text", "type": "labels", "value": value}
    task["annotations"].append({"id": 1, "completed_by": 1, "was_cancelled": False, "result": [item]})
    (one,) = exports.pull(exported(server)).pulled
    assert [(m.start, m.end, m.type) for m in one.document.mentions] == [(0, 4, "GPE")]
    assert one.document.meta["label_studio"] == {"annotator": "ann@example.org", "pre_annotation": None}


def test_texts_in_jsonl_are_empty_sheets_and_blank_makes_them(tmp_path) -> None:
    """`--blank` leaves out what a file annotates, entities and all."""
    plain = [{"id": "a", "text": "Oslo."}, {"id": "b", "text": "Rome."}]
    (tmp_path / "t.jsonl").write_text("".join(json.dumps(p) + "\n" for p in plain), encoding="utf-8")
    jsonl.write(tmp_path / "g.jsonl", [small()])
    read = sources.read({"t": str(tmp_path / "t.jsonl")}, {})
    blank = sources.read({"g": str(tmp_path / "g.jsonl")}, {}, blank=True)
    for found in (read, blank):
        made = push.sheets(found.documents)
        assert [one["predictions"] for one in made] == [[]] * len(made)
        assert all("entities" not in one["meta"] for one in made)
        assert all(one["data"]["entities"][0]["value"] == "#1" for one in made)
    assert push.sheets(sources.read({"g": str(tmp_path / "g.jsonl")}, {}).documents)[0]["predictions"] != []


def test_everything_wrong_in_every_file_is_said_at_once(tmp_path, cli) -> None:
    """A line that is not a document, a repeat, an unknown label, bytes that are not UTF-8: no request."""
    (tmp_path / "a.jsonl").write_text('{"id": 3}\n{"id": "x", "text": "Oslo."}\nno\n', encoding="utf-8")
    twice = [small(), small()]
    (tmp_path / "b.jsonl").write_text("".join(jsonl.dumps(d) + "\n" for d in twice), encoding="utf-8")
    (tmp_path / "c.txt").write_bytes(b"Oslo \xff")
    (tmp_path / "d.txt").write_bytes(b" \n")
    jsonl.write(tmp_path / "e.jsonl", [small(mentions=[{"start": 0, "end": 400, "type": "GPE"}])])
    names = [str(tmp_path / name) for name in ("a.jsonl", "b.jsonl", "c.txt", "d.txt", "e.jsonl")]
    with pytest.raises(InvalidInputError) as caught:
        sources.read({name: name for name in names}, {})
    files = [f.file.rpartition("/")[2] for f in caught.value.findings]
    assert files.count("a.jsonl") >= 2
    assert dict.fromkeys(files) == dict.fromkeys(["a.jsonl", "b.jsonl", "c.txt", "d.txt", "e.jsonl"])
    assert any("byte 6 is not UTF-8" in f.message for f in caught.value.findings)
    done = cli(
        "push", *names, "--project", "some", cwd=tmp_path, LABEL_STUDIO_URL="", LABEL_STUDIO_API_KEY=""
    )
    assert done.returncode == 1, done.stderr
    assert "LABEL_STUDIO_URL" not in done.stderr


@pytest.mark.parametrize("title", ["ab", "x" * 51])
def test_a_title_that_the_server_refuses_is_said_first(title) -> None:
    """Three to fifty characters."""
    with pytest.raises(UsageError, match=f"has {len(title)} characters; Label Studio takes 3 to 50"):
        push.check_title(title)


def test_many_documents_come_and_go_in_pages(monkeypatch) -> None:
    """Imported in batches, listed and exported page by page; progress is told; nothing twice."""
    monkeypatch.setattr(tasks, "INDEX", 100)
    monkeypatch.setattr(tasks, "EXPORT", 30)
    monkeypatch.setattr(push, "BATCH", 40)
    server, told = FakeStudio(), []
    documents = {"gold": {f"d{n}": small(f"d{n}") for n in range(200)}}
    made = push.sheets(documents)
    with server.client() as connection:
        done = push.push(connection, TITLE, made, progress=lambda *numbers: told.append(numbers))
    assert [outcome.doc_id for outcome in done] == [f"d{n}" for n in range(200)]
    assert told == [(n, 200) for n in (40, 80, 120, 160, 200)]
    assert server.requests.count("POST /api/projects/N/import") == 5
    server.requests.clear()
    assert bring(server, documents) == ["unchanged"] * 200
    assert server.requests.count("GET /api/tasks/") == 3, "two full pages, and the empty one behind them"
    assert server.written == []
    server.requests.clear()
    assert [task["data"]["doc_id"] for task in exported(server)] == [f"d{n}" for n in range(200)]
    assert server.requests.count("GET /api/projects/N/export") == 7


def test_a_batch_is_no_larger_than_the_server_takes(monkeypatch) -> None:
    """By characters too; one that is larger goes alone."""
    monkeypatch.setattr(push, "SIZE", 1)
    server = FakeStudio()
    assert bring(server, {"gold": {name: small(name) for name in ("d1", "d2")}}) == ["created"] * 2
    assert server.requests.count("POST /api/projects/N/import") == 2


def test_an_index_without_counts_is_asked_again_in_full() -> None:
    """A server that leaves fields out of its list costs a request more for each document."""

    class Sparse(FakeStudio):
        def _list(self, query):
            answer = json.loads(super()._list(query).content)
            kept = [{key: task[key] for key in ("id", "data")} for task in answer["tasks"]]
            return httpx.Response(200, json={**answer, "tasks": kept})

    server = Sparse()
    assert bring(server, {"gold": {"d1": small()}}) == ["created"]
    assert bring(server, {"gold": {"d1": small()}}) == ["unchanged"]
    assert server.requests.count("GET /api/projects/N/export") == 1


def test_tasks_link_to_guidelines_and_proof() -> None:
    """In a tab of their own: another link would replace the editor."""
    server = FakeStudio()
    bring(
        server,
        {"gold": {"a b": small("a b")}},
        guidelines="https://x.example/g/",
        proof="http://127.0.0.1:1/p",
    )
    (task,) = server.tasks
    assert task["data"]["proof"].startswith("<a href='http://127.0.0.1:1/p/a%20b.html' target='_blank'>")
    assert "href='https://x.example/g/entities.md' target='_blank'" in task["data"]["help_mention"]
