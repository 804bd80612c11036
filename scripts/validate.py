"""Validate a corpus or prediction file; the shipped gold if none is named."""

import sys

from presscheck.cli.main import script

script("validate", sys.argv[1:], "corpus/gold.jsonl")
