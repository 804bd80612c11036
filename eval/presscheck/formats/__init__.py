"""Outside formats: one file each, with `read`, `write` or both, and `looks`, which tells it from others.

`read(source)` gives documents; `write(path, documents, lost)` makes files and
counts in `lost` what the format cannot hold. Nothing is guessed in silence: a
format that was told by its looks is named.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

from presscheck.document.exceptions import Finding, UsageError
from presscheck.formats.source import Source, head
from presscheck.text.nearest import nearest

FORMATS: dict[str, str] = {
    "presscheck": "this project's own JSONL",
    "conll": "tokens and tags in columns: BIO, IOB, IOBES, BILOU",
    "conll2012": "tokens and coreference brackets in columns",
    "brat": "standoff: a folder of .txt and .ann, or one .ann",
    "spacy": "spaCy: DocBin (.spacy), or Doc.to_json as JSON or JSONL",
    "huggingface": "JSON of a token-classification pipeline",
    "gliner": "JSON of GLiNER: start, end, text, label, score",
    "langextract": "JSONL of LangExtract",
    "corenlp": "JSON of CoreNLP: entities, coreference, quotes",
    "labelstudio": "export of Label Studio (JSON)",
    "litbank": "LitBank's folder: text, coref, events, quotations",
    "datasets": "a folder written by datasets.Dataset.save_to_disk",
}
"""Name and one line of help, in the order of the table; the code is in the module of that name."""


WHOLE = ("presscheck", "datasets")
"""The formats that hold a document as it is; the others are made of its text and what stands in it."""


IN_PARTS = ("conll2012",)
"""The formats that split a document into parts, each of them a document unless they are joined."""


UNREADABLE = ("json-syntax", "schema")
"""Rules that find a file to be something else than it was taken for."""


def module(name: str) -> ModuleType:
    """The code of a format.

    Raises:
        UsageError: there is no such format.
    """
    if name not in FORMATS:
        raise UsageError(f"there is no format {name!r}; {nearest(name, FORMATS)}")
    return import_module(f"presscheck.formats.{name}")


def told(path: Path) -> str:
    """The one format that a file looks like.

    Args:
        path: a file or folder.

    Raises:
        UsageError: it looks like none, or like several.
    """
    begin = head(path)
    fits = [name for name in readable() if module(name).looks(path, begin)]
    if len(fits) == 1:
        return fits[0]
    what = f"looks like {' and like '.join(fits)}" if fits else "looks like no format that can be read"
    raise UsageError(f"{path} {what}; say which with --from ({', '.join(fits or FORMATS)})")


def hint(path: Path) -> str | None:
    """What to say of a file that is no JSONL of ours but looks like something that can be converted.

    Args:
        path: a file or folder that a verb could not read.
    """
    try:
        name = told(path)
    except UsageError:
        return None
    if name == "presscheck":
        if head(path).split("\n", 1)[0].strip() not in ("{", "["):
            return None
        what = "is JSON, but not one document a line"
    else:
        what = f"looks like {name} ({FORMATS[name]})"
    return f"{path} {what}; make it ours: presscheck convert {path} --from {name} -o pred.jsonl"


_ALIKE = 3
"""So many findings that say the same of one document are each told; of more, the first and their number."""


def explained(findings: Iterable[Finding]) -> Iterator[str]:
    """Findings for a reader: what says the same of many records is said once, and what would help.

    Of a file in another format only the first is told, and how to convert it.

    Args:
        findings: of any files.
    """
    said = [*findings]
    alike = Counter(map(_kind, said))
    told: set[tuple[object, ...]] = set()
    hints: dict[str, str | None] = {}
    for finding in said:
        kind = _kind(finding)
        if kind in told:
            continue
        line = str(finding)
        if alike[kind] > _ALIKE:
            told.add(kind)
            line += f" (and {alike[kind] - 1} more like it)"
        name = finding.file if finding.rule in UNREADABLE else None
        if name is None:
            yield line
        elif name not in hints:
            hints[name] = hint(Path(name)) if Path(name).is_file() else None
            yield from [line, *filter(None, [hints[name]])]
        elif hints[name] is None:
            yield line
    shifted = Counter(f.file for f in said if f.rule == "text-copy" and f.file is not None)
    for name in (name for name, times in shifted.items() if times > 1):
        yield f"{name}: to put the spans where their words stand: presscheck anchor {name} -o FILE"


def _kind(finding: Finding) -> tuple[object, ...]:
    """What findings have in common that differ in nothing but which record they are about."""
    path = re.sub(r"\[\d+\]", "[]", finding.path)
    return finding.file, finding.line, finding.doc, finding.rule, path, finding.message


def readable() -> list[str]:
    """The formats that `--from` takes."""
    return [name for name in FORMATS if hasattr(module(name), "read")]


def writable() -> list[str]:
    """The formats that `--to` takes."""
    return [name for name in FORMATS if hasattr(module(name), "write")]


__all__ = [
    "FORMATS",
    "IN_PARTS",
    "WHOLE",
    "Source",
    "explained",
    "hint",
    "module",
    "readable",
    "told",
    "writable",
]
