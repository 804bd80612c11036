"""Requests to an OpenAI-compatible chat endpoint: retries, a cache on disk, a count of tokens.

Address, model and key come from the environment. The key is in no file, log
or message: whatever is shown or kept has it blotted out, should a server have
sent it back.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from presscheck.document.exceptions import UsageError
from presscheck.document.output import not_written, replacing
from presscheck.text import addresses, secret

URL, MODEL, KEY = "PRESSCHECK_LLM_URL", "PRESSCHECK_LLM_MODEL", "PRESSCHECK_LLM_KEY"
"""The environment variables that say where, what and as whom; servers that need no key do without."""

INSTALL = "this needs the openai client: pip install 'presscheck[llm]'"
TRIES = 5
"""Number of requests before a text is given up."""

LONGEST = 60.0
"""Seconds that are waited at most before the next try."""

Message = dict[str, str]
_SHORT = 300


class ClientSettings(NamedTuple):
    """Settings that determine an answer.

    Args:
        url: of the endpoint, up to and including its version (`/v1`).
        model: its name there.
        key: None for servers that need none.
        temperature: 0 for the most likely answer.
        max_tokens: of an answer; None for the server's own limit.
        timeout: seconds until a request counts as lost.
        tries: how often a request is made.
    """

    url: str
    model: str
    key: str | None = None
    temperature: float = 0.0
    max_tokens: int | None = None
    timeout: float = 120.0
    tries: int = TRIES

    def __repr__(self) -> str:
        return f"ClientSettings(url={addresses.shown(self.url)!r}, model={self.model!r})"


class GivenUpError(Exception):
    """No usable answer after all tries; says why the last one failed."""


class _AgainError(Exception):
    """A try that failed in a way that may pass.

    Args:
        why: for the user.
        wait: seconds that the server asked for, or None.
        reply: the raw answer, if there was one.
    """

    def __init__(self, why: str, wait: float | None = None, reply: str | None = None) -> None:
        super().__init__(why)
        self.wait, self.reply = wait, reply


def settings(environment: Mapping[str, str] = os.environ, **others: Any) -> ClientSettings:
    """Read the settings from the environment.

    Raises:
        UsageError: the address or the model is missing, or one of them cannot be.

    >>> settings({URL: "http://127.0.0.1:8000/v1", MODEL: "m", KEY: "secret"})
    ClientSettings(url='http://127.0.0.1:8000/v1', model='m')
    """
    missing = [name for name in (URL, MODEL) if not environment.get(name)]
    if missing:
        raise UsageError(f"set {' and '.join(missing)}, and {KEY} if the server wants a key")
    if what := addresses.wrong(environment[URL]):
        raise UsageError(f"{URL}: {what}")
    if not (environment.get(KEY) or "").isascii() or not (environment.get(KEY) or "").isprintable():
        raise UsageError(f"{KEY} contains characters that a key cannot have; copy it again")
    if not 0 < others.get("timeout", 1.0) < math.inf:
        raise UsageError(f"--timeout: {others['timeout']:g} is not a number of seconds; use one above 0")
    return ClientSettings(environment[URL], environment[MODEL], environment.get(KEY) or None, **others)


def default_cache() -> Path:
    """Return the folder of the answers: the user's cache folder."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "presscheck" / "llm"


class Client:
    """One endpoint, with everything that was asked of it kept in a folder.

    Args:
        asked: from `settings`.
        cache: folder for answers; one JSON file for each request.
        sleep: waits some seconds.

    `used` counts requests, answers from the cache, and tokens in and out.
    """

    def __init__(
        self, asked: ClientSettings, cache: Path, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        try:
            import openai
        except ImportError:
            raise UsageError(INSTALL) from None
        self._api = openai
        self._asked, self._cache, self._sleep = asked, cache, sleep
        self.used: Counter[str] = Counter()
        self._formats = ["json_schema", "json_object", "none"]
        self._secrets = [asked.key, *addresses.secrets(asked.url)]
        self._openai = openai.OpenAI(
            base_url=asked.url,
            api_key=asked.key or "none",
            timeout=asked.timeout,
            max_retries=0,
            http_client=openai.DefaultHttpxClient(event_hooks={"response": [_stay]}),
        )

    def ask(self, messages: list[Message], schema: dict[str, Any], check: Callable[[str], str | None]) -> str:
        """The answer to some messages, from the cache if it is there.

        Args:
            messages: instructions and text.
            schema: JSON Schema of the answer.
            check: says what is wrong with an answer, or None; a wrong one is asked for again.

        Raises:
            GivenUpError: no answer that passes `check`, after all tries.
            UsageError: the server refuses the question itself: key, model or address.
        """
        path = self._cache / f"{self._digest(messages, schema)}.json"
        kept = _kept(path)
        if kept is not None and check(kept) is None:
            self.used["from the cache"] += 1
            return kept
        replies: list[str] = []
        said = list(messages)
        why = ""
        for attempt in range(self._asked.tries):
            try:
                reply = self._try(said, schema)
                replies.append(reply)
                answer = _answer(json.loads(reply))
                wrong = check(answer)
                if wrong is None:
                    self._keep(path, replies, answer)
                    return answer
                why = wrong
                said = [*messages, *_correction(answer, wrong)]
            except _AgainError as error:
                why = str(error)
                if error.reply is not None and error.reply not in replies:
                    replies.append(error.reply)
                if attempt + 1 < self._asked.tries:
                    self._sleep(min(LONGEST, error.wait if error.wait is not None else 2.0**attempt))
        self._keep(path, replies, None)
        raise GivenUpError(
            f"no usable answer in {self._asked.tries} tries; the last error: {self._clean(why)}"
        )

    def _try(self, messages: list[Message], schema: dict[str, Any]) -> str:
        """One request: the whole raw reply as JSON text."""
        api = self._api
        self.used["requests"] += 1
        try:
            reply = self._openai.chat.completions.with_raw_response.create(**self._request(messages, schema))
        except api.APITimeoutError:
            raise _AgainError(f"no answer within {self._asked.timeout:g} s") from None
        except api.APIConnectionError as error:
            if isinstance(error.__cause__, UsageError):
                raise error.__cause__ from None
            raise _AgainError(f"cannot reach {self._shown}: {error.__cause__ or error}") from None
        except api.APIStatusError as error:
            self._refused(error)
        raw = self._clean(reply.text)
        try:
            self._count(json.loads(raw))
        except (ValueError, AttributeError, TypeError, RecursionError):
            raise _AgainError(f"the server's reply is not JSON: {raw[:_SHORT]!r}", reply=raw) from None
        return raw

    def _request(self, messages: list[Message], schema: dict[str, Any]) -> dict[str, Any]:
        asked = self._asked
        request: dict[str, Any] = {
            "model": asked.model,
            "messages": messages,
            "temperature": asked.temperature,
        }
        if asked.max_tokens is not None:
            request["max_tokens"] = asked.max_tokens
        if self._formats[0] == "json_schema":
            named = {"name": "prediction", "strict": True, "schema": schema}
            request["response_format"] = {"type": "json_schema", "json_schema": named}
        elif self._formats[0] == "json_object":
            request["response_format"] = {"type": "json_object"}
        return request

    def _refused(self, error: Any) -> NoReturn:
        """Act on an HTTP status: try again, ask in a simpler way, or stop."""
        status = int(error.status_code)
        said = self._clean(str(error.message))[:_SHORT]
        if status in (400, 422) and "response_format" in said and len(self._formats) > 1:
            self._formats.pop(0)
            raise _AgainError(f"HTTP {status}: {said}", wait=0.0) from None
        if status in (408, 409, 425, 429) or status >= 500:
            raise _AgainError(f"HTTP {status}: {said}", wait=_asked_wait(error.response.headers)) from None
        raise UsageError(
            f"{self._shown} answered HTTP {status}: {said} (check {URL}, {MODEL} and {KEY})"
        ) from None

    def _count(self, reply: dict[str, Any]) -> None:
        usage = reply.get("usage") or {}
        self.used["tokens in"] += int(usage.get("prompt_tokens") or 0)
        self.used["tokens out"] += int(usage.get("completion_tokens") or 0)

    def _digest(self, messages: list[Message], schema: dict[str, Any]) -> str:
        asked = self._asked
        said = [asked.url, asked.model, asked.temperature, asked.max_tokens, messages, schema]
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()

    def _keep(self, path: Path, replies: list[str], answer: str | None) -> None:
        """Write every raw reply, and which answer counts."""
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise not_written(path.parent, error) from None
        kept = {"model": self._asked.model, "answer": answer, "replies": [_parsed(one) for one in replies]}
        with replacing(path, private=True) as file:
            json.dump(kept, file, ensure_ascii=False, indent=1)

    def _clean(self, text: str) -> str:
        return secret.blotted(text, self._secrets)

    @property
    def _shown(self) -> str:
        """The address, without a login."""
        return addresses.shown(self._asked.url)


def _stay(response: Any) -> None:
    """Refuse a redirect to another server: it would take the text and the key there.

    Raises:
        UsageError: names the other server.
    """
    here, location = str(response.request.url), response.headers.get("location")
    if response.is_redirect and location and (other := addresses.leads_away(here, location)):
        what = f"{addresses.shown(here)} redirects to {other}; nothing is sent there"
        raise UsageError(f"{what}: set {URL} to it if this is the right server")


def _kept(path: Path) -> str | None:
    """The answer in a cache file; None if there is none that can be used."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))["answer"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found if isinstance(found, str) else None


def _parsed(raw: str) -> Any:
    """A raw reply as JSON, or as it came if it is none."""
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return raw


def _answer(reply: Any) -> str:
    """The words of a reply.

    Raises:
        _AgainError: a refusal, an answer that was cut off, or a reply without any.
    """
    raw = json.dumps(reply, ensure_ascii=False)
    try:
        choice = reply["choices"][0]
        message = choice["message"]
        content = message.get("content")
    except (KeyError, IndexError, TypeError, AttributeError):
        raise _AgainError(f"a reply without an answer: {raw[:_SHORT]}", reply=raw) from None
    if message.get("refusal"):
        raise _AgainError(f"the model refuses: {message['refusal']}", reply=raw)
    if choice.get("finish_reason") == "length":
        raise _AgainError("the answer was cut off: ask by paragraph, or allow more tokens", reply=raw)
    if choice.get("finish_reason") == "content_filter":
        raise _AgainError("the server's content filter stopped the answer", reply=raw)
    if not isinstance(content, str) or not content.strip():
        raise _AgainError("an empty answer", reply=raw)
    return content


def _correction(answer: str, wrong: str) -> list[Message]:
    return [
        {"role": "assistant", "content": answer},
        {
            "role": "user",
            "content": f"That cannot be used: {wrong}. Answer again, with the whole JSON alone.",
        },
    ]


def _asked_wait(headers: Mapping[str, str]) -> float | None:
    """The seconds of `Retry-After`, if they are a number."""
    try:
        return max(0.0, float(headers.get("retry-after", "")))
    except ValueError:
        return None
