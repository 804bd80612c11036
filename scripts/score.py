"""Score a prediction against the shipped gold; the shipped spaCy output if none is named."""

import sys

from presscheck.cli.main import script

script("score", sys.argv[1:], "corpus/predictions/spacy.jsonl")
