"""Events against their definitions: plain sets of keys, and every one-to-one matching by brute force."""

import random
from fractions import Fraction

import pytest
from tests.helpers.answered import whole
from tests.helpers.scoring import score

from presscheck.document import ranks
from presscheck.document.jsonl import from_plain
from presscheck.layers.events.relaxed import has_heads

SIZE = 30
SENTENCES = [[0, 10], [10, 20], [20, 30]]
VALUES = {
    "polarity": ["positive", "negative"],
    "modality": ["asserted", "planned"],
    "genericity": ["specific", "generic"],
    "tense": ["past", "future"],
}
TIMES = [None, "2025-03-20", "2025-03", "2025", "2025-03-20TMO", "2026"]


def place(rng, most=4):
    start = rng.randrange(SIZE)
    return start, min(SIZE, start + 1 + rng.randrange(most))


def mentions(rng, pool, ids):
    """Nominals, some with a head inside, some of no entity."""
    found = {}
    for start, end in pool:
        if rng.random() < 0.6:
            low = rng.randrange(start, end)
            head = [low, rng.randrange(low, end) + 1] if rng.random() < 0.6 else None
            entity = rng.choice([*ids, None])
            found[start, end] = {
                "start": start,
                "end": end,
                "form": "nominal",
                "head": head,
                "entity": entity,
            }
    return list(found.values())


def events(rng, triggers, pool, ids):
    """Events with repeats, shared triggers and fillers that are mentions, triggers or nothing known."""
    found = []
    for _ in range(rng.randrange(5)):
        start, end = rng.choice([*triggers, place(rng, 3)])
        spans = [rng.choice([*pool, *triggers, place(rng)]) for _ in range(rng.randrange(4))]
        one = {"start": start, "end": end, "type": rng.choice(["A.x", "A.y", "B.z"])}
        one |= {"event": rng.choice([*ids, None]), "time": rng.choice(TIMES)}
        one |= {name: rng.choice(values) for name, values in VALUES.items() if rng.random() < 0.8}
        one["arguments"] = [{"role": rng.choice("RS"), "start": s, "end": e} for s, e in spans]
        found += [one] * rng.choice([1, 1, 1, 1, 2])
    return found


def documents(seed):
    """Gold, and a prediction that keeps some of it; either side may lack mentions."""
    rng = random.Random(seed)
    text = "".join(rng.choice("abc") for _ in range(SIZE - 1)) + "z"
    pool, triggers = [place(rng) for _ in range(6)], [place(rng, 3) for _ in range(3)]
    gold = {"id": "d", "text": text, "sentences": SENTENCES, "events": events(rng, triggers, pool, "hi")}
    pred = {"id": "d", "events": events(rng, triggers, pool, "hk")}
    for event in gold["events"]:
        if rng.random() < 0.5:
            kept = [a for a in event["arguments"] if rng.random() < 0.8]
            kind = rng.choice([event["type"]] * 3 + ["B.z"])
            pred["events"].append({**event, "type": kind, "arguments": kept})
    for side, ids in ((gold, "EG"), (pred, "Ep")):
        side["events"] = alike(side["events"])
        if rng.random() < 0.7:
            side["mentions"] = mentions(rng, pool, ids)
    return gold, pred


def alike(found):
    """The events; those of one trigger and type differ in their arguments alone."""
    first = {}
    for event in found:
        first.setdefault(key(event), event)
    return [{**first[key(event)], "arguments": event["arguments"]} for event in found]


def key(event):
    return event["start"], event["end"], event["type"]


def slots(doc, window):
    """(window, trigger span, type, filler span, role) of every argument."""
    return {
        (0 if window == "document" else e["start"] // 10, *key(e), (a["start"], a["end"]), a["role"])
        for e in doc["events"]
        for a in e["arguments"]
    }


def of_sets(gold, pred):
    gold, pred = set(gold), set(pred)
    return len(gold & pred), len(pred), len(gold & pred), len(gold)


KEYS = {
    "ai": lambda s: (s[0], *s[3:5]),
    "ac": lambda s: (s[0], *s[3:]),
    "ai+": lambda s: s[:5],
    "ac+": lambda s: s,
    "untyped": lambda s: (s[0], s[4]),
}


def by_keys(gold, pred, window):
    """Triggers and arguments, gold triggers given or not."""
    ours, theirs = slots(gold, window), slots(pred, window)
    known = {key(e) for e in gold["events"]}
    given = {s for s in theirs if s[1:4] in known}
    spans = [[(e["start"], e["end"]) for e in doc["events"]] for doc in (gold, pred)]
    found = {"ti": of_sets(*spans), "tc": of_sets(known, map(key, pred["events"]))}
    for name, made in KEYS.items():
        found[name] = of_sets(map(made, ours), map(made, theirs))
        if name != "untyped":
            found[f"given.{name}"] = of_sets(map(made, ours), map(made, given))
    return found


def clusters_at(doc, place_of):
    """Place -> the event clusters there, those that stand earlier in the text first."""
    rank = ranks.events(from_plain(doc))
    found = {}
    for e in doc["events"]:
        if e["event"]:
            found.setdefault(place_of(e), set()).add(e["event"])
    return {where: sorted(names, key=rank.get) for where, names in found.items()}


def majority(entity, own):
    """Predicted cluster -> the gold entity of most of its mentions, ties to the earliest that is shared."""
    found = {}
    for cluster in set(own.values()) - {None}:
        places = sorted(place for place, name in own.items() if name == cluster)
        shared = [entity[place] for place in places if entity.get(place)]
        if shared:
            found[cluster] = min(shared, key=lambda e: (-shared.count(e), shared.index(e)))
    return found


def items(entity, own):
    """Predicted mention -> what it is if gold does not have it: its cluster's entity, or its cluster."""
    mapped = majority(entity, own)
    return {
        span: ("entity", mapped[name]) if name in mapped and span not in entity else ("own", name)
        for span, name in own.items()
        if name
    }


def by_entities(gold, pred, window):
    """Entity level and event level: what gold does not know is an item of the prediction's own."""
    ours, theirs = slots(gold, window), slots(pred, window)
    entity, own = ({(m["start"], m["end"]): m["entity"] for m in d.get("mentions", [])} for d in (gold, pred))
    event, own_event = (clusters_at(d, lambda e: (e["start"], e["end"])) for d in (gold, pred))
    chain, own_chain = (clusters_at(d, key) for d in (gold, pred))
    fillers, triggers = {s[4] for s in ours}, {key(e) for e in gold["events"]}
    unknown = items(entity, own)

    def things(span):
        if entity.get(span):
            return [("entity", entity[span])]
        return [("event", name) for name in event.get(span, [])]

    def mine(span):
        if span in fillers:
            return span
        return unknown.get(span, ("own event", *own_event.get(span, [span])[:1]))

    def whole(trigger):
        if trigger in triggers:
            return ("gold", *chain.get(trigger, [trigger])[:1])
        return ("pred", *own_chain.get(trigger, [trigger])[:1])

    shapes = {
        "e": lambda s, thing: (s[0], s[3], thing),
        "e+": lambda s, thing: (s[1:4], thing),
        "h": lambda s, thing: (whole(s[1:4]), thing),
    }
    found = {}
    for level, shape in shapes.items():
        for name in ("ai", "ac"):
            roles = slice(5, 6 if name == "ac" else 5)
            right = {(*shape(s, (things(s[4]) or [s[4]])[0]), *s[roles]) for s in ours}
            said = set()
            for s in theirs:
                fits = [(*shape(s, thing), *s[roles]) for thing in things(s[4]) or [mine(s[4])]]
                said.add(next((one for one in fits if one in right), fits[0]))
            found[f"{name}-{level}"] = of_sets(right, said)
    return found


def best(golds, preds, worth):
    """The greatest sum of a one-to-one matching, by trying all."""
    golds, preds = list(golds), list(preds)
    if not golds:
        return Fraction(0)
    fits = [(p, weight) for p in preds if (weight := worth(golds[0], p))]
    taken = (weight + best(golds[1:], [q for q in preds if q != p], worth) for p, weight in fits)
    return max([best(golds[1:], preds, worth), *taken])


def dice(a, b):
    one, two = set(range(*a)), set(range(*b))
    return Fraction(2 * len(one & two), len(one) + len(two))


def grouped(gold, pred, group, span, worth):
    """Within equal groups, the best one-to-one matching of distinct spans."""
    sides = [{}, {}]
    for side, items in zip(sides, (gold, pred), strict=True):
        for item in items:
            side.setdefault(group(item), set()).add(span(item))
    total = sum(best(sides[0].get(k, ()), sides[1].get(k, ()), worth) for k in sides[0] | sides[1])
    n_pred, n_gold = (sum(map(len, side.values())) for side in (sides[1], sides[0]))
    return float(total), n_pred, float(total), n_gold


GROUPS = {
    "ai": lambda s: (s[0], s[3]),
    "ac": lambda s: (s[0], s[3], s[5]),
    "ai+": lambda s: s[1:4],
    "ac+": lambda s: (*s[1:4], s[5]),
}


def by_relations(gold, pred, window):
    """Heads and overlaps."""
    ours, theirs = slots(gold, window), slots(pred, window)
    heads, own = (
        {(m["start"], m["end"]): tuple(m["head"]) for m in d.get("mentions", []) if m["head"]}
        for d in (gold, pred)
    )

    def same_head(a, q):
        low, high = heads.get(a, a)
        inside = a[0] <= q[0] <= low and high <= q[1] <= a[1]
        return Fraction(a == q or inside or own.get(q) == (low, high))

    found = {}
    for name, group in GROUPS.items():
        found[f"overlap.{name}"] = grouped(ours, theirs, group, lambda s: s[4], dice)
        if has_heads(from_plain(gold)):
            found[f"head.{name}"] = grouped(ours, theirs, group, lambda s: s[4], same_head)
    for name, group in (("ti", lambda _: ""), ("tc", lambda e: e["type"])):
        triggers = gold["events"], pred["events"]
        found[f"overlap.{name}"] = grouped(*triggers, group, lambda e: (e["start"], e["end"]), dice)
    return found


def distinct(doc):
    """One event a span and type: of repeats with other values the first by those."""
    names, rank = (*VALUES, "time"), ranks.events(from_plain(doc))
    found = {}
    values = [
        (*key(e), *(e.get(name) or "" for name in names), rank.get(e["event"], -1)) for e in doc["events"]
    ]
    for _, e in sorted(zip(values, doc["events"], strict=True), key=lambda pair: pair[0]):
        found.setdefault(key(e), e)
    return list(found.values())


def paired(gold, pred):
    """Events on equal spans, those of one type first; then what is left on either side."""
    gold, pred, pairs = distinct(gold), distinct(pred), []
    for fits in (lambda g, p: key(g) == key(p), lambda g, p: key(g)[:2] == key(p)[:2]):
        for g in list(gold):
            p = next((p for p in pred if fits(g, p)), None)
            if p is not None:
                pairs.append((g, p))
                gold.remove(g)
                pred.remove(p)
    return pairs, gold, pred


def by_attributes(gold, pred):
    """Accuracy over pairs, and the counts against all mentions."""
    pairs, missed, spurious = paired(gold, pred)
    found = {}
    for name in VALUES:
        asked = [(g, p) for g, p in pairs if g.get(name)]
        right = sum(g[name] == p.get(name) for g, p in asked)
        n_gold = len(asked) + sum(bool(g.get(name)) for g in missed)
        found[name] = right, len(asked)
        given = any(g.get(name) for g in gold["events"]) or not gold["events"]
        found[f"{name}.all"] = right, (len(asked) + len(spurious)) * given, right, n_gold
    timed = [(g["time"], p["time"]) for g, p in pairs if g["time"]]
    found["time"] = sum(a == b for a, b in timed), len(timed)
    found["time.coarse"] = sum(b is not None and _coarse(a, b) for a, b in timed), len(timed)
    return found


def _coarse(a, b):
    short, long = sorted((a, b), key=len)
    return short == long or long.startswith((f"{short}-", f"{short}T"))


def chains(gold, pred, align):
    """MUC, B³ and CEAFm of event chains, by their definitions."""
    names = {key(p): key(g) for g, p in paired(gold, pred)[0]} if align == "span" else {}

    def partition(doc, name):
        found = {}
        for e in distinct(doc):
            found.setdefault(e["event"] or key(e), set()).add(name(key(e)))
        return list(found.values())

    ours = partition(gold, lambda k: k)
    theirs = partition(pred, lambda k: names.get(k, k if align is None else ("spurious", k)))
    sides = (theirs, ours), (ours, theirs)
    muc = [x for one, other in sides for x in _links(one, other)]
    b3 = [x for one, other in sides for x in _kept(one, other)]
    phi3 = best(
        [frozenset(c) for c in ours], [frozenset(c) for c in theirs], lambda a, b: Fraction(len(a & b))
    )
    sizes = [sum(map(len, side)) for side in (theirs, ours)]
    return {
        "muc": tuple(muc),
        "b3": tuple(b3),
        "ceafm": (phi3, sizes[0], phi3, sizes[1]),
    }


def _links(one, other):
    """Links of each chain that survive its falling apart into the other side's chains, of all its links."""
    parts = sum(sum(not c.isdisjoint(d) for d in other) + len(c.difference(*other)) for c in one)
    return sum(map(len, one)) - parts, sum(map(len, one)) - len(one)


def _kept(one, other):
    """For each mention the share of its chain that stays together."""
    shares = [Fraction(len(c & d), len(c)) for c in one for m in c for d in other if m in d]
    return float(sum(shares)), sum(map(len, one))


def counted(entry):
    if entry["kind"] == "accuracy":
        return entry["right"], entry["n"]
    return entry["tp_pred"], entry["n_pred"], entry["tp_gold"], entry["n_gold"]


@pytest.mark.parametrize("window", ["document", "sentence"])
def test_counts_are_those_of_the_definitions(window):
    """On 300 random documents a window every count is what its formula says, worked out plainly."""
    for seed in range(300):
        gold, pred = documents(seed)
        found = score([gold], [pred], measures="events", window=window).as_dict()["measures"]
        wanted = {
            **by_keys(gold, pred, window),
            **by_entities(gold, pred, window),
            **by_relations(gold, pred, window),
            **by_attributes(gold, pred),
        }
        for name, counts in wanted.items():
            assert counted(found[f"event.{name}"]) == pytest.approx(counts, abs=1e-9), (seed, name)


@pytest.mark.parametrize("align", [None, "span"])
def test_chains_are_those_of_the_definitions(align):
    """On 300 random documents event coreference is what MUC, B³ and CEAFm say of the aligned mentions."""
    for seed in range(300):
        gold, pred = documents(seed)
        sides = [whole(gold)], [whole(pred)]
        found = score(*sides, measures="events", coref_align=align).as_dict()["measures"]
        for name, counts in chains(gold, pred, align).items():
            entry = counted(found[f"event.coref.{name}"])
            assert entry == pytest.approx(tuple(map(float, counts)), abs=1e-9), (seed, name)
