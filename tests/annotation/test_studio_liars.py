"""Servers that lie: whatever Label Studio's answer is, the run ends with a result or a sentence."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import httpx
import pytest
from tests.helpers.fake_studio import ENVIRONMENT, FakeStudio

from presscheck.annotation.label_studio import client, newest, push, tasks
from presscheck.document.canonical import canonical
from presscheck.document.exceptions import InvalidInputError, UsageError
from presscheck.document.jsonl import from_plain
from presscheck.document.model import Document
from presscheck.document.presence import without_unset
from presscheck.formats.label_studio import exports

TITLE = "a project"
MOST = 60
"""Requests after which a run counts as one that does not end."""

VALUES = [
    None,
    True,
    0,
    -1,
    10**12,
    1.5,
    "",
    "x",
    "é" * 300,
    [],
    [None],
    [[]],
    {},
    {"id": 1},
    [{}],
    [{"id": 1}],
]


def document(name: str, kind: str = "GPE") -> Document:
    mentions = [{"start": 0, "end": 4, "text": "Oslo", "type": kind, "entity": "oslo"}]
    return canonical(without_unset(from_plain({"id": name, "text": "Oslo met Rome.", "mentions": mentions})))


def places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The ways to everything in a value."""
    yield way
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield from places(inner, (*way, key))


def lie(value: Any, rng: random.Random) -> Any:
    """The value with something taken away, doubled or of another kind."""
    *way, last = rng.choice([way for way in places(value) if way] or [(None,)])
    if last is None:
        return rng.choice(VALUES)
    holder = value
    for key in way:
        holder = holder[key]
    how = rng.random()
    if how < 0.2:
        del holder[last]
    elif how < 0.3 and isinstance(holder, list):
        holder.append(holder[last])
    else:
        holder[last] = rng.choice(VALUES)
    return value


class Liar(FakeStudio):
    """A server that changes some of its answers.

    Args:
        seed: of the lies.
        share: of the answers that are lies.
    """

    def __init__(self, seed: int, share: float) -> None:
        super().__init__()
        self.rng, self.share = random.Random(seed), share

    def answer(self, request: httpx.Request) -> httpx.Response:
        """One response, true or not."""
        true = super().answer(request)
        assert len(self.requests) < MOST, "this does not end"
        if self.rng.random() >= self.share or not true.content:
            return true
        if self.rng.random() < 0.1:
            return httpx.Response(200, content=b'{"results": [{"id": 1, "tit')
        return httpx.Response(true.status_code, json=lie(json.loads(true.content), self.rng))


def pull(connection: Any) -> None:
    """Everything of a project, as `presscheck pull` takes it."""
    project = client.project(connection, TITLE)
    if project is not None:
        exports.pull([*tasks.every(connection, project.id)])


ACTIONS: dict[str, Callable[[Any], object]] = {
    "push": lambda connection: push.push(
        connection, TITLE, push.sheets({"m": {name: document(name, "LOC") for name in ("d1", "d3")}})
    ),
    "pull": pull,
    "titles": client.titles,
    "proof": lambda connection: newest.document(connection, TITLE, "d1"),
}


@pytest.mark.parametrize("action", ACTIONS)
def test_a_server_that_lies_ends_in_a_sentence(action: str) -> None:
    """No other exception, and no end of requests."""
    told: set[str] = set()
    for seed in range(150):
        server = Liar(seed, 0)
        with server.client() as connection:
            push.push(connection, TITLE, push.sheets({"gold": {n: document(n) for n in ("d1", "d2")}}))
            for task in server.tasks:
                annotation = {"id": task["id"], "completed_by": 1, "result": server.predictions[0]["result"]}
                task["annotations"] = [annotation] if action != "push" else []
            server.requests.clear()
            server.share = 0.4
            try:
                ACTIONS[action](connection)
            except (UsageError, InvalidInputError) as error:
                told.add(re.sub(r"\W.*", "", str(error)))
    assert told


@pytest.mark.parametrize("page", ["projects", "tasks", "users"])
def test_a_list_that_begins_again_ends(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that answers every page with the first."""
    monkeypatch.setattr(tasks, "INDEX", 2)
    server = FakeStudio()
    with server.client() as connection:
        push.push(connection, TITLE, push.sheets({"gold": {n: document(n) for n in ("d1", "d2")}}))
    true = server.answer

    def again(request: httpx.Request) -> httpx.Response:
        assert len(server.requests) < MOST, "this does not end"
        if f"/api/{page}/" in str(request.url):
            request = httpx.Request("GET", re.sub(r"\bpage=\d+", "page=1", str(request.url)))
            answer = json.loads(true(request).content)
            if isinstance(answer, dict) and "next" in answer:
                answer |= {"next": "http://127.0.0.1:9/api/projects/?page=2", "count": 10**6}
            return httpx.Response(200, json=answer)
        return true(request)

    with _connected(again) as connection:
        if page == "users":
            assert tasks._people(connection) == {1: "ann@example.org"}
            return
        with pytest.raises(client.ServerError, match="again"):
            pull(connection)


def _connected(answer: Callable[[httpx.Request], httpx.Response]) -> AbstractContextManager[Any]:
    return client.connect(ENVIRONMENT, transport=httpx.MockTransport(answer))
