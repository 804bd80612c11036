"""Print the shipped gold with its annotation inline, or the file that is named."""

import sys

from presscheck.cli.main import script

script("show", sys.argv[1:], "corpus/gold.jsonl")
