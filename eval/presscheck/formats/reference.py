"""Rows of `docs/formats.md`, made from the tables and from what each module can represent."""

from __future__ import annotations

from types import ModuleType
from typing import NamedTuple

from presscheck.formats import ANSWERS, FORMATS, module, readable, writable
from presscheck.formats.fieldmaps import model
from presscheck.text import table

SAMPLES = "tests/cases/formats"
"""Folder of the samples, relative to the root of the checkout."""

POINTS, TOKENS = "code points", "tokens"


class About(NamedTuple):
    """Facts about a format that no other table has.

    Args:
        unit: what its offsets count.
        left_out: what the reader counts and leaves out; empty if it keeps everything.
        label_map: the shipped map that usually knows its labels; empty if that depends on the model.
        sample: file or folder in `SAMPLES`; empty where a test makes one.
    """

    unit: str
    left_out: str
    label_map: str = ""
    sample: str = ""


ABOUT: dict[str, About] = {
    "presscheck": About(POINTS, "", "", "gold.jsonl"),
    "conll": About(TOKENS, "columns besides token and tag", "conll", "example.conll"),
    "conll2012": About(
        TOKENS, "columns besides token, name and coreference", "ontonotes", "example.conll2012"
    ),
    "brat": About(
        POINTS,
        "relations, other attributes, notes; pieces of mentions are taken from first to last",
        "",
        "brat",
    ),
    "spacy": About(
        POINTS, "other groups of spans, categories, tags of tokens", "ontonotes", "example.spacy.json"
    ),
    "huggingface": About(
        "code points, or words alone", "keys of no meaning here", "conll", "grouped.huggingface.json"
    ),
    "gliner": About(POINTS, "vectors, other labels", "", "example.gliner.json"),
    "langextract": About(
        "code points, or words alone",
        "attributes that are not a field, role or part of ours",
        "",
        "example.langextract.jsonl",
    ),
    "corenlp": About(
        "UTF-16 units", "parses, tags and the like of tokens", "corenlp", "example.corenlp.json"
    ),
    "labelstudio": About(
        "code points, UTF-16 units by the words",
        "answers to questions that this project does not ask, relations but coreference, further annotators",
    ),
    "litbank": About(TOKENS, "copula and apposition lines, notes", "litbank"),
    "doccano": About(POINTS, "relations but coreference, comments", "", "example.doccano.jsonl"),
    "prodigy": About(
        POINTS, "tasks that are not accepted, relations but coreference", "", "example.prodigy.jsonl"
    ),
    "textee": About("tokens of the window", "relations, subtypes", "ace", "example.textee.jsonl"),
    "oneie": About("tokens of the sentence", "relations", "ace", "example.oneie.json"),
    "dygiepp": About(
        "tokens of the document, end included",
        "relations, gold beside predictions",
        "ace",
        "example.dygiepp.jsonl",
    ),
    "wikievents": About(
        "tokens of the document", "relations, informative mentions", "aida_rams", "beside/wikievents.jsonl"
    ),
    "rams": About(
        "tokens of the document, end included",
        "further types of a trigger, sources",
        "aida_rams",
        "example.rams.jsonl",
    ),
    "maven": About(
        "tokens of the sentence",
        "words that are not triggers, times, relations between events",
        "",
        "example.maven.jsonl",
    ),
    "ace": About("tokens of the sentence", "subtypes, parses", "ace", "example.ace.json"),
    "booknlp": About("tokens of the book, end included", "supersenses, `.book`", "litbank", "booknlp"),
    "conllu": About(
        "words",
        "mentions of empty nodes alone, other fields of `Entity=`, bridging, split antecedents, "
        "other columns; pieces are taken from first to last",
        "gum",
        "example.conllu",
    ),
    "e2e": About(
        "tokens of the document, end included",
        "speakers, constituents, gold beside predictions",
        "",
        "example.e2e.jsonl",
    ),
    "fastcoref": About(POINTS, "other keys", "", "example.fastcoref.jsonl"),
    "neleval": About("code points, end included", "alternative links", "", "example.neleval.tsv"),
    "aida": About(TOKENS, "further ids of an entity", "", "example.aida.tsv"),
    "uima": About(
        "UTF-16 units",
        "other layers than names, chains, sentences, labelled spans and slots, by layer; further views",
        "",
        "example.uima.json",
    ),
    "webanno": About(
        "UTF-16 units",
        "relations, other layers than names, chains, labelled spans and slots, by layer",
        "",
        "example.webanno.tsv",
    ),
    "spkatt": About(
        "tokens of the sentence", "topics, media, evidence, particles of cues", "", "example.spkatt.json"
    ),
    "gepade": About(
        "tokens of the sentence",
        "topics, media, evidence, particles of cues; lemmas",
        "",
        "example.gepade.json",
    ),
    "fields": About("what the map says", "keys that the map does not name", "", "example.fields.json"),
    "llm": About(
        "code points, or words alone", "further answers to a question, other keys", "common", "example.llm.md"
    ),
    "datasets": About(POINTS, ""),
}
"""Name -> what stands in its row."""


def maps() -> str:
    """The table of shipped field maps in Markdown."""
    rows = []
    for name in model.shipped():
        fields = model.load(name)
        layers = [
            layer
            for layer in ("tokens", "mentions", "entities", "events", "quotes")
            if getattr(fields, layer)
        ]
        unit = f"{fields.unit}, by the words" if fields.unit == "any" else fields.unit
        rows.append([f"`{name}`", fields.about.replace("|", "\\|"), ", ".join(layers), unit])
    return table.markdown(["map", "what it is", "has", "offsets"], rows, left=4, written=True)


def markdown() -> str:
    """The table of formats in Markdown."""
    head = ["format", "what it is", "reads", "writes", "tasks", "offsets", "left out when read"]
    rows = [_row(name) for name in FORMATS]
    return table.markdown([*head, "held when written", "label map", "sample"], rows, left=10, written=True)


def names() -> str:
    """Name the formats that can be read, and those that can be written too, in a sentence."""
    both = [name for name in readable() if name in writable()]
    alone = [name for name in readable() if name not in both]
    return f"Read and written: {', '.join(both)}. Read: {', '.join(alone)}."


def _row(name: str) -> list[str]:
    about, code = ABOUT[name], module(name)
    return [
        f"`{name}`",
        FORMATS[name].replace("|", "\\|"),
        "yes" if hasattr(code, "read") else "no",
        "yes" if hasattr(code, "write") else "no",
        ", ".join(ANSWERS[name]) if len(ANSWERS[name]) < len(ANSWERS["presscheck"]) else "all",
        about.unit,
        about.left_out or "nothing",
        _held(code),
        f"`{about.label_map}`" if about.label_map else "–",
        f"[{about.sample}](../{SAMPLES}/{about.sample})" if about.sample else "–",
    ]


def _held(code: ModuleType) -> str:
    """Layers and their fields that a writer keeps; everything else is counted when it writes."""
    if not hasattr(code, "write"):
        return "–"
    if not hasattr(code, "HOLDS"):
        return "everything"
    return "; ".join(
        f"{layer} ({', '.join(fields)})" if fields else layer for layer, fields in code.HOLDS.items()
    )
