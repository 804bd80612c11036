"""Start Label Studio with the shipped gold, or the file that is named, as pre-annotation."""

import sys

from presscheck.cli.main import script

script("studio", sys.argv[1:], "corpus/gold.jsonl")
