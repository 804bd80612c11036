"""Write a report of the shipped spaCy output and open it; of another prediction if one is named."""

import sys

from presscheck.cli.main import script

script("report", sys.argv[1:], "corpus/predictions/spacy.jsonl", "--open")
