"""Annotation passes over the same texts, read whole: everything wrong with any file is said at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from presscheck.document import placement
from presscheck.document.exceptions import Finding, InvalidInputError, UsageError
from presscheck.document.model import Document
from presscheck.validation import file

Passes: TypeAlias = dict[str, list[Document]]
"""Name of an annotator -> their documents."""


def read(paths: Mapping[str, str]) -> Passes:
    """The passes of some files, of the same documents and texts.

    Args:
        paths: name of an annotator -> their file; the first says which documents there are.

    Raises:
        InvalidInputError: with everything that is wrong in any file, and what does not fit between them.
        UsageError: each file is right, and they do not fit together; names every document.
    """
    passes: Passes = {}
    findings: list[Finding] = []
    for name, path in paths.items():
        try:
            passes[name] = file.corpus(path)
        except InvalidInputError as error:
            findings += error.findings
    if findings:
        raise InvalidInputError([*findings, *_unfit(passes, paths)])
    return fitting(passes, paths)


def fitting(passes: Passes, names: Mapping[str, str] | None = None) -> Passes:
    """The passes themselves, if they are of the same documents and texts.

    Args:
        passes: the first says which documents there are.
        names: name of an annotator -> the name of their pass in messages; by default the annotator's.

    Raises:
        UsageError: they do not fit together; names every document.
    """
    if unfit := [*_unfit(passes, names or {name: name for name in passes})]:
        raise UsageError("; ".join(f"{f.file} {f.doc}: {f.message}" for f in unfit))
    return passes


def _unfit(passes: Passes, paths: Mapping[str, str]) -> Iterator[Finding]:
    """Yield the faults that keep the readable passes from being compared with the first of them."""
    if not passes:
        return
    (first, ours), *others = passes.items()
    known = {doc.id: doc for doc in ours}
    for name, theirs in others:
        there = {doc.id: doc for doc in theirs}
        for doc_id in known:
            if doc_id not in there:
                what = f"{paths[first]} has this document, and this file does not"
                yield _finding("documents", what, paths[name], doc_id)
        for doc_id, doc in there.items():
            if doc_id not in known:
                what = f"{paths[first]} does not have this document; all passes are of the same ones"
                yield _finding("documents", what, paths[name], doc_id)
            elif difference := placement.text_difference(known[doc_id].text or "", doc.text or ""):
                what = f"its text is not that of {paths[first]}: {difference}"
                yield _finding("text", what, paths[name], doc_id)


def _finding(rule: str, message: str, path: str, doc: str) -> Finding:
    return Finding(rule=rule, level="error", message=message, file=path, doc=doc)
