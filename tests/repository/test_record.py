"""No number that the shipped data give changes by accident."""

from __future__ import annotations

import json

from tests.helpers.record import record

HOW = (
    "if this change is meant, run `pytest tests/repository/test_record.py --update` and say why in the commit"
)


def test_every_number_is_as_recorded(root, request):
    """Every measure, error, finding and decision over the shipped predictions and passes."""
    path = root / "tests" / "golden" / "record.json"
    now = record(root / "corpus")
    if request.config.getoption("--update"):
        path.write_text(json.dumps(now, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    before = json.loads(path.read_text(encoding="utf-8"))
    moved = [
        f"{command}: {part}"
        for command in {**before, **now}
        for part in {**before.get(command, {}), **now.get(command, {})}
        if before.get(command, {}).get(part) != now.get(command, {}).get(part)
    ]
    assert not moved, f"{HOW}:\n" + "\n".join(moved)
