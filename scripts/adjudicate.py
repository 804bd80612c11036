"""Make the shipped gold from its passes and the log of decisions."""

import sys

from presscheck.cli.main import script

script(
    "adjudicate",
    sys.argv[1:],
    *("corpus/passes/a.jsonl", "corpus/passes/b.jsonl", "--log", "corpus/passes/adjudication.jsonl"),
    *("-o", "corpus/gold.jsonl"),
)
