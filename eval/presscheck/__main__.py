"""`python -m presscheck`."""

from presscheck.cli.start import main

main()
