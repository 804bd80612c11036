"""Count the labels of the shipped gold, or of the file that is named."""

import sys

from presscheck.cli.main import script

script("stats", sys.argv[1:], "corpus/gold.jsonl")
