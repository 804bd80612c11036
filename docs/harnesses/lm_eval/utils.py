"""Functions that presscheck.yaml calls: the question, the counts of an answer, one measure of all counts.

The harness reads JSON: write each gold document as one string, so that nothing of it is lost.

    python -c "import docs.harnesses.lm_eval.utils as u; u.write('gold.jsonl')"
"""

import json
from pathlib import Path

import presscheck
from presscheck.document import jsonl, shipped

LAYERS = ["mentions", "entities"]


def write(path, gold=None):
    """Write the data of the task: id, text and the whole gold document as a string."""
    with Path(path).open("w", encoding="utf-8") as file:
        for doc in presscheck.read(gold or shipped.gold()):
            file.write(json.dumps({"id": doc.id, "text": doc.text, "gold": jsonl.dumps(doc)}) + "\n")


def question(doc):
    """The instructions and the text."""
    return f"{presscheck.prompt(LAYERS)}\n\n{doc['text']}\n"


def counts(doc, results):
    """The counts of one answer; one that cannot be read counts as empty, with its gold."""
    answer = presscheck.from_answer(results[0], doc["id"], LAYERS)
    scored = presscheck.score_one(presscheck.loads(doc["gold"]), answer.document).counts()
    return {"mention.strict": scored, "coref.conll": scored}


def mention_strict(items):
    """Add up, divide once."""
    return presscheck.from_counts(items)["mention.strict"]["f1"]


def coref_conll(items):
    """The mean of three F1 values of the sums: never a mean over documents."""
    return presscheck.from_counts(items)["coref.conll"]["f1"]
