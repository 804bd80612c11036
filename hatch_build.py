"""What the build adds to `pyproject.toml`: addresses and maintainers of `[tool.publisher]`, the README."""

import re
import runpy
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface


class PublisherHook(MetadataHookInterface):
    """The fields that are `dynamic`."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Fill them from the publisher's table; what is empty there is left out."""
        root = Path(self.root)
        publisher = runpy.run_path(str(root / "eval" / "presscheck" / "reporting" / "publisher.py"))
        filled = publisher["table"](root)
        version = (root / "eval" / "presscheck" / "version.py").read_text(encoding="utf-8")
        (number,) = re.findall(r'^__version__ = "(.*)"', version, re.M)
        page = (root / "README.md").read_text(encoding="utf-8")
        text = publisher["readme"](page, filled, number, lambda path: (root / path).is_dir())
        metadata["readme"] = {"content-type": "text/markdown", "text": text}
        metadata["urls"] = publisher["urls"](filled)
        metadata["maintainers"] = publisher["maintainers"](filled)
