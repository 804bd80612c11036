"""`presscheck extract`: run a baseline system and write its prediction file."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from presscheck.cli.outputs import Output, Verb, Verbs
from presscheck.cli.printing import echo, echo_documents, echo_line
from presscheck.document import jsonl, shipped
from presscheck.document.model import Document
from presscheck.extractors import Extractor, Text, pipeline
from presscheck.extractors import texts as texts_of
from presscheck.verbs import extract as extracting

Command = Callable[..., Any]


class _Extractors(Verbs):
    noun = "extractor"


@click.group("extract", cls=_Extractors)
def command() -> None:
    r"""Run a baseline system over texts and write a prediction file.

    \b
        presscheck extract spacy -o spacy.jsonl      the shipped article
        presscheck extract spacy news.txt            a text of your own
        presscheck extract spacy corpus.jsonl        lines with `id` and `text`
        presscheck score spacy.jsonl

    Only ids and texts are read, whatever else is in the file.
    """


def reads_and_writes(command: Command) -> Command:
    """Add what every extractor has: the texts, and where the prediction goes."""
    output = click.option(
        "-o", "--output", type=Output(), metavar="FILE", help="File to write; by default stdout."
    )
    command = output(command)
    return click.argument("texts", type=click.Path(), required=False, metavar="[TEXTS]")(command)


def with_model(command: Command) -> Command:
    """Add the choice of a spaCy pipeline."""
    return click.option(
        "--model",
        default=pipeline.MODEL,
        show_default=True,
        metavar="NAME",
        help="Any installed spaCy pipeline, or the folder of one.",
    )(command)


@command.command("spacy", cls=Verb)
@reads_and_writes
@with_model
def spacy_(texts: str | None, output: str | None, model: str) -> None:
    """Every layer but links: spaCy's entities, textacy's quotes, events and coreference by rules.

    TEXTS is JSONL with `id` and `text` on each line, or a plain text file
    (.txt); by default the shipped article. Entity labels stay the pipeline's
    own and are mapped at scoring.
    """
    run(extracting.by_pipeline("spacy", model), texts, output)


@command.command("quotes", cls=Verb)
@reads_and_writes
@with_model
def quotes(texts: str | None, output: str | None, model: str) -> None:
    """Direct quotes with cue and source: textacy over spaCy, by paragraph.

    TEXTS is JSONL with `id` and `text` on each line, or a plain text file
    (.txt); by default the shipped article.
    """
    run(extracting.by_pipeline("quotes", model), texts, output)


@command.command("events", cls=Verb)
@reads_and_writes
@with_model
def events(texts: str | None, output: str | None, model: str) -> None:
    """Events by a lexicon over the ontology and spaCy's parse.

    TEXTS is JSONL with `id` and `text` on each line, or a plain text file
    (.txt); by default the shipped article. Triggers, arguments, attributes
    and event chains; no normalised times.
    """
    run(extracting.by_pipeline("events", model), texts, output)


@command.command("llm", cls=Verb)
@reads_and_writes
@click.option(
    "--layers",
    default="mentions,entities,events,quotes",
    show_default=True,
    metavar="NAMES",
    help="Layers to ask for.",
)
@click.option(
    "--per",
    type=click.Choice(["document", "paragraph"]),
    default="document",
    show_default=True,
    help="Unit of one request.",
)
@click.option(
    "--guidelines/--no-guidelines",
    default=True,
    show_default=True,
    help="Send the annotation guidelines too.",
)
@click.option(
    "--cache", type=click.Path(), metavar="DIR", help="Folder of the answers; by default the user's cache."
)
@click.option(
    "--max-tokens", type=int, metavar="N", help="Maximum tokens of one answer; by default the server's limit."
)
@click.option(
    "--timeout", type=float, default=120.0, show_default=True, help="Seconds until a request counts as lost."
)
def llm(
    texts: str | None,
    output: str | None,
    *,
    layers: str,
    per: str,
    guidelines: bool,
    cache: str | None,
    max_tokens: int | None,
    timeout: float,
) -> None:
    r"""All layers by a language model behind an OpenAI-compatible endpoint.

    \b
        export PRESSCHECK_LLM_URL=http://127.0.0.1:8000/v1
        export PRESSCHECK_LLM_MODEL=...   PRESSCHECK_LLM_KEY=...
        presscheck extract llm -o llm.jsonl

    The model returns words; scoring finds them in the text. Answers are kept
    in a cache, so that an interrupted run continues where it stopped. TEXTS is
    JSONL with `id` and `text` on each line, or a plain text file (.txt); by
    default the shipped article.
    """
    from presscheck.extractors import llm as chat
    from presscheck.extractors import llm_client

    wanted = extracting.known_layers(layers)
    asked = llm_client.settings(max_tokens=max_tokens, timeout=timeout)
    folder = Path(cache) if cache is not None else llm_client.default_cache()
    client = llm_client.Client(asked, folder)

    def extractor(found: Iterable[Text]) -> Iterator[Document]:
        return chat.extract(found, client, model=asked.model, layers=wanted, per=per, guidelines=guidelines)

    try:
        run(extractor, texts, output)
    finally:
        echo(chat.report(client), err=True)
        echo_line(f"raw replies, from which the same command continues: {folder}", err=True)


def run(extractor: Extractor, source: str | None, output: str | None) -> None:
    """Read texts, extract, write canonical lines; a progress bar where a person is looking.

    Args:
        extractor: texts in, predictions out.
        source: JSONL or .txt; None for the shipped article.
        output: a file, written whole or not at all; None for stdout.
    """
    texts = texts_of.read(str(shipped.gold(source)))
    with click.progressbar(
        extractor(texts),
        length=len(texts),
        label="extracting",
        file=sys.stderr,
        hidden=not sys.stderr.isatty(),
    ) as found:
        if output is not None:
            jsonl.write(output, found)
            return
        echo_documents(found)
