"""Hold predictions to baselines; the shipped ones if none are named."""

import sys

from presscheck.cli.main import script

script(
    "gate",
    sys.argv[1:],
    "corpus/predictions",
    "--baseline",
    "corpus/baselines",
    "--rules",
    "gate.toml",
)
