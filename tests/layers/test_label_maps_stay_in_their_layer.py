"""A map of entity types is about mentions, coreference and links: it changes nothing elsewhere."""

import json

import pytest
from tests.helpers.generate import TYPES, corpus
from tests.helpers.longer import times
from tests.helpers.scoring import score

from presscheck.layers import MEASURES

OTHERS = [row for row in MEASURES if row.layer in ("events", "quotes") and not row.hidden]
BY_ENTITY = [
    row.id
    for row in OTHERS
    if row.needs == "speakers" or (row.id.rstrip("+").endswith(("-e", "-h")) and row.layer == "events")
]
BY_SPAN = [row.id for row in OTHERS if row.id not in BY_ENTITY]
ROWS = [BY_SPAN, BY_ENTITY]

MAPS = [
    {"forms": ["name"], "types": {"PER": "PER", "ORG": None}},
    {"forms": ["pronoun"], "types": {"GPE": "LOC", "PER": None}},
    {"types": dict.fromkeys(TYPES)},
]


def _outcome(rows, gold, pred, **settings):
    """Every row's entry, with breakdowns, as text."""
    result = score(gold, pred, measures=rows, by=("source-form",), repeats="first", **settings)
    return {name: json.dumps(entry, sort_keys=True) for name, entry in result.as_dict()["measures"].items()}


@pytest.mark.parametrize("rows", ROWS)
@pytest.mark.parametrize("labels", MAPS)
@pytest.mark.parametrize("seed", range(times(8)))
def test_a_map_of_entity_types_changes_no_row_of_events_and_quotes(tmp_path, rows, labels, seed):
    """Speakers, sources, heads and fillers are looked up among all mentions, in every row."""
    path = tmp_path / "map.json"
    path.write_text(json.dumps({"name": "m", "version": "1", "forms": None, **labels}))
    gold, pred = corpus(seed, 6)
    bare, mapped = _outcome(rows, gold, pred), _outcome(rows, gold, pred, label_map=str(path))
    assert {name for name in bare if bare[name] != mapped[name]} == set()


def test_a_map_keeps_the_heads_of_mentions_that_it_cannot_express():
    """Two fillers that only overlap are one by their heads, though the map has no nominals."""
    text = "the old king of Oslo said “go” and left"
    left = {"start": 35, "end": 39, "type": "Act.Commit"}

    def document(start, end, **more):
        span = {"start": start, "end": end}
        mention = {**span, "head": [8, 12], "form": "nominal", "type": "PER"}
        event = {**left, "arguments": [{"role": "Agent", **span}]}
        return {"id": "d", "mentions": [mention], "events": [event], **more}

    for settings in ({}, {"label_map": "ontonotes"}):
        result = score([document(0, 12, text=text)], [document(4, 20)], measures="event.head.ac+", **settings)
        assert result["event.head.ac+"]["f1"] == 1.0
