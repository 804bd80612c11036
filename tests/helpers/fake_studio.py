"""A Label Studio server in memory, behind the SDK's own transport: answers as the real one was seen to."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from copy import deepcopy
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from presscheck.annotation.label_studio import client

KEY = "0123456789abcdef0123456789abcdef01234567"
COOKIE = "sessionid=very-secret-session"
ENVIRONMENT = {client.URL: "http://127.0.0.1:9", client.KEY: KEY}
OWNER = {"id": 1, "email": "ann@example.org", "username": "ann", "first_name": "", "last_name": ""}


class FakeStudio:
    """Projects, tasks and predictions; every request is remembered.

    Args:
        fail: "METHOD path" -> the status, or the exception, that a request to it meets.
    """

    def __init__(self, fail: dict[str, Any] | None = None) -> None:
        self.fail = fail or {}
        self.requests: list[str] = []
        self.projects: list[dict[str, Any]] = []
        self.tasks: list[dict[str, Any]] = []
        self.predictions: list[dict[str, Any]] = []

    def client(self) -> AbstractContextManager[Any]:
        """The SDK's client, talking to this."""
        return client.connect(ENVIRONMENT, transport=httpx.MockTransport(self.answer))

    @property
    def written(self) -> list[str]:
        """The requests that change something."""
        return [request for request in self.requests if not request.startswith("GET")]

    def answer(self, request: httpx.Request) -> httpx.Response:
        """One response."""
        path = re.sub(r"\d+", "N", urlsplit(str(request.url)).path)
        name = f"{request.method} {path}"
        self.requests.append(name)
        failure = self.fail.get(name, self.fail.get("*"))
        if isinstance(failure, Exception):
            raise failure
        if failure == "html":
            return httpx.Response(200, text="<html>hello</html>", headers={"Content-Type": "text/html"})
        if failure is not None:
            return _response(failure, {"detail": f"status {failure}", "headers": COOKIE})
        number = re.search(r"\d+", urlsplit(str(request.url)).path)
        said = json.loads(request.content) if request.content else None
        query = parse_qs(urlsplit(str(request.url)).query)
        route = self._routes().get(name)
        if route is None:
            return _response(404, {"detail": f"nothing at {name}"})
        try:
            return route(int(number[0]) if number else 0, said, query)
        except IndexError:
            return _response(404, {"detail": "Not found."})

    def _routes(self) -> dict[str, Callable[[int, Any, dict[str, list[str]]], httpx.Response]]:
        return {
            "GET /api/projects/": lambda _n, _said, query: self._find(query),
            "POST /api/projects/": lambda _n, said, _query: self._create(said),
            "PATCH /api/projects/N/": lambda n, said, _query: _patch(self.projects[n - 1], said),
            "GET /api/tasks/N/drafts": lambda n, *_: _response(200, self.tasks[n - 1]["drafts"]),
            "PATCH /api/tasks/N/": lambda n, said, _query: _patch(self.tasks[n - 1], said),
            "GET /api/version/": lambda *_: _response(200, {"release": "1.23.2"}),
            "GET /api/tasks/": lambda _n, _said, query: self._list(query),
            "GET /api/projects/N/export": lambda n, _said, query: self._export(n, query),
            "GET /api/users/": lambda *_: _response(200, [OWNER]),
            "POST /api/projects/N/import": lambda n, said, _query: self._import_all(n, said),
            "GET /api/predictions/": lambda _n, _said, query: self._predicted(query),
            "POST /api/predictions/": lambda _n, said, _query: self._predict(said),
            "DELETE /api/predictions/N/": lambda n, *_: self._forget(n),
        }

    def _find(self, query: dict[str, list[str]]) -> httpx.Response:
        if query["page"] != ["1"]:
            return _response(404, {"detail": "Invalid page."})
        found = [p for p in self.projects if query.get("title", [""])[0] in p["title"]]
        return _response(200, {"count": len(found), "next": None, "previous": None, "results": found})

    def _create(self, said: Any) -> httpx.Response:
        self.projects.append({"id": len(self.projects) + 1, "model_version": "", **said})
        return _response(201, self.projects[-1])

    def _list(self, query: dict[str, list[str]]) -> httpx.Response:
        """A page of tasks with the fields that are asked for; behind the last page there is none."""
        ours = [task for task in self.tasks if str(task["project"]) in query["project"]]
        number, size = int(query["page"][0]), int(query["page_size"][0])
        page = ours[(number - 1) * size : number * size]
        if number > 1 and not page:
            return _response(404, {"detail": "Invalid page."})
        fields = query["include"][0].split(",")
        found = [
            {key: value for key, value in self._exported(task).items() if key in fields} for task in page
        ]
        return _response(
            200, {"tasks": found, "total": len(ours), "total_annotations": 0, "total_predictions": 0}
        )

    def _export(self, project: int, query: dict[str, list[str]]) -> httpx.Response:
        tasks = [t for t in self.tasks if t["project"] == project and str(t["id"]) in query["ids[]"]]
        return _response(200, [self._exported(task) for task in tasks])

    def _import_all(self, project: int, said: Any) -> httpx.Response:
        for task in said:
            self._import(project, task)
        return _response(201, {"task_count": len(said)})

    def _predicted(self, query: dict[str, list[str]]) -> httpx.Response:
        return _response(200, [p for p in self.predictions if [str(p["task"])] == query["task"]])

    def _predict(self, said: Any) -> httpx.Response:
        self.predictions.append({"id": len(self.requests), **said})
        return _response(201, self.predictions[-1])

    def _forget(self, number: int) -> httpx.Response:
        self.predictions = [p for p in self.predictions if p["id"] != number]
        return _response(204, None)

    def _import(self, project: int, task: dict[str, Any]) -> None:
        new = {"id": len(self.tasks) + 1, "project": project, "annotations": [], "drafts": []}
        self.tasks.append({**new, "data": task["data"], "meta": task["meta"]})
        for prediction in task["predictions"]:
            self.predictions.append({"id": 1000 + len(self.predictions), "task": new["id"], **prediction})

    def _exported(self, task: dict[str, Any]) -> dict[str, Any]:
        predictions = [p["id"] for p in self.predictions if p["task"] == task["id"]]
        return {**deepcopy(task), "predictions": predictions, "total_predictions": len(predictions)}


def _patch(record: dict[str, Any], said: Any) -> httpx.Response:
    record.update(said)
    return _response(200, record)


def _response(status: int, body: Any) -> httpx.Response:
    headers = {"Set-Cookie": COOKIE}
    return httpx.Response(status, json=body, headers=headers) if body is not None else httpx.Response(status)
