"""layers/event_coref.py: event chains over aligned mentions."""

import random
import re

import pytest
from tests.helpers import scoring
from tests.helpers.answered import whole

from presscheck.measure import clusters

TEXT = "w" * 200
ROWS = ("muc", "b3", "ceafm", "ceafe", "lea", "blanc", "conll", "kbp")


def chains(notation, kinds=None):
    """Events from `{abc} {d}`: a letter is a trigger, a brace a chain; `kinds`: other types by letter."""
    found = []
    for i, chain in enumerate(re.findall(r"\{(\w+)\}", notation)):
        for letter in chain:
            start = 2 * (ord(letter) - ord("a"))
            name = f"c{i}" if len(chain) > 1 else None
            kind = (kinds or {}).get(letter, "A")
            found.append({"start": start, "end": start + 1, "type": kind, "event": name})
    return found


def score(gold, pred, **options):
    """F1 of every row of event coreference."""
    result = scoring.score(
        [whole({"id": "d", "text": TEXT, "events": gold})],
        [whole({"id": "d", "events": pred})],
        measures="events",
        **options,
    ).as_dict()["measures"]
    return {row: result[f"event.coref.{row}"] for row in ROWS}


def test_pradhan_2014_on_events():
    """The published example: the engine is the entities' one."""
    found = score(chains("{abc} {defg}"), chains("{ab} {cd} {fghi}"))
    assert found["muc"]["f1"] == pytest.approx(2 / 5)
    assert (found["b3"]["tp_pred"], found["b3"]["n_pred"]) == (4, 8)
    assert found["b3"]["recall"] == pytest.approx(35 / 84)
    assert found["ceafe"]["tp_gold"] == pytest.approx(1.3)
    assert found["conll"]["f1"] == pytest.approx(
        sum(found[name]["f1"] for name in ("muc", "b3", "ceafe")) / 3
    )


def test_the_two_means_are_named_and_differ():
    """KBP's mean has BLANC beside the CoNLL three."""
    found = score(chains("{ab} {cd}"), chains("{ab} {c} {d}"))
    assert found["conll"]["of"] == ["event.coref.muc", "event.coref.b3", "event.coref.ceafe"]
    assert found["kbp"]["of"] == [*found["conll"]["of"], "event.coref.blanc"]
    assert found["kbp"]["f1"] == pytest.approx((3 * found["conll"]["f1"] + found["blanc"]["f1"]) / 4)


def test_perfect_lone_events_have_no_links():
    """Without links MUC is undefined; it is null, and 0 in the means, as published scores do."""
    found = score(chains("{a} {b}"), [*chains("{a}"), {**chains("{b}")[0], "event": "x"}])
    assert found["muc"]["f1"] is None
    perfect = scoring.score(
        [whole({"id": "d", "text": TEXT, "events": chains("{a}")})],
        [whole({"id": "d", "events": chains("{a}")})],
        measures="event.coref.kbp",
    ).as_dict()["measures"]["event.coref.kbp"]
    assert perfect["f1"] == 0.5


def test_another_type_is_another_mention_by_default():
    """Span and type align; `coref_align="span"` takes the span alone."""
    gold, pred = chains("{ab}"), chains("{ab}", {"b": "B"})
    assert score(gold, pred)["b3"]["f1"] == pytest.approx(0.25)
    assert score(gold, pred, coref_align="span")["b3"]["f1"] == 1.0
    assert score(gold, pred, coref_align="span")["muc"]["f1"] == 1.0


def test_unaligned_mentions_stay_alone_on_their_side():
    """A missed and a spurious mention are not twins, whatever their cluster."""
    found = score(chains("{ab}"), chains("{ac}"))
    assert found["muc"]["f1"] == 0.0
    assert (found["ceafm"]["tp_gold"], found["ceafm"]["n_gold"], found["ceafm"]["n_pred"]) == (1, 2, 2)


def test_singletons_count_or_are_dropped():
    """A mention outside any chain is a chain of one; `singletons="drop"` removes those on both sides."""
    gold, pred = chains("{ab} {c}"), chains("{ab} {d}")
    assert score(gold, pred)["b3"]["n_gold"] == 3
    assert score(gold, pred, singletons="drop")["b3"]["n_gold"] == 2
    assert score(gold, pred, singletons="drop")["b3"]["f1"] == 1.0


def test_a_repeated_mention_is_one():
    """Repeats cannot be rewarded."""
    gold = chains("{abc} {d}")
    assert score(gold, gold * 2) == score(gold, gold)


def test_chains_against_the_engine_on_random_partitions():
    """On 500 random documents the rows are the engine's figures on the same partitions."""
    rng = random.Random(4)
    for _ in range(500):
        gold, pred = _partition(rng), _partition(rng)
        found = score(chains(_notation(gold)), chains(_notation(pred)))
        table = clusters.contingency(gold, pred)
        for name, metric in (("muc", clusters.muc), ("b3", clusters.b_cubed), ("lea", clusters.lea)):
            expected = metric(table).score()
            assert found[name]["precision"] == pytest.approx(expected.precision, abs=1e-9)
            assert found[name]["recall"] == pytest.approx(expected.recall, abs=1e-9)


def _partition(rng):
    groups = {}
    for letter in rng.sample("abcdefghij", rng.randrange(1, 10)):
        groups.setdefault(rng.randrange(4), []).append(letter)
    return ["".join(sorted(group)) for group in groups.values()]


def _notation(partition):
    return " ".join("{" + group + "}" for group in partition)


def test_chains_that_nobody_gave_are_not_attempted():
    """A system without event coreference is not scored for it."""
    gold = chains("{ab}")
    pred = [{**e, "event": None} for e in gold]
    result = scoring.score(
        [{"id": "d", "text": TEXT, "events": gold}], [{"id": "d", "events": pred}], measures="all"
    )
    assert result.tasks["event-coref"] == "not attempted"
    assert not any(name.startswith("event.coref") for name in result.as_dict()["measures"])
