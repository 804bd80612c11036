"""Outside formats: one file each, with `read`, `write` or both, and `signs` that tell it.

`read(source)` gives documents; `write(path, documents, lost)` makes files and
counts in `lost` what the format cannot hold. Nothing is guessed in silence: a
format that was told by its signs is named with them.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Literal, get_args

from presscheck.document.exceptions import InvalidInputError, UsageError
from presscheck.document.model import Document, TaskId
from presscheck.formats import detection
from presscheck.formats.contract import kept
from presscheck.formats.fieldmaps.tables import TABLES
from presscheck.formats.source import Choices, Source, head
from presscheck.text import wording
from presscheck.text.nearest import nearest

FORMATS: dict[str, str] = {
    "presscheck": "this project's own JSONL",
    "conll": "tokens and tags in columns: BIO, IOB, IOBES, BILOU",
    "conll2012": "tokens and coreference brackets in columns",
    "brat": "standoff: a folder of .txt and .ann, or one .ann",
    "spacy": "spaCy: DocBin (.spacy), or Doc.to_json as JSON or JSONL; training data of version 2",
    "huggingface": "JSON of a token-classification pipeline",
    "gliner": "JSON of GLiNER: start, end, text, label, score",
    "langextract": "JSONL of LangExtract",
    "corenlp": "JSON of CoreNLP: entities, coreference, quotes",
    "labelstudio": "export of Label Studio (JSON)",
    "litbank": "LitBank's folder: text, coref, events, quotations",
    "doccano": "JSONL of doccano, old and new: spans, relations",
    "prodigy": "JSONL of Prodigy: accepted tasks with spans, relations",
    "textee": "JSONL of TextEE, and what OneIE is trained on",
    "oneie": "output of OneIE: a graph of each sentence",
    "dygiepp": "JSONL of DyGIE++, gold or predictions",
    "wikievents": "JSONL of WikiEvents (gen-arg), with `coref` beside",
    "rams": "JSONL of RAMS, and its scorer's predictions",
    "maven": "JSONL of MAVEN 1.0 and MAVEN-ERE: events by tokens of a sentence",
    "ace": "JSON of the ACE 2005 preprocessing: sentences with golden mentions",
    "booknlp": "BookNLP's folder: .tokens, .entities, .quotes",
    "conllu": "CoNLL-U with Entity= (CorefUD, GUM) or NER=",
    "e2e": "jsonlines of coreference systems: sentences, clusters",
    "fastcoref": "JSONL of fastcoref: text, clusters, clusters_strings",
    "neleval": "TSV of neleval: mentions with links",
    "aida": "columns of AIDA-CoNLL: mentions with links",
    "uima": "UIMA documents of INCEpTION and others: CAS JSON 0.4, XMI",
    "webanno": "WebAnno TSV 3: tokens with columns of layers",
    "spkatt": "JSON of SpkAtt-2023, task 1: tokens of each part of a quote",
    "gepade": "JSON of GePaDe, gold or predictions: roles of each predicate",
    "fields": "any JSON, JSONL or CSV of your own, by a field map",
    "llm": "replies of language models: JSON in a fence or prose, chat completions, responses, batches",
    "datasets": "a folder written by datasets.Dataset.save_to_disk",
}
"""Name and one line of help, in the order of the table; the code is in the module of that name."""


_BY_FIELDS = (
    *("mentions", "forms", "coref", "links", "events", "arguments", "event-coref", "event-attributes"),
    *("event-times", "event-heads", "quotes", "quote-types", "cues", "sources", "speakers", "addressees"),
)

ANSWERS: dict[str, tuple[str, ...]] = {
    "presscheck": tuple(get_args(TaskId)),
    "conll": ("mentions",),
    "conll2012": ("mentions", "coref"),
    "brat": (
        *("mentions", "forms", "coref", "links", "events", "arguments"),
        *("event-coref", "event-attributes", "event-times", "event-heads"),
        *("quotes", "quote-types", "cues", "sources", "speakers", "addressees"),
    ),
    "spacy": ("mentions", "links"),
    "huggingface": ("mentions",),
    "gliner": ("mentions",),
    "langextract": ("mentions", "events", "event-heads"),
    "corenlp": ("mentions", "forms", "coref", "quotes", "sources", "speakers"),
    "labelstudio": tuple(get_args(TaskId)),
    "litbank": ("mentions", "forms", "coref", "events", "event-heads", "quotes", "speakers"),
    "doccano": ("mentions", "coref"),
    "prodigy": ("mentions", "coref"),
    "textee": ("mentions", "forms", "coref", "events", "arguments", "event-coref", "event-heads"),
    "oneie": ("mentions", "forms", "events", "arguments", "event-heads"),
    "dygiepp": ("mentions", "coref", "events", "arguments", "event-coref", "event-heads"),
    "wikievents": ("mentions", "coref", "events", "arguments", "event-heads"),
    "rams": ("events", "arguments", "event-heads"),
    "maven": ("events", "event-coref", "event-heads"),
    "ace": ("mentions", "coref", "events", "arguments", "event-heads"),
    "booknlp": ("mentions", "forms", "coref", "events", "event-heads", "quotes", "sources", "speakers"),
    "conllu": ("mentions", "heads", "coref", "links"),
    "e2e": ("mentions", "coref"),
    "fastcoref": ("mentions", "coref"),
    "neleval": ("mentions", "coref", "links"),
    "aida": ("mentions", "coref", "links"),
    "uima": ("mentions", "coref", "links", "events", "arguments", "event-heads"),
    "webanno": ("mentions", "coref", "links", "events", "arguments", "event-heads"),
    "spkatt": ("quotes", "cues", "sources", "speakers", "addressees"),
    "gepade": ("quotes", "cues", "sources", "speakers", "addressees"),
    "fields": _BY_FIELDS,
    "llm": _BY_FIELDS,
    "datasets": tuple(get_args(TaskId)),
}
"""Name -> the tasks that a file of the format can answer, if it has everything that the format can hold."""


WHOLE = ("presscheck", "datasets")
"""The formats that hold a document as it is; the others are made of its text and what stands in it."""


NEEDS: dict[str, Literal["token", "mention"]] = {
    **dict.fromkeys(("conll", "conllu", "e2e", "textee"), "token"),
    "neleval": "mention",
}
"""A format -> the thing that gives a document a place in its file: without it none could be read back."""


FOLDERS = ("brat", "litbank", "booknlp", "datasets")
"""The formats that read a folder as a whole; of others each file of a folder is read."""


IN_PARTS = ("conll2012",)
"""The formats that split a document into parts, each of them a document unless they are joined."""


BY_FIELDS = ("fields", "llm")
"""The formats that go by a field map."""


UNREADABLE = ("file-shape", "json-syntax", "schema")
"""Rules that find a file to be something else than it was taken for."""


def module(name: str) -> ModuleType:
    """The code of a format.

    Raises:
        UsageError: there is no such format.
    """
    if name not in FORMATS:
        raise UsageError(f"there is no format {name!r}; {nearest(name, FORMATS)}")
    return import_module(f"presscheck.formats.{name}")


def recognised(path: Path) -> detection.Recognition:
    """The one format whose signs a file has, and the signs.

    Args:
        path: a file or folder.

    Raises:
        UsageError: no format has two signs there, or several have.
    """
    return detection.recognised(path, {name: FORMATS[name] for name in readable()}, module)


def read(name: str, source: Source) -> list[Document]:
    """The documents of a file, under the contract that holds for every format.

    Args:
        name: of the format.
        source: the file; its notes gain what was changed, its `bad` the findings about documents left out.

    Raises:
        InvalidInputError: something is wrong with the file, or with one of its documents; every finding.
        UsageError: a question about the file has no answer.
    """
    reader = module(name).read
    if name in WHOLE:
        return [*reader(source)]
    documents, findings = [], []
    try:
        for doc in reader(source):
            try:
                documents.append(kept(doc, source))
            except InvalidInputError as error:
                findings += error.findings
    except InvalidInputError as error:
        findings += error.findings
        if not source.choices.skip_bad:
            raise InvalidInputError(findings) from None
        if not documents:
            raise
    source.bad += [found for found in findings if found not in source.bad]
    if source.bad and not source.choices.skip_bad:
        raise InvalidInputError(source.bad)
    return source.renumbered(documents)


def told(path: Path) -> str:
    """The name of the one format that a file looks like.

    Args:
        path: a file or folder.

    Raises:
        UsageError: it looks like none, or like several.
    """
    return recognised(path).name


def hint(path: Path) -> str | None:
    """Return the message for a file that is not JSONL of ours but looks like something that can be converted.

    Args:
        path: a file or folder that a verb could not read.
    """
    try:
        recognition = recognised(path)
    except UsageError:
        return _by_a_map(path)
    name = recognition.name
    kind, value = ("fields", recognition.fields) if recognition.fields else ("from_", name)
    if name == "presscheck":
        first = head(path).split("\n", 1)[0].strip()
        if first != "{" and not first.startswith("["):
            return None
        what = "is JSON, but not one document a line"
    else:
        what = f"looks like {recognition} ({FORMATS[name]})"
    shell = f"{path} --{kind.rstrip('_')} {value} -o {_beside(path)}"
    command = wording.verb("convert", shell, f'("{path}", {kind}="{value}")')
    return f"{path} {what}; make it ours: {command}"


def _by_a_map(path: Path) -> str | None:
    """The message for a table or JSON that looks like no format; None for what is JSONL or no JSON."""
    begin = head(path).lstrip()
    table = path.suffix in TABLES
    if not table and not begin.startswith("[") and begin.split("\n", 1)[0].strip() != "{":
        return None
    what = "a table" if table else "JSON"
    out, held = _beside(path), f'("{path}", from_="fields")'
    command = wording.verb("convert", f"{path} --from fields -o {out}", held)
    places = f"{wording.option('fields', 'MAP')} gives the places of its records"
    return f"{path} is {what} of your own; make it ours: {command} ({places})"


def _beside(path: Path) -> str:
    """A name for the converted file that is not the file's own."""
    return "pred.jsonl" if path.name != "pred.jsonl" else "converted.jsonl"


def readable() -> list[str]:
    """The formats that `--from` takes."""
    return [name for name in FORMATS if hasattr(module(name), "read")]


def writable() -> list[str]:
    """The formats that `--to` takes."""
    return [name for name in FORMATS if hasattr(module(name), "write")]


__all__ = [
    "BY_FIELDS",
    "FOLDERS",
    "FORMATS",
    "IN_PARTS",
    "NEEDS",
    "UNREADABLE",
    "WHOLE",
    "Choices",
    "Source",
    "hint",
    "module",
    "read",
    "readable",
    "recognised",
    "told",
    "writable",
]
