"""Tokens with tags under any keys: their places, and the mentions that the tags make (internal)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from presscheck.document.model import ABSENT, Mention, Offsets
from presscheck.formats.fieldmaps.model import TokenRule
from presscheck.formats.fieldmaps.paths import Node, select
from presscheck.formats.fieldmaps.values import Values
from presscheck.formats.source import Source
from presscheck.formats.tags import SCHEMES, Scheme, followed, runs
from presscheck.formats.tokens import aligned, joined, sentences


class Token(NamedTuple):
    """One token of a file.

    Args:
        words: it.
        place: in the text, if the file says so.
        tag: as the file has it, or None.
    """

    words: str
    place: Offsets | None
    tag: str | None


class Tagged(NamedTuple):
    """The tokens of a document, placed.

    Args:
        text: what they stand in.
        places: one a token.
        sentences: what the file makes of them, or None.
        mentions: what their tags make of them, or None where there are none.
        made: whether the text is made of the tokens.
    """

    text: str
    places: list[Offsets]
    sentences: list[Offsets] | None
    mentions: list[Mention] | None
    made: bool


def scheme_of(rule: TokenRule, documents: Iterable[tuple[Node, Values]], source: Source) -> Scheme:
    """The scheme that all tags of a file follow.

    Args:
        rule: where the tokens stand in a document.
        documents: of the file.
        source: for messages; notes a scheme that is not the common one.

    Raises:
        InvalidInputError: they follow none, or a tag is a number without a name.
    """
    tags = {
        tag for node, values in documents for at in select(node, rule.each) if (tag := _tag(at, rule, values))
    }
    how = followed(["O", *sorted(tags)], source.notes)
    if how is None:
        strange = next(tag for tag in sorted(tags) if SCHEMES[0].parsed(tag) is None)
        source.fail(
            f"{strange!r} is not a tag: expected O and B-TYPE, I-TYPE, E-TYPE, S-TYPE (or TYPE-B, or TYPE) "
            f"at {rule.tag!r} of the field map's tokens"
        )
    return how


def tagged(
    rule: TokenRule, node: Node, values: Values, text: str | None, source: Source, how: Scheme
) -> Tagged:
    """The tokens that a rule finds in a document.

    Args:
        rule: where they stand.
        node: the document.
        values: of the file.
        text: of the document, or None.
        source: for messages and notes.
        how: the scheme of the tags.

    Raises:
        InvalidInputError: a token is not in the text, or a tag is a number without a name.
    """
    nodes = _blocks(rule, node, values)
    blocks = [[token for at in block if (token := _token(at, rule, values)) is not None] for block in nodes]
    tokens = [token for block in blocks for token in block]
    words = [(values.line, token.words) for token in tokens]
    made = text is None
    if text is None:
        text, places = _joined(blocks)
    elif tokens and all(token.place for token in tokens):
        places = [token.place for token in tokens if token.place]
    else:
        places = aligned(words, text, source)
    mentions = None if rule.tag is None else _mentions(blocks, places, text, how, source)
    split = sentences(map(len, blocks), places, text, source) if len(blocks) > 1 else None
    return Tagged(text, places, split, mentions, made)


def _joined(blocks: Sequence[Sequence[Token]]) -> tuple[str, list[Offsets]]:
    """A text of tokens, a sentence a line."""
    lines, places, at = [], [], 0
    for block in blocks:
        line, inside = joined(token.words for token in block)
        places += [(start + at, end + at) for start, end in inside]
        lines.append(line)
        at += len(line) + 1
    return "\n".join(lines), places


def _blocks(rule: TokenRule, node: Node, values: Values) -> Iterator[list[Node]]:
    """The tokens of each sentence: a list of their own, or a filled or different `sentence`."""
    block: list[Node] = []
    last: object = None
    for at in select(node, rule.each):
        own = values.one(at, rule.sentence) if rule.sentence else at.above.place if at.above else None
        if block and own not in (None, "", last):
            yield block
            block = []
        last = last if own in (None, "") else own
        block.append(at)
    if block:
        yield block


def _token(node: Node, rule: TokenRule, values: Values) -> Token | None:
    words = values.one(node, rule.text)
    if not isinstance(words, str) or not words.strip():
        return None
    start, end = values.number(node, rule.start), values.number(node, rule.end)
    if rule.start is not None and (start is None or end is None):
        values.source.notes["tokens without offsets, words inside others"] += 1
        return None
    place = (start, end) if start is not None and end is not None else None
    return Token(words.strip(), place, _tag(node, rule, values))


def _tag(node: Node, rule: TokenRule, values: Values) -> str | None:
    tag = values.one(node, rule.tag)
    if isinstance(tag, int) and not isinstance(tag, bool):
        if not 0 <= tag < len(rule.tags):
            values.fail(
                node,
                f"tag {tag} is a number without a name; name them in a field map, in order: "
                '{"tokens": {…, "tags": ["O", "B-PER", "I-PER", …]}}',
            )
        return rule.tags[tag]
    return tag if isinstance(tag, str) else None


def _mentions(
    blocks: Sequence[Sequence[Token]], places: Sequence[Offsets], text: str, how: Scheme, source: Source
) -> list[Mention]:
    found, at = [], 0
    for block in blocks:
        for run in runs([token.tag or "O" for token in block], how, source.notes):
            start, end = places[at + run.first][0], places[at + run.last][1]
            label = run.label or ABSENT
            found.append(Mention(start=start, end=end, text=text[start:end], type=label))
        at += len(block)
    return found
