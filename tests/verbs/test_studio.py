"""push, pull and studio as functions, against a server that stands in for Label Studio."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.helpers.fake_studio import FakeStudio

import presscheck
from presscheck.annotation.label_studio import client
from presscheck.verbs import studio as studios

DOC = {
    "id": "d",
    "text": "Oslo met Rome.",
    "mentions": [{"start": 0, "end": 4, "type": "GPE", "entity": "oslo"}],
}


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeStudio:
    """Every connection leads to one server of the test's own."""
    server, connect = FakeStudio(), client.connect

    def connected(*_: object) -> Any:
        with monkeypatch.context() as patch:
            patch.setattr(client, "connect", connect)
            return server.client()

    monkeypatch.setattr(client, "connect", connected)
    return server


def test_documents_are_pushed_and_nothing_is_pushed_twice(fake: FakeStudio) -> None:
    first = presscheck.push({"mine": DOC}, "a project", gold=DOC)
    again = presscheck.push({"mine": DOC}, "a project", gold=DOC)
    assert [outcome.done for outcome in (*first.outcomes, *again.outcomes)] == ["created", "unchanged"]
    assert len(fake.tasks) == 1


def test_two_passes_are_pushed_with_what_they_agree_on(fake: FakeStudio) -> None:
    presscheck.push({"ann": DOC, "bob": {**DOC, "mentions": []}}, "a project", gold=DOC, adjudicate=True)
    assert sorted(one["model_version"] for one in fake.predictions) == ["agreed", "ann", "bob"]
    with pytest.raises(presscheck.UsageError, match="`adjudicate`: expected the passes of two"):
        presscheck.push({"ann": DOC}, "a project", gold=DOC, adjudicate=True)


def test_an_unknown_project_is_answered(fake: FakeStudio) -> None:
    with pytest.raises(presscheck.UsageError, match=r"no project 'p' .*`presscheck\.push` makes it"):
        presscheck.pull("p")
    assert fake.tasks == []


class _Running:
    """A server that runs while it is entered."""

    url, logins = "http://127.0.0.1:8080", {"studio@example.org": "secret"}

    def __init__(self, *_: object) -> None:
        self.ended = False

    def __enter__(self) -> _Running:
        return self

    def __exit__(self, *_: object) -> None:
        self.ended = True

    def environment(self) -> dict[str, str]:
        return {}

    def add(self, email: str) -> None:
        self.logins = {**self.logins, email: "new"}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, fake: FakeStudio) -> FakeStudio:
    """A machine on which the server is installed, and its port is free."""
    monkeypatch.setattr(studios.server, "check_free", lambda _: None)
    monkeypatch.setattr(studios.server, "installed", lambda _: True)
    monkeypatch.setattr(studios.server, "Server", _Running)
    return fake


@pytest.mark.parametrize(
    ("annotators", "logins"), [((), ["studio@example.org"]), (("ann",), ["ann@example.org"])]
)
def test_a_studio_runs_while_the_block_runs(
    server: FakeStudio, tmp_path: Path, annotators: Any, logins: list[str]
) -> None:
    with presscheck.studio(home=tmp_path, annotators=annotators) as running:
        assert [job.email for job in running.jobs] == logins
        assert [outcome.done for job in running.jobs for outcome in job.outcomes] == ["created"]
        assert not running.server.ended  # type: ignore[attr-defined]
    assert running.server.ended  # type: ignore[attr-defined]
    assert len(server.tasks) == 1
