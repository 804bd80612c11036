"""The connection to a Label Studio server: who we are, and what went wrong in one line.

The SDK's own errors print every response header, the session cookie among
them: here only the status and the server's `detail` are ever said.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from urllib.parse import urlsplit

from presscheck.document.exceptions import UsageError
from presscheck.text import addresses, deadline, secret
from presscheck.text.visible import visible

URL, KEY = "LABEL_STUDIO_URL", "LABEL_STUDIO_API_KEY"
SECONDS = 120.0
_STRANGE = f"the answer is not Label Studio's; is {URL} right?"
_MEANS = {
    401: f"the server does not accept {KEY}; take a personal access token, or a legacy token if the server "
    "allows those, from Account & Settings in Label Studio",
    403: "this user may not do that",
    404: f"the server does not know this; does {URL} point at Label Studio, and is the project still there?",
    409: "the server reports a conflict with its data; look at the project and try again",
    500: "the server failed; see its log",
}


class ServerError(UsageError):
    """The server cannot be reached, refuses, or fails."""


@contextmanager
def connect(environment: Mapping[str, str] = os.environ, transport: Any = None) -> Iterator[Any]:
    """A client of the SDK while this is entered; a legacy token and a personal access token both do.

    Args:
        environment: where the address and the key are.
        transport: an httpx transport in place of the network.

    Raises:
        UsageError: the SDK or a variable is missing.
        ServerError: the key has expired.
    """
    missing = [name for name in (URL, KEY) if not environment.get(name)]
    if missing:
        what = "the server's address, a user's key; `make studio` prints the line that sets both for its own"
        raise UsageError(f"{' and '.join(missing)} must be set in the environment: {what}")
    address, key = environment[URL].strip().rstrip("/"), environment[KEY].strip()
    if wrong := addresses.wrong(address):
        raise UsageError(f"{URL}: {wrong}")
    if not (key.isascii() and key.isprintable() and " " not in key):
        raise UsageError(f"{KEY} contains characters that a key cannot have; copy it again")
    try:
        import httpx
        from label_studio_sdk import LabelStudio
    except ImportError:
        raise UsageError("Label Studio's SDK is not installed: pip install 'presscheck[studio]'") from None
    with httpx.Client(
        transport=transport,
        timeout=SECONDS,
        follow_redirects=True,
        trust_env=not _loopback(address),
        event_hooks={"request": [deadline.began], "response": [_stay, deadline.Limit(SECONDS)]},
    ) as http:
        _SECRETS.set((key, *addresses.secrets(address)))
        with speaking("the key"):
            # A retried import would make the tasks twice.
            client = LabelStudio(
                base_url=address,
                api_key=key,
                timeout=SECONDS,
                max_retries=0,
                httpx_client=http,
            )
        yield client


def _loopback(address: str) -> bool:
    """Return whether a server is on this machine: no proxy of the environment stands between us and it."""
    try:
        return urlsplit(address).hostname in ("127.0.0.1", "localhost", "::1")
    except ValueError:
        return False


@contextmanager
def speaking(about: str) -> Iterator[None]:
    """Turn what the SDK raises into a `ServerError` that says what was tried, and nothing secret.

    Args:
        about: what is being done, for the message.
    """
    import httpx
    import msgspec
    from label_studio_sdk.core.api_error import ApiError
    from pydantic import ValidationError

    try:
        yield
    except ServerError as error:
        raise ServerError(f"{about}: {error}") from None
    except ApiError as error:
        raise ServerError(f"{about}: {_said(error.status_code or 0, error.body)}") from None
    except httpx.TimeoutException:
        raise ServerError(f"{about}: no answer from the server in time ({SECONDS:.0f} s)") from None
    except httpx.InvalidURL:
        raise ServerError(f"{about}: {URL} is not an address") from None
    except httpx.HTTPError as error:
        raise ServerError(
            f"{about}: the server cannot be reached ({type(error).__name__}); is {URL} right?"
        ) from None
    except (ValidationError, msgspec.MsgspecError, ValueError, RecursionError):
        raise ServerError(f"{about}: {_STRANGE}") from None
    except (TypeError, AttributeError, KeyError) as error:
        if _is_ours(error):
            raise
        raise ServerError(f"{about}: {_STRANGE}") from None


def _is_ours(error: Exception) -> bool:
    """Return whether this package raised an error: the SDK looks into answers without checking them."""
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    return last is not None and str(last.tb_frame.f_globals.get("__name__")).startswith("presscheck.")


_SECRETS: ContextVar[tuple[str, ...]] = ContextVar("secrets", default=())
"""The key and the login of the connection that is open."""


def _clean(said: Any) -> str:
    return visible(secret.blotted(str(said), _SECRETS.get()))


def _stay(response: Any) -> None:
    """Refuse a redirect to another server: it would take texts and the key there.

    Raises:
        ServerError: names the other server.
    """
    here, location = str(response.request.url), response.headers.get("location")
    if response.is_redirect and location and (other := addresses.leads_away(here, location)):
        raise ServerError(f"the server redirects to {other}; nothing is sent there: is {URL} right?")


def _said(status: int, body: Any) -> str:
    if 200 <= status < 300:
        return _STRANGE
    detail = body.get("detail") if isinstance(body, dict) else None
    wrong = body.get("validation_errors") if isinstance(body, dict) else None
    parts = [f"HTTP {status}", _MEANS.get(status), detail and f"it says {_clean(detail)[:200]!r}"]
    parts.append(wrong and _clean(wrong)[:300])
    return "; ".join(part for part in parts if part)


def project(client: Any, title: str) -> Any | None:
    """The project with this title; None if there is none.

    Raises:
        ServerError: there are several.
    """
    fields = "id,title,label_config,model_version"
    with speaking("looking for the project"):
        found = [p for p in listed(client.projects.list(title=title, include=fields)) if p.title == title]
    if len(found) > 1:
        numbers = ", ".join(str(p.id) for p in found)
        raise ServerError(
            f"there are {len(found)} projects {title!r} (numbers {numbers}); rename all but one"
        )
    return found[0] if found else None


def titles(client: Any) -> list[str]:
    """The titles of all projects that this user may see.

    Args:
        client: the SDK's client.
    """
    with speaking("looking for the project"):
        return sorted({str(p.title) for p in listed(client.projects.list(include="id,title"))})


def listed(records: Iterable[Any]) -> Iterator[Any]:
    """The records of a list that comes in pages; a server that begins again would never end.

    Args:
        records: each with its number as `id`.

    Raises:
        ServerError: a record comes twice.
        ValueError: a record has no number.
    """
    known: set[int] = set()
    for record in records:
        number = getattr(record, "id", None)
        if type(number) is not int:
            raise ValueError("no number")
        if number in known:
            raise ServerError(f"the server lists number {number} again; {_STRANGE}")
        known.add(number)
        yield record


def page(project: int, task: int, environment: Mapping[str, str] = os.environ) -> str:
    """The address at which a person sees a task; one of a region would select nothing.

    Args:
        project: its number.
        task: its number.
        environment: where the server's address is.
    """
    return f"{home(project, environment)}?task={task}"


def home(project: int, environment: Mapping[str, str] = os.environ) -> str:
    """The address of a project.

    Args:
        project: its number.
        environment: where the server's address is.
    """
    return f"{addresses.shown(environment.get(URL, '').strip()).rstrip('/')}/projects/{project}/data"
