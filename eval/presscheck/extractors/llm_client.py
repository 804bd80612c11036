"""Requests to an OpenAI-compatible chat endpoint: a cache on disk, a count of tokens, unusable answers.

A server that is busy or gone is asked again by the official client, which knows
how long to wait; here only an answer that cannot be used is asked for again.

Address, model and key come from the environment. The key is in no file, log
or message: whatever is shown or kept has it blotted out, should a server have
sent it back.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from presscheck.document.exceptions import UsageError
from presscheck.document.output import not_written, replacing
from presscheck.text import addresses, deadline, secret, wording

URL, MODEL, KEY = "PRESSCHECK_LLM_URL", "PRESSCHECK_LLM_MODEL", "PRESSCHECK_LLM_KEY"
"""The environment variables that say where, what and as whom; servers that need no key do without."""

INSTALL = "this needs the openai client: pip install 'presscheck[llm]'"
TRIES = 5
"""Number of requests before a text is given up."""

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


class _UnusableError(Exception):
    """A reply that cannot be used; another one may be.

    Args:
        why: for the user.
        reply: the raw answer, if there was one.
    """

    def __init__(self, why: str, reply: str | None = None) -> None:
        super().__init__(why)
        self.reply = reply


class _LostError(Exception):
    """No reply, however often the official client asked; says why."""


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
        raise UsageError(
            f"{wording.name('timeout')}: {others['timeout']:g} is not a number of seconds; use one above 0"
        )
    return ClientSettings(environment[URL], environment[MODEL], environment.get(KEY) or None, **others)


def default_cache() -> Path:
    """Return the folder of the answers: the user's cache folder."""
    try:
        from platformdirs import user_cache_path
    except ImportError:
        raise UsageError(INSTALL) from None
    return user_cache_path("presscheck", appauthor=False) / "llm"


class Client:
    """One endpoint, with everything that was asked of it kept in a folder.

    Args:
        asked: from `settings`.
        cache: folder for answers; one JSON file for each request.

    `used` counts requests, answers from the cache, and tokens in and out.
    """

    def __init__(self, asked: ClientSettings, cache: Path) -> None:
        try:
            import openai
        except ImportError:
            raise UsageError(INSTALL) from None
        self._api = openai
        self._asked, self._cache = asked, cache
        self.used: Counter[str] = Counter()
        self._formats = ["json_schema", "json_object", "none"]
        self._secrets = [asked.key, *addresses.secrets(asked.url)]
        self._openai = openai.OpenAI(
            base_url=asked.url,
            api_key=asked.key or "none",
            timeout=asked.timeout,
            max_retries=asked.tries - 1,
            http_client=openai.DefaultHttpxClient(
                event_hooks={
                    "request": [self._counted, deadline.began],
                    "response": [self._stay, deadline.Limit(asked.timeout)],
                }
            ),
        )
        self._elsewhere: str | None = None

    def ask(self, messages: list[Message], schema: dict[str, Any], check: Callable[[str], str | None]) -> str:
        """The answer to some messages, from the cache if it is there.

        Args:
            messages: instructions and text.
            schema: JSON Schema of the answer.
            check: returns the error in an answer, or None; a wrong one is asked for again.

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
        for _ in range(self._asked.tries):
            try:
                reply = self._try(said, schema)
                replies.append(reply)
                answer = _answer(json.loads(reply))
            except _UnusableError as error:
                why = str(error)
                if error.reply is not None and error.reply not in replies:
                    replies.append(error.reply)
                continue
            except _LostError as error:
                why = str(error)
                break
            wrong = check(answer)
            if wrong is None:
                self._keep(path, replies, answer)
                return answer
            why = wrong
            said = [*messages, *_correction(answer, wrong)]
        self._keep(path, replies, None)
        raise GivenUpError(
            f"no usable answer in {self._asked.tries} tries; the last error: {self._clean(why)}"
        )

    def _try(self, messages: list[Message], schema: dict[str, Any]) -> str:
        """One question: the whole raw reply as JSON text."""
        api = self._api
        try:
            reply = self._openai.chat.completions.with_raw_response.create(**self._request(messages, schema))
        except api.APITimeoutError:
            raise _LostError(f"no answer within {self._asked.timeout:g} s") from None
        except api.APIConnectionError as error:
            raise _LostError(f"cannot reach {self._shown}: {error.__cause__ or error}") from None
        except api.APIStatusError as error:
            self._refused(error)
        raw = self._clean(reply.text)
        try:
            self._count(json.loads(raw))
        except (ValueError, AttributeError, TypeError, RecursionError):
            raise _UnusableError(f"the server's reply is not JSON: {raw[:_SHORT]!r}", reply=raw) from None
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
        """Act on an HTTP status: ask in a simpler way, give the text up, or stop."""
        status = int(error.status_code)
        said = self._clean(str(error.message))[:_SHORT]
        if self._elsewhere is not None:
            raise UsageError(self._elsewhere) from None
        if status in (400, 422) and "response_format" in said and len(self._formats) > 1:
            self._formats.pop(0)
            raise _UnusableError(f"HTTP {status}: {said}") from None
        if status in (408, 409, 425, 429) or status >= 500:
            raise _LostError(f"HTTP {status}: {said}") from None
        raise UsageError(
            f"{self._shown} answered HTTP {status}: {said} (check {URL}, {MODEL} and {KEY})"
        ) from None

    def _counted(self, _request: Any) -> None:
        self.used["requests"] += 1

    def _stay(self, response: Any) -> None:
        """Keep a redirect to another server from being followed: it would take the text and the key there."""
        here, location = str(response.request.url), response.headers.get("location")
        if response.is_redirect and location and (other := addresses.leads_away(here, location)):
            what = f"{addresses.shown(here)} redirects to {other}; nothing is sent there"
            self._elsewhere = f"{what}: set {URL} to it if this is the right server"
            del response.headers["location"]

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
        _UnusableError: a refusal, an answer that was cut off, or a reply without any.
    """
    raw = json.dumps(reply, ensure_ascii=False)
    try:
        choice = reply["choices"][0]
        message = choice["message"]
        content = message.get("content")
    except (KeyError, IndexError, TypeError, AttributeError):
        raise _UnusableError(f"a reply without an answer: {raw[:_SHORT]}", reply=raw) from None
    if message.get("refusal"):
        raise _UnusableError(f"the model refuses: {message['refusal']}", reply=raw)
    if choice.get("finish_reason") == "length":
        raise _UnusableError("the answer was cut off: ask by paragraph, or allow more tokens", reply=raw)
    if choice.get("finish_reason") == "content_filter":
        raise _UnusableError("the server's content filter stopped the answer", reply=raw)
    if not isinstance(content, str) or not content.strip():
        raise _UnusableError("an empty answer", reply=raw)
    return content


def _correction(answer: str, wrong: str) -> list[Message]:
    return [
        {"role": "assistant", "content": answer},
        {
            "role": "user",
            "content": f"That cannot be used: {wrong}. Answer again, with the whole JSON alone.",
        },
    ]
