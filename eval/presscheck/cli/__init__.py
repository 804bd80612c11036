"""The verbs: each reads its arguments, calls the library, prints."""

VERBS: dict[str, str] = {
    "score": "score a prediction file against gold",
    "compare": "compare two or more systems: differences, intervals, significance",
    "gate": "check a prediction against a baseline, for CI",
    "merge": "add up the results of a corpus's shards",
    "errors": "list the errors of a prediction, with their text, the worst first",
    "challenge": "rewrite gold in all its layers, and show where a system breaks",
    "report": "write a page that shows the text and its errors",
    "measures": "explain the measures: definition, formula, source, example",
    "validate": "check a corpus or prediction file: every finding at once",
    "show": "print documents with their annotation inline, to read and to diff",
    "stats": "count the labels of a corpus",
    "anchor": "find the words of a prediction in the text and write their spans",
    "strip": "write gold without the words of its texts, to be passed on",
    "convert": "convert other formats to ours, and ours to others",
    "extract": "run a baseline system and write its prediction file",
    "agree": "compare annotation passes, layer by layer",
    "adjudicate": "make gold from two annotation passes and a log of decisions",
    "push": "bring documents to Label Studio, as pre-annotation",
    "pull": "bring annotated documents back from Label Studio",
    "studio": "start Label Studio on this machine, with the article in it",
}
"""Name and one line of help, in the order of `presscheck --help`; the code is in the module of that name."""

REPOSITORY: dict[str, str] = {
    "docs": "fill the generated blocks of the documentation",
    "release": "release the corpus as a version",
    "site": "write the source of the documentation's site",
}
"""Verbs about a checkout of this repository, for `scripts/`: they work like the others and are not listed."""

SECTIONS: dict[str, tuple[str, ...]] = {
    "Score": ("score", "errors", "report", "compare", "challenge", "gate", "merge"),
    "Bring files in, and look at them": (
        "convert",
        "anchor",
        "validate",
        "strip",
        "extract",
        "show",
        "stats",
        "measures",
    ),
    "Annotate": ("push", "pull", "studio", "agree", "adjudicate"),
}
"""Groups of verbs in `presscheck --help`."""
