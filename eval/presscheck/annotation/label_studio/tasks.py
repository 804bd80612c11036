"""The tasks of a project, page by page: ten thousand of them are neither one answer nor one wait."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec

from presscheck.annotation.label_studio.client import ServerError, listed, speaking
from presscheck.formats.label_studio.shape import wrong

INDEX, EXPORT = 1_000, 200
"""Tasks of a page: with their data alone, and with everything that came of them."""

Progress = Callable[[int, int], None]
"""Called with how many are done, of how many."""


def silent(_done: int, _of: int) -> None:
    """Say nothing of progress."""


def index(
    client: Any, project: int, fields: str = "id,data,meta,total_predictions"
) -> Iterator[dict[str, Any]]:
    """Every task of a project, without what people made of it.

    Args:
        client: the SDK's client.
        project: its number.
        fields: what is asked of each task.
    """
    with speaking("listing the tasks"):
        for task in listed(_pages(client, project, fields)):
            told = {name: getattr(task, name, None) for name in fields.split(",")}
            _well_formed({"data": {}, **told, "annotations": []})
            yield told


def _well_formed(task: dict[str, Any]) -> None:
    """Check the shape of a task.

    Raises:
        ServerError: names the place.
    """
    if (found := wrong(task)) is not None:
        message, path = found
        raise ServerError(f"task {task.get('id')} is not one of Label Studio's: {message} at {path}")


def _pages(client: Any, project: int, fields: str) -> Iterator[Any]:
    number, more = 1, True
    while more:
        found = _page(client, project, number, fields)
        yield from found
        number, more = number + 1, len(found) == INDEX


def _page(client: Any, project: int, number: int, fields: str) -> Sequence[Any]:
    """The tasks of one page; behind the last one there are none."""
    from label_studio_sdk.core.api_error import ApiError

    asked = {"project": project, "page": number, "page_size": INDEX, "include": fields}
    try:
        return client.tasks.list(**asked, fields="task_only").items or ()
    except ApiError as error:
        if number > 1 and error.status_code == 404:
            return ()
        raise


def whole(
    client: Any, project: int, numbers: Sequence[int], progress: Progress = silent
) -> Iterator[dict[str, Any]]:
    """Tasks with their annotations, drafts and predictions, as the server exports them.

    Args:
        client: the SDK's client.
        project: its number.
        numbers: of the tasks.
        progress: told after every page.
    """
    people = _people(client) if numbers else {}
    for start in range(0, len(numbers), EXPORT):
        page = numbers[start : start + EXPORT]
        for task in _exported(client, project, page):
            for annotation in task["annotations"]:
                by = annotation.get("completed_by")
                if isinstance(by, int):
                    annotation["completed_by"] = {"id": by, "email": people.get(by)}
            yield task
        progress(start + len(page), len(numbers))


def _people(client: Any) -> dict[int, str]:
    with speaking("exporting the project"):
        return {user.id: str(user.email) for user in listed(client.users.list())}


def _exported(client: Any, project: int, numbers: Sequence[int]) -> list[dict[str, Any]]:
    from label_studio_sdk.core.api_error import ApiError

    with speaking("exporting the project"):
        # The SDK's own export asks for all tasks at once.
        answer = client._client_wrapper.httpx_client.request(
            f"api/projects/{project}/export",
            method="GET",
            params={"exportType": "JSON", "download_all_tasks": "true", "ids[]": [str(n) for n in numbers]},
        )
        if answer.status_code != 200:
            raise ApiError(status_code=answer.status_code, headers={}, body=_body(answer))
        tasks = msgspec.convert(answer.json(), list[dict[str, Any]])
        found = {task["id"]: task for task in tasks if task.get("id") in numbers}
        if found.keys() != set(numbers):
            missing = ", ".join(str(number) for number in numbers if number not in found)
            raise ServerError(f"the server leaves out tasks {missing}; are they being deleted? Try again")
        for task in found.values():
            _well_formed(task)
        return [*found.values()]


def _body(answer: Any) -> Any:
    try:
        return answer.json()
    except ValueError:
        return None


def drafts(client: Any, task: int) -> list[dict[str, Any]]:
    """The drafts of a task; none if this user may not see them.

    Args:
        client: the SDK's client.
        task: its number.
    """
    with speaking("fetching drafts"):
        answer = client._client_wrapper.httpx_client.request(f"api/tasks/{task}/drafts", method="GET")
        if answer.status_code != 200:
            return []
        made = msgspec.convert(answer.json(), list[dict[str, Any]])
        return _of_task(task, made)


def predictions(client: Any, task: int) -> list[dict[str, Any]]:
    """The pre-annotations of a task: number, name and items.

    Args:
        client: the SDK's client.
        task: its number.
    """
    with speaking("fetching the pre-annotation"):
        made = [
            {"id": one.id, "model_version": one.model_version, "result": one.result}
            for one in listed(client.predictions.list(task=task))
        ]
        return _of_task(task, made)


def _of_task(task: int, made: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The annotations of a task, once their form is checked."""
    _well_formed({"id": task, "data": {}, "annotations": made})
    return made


def every(client: Any, project: int, progress: Progress = silent) -> Iterator[dict[str, Any]]:
    """All tasks of a project with everything that came of them.

    Args:
        client: the SDK's client.
        project: its number.
        progress: told after every page.
    """
    yield from whole(client, project, [task["id"] for task in index(client, project, "id")], progress)
