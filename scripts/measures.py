"""Write `eval/MEASURES.md`: every measure with definition, formula, source and example."""

import sys

from presscheck.cli.main import script

script("measures", sys.argv[1:], "--markdown", "-o", "eval/MEASURES.md")
