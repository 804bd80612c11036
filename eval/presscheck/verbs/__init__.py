"""The verbs: each reads its arguments, calls the library, prints."""

VERBS: dict[str, str] = {
    "score": "score a prediction file against gold",
    "adjudicate": "make gold from two annotation passes and a log of decisions",
}
"""Name and one line of help, in the order of `presscheck --help`; the code is in the module of that name."""
