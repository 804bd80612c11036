"""Write the source of the documentation's site; `make site` builds it."""

import sys

from presscheck.cli.main import script

script("site", sys.argv[1:])
