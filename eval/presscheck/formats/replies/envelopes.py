"""Read the envelopes of services around a model's words: chat completions, responses, messages, batches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple


class Reply(NamedTuple):
    """One answer of a model.

    Args:
        content: its words, or the JSON that is there without an envelope.
        name: the id around it, or None.
        failed: why there is none, or None.
        further: how many more answers to the same question were left out.
    """

    content: Any
    name: str | None = None
    failed: str | None = None
    further: int = 0


def reply(value: Any) -> Reply | None:
    """The answer in an envelope; None if this is not an envelope.

    >>> reply({"choices": [{"message": {"role": "assistant", "content": "Hi"}}]}).content
    'Hi'
    """
    if isinstance(value, list):
        return _conversation(value)
    if not isinstance(value, dict):
        return None
    if "custom_id" in value:
        return _batched(value)
    for opened in (_chat, _responses, _messages, _candidates, _local):
        found = opened(value)
        if found is not None:
            return found
    return _conversation(value.get("messages"))


def _batched(value: dict[str, Any]) -> Reply:
    """A line of a batch: the question's id, and an envelope or an error."""
    name = str(value["custom_id"])
    result = value.get("response") or value.get("result") or {}
    inner = result.get("body") or result.get("message") if isinstance(result, dict) else None
    found = reply(inner)
    error = value.get("error") or (result.get("error") if isinstance(result, dict) else None)
    if found is None:
        return Reply(None, name, f"the request failed: {error or result.get('type') or 'no answer in it'}")
    return found._replace(name=name)


def _chat(value: dict[str, Any]) -> Reply | None:
    choices = value.get("choices")
    if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
        return None
    message = choices[0].get("message")
    if not isinstance(message, dict):
        words = choices[0].get("text")
        return Reply(words, further=len(choices) - 1) if isinstance(words, str) else None
    words = _words(message.get("content")) or _called(message.get("tool_calls"))
    if not words:
        why = message.get("refusal") or choices[0].get("finish_reason") or "it is empty"
        return Reply(None, failed=f"the answer has no words: {why}")
    return Reply(words, further=len(choices) - 1)


def _called(calls: Any) -> str:
    """The arguments of the tools that a model called: its answer, where the form was asked for as a tool."""
    found = [
        call["function"].get("arguments")
        for call in calls or ()
        if isinstance(call, dict) and isinstance(call.get("function"), dict)
    ]
    return "\n".join(one for one in found if isinstance(one, str))


def _responses(value: dict[str, Any]) -> Reply | None:
    output = value.get("output")
    if not isinstance(output, list) or not any(isinstance(one, dict) and "type" in one for one in output):
        return None
    messages = [one for one in output if isinstance(one, dict)]
    words = "\n".join(
        filter(None, (_words(one.get("content")) for one in messages if one.get("type") == "message"))
    )
    words = words or "\n".join(one["arguments"] for one in messages if isinstance(one.get("arguments"), str))
    return Reply(words) if words else Reply(None, failed=f"the answer has no words: {value.get('status')}")


def _messages(value: dict[str, Any]) -> Reply | None:
    if value.get("role") != "assistant" or "content" not in value:
        return None
    content = value["content"]
    tools = (
        [one["input"] for one in content if isinstance(one, dict) and isinstance(one.get("input"), dict)]
        if isinstance(content, list)
        else []
    )
    words = _words(content)
    return Reply(words or tools[0]) if words or tools else Reply(None, failed="the answer has no words")


def _candidates(value: dict[str, Any]) -> Reply | None:
    candidates = value.get("candidates")
    if not isinstance(candidates, list) or not candidates or not isinstance(candidates[0], dict):
        return None
    content = candidates[0].get("content")
    words = _words(content.get("parts")) if isinstance(content, dict) else None
    if not words:
        return Reply(None, failed=f"the answer has no words: {candidates[0].get('finishReason')}")
    return Reply(words, further=len(candidates) - 1)


def _local(value: dict[str, Any]) -> Reply | None:
    """Read the answers of local servers: `message`, or `response` beside `model`."""
    message = value.get("message")
    if isinstance(message, dict) and isinstance(message.get("content"), str):
        return Reply(message["content"])
    words = value.get("response")
    return Reply(words) if isinstance(words, str) and "model" in value else None


def _conversation(value: Any) -> Reply | None:
    """The last words of the assistant."""
    if not isinstance(value, list) or not all(isinstance(one, dict) and "role" in one for one in value):
        return None
    last = next((one for one in reversed(value) if one["role"] in ("assistant", "model")), None)
    return None if last is None else Reply(_words(last.get("content")) or None)


def _words(content: Any) -> str | None:
    """The text of a content: a string, or parts of which some are text."""
    if isinstance(content, str):
        return content or None
    parts = [one.get("text") for one in content if isinstance(one, dict)] if isinstance(content, list) else []
    return "".join(part for part in parts if isinstance(part, str)) or None


def replies(values: list[tuple[int, Any]]) -> Iterator[tuple[int, Reply]]:
    """Every value of a file as an answer; what has no envelope is the answer itself.

    Args:
        values: JSON values with their lines.
    """
    for line, value in values:
        yield line, reply(value) or Reply(value)
