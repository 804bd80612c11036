"""A rule is a function: its name is the rule's id, its docstring explains it, what it yields is wrong."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TypeAlias

from presscheck.document.model import Document


class Violation(NamedTuple):
    """A violation of a rule.

    Args:
        path: JSON path inside the document.
        message: what is wrong, and what would be right.
    """

    path: str
    message: str


RuleFunction: TypeAlias = Callable[[Document], Iterator[Violation]]
"""A rule over one document, which is well-formed."""


def rule_id(rule: Callable[..., Any]) -> str:
    """The stable id of a rule.

    >>> def cue_outside_content(doc): ...
    >>> rule_id(cue_outside_content)
    'cue-outside-content'
    """
    return rule.__name__.replace("_", "-")


def explained(rule: Callable[..., Any]) -> str:
    """Return the purpose of a rule: its docstring.

    >>> explained(rule_id).splitlines()[0]
    'The stable id of a rule.'
    """
    return inspect.cleandoc(rule.__doc__ or "")
