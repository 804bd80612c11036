"""Pages beside the editor: the guidelines, and a document as somebody has it now."""

from __future__ import annotations

import socket
import urllib.error
import urllib.request
from copy import deepcopy

import pytest
from tests.formats.test_studio_regions import letter
from tests.helpers.fake_studio import FakeStudio

from presscheck.annotation.label_studio import newest, pages, push
from presscheck.document import shipped
from presscheck.document.exceptions import InvalidInputError, UsageError

WORD = "a-word"


def proof(title: str, doc_id: str) -> str:
    if doc_id == "gone":
        raise UsageError(f"project {title!r} has no document {doc_id!r}")
    return f"<p>{title}: {doc_id}</p>"


@pytest.fixture
def beside():
    with socket.socket() as probe:
        probe.bind((pages.HOST, 0))
        port = probe.getsockname()[1]
    with pages.Pages(port, WORD, shipped.schema("guidelines"), proof) as running:
        yield running


def get(address: str, host: str | None = None) -> tuple[int, str]:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    request = urllib.request.Request(address, headers={"Host": host} if host else {})  # noqa: S310 - loopback
    try:
        with opener.open(request, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_every_link_of_a_task_leads_somewhere(beside) -> None:
    """Names with blanks, strokes and question marks too."""
    title, odd = "alice & bob?", "a/b c?d"
    links = beside.links(title)
    (made,) = push.sheets({"gold": {odd: push.bare(letter(id=odd))}}, links)
    hrefs = [value.split("'")[1] for key, value in made["data"].items() if str(value).startswith("<a ")]
    assert len(hrefs) == 5
    found = {href: get(href) for href in hrefs}
    assert {status for status, _ in found.values()} == {200}
    assert found[made["data"]["proof"].split("'")[1]][1] == f"<p>{title}: {odd}</p>"


def test_nobody_else_sees_a_page(beside) -> None:
    """Another word, another host, another path: nothing; a missing document is told."""
    here = beside.address
    assert get(f"{here}/guidelines/entities.md")[0] == 200
    assert get(here.replace(WORD, "another") + "/guidelines/entities.md")[0] == 404
    assert get(f"{here}/guidelines/entities.md", host="evil.example")[0] == 403
    assert get(f"{here}/guidelines/..%2Fontology.json")[0] == 404
    assert get(f"{here}/proof/presscheck/gone.html") == (404, "project 'presscheck' has no document 'gone'")


def test_pages_end_with_their_server(beside) -> None:
    """The port is free again."""
    port = beside.port
    beside.__exit__(None, None, None)
    with socket.socket() as probe:
        assert probe.connect_ex((pages.HOST, port)) != 0


def test_the_newest_state_is_shown() -> None:
    """The pre-annotation, then a draft, then what was submitted later, or changed after it."""
    studio = FakeStudio()
    with studio.client() as connection:
        push.push(connection, "presscheck", push.sheets({"gold": {"letter": letter()}}))
        assert newest.document(connection, "presscheck", "letter") == letter()
        (task,), (prediction,) = studio.tasks, studio.predictions
        one_less = [i for i in prediction["result"] if i.get("id") != prediction["result"][0]["id"]]
        one_less = [
            i for i in one_less if prediction["result"][0]["id"] not in (i.get("to_id"), i.get("from_id"))
        ]
        task["drafts"] = [{"id": 1, "result": one_less, "updated_at": "2025-03-15T10:00:00Z"}]
        assert len(newest.document(connection, "presscheck", "letter").mentions) == len(letter().mentions) - 1
        submitted = {"id": 2, "result": [], "completed_by": 1, "updated_at": "2025-03-15T10:00:01Z"}
        task["annotations"] = [submitted, {**submitted, "was_cancelled": True, "updated_at": "2026"}]
        assert newest.document(connection, "presscheck", "letter").mentions == []
        broken = deepcopy(prediction["result"])
        broken[0]["value"]["end"] = 10_000
        task["drafts"] = [{"id": 3, "result": broken, "updated_at": "2025-03-15T10:00:02Z"}]
        with pytest.raises(InvalidInputError, match="is not a span"):
            newest.document(connection, "presscheck", "letter")
        for title, name in (("presscheck", "other"), ("presscheck 2", "letter")):
            with pytest.raises(UsageError, match="no"):
                newest.document(connection, title, name)


def test_links_move_with_the_pages() -> None:
    """Another port: the tasks lead there, and nothing else of them changes; without links they stay."""
    studio = FakeStudio()
    documents = {"gold": {"letter": letter()}}
    with studio.client() as connection:
        push.push(connection, "presscheck", push.sheets(documents, push.Links("http://127.0.0.1:1/g", None)))
        before = deepcopy(studio.tasks[0])
        moved = push.sheets(documents, push.Links("http://127.0.0.1:2/g", "http://127.0.0.1:2/p"))
        (outcome,) = push.push(connection, "presscheck", moved)
        assert outcome == ("letter", "unchanged", "its links are new")
        after = studio.tasks[0]
        assert "127.0.0.1:2/g" in after["data"]["help_quote"]
        assert "127.0.0.1:2/p/letter.html" in after["data"]["proof"]
        changed = {key for key in after["data"] if after["data"][key] != before["data"].get(key)}
        assert changed <= {"help_mention", "help_trigger", "help_quote", "help_open", "proof"}
        kept = deepcopy(after)
        (outcome,) = push.push(connection, "presscheck", push.sheets(documents))
        assert outcome == ("letter", "unchanged", "")
        assert studio.tasks[0] == kept
