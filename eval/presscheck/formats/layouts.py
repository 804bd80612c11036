"""Files by the tool or corpus that they come from, each with what reads it or why nothing does."""

from __future__ import annotations

from typing import NamedTuple

from presscheck.formats.fieldmaps import model
from presscheck.text import table, wording


class Layout(NamedTuple):
    """One kind of file that people have.

    Args:
        name: of the tool or corpus, and the kind if there are several.
        readers: the formats or shipped field maps that read it; none where nothing does.
        note: what the reader should know; the reason where nothing reads it.
    """

    name: str
    readers: tuple[str, ...]
    note: str = ""


LAYOUTS = (
    Layout("ACE 2005, preprocessed", ("ace",), "a list of sentences with golden mentions"),
    Layout("AIDA-CoNLL", ("aida",)),
    Layout("AWS Comprehend: entities, targeted sentiment, events, batch jobs", ("comprehend",)),
    Layout("Azure AI Language: entities", ("azure",)),
    Layout("Azure AI Language: linked entities", ("azure-linked",)),
    Layout("Azure AI Language: labels of custom NER", ("azure-labels",), "texts beside"),
    Layout("BookNLP: `.tokens`, `.entities`, `.quotes`", ("booknlp",), "the folder"),
    Layout("BookNLP: `.book`", (), "names and counts of characters, without places; its folder is read"),
    Layout("brat, any project", ("brat",), "a label map says which events are quotes and what roles are"),
    Layout("CASIE", ("casie",)),
    Layout("Citron", ("citron",)),
    Layout(
        "CofeNet (PolNeAR, RiQuA as tags)",
        (),
        "its tags do not say which source and cue are of which content",
    ),
    Layout(
        "columns of tokens and tags: CoNLL-2002, CoNLL-2003, WNUT, conlleval",
        ("conll",),
        "any scheme of tags",
    ),
    Layout(
        "CoNLL-2012, reference scorer, coval", ("conll2012",), "`#begin document`, columns in every number"
    ),
    Layout("CoNLL-U: CorefUD, GUM, Universal Dependencies", ("conllu",), "`Entity=`, else `NER=` or `ner=`"),
    Layout("CoreNLP: JSON", ("corenlp",), "entities, coreference and quotes"),
    Layout("DocEE", (), "types and role strings of whole documents, without triggers"),
    Layout("doccano, old and new", ("doccano",)),
    Layout("DyGIE++", ("dygiepp",)),
    Layout("e2e-coref and its heirs: jsonlines", ("e2e",)),
    Layout("fastcoref", ("fastcoref",)),
    Layout("Flair: `Sentence.to_dict`", ("flair",)),
    Layout("Flair: columns, with or without scores", ("conll",), "the prediction is the last column of tags"),
    Layout("GAP", ("gap",)),
    Layout(
        "gen-arg: filled templates (`predicted`, `gold`)",
        (),
        "they name neither event nor roles; gen-arg's `convert_gen_to_output.py` makes RAMS' layout of them",
    ),
    Layout("Gender Gap Tracker and its heirs", ("gendergaptracker",), "one text, beside"),
    Layout("GePaDe", ("gepade",), "gold and predictions"),
    Layout("GLiNER", ("gliner",)),
    Layout("GLiNER2", ("gliner2",), "relations are counted and left out"),
    Layout("GNQA (German news quotation attribution), SpkAtt-2023 task 2", ("gnqa",)),
    Layout("Google Natural Language", ("google",)),
    Layout(
        "Guardian and AFP quotes (JournalismAI)",
        (),
        "spans of sources, cues and contents that do not say which are of one quote",
    ),
    Layout("GUM: `coref/*/conll`, OntoGUM", ("conll2012",)),
    Layout("Hugging Face: pipeline", ("huggingface",)),
    Layout("Hugging Face: rows of `tokens` and `ner_tags`", ("ner-tags",)),
    Layout("Hugging Face: `Dataset.save_to_disk`", ("datasets",), "of this project's documents"),
    Layout("INCEpTION: CAS JSON, XMI", ("uima",), "no type system is needed"),
    Layout("INCEpTION, WebAnno: TSV 3", ("webanno",)),
    Layout("John Snow Labs Annotation Lab (`completions`)", ("labelstudio",)),
    Layout("Kaggle: tables of tags", ("kaggle",), "`Sentence #`, `Word`, `POS`, `Tag`"),
    Layout("Label Studio, any project: JSON, JSON_MIN", ("labelstudio",)),
    Layout("Label Studio: CoNLL2003", ("conll",)),
    Layout("Labelbox: text", ("labelbox",), "not tried on a file of the tool; texts beside"),
    Layout("LangExtract", ("langextract",)),
    Layout("language models: replies, chat completions, responses, batches", ("llm",)),
    Layout("LightTag", ("lighttag",), "not tried on a file of the tool"),
    Layout("LitBank", ("litbank",), "its `coref/brat` alone: `brat`"),
    Layout("MAVEN, MAVEN-ERE", ("maven",)),
    Layout("MAVEN-Arg", ("maven-arg",)),
    Layout("neleval: TSV", ("neleval",)),
    Layout("NIF (Turtle, GERBIL)", (), "RDF needs a library of its own, for this one format"),
    Layout("OneIE: output", ("oneie",)),
    Layout("OneIE: training data", ("textee",)),
    Layout(
        "PDNC (Project Dialogism Novel Corpus)", ("pdnc",), "`quotation_info.csv` with the files beside it"
    ),
    Layout("PLOVER, ICEWS", (), "types and actors of whole documents, without triggers"),
    Layout("PolNeAR, PARC 3.0: brat", ("brat",)),
    Layout("presscheck", ("presscheck",)),
    Layout("Presidio", ("presidio",), "texts beside"),
    Layout("Prodigy", ("prodigy",), "accepted tasks"),
    Layout("Quotebank: by article, by quotation", ("quotebank", "quotebank-quotes")),
    Layout("RAMS: data, predictions of its scorer", ("rams",)),
    Layout("Recon, and other lines of `text` and `spans`", ("fields",)),
    Layout("spaCy: DocBin, `Doc.to_json`, training data of version 2; spacy-llm", ("spacy",)),
    Layout("SpkAtt-2023 task 1", ("spkatt",)),
    Layout("Stanza: `Document.to_dict`", ("stanza",)),
    Layout("Stanza: `doc.ents`", ("stanza-ents",)),
    Layout(
        "Stanza: `doc.coref`",
        (),
        "an object in Python, not a file; write its mentions as JSON for a field map of your own",
    ),
    Layout(
        "SuperAnnotate: text",
        ("superannotate",),
        "not tried on a file of the tool; texts beside",
    ),
    Layout(
        "TAC: queries (XML) with a tab file",
        (),
        "mentions without words or text; neleval's `prepare-tac` makes its TSV of them, which is read",
    ),
    Layout("TextEE: data, input of its scorer", ("textee",), "E2E and EAE"),
    Layout("tner, positions in characters", ("tner",), "texts beside: its own has single blanks"),
    Layout("UBIAI", ("ubiai",), "not tried on a file of the tool"),
    Layout("WebAnno TSV 1 and 2", (), "the tools themselves have written version 3 since 2016"),
    Layout("WikiEvents", ("wikievents",), "`coref` beside the file says which mentions are one entity"),
    Layout("your own JSON, JSONL, CSV or TSV", ("fields",), "[by a field map](field-maps.md)"),
)
"""Every layout that somebody has asked for."""


def markdown() -> str:
    """The table of layouts in Markdown."""
    maps = {*model.shipped()}
    rows = [[one.name, _way(one, maps), one.note] for one in sorted(LAYOUTS, key=_alphabet)]
    return table.markdown(["file of", "read with", "note"], rows, left=3, written=True)


def _way(one: Layout, maps: set[str]) -> str:
    """The options that read a layout."""
    ways = (wording.option("fields" if name in maps else "from_", name) for name in one.readers)
    return ", ".join(ways) or "not read"


def _alphabet(one: Layout) -> str:
    return one.name.lower()
