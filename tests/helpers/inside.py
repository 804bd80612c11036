"""The command line, run in this process."""

from __future__ import annotations

import io
import sys

from presscheck.cli.main import main


def run(*arguments: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a verb."""
    streams = [
        io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n", write_through=True) for _ in "oe"
    ]
    kept = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = streams
    try:
        main(arguments)
    except SystemExit as end:
        code = int(end.code or 0)
    finally:
        sys.stdout, sys.stderr = kept
    out, err = (stream.buffer.getvalue().decode("utf-8") for stream in streams)  # type: ignore[attr-defined]
    return code, out, err
