"""Print the lowest version of each dependency that `pyproject.toml` allows, as constraints for pip."""

import re
import tomllib
from pathlib import Path

FILE = Path(__file__).parent.parent / "pyproject.toml"
PROJECT = tomllib.loads(FILE.read_text(encoding="utf-8"))["project"]
BOUND = re.compile(r"([A-Za-z0-9_.-]+)(?:\[.*\])?>=([0-9.]+)")
EXTRAS = ("hub", "studio", "extract", "llm", "dev")
REQUIREMENTS = [
    *PROJECT["dependencies"],
    *(requirement for extra in EXTRAS for requirement in PROJECT["optional-dependencies"][extra]),
]

for requirement in REQUIREMENTS:
    if bound := BOUND.match(requirement):
        print(f"{bound[1]}=={bound[2]}")
