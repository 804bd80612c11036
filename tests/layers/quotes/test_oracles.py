"""Quotes against their definitions: sets of characters, and every one-to-one alignment by brute force."""

import random
from fractions import Fraction
from itertools import combinations, permutations

from tests.helpers.answered import whole
from tests.helpers.scoring import score

WORDS = ["Ann", "Bob", "that", "yes", "war", "no", "the", "Lee", "“", "”", "“ok”", ",", "U.S."]
EDGES = set("“”\"‘’',.:;—–-…")
HALF = Fraction(1, 2)


def span(rng, text, most=8):
    """Some words or parts of words, without white space at the ends."""
    while True:
        start = rng.randrange(len(text))
        end = min(len(text), start + 1 + rng.randrange(most))
        if text[start:end] == text[start:end].strip():
            return {"start": start, "end": end}


def mentions(rng, text, ids):
    """Mentions, one a span, some of them of no entity."""
    nominal = {"form": "nominal"}  # names are looked up as words, which has tests of its own
    found = [
        {**span(rng, text, 5), **nominal, "entity": rng.choice([*ids, None])} for _ in range(rng.randrange(6))
    ]
    return list({(m["start"], m["end"]): m for m in found}.values())


def entities(rng, found):
    """The entities of mentions, half of them linked."""
    ids = sorted({m["entity"] for m in found if m["entity"]})
    return [{"id": i, "type": "PER", "wikidata": rng.choice(["Q1", "Q2", None])} for i in ids]


def quote(rng, text, sources, speakers):
    """A quote of one part or two, perhaps with several frames, cut anywhere."""
    frames = [
        {"cue": rng.choice([None, span(rng, text, 3)]), "source": rng.choice([None, *sources])}
        for _ in range(rng.choice([1, 1, 1, 2, 3]))
    ]
    content = [span(rng, text, 12) for _ in range(rng.choice([1, 1, 2]))]
    kind = rng.choice(["direct", "indirect", "mixed"])
    return {
        "content": content,
        "type": kind,
        **frames[0],
        "also": frames[1:],
        "speaker": rng.choice(speakers),
    }


def documents(seed):
    """Gold and a prediction that keeps some of it: repeats, nesting, overlaps and made-up words included."""
    rng = random.Random(seed)
    text = "".join(rng.choice(WORDS) + rng.choice(["  ", " ", "", "\n"]) for _ in range(rng.randrange(4, 20)))
    text = text.strip()
    there, mine = mentions(rng, text, "AB"), mentions(rng, text, "Ap")
    kept = [{**m, "entity": rng.choice(["A", "p", None])} for m in there if rng.random() < 0.6]
    mine = list({(m["start"], m["end"]): m for m in mine + kept}.values())
    sources = [{"start": m["start"], "end": m["end"]} for m in there if m["entity"]]
    named = [m["entity"] for m in there if m["entity"]]
    gold = [quote(rng, text, sources, [*named, None]) for _ in range(rng.randrange(5))]
    own = [m["entity"] for m in mine if m["entity"]]
    pred = [{**q, "also": [], "speaker": rng.choice([*own, None])} for q in gold if rng.random() < 0.5]
    pred += [{**quote(rng, text, sources, [*own, None]), "also": []} for _ in range(rng.randrange(3))]
    if rng.random() < 0.1:
        pred.append({"content": [{"text": "no such words"}], "type": "direct"})
    rng.shuffle(pred)
    sides = {"mentions": there, "quotes": gold}, {"mentions": mine, "quotes": pred}
    plain = [{"id": "d", "entities": entities(rng, side["mentions"]), **side} for side in sides]
    return {**plain[0], "text": text}, plain[1]


def once(quotes):
    """The quotes without exact repeats; the order of a content's parts makes no difference."""

    def key(q):
        parts = sorted(
            {(p.get("start"), p.get("end"), id(p) if "start" not in p else 0) for p in q["content"]}
        )
        return str((parts, {k: v for k, v in q.items() if k != "content"}))

    return list({key(q): q for q in quotes}.values())


def characters(text, parts):
    """Places of characters other than white space; words that are nowhere have places of their own."""
    placed = {i for p in parts if "start" in p for i in range(p["start"], p["end"]) if not text[i].isspace()}
    return placed | {
        (id(p), i) for p in parts if "start" not in p for i in range(len(p["text"].replace(" ", "")))
    }


def dice(a, b):
    return Fraction(2 * len(a & b), len(a) + len(b))


def trimmed(text, chars):
    """Without marks and punctuation at both ends of each run of characters, and one leading *that*."""
    order = [i for i in range(len(text)) if not text[i].isspace()]
    runs = []
    for i in sorted(i for i in chars if isinstance(i, int)):
        if runs and order.index(i) == order.index(runs[-1][-1]) + 1:
            runs[-1].append(i)
        else:
            runs.append([i])
    bare = [_bare(text, run) for run in runs]
    if bare and bare[0]:
        words = text[bare[0][0] : bare[0][-1] + 1]
        if words[:4] == "that" and not words[4:5].isalnum():
            bare[0] = _bare(text, bare[0][4:])
    return {i for run in bare for i in run} | {i for i in chars if not isinstance(i, int)}


def _bare(text, run):
    while run and text[run[0]] in EDGES:
        run = run[1:]
    while run and text[run[-1]] in EDGES:
        run = run[:-1]
    return run


def first(quote):
    return min((p["start"] for p in quote["content"] if "start" in p), default=0)


def alignments(gold, pred):
    """Of all one-to-one pairings of quotes that share a character, the best by the specification's rules."""
    found = {}
    for size in range(min(len(gold), len(pred)) + 1):
        for some in combinations(range(len(gold)), size):
            for order in permutations(range(len(pred)), size):
                pairs = [(gold[i], pred[j]) for i, j in zip(some, order, strict=True)]
                if all(g["chars"] & p["chars"] for g, p in pairs):
                    found.setdefault(_aims(pairs), []).append(pairs)
    return found[max(found)]


def _aims(pairs):
    return (
        sum((dice(g["chars"], p["chars"]) for g, p in pairs), Fraction()),
        sum(g["type"] == p["type"] for g, p in pairs),
        -sum(abs(first(g) - first(p)) for g, p in pairs),
    )


def meet(a, b):
    return bool(a and b and max(a["start"], b["start"]) < min(a["end"], b["end"]))


def best_frame(gold, pred):
    """The first of the gold frames that meet most of the predicted cue and source."""
    rest = sorted(gold["also"], key=lambda f: [(s["start"], s["end"]) if s else (-1, -1) for s in f.values()])
    both = [{"cue": gold["cue"], "source": gold["source"]}, *rest]
    return max(both, key=lambda f: meet(f["cue"], pred.get("cue")) + meet(f["source"], pred.get("source")))


def part_counts(pairs, part, fits):
    """Right, predicted, right, gold: over pairs, where the side has such a part."""
    both = [(best_frame(g, p)[part], p.get(part)) for g, p in pairs]
    right = sum(bool(a and b and fits(a, b)) for a, b in both)
    return right, sum(b is not None for _, b in both), right, sum(a is not None for a, _ in both)


def mapping(gold, pred):
    """Every predicted cluster and the entity of most of its mentions, ties to the earliest that is shared."""
    entity = {(m["start"], m["end"]): m["entity"] for m in gold["mentions"] if m["entity"]}
    found = {}
    for cluster in {m["entity"] for m in pred["mentions"]} - {None}:
        own = [(m["start"], m["end"]) for m in pred["mentions"] if m["entity"] == cluster]
        shared = [entity[place] for place in sorted(own) if place in entity]
        if shared:
            found[cluster] = min(shared, key=lambda e: (-shared.count(e), shared.index(e)))
    return found


def speaker(quote, gold, pred, mapped):
    """The gold entity of a predicted speaker: of a stated one by its cluster or QID, else by the source."""
    qids = {e["id"]: e["wikidata"] for e in gold["entities"]}
    if quote.get("speaker") is not None:
        own = {e["id"]: e["wikidata"] for e in pred["entities"]}.get(quote["speaker"])
        same = [e for e, qid in qids.items() if qid is not None and qid == own]
        return mapped.get(quote["speaker"]) or min(same, default=None)
    source = quote.get("source")
    at = {(m["start"], m["end"]): m["entity"] for m in gold["mentions"] if m["entity"]}
    return at[source["start"], source["end"]] if source else None


def expected(gold, pred, pairs, mapped):
    """The counts of one alignment by the definitions."""
    text, golds, preds = gold["text"], gold["quotes"], pred["quotes"]
    qids = {e["id"]: e["wikidata"] for e in gold["entities"]}
    at = {(m["start"], m["end"]): m["entity"] for m in gold["mentions"] if m["entity"]}

    def everybody(quote):
        sources = [frame["source"] for frame in (quote, *quote["also"])]
        own = [quote["speaker"], *sources[1:]] if quote["speaker"] else sources
        return [s if isinstance(s, str) else at[s["start"], s["end"]] for s in own if s]

    def who(quote):
        return next(iter(everybody(quote)), None)

    def right(g, p):
        found = speaker(p, gold, pred, mapped)
        same = {found, *(e for e in qids if qids[e] and qids[e] == qids.get(found))}
        return found is not None and bool(same.intersection(everybody(g)))

    def counts(fits):
        n = sum(fits(g, p) for g, p in pairs)
        return n, len(preds), n, len(golds)

    half = [(g, p) for g, p in pairs if dice(g["chars"], p["chars"]) >= HALF]
    shared = sum(len(g["chars"] & p["chars"]) for g, p in pairs)
    sizes = [sum(len(q["chars"]) for q in side) for side in (preds, golds)]
    union = [set().union(*(q["chars"] for q in side)) for side in (preds, golds)]
    both = len(union[0] & union[1])
    e2e = sum(who(g) is not None and right(g, p) for g, p in half)
    asked = [(g, p) for g, p in pairs if who(g) is not None]
    return {
        "exact": counts(lambda g, p: g["chars"] == p["chars"]),
        "trimmed": counts(lambda g, p: trimmed(text, g["chars"]) == trimmed(text, p["chars"])),
        "overlap": counts(lambda g, p: dice(g["chars"], p["chars"]) >= HALF),
        "any": (len(pairs), len(preds), len(pairs), len(golds)),
        "type.f1": counts(lambda g, p: g["type"] == p["type"]),
        "chars": (shared, sizes[0], shared, sizes[1]),
        "coverage": (both, len(union[0]), both, len(union[1])),
        "cue": part_counts(pairs, "cue", lambda a, b: a == b),
        "cue.overlap": part_counts(pairs, "cue", meet),
        "source": part_counts(pairs, "source", lambda a, b: a == b),
        "source.overlap": part_counts(pairs, "source", meet),
        "speaker": (sum(right(g, p) for g, p in asked), len(asked)),
        "e2e": (
            e2e,
            len(preds) - sum(who(g) is None for g, _ in half),
            e2e,
            sum(who(g) is not None for g in golds),
        ),
    }


def counted(entry):
    if entry["kind"] == "accuracy":
        return entry["right"], entry["n"]
    return entry["tp_pred"], entry["n_pred"], entry["tp_gold"], entry["n_gold"]


def test_counts_are_those_of_the_definitions():
    """On 600 random documents every count is that of a best alignment, found by trying all."""
    for seed in range(600):
        gold, pred = documents(seed)
        found = score([whole(gold)], [whole(pred)], measures="quotes").as_dict()["measures"]
        for doc in (gold, pred):
            doc["quotes"] = once(doc["quotes"])
            for q in doc["quotes"]:
                q["chars"] = characters(gold["text"], q["content"])
        wanted = [
            expected(gold, pred, pairs, mapping(gold, pred))
            for pairs in alignments(gold["quotes"], pred["quotes"])
        ]
        assert {name: counted(found[f"quote.{name}"]) for name in wanted[0]} in wanted, seed
