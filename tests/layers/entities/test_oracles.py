"""The peers, live: seqeval, nervaluate, spaCy and scikit-learn on the same random documents.

Every oracle sees more than 500 seeded documents: flat or nested and crossing,
with repeats, with empty sides, with types on one side only. Values agree to 1e-9.
"""

import itertools
import random
import warnings
from fractions import Fraction

import pytest

from presscheck import score
from presscheck.document.model import Document, Mention
from presscheck.layers.entities.coref import table
from presscheck.measure.measure import DocumentPair
from presscheck.measure.settings import Settings
from presscheck.profiles.nervaluate import MODES

DOCUMENTS = 520
TYPES = ("PER", "ORG", "GPE", "LOC")
TIGHT = {"rel": 0, "abs": 1e-9}


def _entry(gold, pred, name, **settings):
    return score(gold, pred, measures=name, **settings).as_dict()["measures"][name]


def _document(spans, name, size=400):
    mentions = [{"start": a, "end": b, "type": t} for a, b, t in spans]
    return {"id": name, "text": "x" * size, "mentions": mentions}


def _flat(rng, size=30):
    """Mentions that neither nest nor cross, over tokens of one character."""
    found, at = [], 0
    while at < size:
        end = at + rng.randrange(1, 4)
        if rng.random() < 0.4 and end <= size:
            found.append((at, end, rng.choice(TYPES)))
        at = end
    return found


def _changed(rng, gold, size=30):
    """A flat prediction for flat gold: some types changed, some boundaries, some left out, some made up."""
    kept = [m for m in gold if rng.random() < 0.8]
    moved = [
        (a, b if rng.random() < 0.8 else b - (b - a > 1), rng.choice((t, t, t, "MISC"))) for a, b, t in kept
    ]
    taken = {i for a, b, _ in moved for i in range(a, b)}
    return sorted(moved + [(i, i + 1, "LOC") for i in range(size) if i not in taken and rng.random() < 0.05])


def _tangled(rng):
    """Nested, crossing and repeated mentions; often none."""
    spans = [(a := rng.randrange(20), a + rng.randrange(1, 8)) for _ in range(rng.randrange(7))]
    if rng.random() < 0.1:
        spans.append((0, rng.randrange(95, 106)))
    found = [(a, b, rng.choice(TYPES)) for a, b in spans]
    return [*found, rng.choice(found)] if found and rng.random() < 0.2 else found


def _corpora(seed, make):
    """Small corpora that add up to enough documents: lists of (gold spans, predicted spans)."""
    rng = random.Random(seed)
    left = DOCUMENTS
    while left > 0:
        n = rng.randrange(1, 12)
        yield [make(rng) for _ in range(n)]
        left -= n


def _flat_pair(rng):
    gold = [] if rng.random() < 0.1 else _flat(rng)
    return gold, [] if rng.random() < 0.1 else _changed(rng, gold)


def _tangled_pair(rng):
    gold, pred = _tangled(rng), _tangled(rng)
    return gold, pred + [m for m in gold if m not in pred and rng.random() < 0.5]


def _documents(corpus):
    gold = [_document(g, str(i)) for i, (g, _) in enumerate(corpus)]
    return gold, [_document(p, str(i)) for i, (_, p) in enumerate(corpus)]


def _bio(spans, size=30):
    tags = ["O"] * size
    for start, end, kind in spans:
        tags[start:end] = [f"B-{kind}"] + [f"I-{kind}"] * (end - start - 1)
    return tags


def test_seqeval_strict_is_mention_strict_on_flat_data():
    """Micro, macro over types and every type: what the measure's explanation says."""
    from seqeval.metrics.v1 import precision_recall_fscore_support
    from seqeval.scheme import IOB2

    for corpus in _corpora(1, _flat_pair):
        gold, pred = _documents(corpus)
        entry = _entry(gold, pred, "mention.strict")
        tags = [[_bio(side[i]) for side in corpus] for i in (0, 1)]
        settings = {"scheme": IOB2, "zero_division": 0}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            micro = precision_recall_fscore_support(*tags, average="micro", **settings)[:3]
            each = precision_recall_fscore_support(*tags, average=None, **settings)
        assert [entry[k] or 0 for k in ("precision", "recall", "f1")] == pytest.approx(micro, **TIGHT)
        labels = entry.get("by", {}).get("type", {})
        for number, kind in enumerate(sorted(labels)):
            ours = [labels[kind][k] or 0 for k in ("precision", "recall", "f1")]
            assert ours == pytest.approx([float(each[i][number]) for i in range(3)], **TIGHT)
            assert labels[kind]["n_gold"] == each[3][number]
        if labels:
            macro = sum(float(f1) for f1 in each[2]) / len(each[2])
            assert entry["macro-type"]["f1"] == pytest.approx(macro, **TIGHT)


@pytest.mark.parametrize("make", [_flat_pair, _tangled_pair], ids=["flat", "tangled"])
def test_nervaluate_profile_is_nervaluate(make):
    """Four modes, all five counts, precision, recall and F1, overall and per type, in list order."""
    from nervaluate import Evaluator

    for corpus in _corpora(2, make):
        gold, pred = _documents(corpus)
        sides = [
            [[{"label": t, "start": a, "end": b - 1} for a, b, t in side[i]] for side in corpus]
            for i in (0, 1)
        ]
        kinds = sorted({t for side in corpus for spans in side for _, _, t in spans})
        peer = Evaluator(*sides, tags=kinds, loader="dict").evaluate()
        found = score(gold, pred, profile="nervaluate", by=["type"]).as_dict()["measures"]
        for mode in MODES:
            entry, theirs = found[f"nervaluate.{mode}"], peer["overall"][mode]
            counts = (theirs.correct, theirs.incorrect, theirs.partial, theirs.missed, theirs.spurious)
            assert tuple(entry["semeval"].values()) == counts
            values = [theirs.precision, theirs.recall, theirs.f1]
            assert [entry[k] for k in ("precision", "recall", "f1")] == pytest.approx(values, **TIGHT)
            for kind in kinds:
                part, typed = entry["by"]["type"][kind], peer["entities"][kind][mode]
                values = [typed.precision, typed.recall, typed.f1]
                assert [part[k] or 0 for k in ("precision", "recall", "f1")] == pytest.approx(values, **TIGHT)


def test_spacy_span_scores_are_ours():
    """`score_spans` with overlaps allowed: mention.strict, unlabelled mention.exact, every type."""
    import spacy
    from spacy.scorer import Scorer
    from spacy.tokens import Doc, Span
    from spacy.training import Example

    vocab = spacy.blank("en").vocab

    def doc(spans):
        made = Doc(vocab, words=["x"] * 120, spaces=[False] * 120)
        made.spans["sc"] = [Span(made, a, b, label=t) for a, b, t in dict.fromkeys(spans)]
        return made

    options = {"has_annotation": lambda made: "sc" in made.spans, "getter": lambda made, key: made.spans[key]}
    for corpus in _corpora(3, _tangled_pair):
        gold, pred = _documents(corpus)
        examples = [Example(doc(p), doc(g)) for g, p in corpus]
        for name, labeled in (("mention.strict", True), ("mention.exact", False)):
            theirs = Scorer.score_spans(examples, "sc", allow_overlap=True, labeled=labeled, **options)
            entry = _entry(gold, pred, name)
            values = [theirs["sc_p"] or 0, theirs["sc_r"] or 0, theirs["sc_f"] or 0]
            assert [entry[k] or 0 for k in ("precision", "recall", "f1")] == pytest.approx(values, **TIGHT)
            if labeled:
                for kind, typed in (theirs["sc_per_type"] or {}).items():
                    part = entry["by"]["type"][kind]
                    assert [part["precision"] or 0, part["recall"] or 0, part["f1"] or 0] == pytest.approx(
                        [typed["p"], typed["r"], typed["f"]], **TIGHT
                    )


def test_scikit_learn_on_item_indicators_is_ours():
    """Each span and type that either side has is a case; micro, per type and macro over types."""
    from sklearn.metrics import precision_recall_fscore_support

    for corpus in _corpora(4, _tangled_pair):
        gold, pred = _documents(corpus)
        entry = _entry(gold, pred, "mention.strict")
        items = sorted({(i, *m) for i, sides in enumerate(corpus) for side in sides for m in side})
        truth = [item[1:] in corpus[item[0]][0] for item in items]
        said = [item[1:] in corpus[item[0]][1] for item in items]
        if items:
            values = precision_recall_fscore_support(truth, said, average="binary", zero_division=0)[:3]
            assert [entry[k] or 0 for k in ("precision", "recall", "f1")] == pytest.approx(values, **TIGHT)
        f1 = []
        for kind, part in entry.get("by", {}).get("type", {}).items():
            mine = [i for i, item in enumerate(items) if item[3] == kind]
            values = precision_recall_fscore_support(
                [truth[i] for i in mine], [said[i] for i in mine], average="binary", zero_division=0
            )[:3]
            assert [part[k] or 0 for k in ("precision", "recall", "f1")] == pytest.approx(values, **TIGHT)
            f1.append(values[2])
        if f1:
            assert entry["macro-type"]["f1"] == pytest.approx(sum(f1) / len(f1), **TIGHT)


def _chains(rng):
    """One document's mentions in entities: nested spans of one entity, singletons, sometimes nothing."""
    spans = {(a := rng.randrange(20), a + rng.randrange(1, 6)) for _ in range(rng.randrange(12))}
    return [(a, b, rng.randrange(5)) for a, b in sorted(spans)]


def _case(gold, pred):
    sides = [
        [Mention(start=a, end=b, type="PER", entity=f"e{e}") for a, b, e in side] for side in (gold, pred)
    ]
    return DocumentPair(Document(id="d", mentions=sides[0]), Document(id="d", mentions=sides[1]), Settings())


def _sets(side):
    groups = {}
    for a, b, entity in side:
        groups.setdefault(entity, set()).add((a, b))
    return list(groups.values())


def _muc(ours, theirs):
    parts = 0
    for one in ours:
        meeting = [other for other in theirs if one & other]
        parts += len(meeting) + len(one - set().union(*meeting)) if meeting else len(one)
    return sum(map(len, ours)) - parts, sum(len(one) - 1 for one in ours)


def _b_cubed(ours, theirs):
    paid = Fraction(0)
    for one in ours:
        for mention in one:
            there = next((other for other in theirs if mention in other), set())
            paid += Fraction(len(one & there), len(one))
    return float(paid), sum(map(len, ours))


def _lea(ours, theirs):
    paid = Fraction(0)
    for one in ours:
        pairs = set(itertools.combinations(sorted(one), 2))
        kept = sum(any(a in other and b in other for other in theirs) for a, b in pairs)
        paid += len(one) * (Fraction(kept, len(pairs)) if pairs else int(one in theirs))
    return float(paid), sum(map(len, ours))


def _ceaf(gold, pred, similar):
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    if not gold or not pred:
        return 0.0
    grid = np.array([[similar(k, r) for r in pred] for k in gold])
    return float(grid[linear_sum_assignment(grid, maximize=True)].sum())


def test_coreference_equals_the_definitions_on_random_documents():
    """MUC, B³, LEA, CEAFm and CEAFe from sets of mentions and scipy, on documents with nested mentions."""
    rng = random.Random(5)
    for _ in range(DOCUMENTS):
        gold, pred = _chains(rng), _chains(rng)
        result = score(
            *(
                [{"id": "d", "text": "x" * 40, "mentions": m, "entities": []}]
                for m in map(_plain, (gold, pred))
            ),
            measures="coref",
        )
        k, r = _sets(gold), _sets(pred)
        for name, definition in (("muc", _muc), ("b3", _b_cubed), ("lea", _lea)):
            (tp_gold, n_gold), (tp_pred, n_pred) = definition(k, r), definition(r, k)
            assert result.whole(f"coref.{name}") == pytest.approx((tp_pred, n_pred, tp_gold, n_gold), **TIGHT)
        best = _ceaf(k, r, lambda a, b: len(a & b))
        assert result.whole("coref.ceafm").tp_gold == pytest.approx(best, **TIGHT)
        best = _ceaf(k, r, lambda a, b: 2 * len(a & b) / (len(a) + len(b)))
        assert result.whole("coref.ceafe") == pytest.approx((best, len(r), best, len(k)), **TIGHT)


def _plain(side):
    return [{"start": a, "end": b, "type": "PER", "entity": f"e{e}"} for a, b, e in side]


def test_link_counts_equal_scikit_learns_pair_confusion():
    """On equal mentions, BLANC's shared links are the two diagonal cells of the pair confusion matrix."""
    from sklearn.metrics.cluster import pair_confusion_matrix

    from presscheck.measure import clusters

    rng = random.Random(6)
    for _ in range(DOCUMENTS):
        spans = [(i, i + 1) for i in range(rng.randrange(2, 15))]
        labels = [[rng.randrange(4) for _ in spans] for _ in "ab"]
        sides = [[(*span, label) for span, label in zip(spans, side, strict=True)] for side in labels]
        found = table(_case(*sides))
        (apart, _), (_, together) = pair_confusion_matrix(*labels)
        assert 2 * clusters.coreferent_links(found).tp_gold == together
        assert 2 * clusters.other_links(found).tp_gold == apart
