"""Print the agreement of the shipped annotation passes, with each other and with the gold."""

import sys

from presscheck.cli.main import script

script(
    "agree",
    sys.argv[1:],
    *(f"corpus/passes/{name}.jsonl" for name in "abc"),
    *("--gold", "corpus/gold.jsonl"),
)
