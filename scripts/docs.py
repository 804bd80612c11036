"""Fill the generated blocks of the documentation; with --check only tell which are stale."""

import sys

from presscheck.cli.main import script

script("docs", sys.argv[1:])
