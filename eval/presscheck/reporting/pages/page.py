"""The page: one file that holds everything, or a folder with a file for each document (internal)."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from presscheck.drawing import escape, page_text, style
from presscheck.drawing.marks import VERDICTS, Mark
from presscheck.reporting.pages import views
from presscheck.reporting.pages.parts import SystemPart

LARGEST = 20_000_000
"""Bytes of a single file; what is larger becomes a folder."""

SWITCHES = {
    "m": "Mentions",
    "c": "Coreference",
    "l": "Links",
    "e": "Events",
    "a": "Arguments",
    "q": "Quotes",
    "u": "Marked uses",
}
"""Parts of the text that can be switched, by the letter of the drawing."""

TEMPLATES = Path(__file__).parent.parent / "templates"


class Sides(NamedTuple):
    """Names of the two sides.

    Args:
        gold: the first; its lines are above the words.
        pred: the second.
        equals: whether neither is right by definition: what one of them lacks is only in the other.
    """

    gold: str = "gold"
    pred: str = "predicted"
    equals: bool = False

    def kind(self, name: str) -> str:
        """Name of a kind of error.

        >>> Sides().kind("missed"), Sides("ann", "bob", True).kind("spurious quote")
        ('missed', 'quote only in bob')
        """
        word, _, thing = name.partition(" ")
        only = {"missed": self.gold, "spurious": self.pred, "invented": self.pred}.get(word)
        return f"{thing} only in {only}".lstrip() if self.equals and only else name


def environment() -> Any:
    """The template engine, with every foreign string escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
    from markupsafe import Markup

    found = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(default=True),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    found.filters["words"] = lambda text: Markup(escape.words(str(text)))  # noqa: S704 - escaped there
    found.filters["safe_html"] = Markup
    found.filters["upper_first"] = lambda text: text[:1].upper() + text[1:]
    found.filters["cut"] = views.cut
    found.filters["groupby_cost"] = _by_cost
    found.filters["groupby_run"] = _runs
    found.globals["number"] = lambda value: "–" if value is None else f"{value:.3f}"
    return found


def _runs(errors: Sequence[views.ErrorView]) -> list[tuple[str, list[views.ErrorView]]]:
    """Errors that follow one another in one layer."""
    return [(layer, list(group)) for layer, group in groupby(errors, key=lambda e: e.record.layer)]


def _by_cost(problems: Sequence[views.ProblemView]) -> list[tuple[str, list[views.ProblemView]]]:
    """Problems that follow one another with the same cost."""
    return [(cost, list(group)) for cost, group in groupby(problems, key=lambda v: v.cost)]


def render(
    parts: Sequence[SystemPart],
    palette: style.Palette,
    *,
    title: str,
    sides: Sides,
    more: Mapping[str, Any],
    template: str = "report.html",
) -> dict[str, str]:
    """The files of a report: name -> HTML. A single file has the name ``.

    Args:
        parts: the systems.
        palette: of all their texts.
        title: of the page.
        sides: what gold and prediction are called.
        more: further values for the template.
        template: its name.
    """
    env = environment()
    legend = _legend(parts, palette, sides)
    values = {"title": title, "sides": sides, "parts": parts, "legend": legend, **more}
    charts = bool(more.get("compared")) or any(more.get("curves", ()))
    values |= _frame(palette, charts=charts) | _shown(parts, palette)
    files = {"": env.get_template(template).render(values, document=None)}
    for i, doc in enumerate(parts[0].documents if values["split"] else ()):
        of_doc = [p._replace(documents=[p.documents[i]]) for p in parts]
        page = env.get_template("document.html").render(values | {"parts": of_doc}, document=doc)
        files[parts[0].addresses.file(doc.number)] = page
    return files


def _frame(palette: style.Palette, *, charts: bool) -> dict[str, str]:
    """Style and script, and the policy that names them."""
    css, script = _css(palette, charts=charts), _script()
    return {"css": css, "script": script, "csp": csp(css, script)}


def _shown(parts: Sequence[SystemPart], palette: style.Palette) -> dict[str, Any]:
    """Return the parts that can be switched and filtered."""
    rows = {letter for p in parts for doc in p.documents for letter in doc.drawn.layers}
    switches = {k: v for k, v in SWITCHES.items() if k in rows or palette.letters(k)}
    return {
        "switches": switches,
        "on": _on(switches),
        "letters": _letters(parts),
        "kinds": sorted({e.record.kind for p in parts for e in p.errors}),
        "layers": list(dict.fromkeys(e.record.layer for p in parts for e in p.errors)),
        "labels": _labels(parts),
        "split": parts[0].addresses.split,
    }


def _on(switches: Mapping[str, str]) -> set[str]:
    """Return the parts shown at first: mentions (or else the first layer) with letters, and quotes."""
    first = next(iter(switches), "")
    return {first, "q"} | ({"u"} if len(switches) == 1 else set())


def _labels(parts: Sequence[SystemPart]) -> list[str]:
    """Labels that errors have most often, for the filter to suggest."""
    labels = (e.record.group if e.record.layer == "coref" else e.labels for p in parts for e in p.errors)
    counted = Counter(word for label in labels for word in label.split() if len(word) > 1)
    return sorted(word for word, _ in counted.most_common(60))


def _legend(parts: Sequence[SystemPart], palette: style.Palette, sides: Sides) -> str:
    """The verdicts that occur, drawn on their own names."""
    used = {item.verdict for p in parts for doc in p.documents for item in doc.view.items}
    text, marks = "", []
    for verdict in VERDICTS:
        if verdict in used and verdict != "plain":
            start, text = len(text), f"{text}{sides.kind(verdict)}"
            if verdict != "spurious":
                marks.append(Mark("m", "gold", verdict, ((start, len(text)),)))
            if verdict != "missed":
                marks.append(Mark("m", "pred", verdict, ((start, len(text)),)))
            text += "   "
    return page_text.draw(text.rstrip(), marks, (), palette).html


def _letters(parts: Sequence[SystemPart]) -> list[tuple[str, list[str]]]:
    """The letters that occur, and what they stand for."""
    kinds = {e.record.kind for p in parts for e in p.errors if e.place}
    found: dict[str, list[str]] = {}
    for kind, letter in views.LETTERS.items():
        if kind in kinds:
            found.setdefault(letter, []).append(kind)
    return list(found.items())


def _css(palette: style.Palette, *, charts: bool) -> str:
    """The style; that of curves and of compared systems only where there are some."""
    names = ("report.css", "charts.css") if charts else ("report.css",)
    own = [(TEMPLATES / name).read_text(encoding="utf-8") for name in names]
    hidden = [rule for letter in SWITCHES for rule in _switched_off(letter, palette.hidden(letter))]
    return "".join("\n".join([style.sheet(), palette.css(), *own, *hidden]).splitlines())


def _switched_off(letter: str, tags: str) -> Iterator[str]:
    """The rules that take the lines and the tags of a layer out of the text."""
    lines = f".t p{{--L{letter}:0}}.t i{{--{letter}g:initial;--{letter}p:initial}}"
    rules = [lines] if letter in style.LAYERS else []
    rules += [f"{tags}{{display:none}}"] if tags else []
    if rules:
        yield f"body:has(#show-{letter}:not(:checked)){{{''.join(rules)}}}"


def _script() -> str:
    lines = (TEMPLATES / "report.js").read_text(encoding="utf-8").splitlines()
    return "\n".join(line.strip() for line in lines if not line.lstrip().startswith("//"))


def csp(css: str, script: str) -> str:
    """The policy: nothing but this style and this script, by their digests."""
    return (
        f"default-src 'none'; style-src '{_digest(css)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
