"""Release the corpus as a version, or refuse a change of the data that is not said and numbered."""

import sys

from presscheck.cli.main import script

script("release", sys.argv[1:])
