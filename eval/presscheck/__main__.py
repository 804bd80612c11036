"""`python -m presscheck`."""

from presscheck.cli.main import main

main()
