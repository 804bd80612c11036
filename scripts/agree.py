"""How far the shipped annotation passes agree, with each other and with the gold."""

import sys

from presscheck.cli import script

script(
    "agree",
    sys.argv[1:],
    *("corpus/passes/a.jsonl", "corpus/passes/b.jsonl", "--gold", "corpus/gold.jsonl"),
)
