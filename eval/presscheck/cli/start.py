"""The first thing that runs: what needs no command line is answered before one is loaded."""

from __future__ import annotations

import sys

from presscheck.version import __version__


def main() -> None:
    """Print the version, or run the command line."""
    if sys.argv[1:] == ["--version"]:
        try:
            sys.stdout.write(f"presscheck, version {__version__}\n")
            sys.stdout.flush()
        except (OSError, AttributeError):
            sys.exit(2)  # nobody is there to be told
        return
    from presscheck.cli.main import main as command_line

    command_line()
