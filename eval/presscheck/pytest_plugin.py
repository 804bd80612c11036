"""A pytest plugin: an extractor's own test suite holds its predictions to a baseline.

In two lines:

    def test_extractor(presscheck_gate):
        presscheck_gate("predictions.jsonl", baseline="baseline.json")

or with a floor of one's own:

    def test_names(presscheck_score):
        assert presscheck_score("predictions.jsonl")["mention.strict"]["f1"] > 0.8

or with no test at all: `pytest --presscheck-pred predictions.jsonl
--presscheck-baseline baseline.json`. The options are the fixtures' defaults.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

__tracebackhide__ = True
"""A failure shows the line of the test that called, and no frame of this module."""

if TYPE_CHECKING:
    from presscheck.gating.decision import Decision
    from presscheck.scoring.result import Result

T = TypeVar("T")

OPTIONS = {
    "pred": "the prediction (JSONL): scored by the fixtures, gated if a baseline or rules are given",
    "gold": "gold JSONL; by default the shipped article",
    "baseline": "the baseline that `presscheck gate PRED --baseline FILE --update` wrote",
    "rules": "TOML file with the gate's rules",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options, in a group of their own."""
    group = parser.getgroup("presscheck", "check predictions against a baseline")
    for name, says in OPTIONS.items():
        group.addoption(f"--presscheck-{name}", metavar="FILE", default=None, help=says)


def pytest_report_header(config: pytest.Config) -> str | None:
    """Describe the effect of the options on this run, so that nobody takes a mere default for a gate."""
    given = _given(config)
    named = ", ".join(f"{name} {value}" for name, value in given.items() if value)
    if not named:
        return None
    return f"presscheck: {named}" + (
        "" if _gates(given) else " (for the fixtures; nothing is checked without a baseline or rules)"
    )


def pytest_collection_modifyitems(session: pytest.Session, items: list[pytest.Item]) -> None:
    """Add the gate as a test of its own if a prediction and something to hold it to are given."""
    given = _given(session.config)
    if _gates(given):
        items.append(GateItem.from_parent(session, name=f"presscheck gate {Path(given['pred']).stem}"))


class GateItem(pytest.Item):
    """One prediction and its rules."""

    def runtest(self) -> None:
        """Decide; anything but a pass raises."""
        _held(**_given(self.config))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The gate's table instead of a traceback; wrong input and usage likewise."""
        if isinstance(excinfo.value, (GateFailedError, ValueError)):
            from presscheck.text.visible import block

            return block(str(excinfo.value))
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[str, None, str]:
        """Place of the test: nowhere but the command line."""
        return "presscheck", None, self.name


class GateFailedError(AssertionError):
    """The gate did not pass; the message is its verdict and its table."""


@pytest.fixture
def presscheck_score(request: pytest.FixtureRequest) -> Callable[..., Result]:
    """Score a prediction: `presscheck_score(pred=None, **settings)`, settings as in `presscheck.score`."""
    given = _given(request.config)

    def score(pred: Any = None, **settings: Any) -> Result:
        from presscheck.verbs.score import score

        gold = settings.pop("gold", None) or given["gold"]
        return _shallow(score, gold, _needed(given["pred"] if pred is None else pred), **settings)

    return score


@pytest.fixture
def presscheck_gate(request: pytest.FixtureRequest) -> Callable[..., Decision]:
    """Fail the test unless a prediction passes: `presscheck_gate(pred=None, baseline=None, rules=None)`."""
    given = _given(request.config)

    def gate(
        pred: Any = None, *, baseline: Any = None, rules: Any = None, gold: Any = None, **settings: Any
    ) -> Decision:
        return _held(
            pred=given["pred"] if pred is None else pred,
            gold=gold or given["gold"],
            baseline=baseline or given["baseline"],
            rules=rules or given["rules"],
            **settings,
        )

    return gate


def _given(config: pytest.Config) -> dict[str, Any]:
    return {name: config.getoption(f"presscheck_{name}") for name in OPTIONS}


def _gates(given: dict[str, Any]) -> bool:
    return bool(given["pred"] and (given["baseline"] or given["rules"]))


def _shallow(work: Callable[..., T], *given: Any, **settings: Any) -> T:
    """Return the result of a function; input errors are raised here, without the frames below.

    The kind of the exception and its findings stay, for a test that expects them.
    """
    try:
        return work(*given, **settings)
    except ValueError as error:
        shown = error.with_traceback(None)
    raise shown from None


def _needed(pred: Any) -> Any:
    if pred is None:
        raise pytest.UsageError(
            "presscheck: expected a prediction, got none; name one, or run pytest with --presscheck-pred FILE"
        )
    return pred


def _held(*, pred: Any, gold: Any, baseline: Any, rules: Any, **settings: Any) -> Decision:
    from presscheck.reporting import gating as printed
    from presscheck.text.visible import visible
    from presscheck.verbs.gate import gate

    decision = _shallow(gate, _needed(pred), baseline=baseline, rules=rules, gold=gold, **settings)
    if decision.code:
        raise GateFailedError(f"{visible(decision.headline())}\n{printed.as_table([decision])}")
    return decision
