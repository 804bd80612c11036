"""Write the challenge set of the shipped gold to `.challenge`, or do what is named."""

import sys

from presscheck.cli.main import script

script("challenge", sys.argv[1:], "make", "-o", ".challenge")
