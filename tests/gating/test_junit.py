"""JUnit XML: valid, one case a check, the same numbers as the verdict."""

from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
from tests.conftest import ROOT

from presscheck.gating.conditions import Condition
from presscheck.gating.decision import Decision
from presscheck.reporting import junit

VERDICTS = ("pass", "fail", "impossible")


def decision(*verdicts, **details):
    """A decision with one check per verdict."""
    numbers = {"value": 0.5, "baseline": 0.75, "delta": -0.25, "limit": 0.1, "says": "because"}
    checks = [
        Condition(measure=f"mention.{i}", condition="max_drop", verdict=v, **numbers | details)
        for i, v in enumerate(verdicts)
    ]
    return Decision(name="pred", checks=checks, detectable={}, notes=["a note"], signature="measures:default")


@pytest.mark.parametrize("verdicts", [(), ("pass",), ("fail", "pass"), VERDICTS, VERDICTS * 3])
def test_it_is_valid_and_counts_what_it_holds(verdicts):
    """Against the schema, with failures for what failed and errors for what cannot be made."""
    from lxml import etree

    text = junit.xml([decision(*verdicts), decision(*verdicts)])
    schema = etree.XMLSchema(etree.parse(str(ROOT / "tests" / "cases" / "junit.xsd")))
    schema.assertValid(etree.fromstring(text.encode()))
    suites = ET.fromstring(text).findall("testsuite")  # noqa: S314 - our own text
    assert [suite.get("id") for suite in suites] == ["0", "1"]
    for suite in suites:
        assert int(suite.get("tests")) == len(suite.findall("testcase")) == len(verdicts)
        assert int(suite.get("failures")) == len(suite.findall("testcase/failure")) == verdicts.count("fail")
        assert (
            int(suite.get("errors")) == len(suite.findall("testcase/error")) == verdicts.count("impossible")
        )


def test_a_failure_holds_the_rule_and_the_new_errors():
    """Value, baseline, delta, limit, verdict, why; then each item."""
    text = junit.xml([decision("fail", items=["missed d: ⟦a<b>&c⟧"])])
    found = ET.fromstring(text).find("testsuite/testcase/failure")  # noqa: S314 - our own text
    assert found.get("message") == (
        "mention.0 max_drop: value 0.500, baseline 0.750, delta -0.250, limit 0.1: FAIL: because"
    )
    assert found.text.splitlines()[1:] == ["missed d: ⟦a<b>&c⟧"]


def test_characters_that_xml_cannot_hold_are_written_out():
    """A control character in a text does not break the file."""
    from lxml import etree

    text = junit.xml([decision("fail", items=["missed d: \x00\x1b[0m\ud800ok"])])
    found = etree.fromstring(text.encode()).find("testsuite/testcase/failure")
    assert found.text.endswith(r"\x00\x1b[0m\ud800ok")


def test_the_time_stamp_is_the_only_thing_that_changes():
    """Without it two runs are equal."""
    when = datetime(2025, 3, 15, 12, 0, 0, tzinfo=UTC)
    text = junit.xml([decision(*VERDICTS)], when)
    assert text == junit.xml([decision(*VERDICTS)], when)
    assert 'timestamp="2025-03-15T12:00:00"' in text
