"""A gate's decisions as JUnit XML: one test case a rule, so that CI systems show them.

Valid under both schemas in use, Apache Ant's and the stricter of Jenkins' own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from presscheck.gating.conditions import Condition
from presscheck.gating.decision import Decision
from presscheck.reporting.gating import LISTED, cut, line
from presscheck.text.visible import block, visible

_NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml(decisions: Sequence[Decision], when: datetime | None = None, most: int | None = LISTED) -> str:
    """The XML text.

    Args:
        decisions: of one run.
        when: the time stamp; by default now.
        most: so many lost items are listed of each measure; None for all.
    """
    stamp = (when or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%S")
    root = ET.Element("testsuites")
    for number, decision in enumerate(decisions):
        _suite(root, number, decision, stamp, most)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _suite(root: ET.Element, number: int, decision: Decision, stamp: str, most: int | None) -> None:
    verdicts = [check.verdict for check in decision.checks]
    unread = bool(decision.findings)
    attributes = {
        "name": _clean(decision.name),
        "package": "presscheck.gating.decision",
        "id": str(number),
        "timestamp": stamp,
        "hostname": "localhost",
        "tests": str(len(verdicts) + unread),
        "failures": str(verdicts.count("fail")),
        "errors": str(verdicts.count("impossible") + unread),
        "time": "0",
    }
    suite = ET.SubElement(root, "testsuite", attributes)
    properties = ET.SubElement(suite, "properties")
    ET.SubElement(properties, "property", {"name": "signature", "value": _clean(decision.signature)})
    if unread:
        _input(suite, decision)
    for check in decision.checks:
        _case(suite, decision, check, most)
    ET.SubElement(suite, "system-out").text = _clean(decision.headline())
    ET.SubElement(suite, "system-err").text = _lines(decision.notes)


def _input(suite: ET.Element, decision: Decision) -> None:
    """A case for what no rule could be held to, because it could not be read."""
    case = _testcase(suite, decision, "input")
    found = ET.SubElement(case, "error", {"message": _clean(decision.headline()), "type": "input"})
    found.text = _lines(map(str, decision.findings))


def _testcase(suite: ET.Element, decision: Decision, name: str) -> ET.Element:
    where = {"classname": _clean(f"presscheck.gate.{decision.name}"), "time": "0"}
    return ET.SubElement(suite, "testcase", {"name": name, **where})


def _case(suite: ET.Element, decision: Decision, check: Condition, most: int | None) -> None:
    case = _testcase(suite, decision, f"{check.measure} {check.condition}")
    if check.verdict == "pass":
        return
    kind = "failure" if check.verdict == "fail" else "error"
    found = ET.SubElement(case, kind, {"message": _clean(line(check)), "type": check.condition})
    found.text = _lines([line(check), *cut(check.items, most)])


def _clean(text: str) -> str:
    """One line, without characters that XML cannot hold or that steer what shows it."""
    return _NO_XML.sub("\ufffd", block(visible(text)))


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(map(_clean, texts))
