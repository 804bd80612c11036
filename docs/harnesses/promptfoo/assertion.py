"""Assertion that promptfoo calls for each answer: the headline measures, and a floor to reach.

`python assertion.py` writes what presscheck.yaml names beside it: prompt.txt and article.txt.
"""

import pathlib

import presscheck
from presscheck.document import shipped

LAYERS = ["mentions", "entities"]
FLOOR = 0.5


def get_assert(output, context):
    """Score one answer against the shipped gold; promptfoo shows `namedScores` as columns."""
    answer = presscheck.from_answer(output, context["vars"]["id"], LAYERS)
    result = presscheck.score_one(None, answer.document)
    value = result["mention.strict"]["f1"] or 0.0
    reason = str(answer.findings[0]) if answer.findings else f"mention.strict F1 {value:.3f}"
    named = {name: number for name, number in result.flat().items() if name.endswith(".f1")}
    return {"pass": value >= FLOOR, "score": value, "reason": reason, "namedScores": named}


def write(folder):
    """Write the prompt and the article's text."""
    [gold] = presscheck.read(shipped.gold())
    prompt = presscheck.prompt(LAYERS).replace("{", "{% raw %}{{% endraw %}")
    pathlib.Path(folder, "prompt.txt").write_text(f"{prompt}\n\n{{{{text}}}}\n", encoding="utf-8")
    pathlib.Path(folder, "article.txt").write_text(gold.text, encoding="utf-8")


if __name__ == "__main__":
    write(pathlib.Path(__file__).parent)
