"""The work of annotators and adjudicators in the editor, step by step, as docs/annotating.md shows it.

With `--update` its pictures are taken anew.
"""

from __future__ import annotations

import re
from collections import defaultdict

import msgspec
import pytest

from presscheck.annotation import adjudication
from presscheck.annotation.label_studio import client, newest, pages, server
from presscheck.document import jsonl, shipped
from presscheck.document.canonical import canonical
from presscheck.document.model import Document, Entity, Mention
from presscheck.document.presence import without_unset
from presscheck.formats.label_studio import provenance
from presscheck.reporting.pages import build
from tests.conftest import ROOT
from tests.live.editor import Editor, Place, browser
from tests.live.studio import PICTURES, free_port, only_task

pytestmark = pytest.mark.live

WIDTHS = {1440: 900, 1920: 1080}
replace = msgspec.structs.replace


@pytest.fixture
def pictures(update, tmp_path):
    """The folder of the pictures that a test takes."""
    return PICTURES if update else tmp_path


def gold() -> Document:
    return next(iter(jsonl.read(shipped.gold())))


def chain(doc: Document, key: str) -> list[Mention]:
    return [mention for mention in doc.mentions if mention.entity == key]


def places(mentions: list[Mention]) -> list[Place]:
    return [(mention.start, mention.end) for mention in mentions]


def chains(doc: Document) -> set[frozenset[Place]]:
    """The chains of a document, whatever they are called."""
    spans: dict[str, set[Place]] = defaultdict(set)
    for mention in doc.mentions:
        spans[mention.entity or f"{mention.start}"].add((mention.start, mention.end))
    return {frozenset(members) for members in spans.values()}


def spoiled() -> Document:
    """The article with a chain in two, two mentions in another's chain, and a chain that nobody marked."""
    doc = gold()
    cut = places(chain(doc, "keir-starmer")[9:])
    strayed = places([m for m in chain(doc, "russia") if m.text == "Russia"][1:3])
    moved = dict.fromkeys(cut, "prime-minister") | dict.fromkeys(strayed, "ukraine")
    kinds = {entity.id: entity.type for entity in doc.entities}
    mentions = [
        replace(m, entity=moved[m.start, m.end], type=kinds.get(moved[m.start, m.end], m.type))
        if (m.start, m.end) in moved
        else m
        for m in doc.mentions
        if m.entity != "allied-plan"
    ]
    (starmer,) = [entity for entity in doc.entities if entity.id == "keir-starmer"]
    entities = [entity for entity in doc.entities if entity.id != "allied-plan"]
    entities.append(replace(starmer, id="prime-minister", wikidata=None))
    return canonical(without_unset(replace(doc, mentions=mentions, entities=entities)))


def beside(connection) -> pages.Pages:
    """The pages that `make studio` serves beside the editor."""

    def proof(project: str, doc_id: str) -> str:
        document = newest.document(connection, project, doc_id)
        return build.annotation([without_unset(document)], f"{doc_id}, {project}")

    return pages.Pages(free_port(), "word", ROOT / "schema" / "guidelines", proof)


def test_coreference_takes_no_click_for_each_mention(
    presscheck, running, connection, tmp_path, pictures
) -> None:
    """Fifteen mentions are in the wrong chain or in none; nine presses of the mouse put all of them right."""
    title, wanted, wrong = "coreference", gold(), spoiled()
    assert len(chains(wanted) - chains(wrong)) == 4
    jsonl.write(tmp_path / "model.jsonl", [wrong])
    strayed = places([m for m in chain(wanted, "russia") if m.text == "Russia"][1:3])
    plan = places(chain(wanted, "allied-plan"))
    with beside(connection) as served, browser() as (page, outside):
        links = served.links(title)
        more = ("--guidelines", links.guidelines, "--proof", links.proof)
        assert presscheck("push", "model.jsonl", "--project", title, *more).returncode == 0
        project, task = client.project(connection, title).id, only_task(connection, title)
        editor = Editor(page, running.url, "ann@example.org", running.logins["ann@example.org"])
        editor.resize(1440, WIDTHS[1440])
        editor.keep_labels()
        editor.open(project, task["id"])
        before = editor.presses()
        editor.select(places(chain(wrong, "prime-minister"))[0])
        editor.type("key", "keir-starmer")
        editor.away()
        editor.select_all(strayed)
        editor.find("rus")
        editor.relabelled(strayed, "russia")
        editor.shot(pictures / "coreference.png")
        editor.away()
        editor.find("#1")
        for place in plan:
            editor.drag(place, "#1")
        editor.away()
        editor.select(plan[0])
        editor.choose("DOC")
        editor.away()
        assert editor.presses() - before <= 9
        seen = editor.follow("proof page", lambda shown: "plan" in shown and shown.count("Keir Starmer") > 0)
        row = seen.locator("#entities tbody tr", has_text="Keir Starmer").first
        seen.wait_for_function("document.querySelectorAll('#entities tbody tr').length > 0")
        assert row.locator("a").count() == len(chain(wanted, "keir-starmer"))
        row.locator("th").click()
        seen.set_viewport_size({"width": 1440, "height": WIDTHS[1440]})
        seen.evaluate("scrollTo(0, 0)")
        seen.screenshot(path=str(pictures / "proof.png"))
        seen.close()
        editor.submit()
        assert outside == []
    pulled = presscheck("pull", "--project", title, "-o", "pulled.jsonl")
    assert pulled.returncode == 0, pulled.stderr
    assert "split-name" not in pulled.stderr
    (document,) = jsonl.read(tmp_path / "pulled.jsonl")
    assert chains(document) == chains(wanted)
    assert {m.type for m in document.mentions if (m.start, m.end) in plan} == {"DOC"}


def other(doc: Document) -> Document:
    """Another person's version of the article: ten differences, in mentions, chains, events and arrows."""
    strayed = places([m for m in chain(doc, "russia") if m.text == "Russia"][:2])
    forms = places([m for m in doc.mentions if m.type == "FAC" and m.form == "name"][:1])
    forms += places(chain(doc, "paris")[:1])
    pointed = {(a.start, a.end) for event in doc.events for a in event.arguments}
    gone = next(m for m in chain(doc, "ukraine") if m.form == "pronoun" and places([m])[0] not in pointed)
    mentions = [
        replace(
            m,
            entity="ukraine" if places([m])[0] in strayed else m.entity,
            form="nominal" if places([m])[0] in forms else m.form,
        )
        for m in doc.mentions
        if m != gone
    ]
    at = doc.text.index("mechanism")
    mentions.append(
        Mention(start=at, end=at + 9, text="mechanism", type="DOC", form="nominal", entity="mechanism")
    )
    entities = [*doc.entities, Entity(id="mechanism", type="DOC", name="mechanism", wikidata=None)]
    events = list(doc.events)
    for n in (6, 8):
        events[n] = replace(events[n], tense="past")
    for n in (1, 4):
        events[n] = replace(events[n], arguments=events[n].arguments[:-1])
    return canonical(without_unset(replace(doc, mentions=mentions, entities=entities, events=events)))


def test_ten_differences_are_decided_one_after_the_other(
    presscheck, running, connection, tmp_path, pictures
) -> None:
    """A key goes to the next one, a key takes a version: no scrolling, no searching, no marking anew."""
    title = "ten differences"
    alice = without_unset(next(iter(jsonl.read(ROOT / "corpus" / "passes" / "a.jsonl"))))
    passes = {"alice": alice, "bob": other(alice)}
    for name, doc in passes.items():
        jsonl.write(tmp_path / f"{name}.jsonl", [doc])
    pushed = presscheck("push", "alice.jsonl", "bob.jsonl", "--adjudicate", "--project", title)
    assert pushed.returncode == 0, pushed.stderr
    answers = [("b", "bob") if n % 3 else ("a", "alice") for n in range(10)]
    with browser() as (page, outside):
        editor = Editor(page, running.url, "ann@example.org", running.logins["ann@example.org"])
        editor.resize(1440, WIDTHS[1440])
        editor.open(client.project(connection, title).id, only_task(connection, title)["id"])
        tabs = page.locator("[class*=annotations-carousel], [class*=annotations-list]").first.inner_text()
        assert {"alice", "bob", "agreed"} <= set(tabs.split())
        before = editor.presses()
        for number, (key, version) in enumerate(answers, 1):
            assert editor.next().startswith("open: "), f"difference {number}"
            editor.in_view(".htx-highlight.__active", ".lsf-detailed-region__meta-text", "input[name=bob]")
            page.keyboard.press(key)
            editor.holds(version)
            editor.type("reason", f"rule {number}")
            if number == 3:
                for width, height in WIDTHS.items():
                    editor.resize(width, height)
                    editor.shot((pictures if width == 1440 else tmp_path) / "adjudication.png")
                editor.resize(1440, WIDTHS[1440])
        assert not editor.next().startswith("open: "), "the ten are all"
        assert editor.presses() == before, "the mouse is not needed"
        editor.away()
        editor.submit()
        assert outside == []
    pulled = presscheck("pull", "--project", title, "-o", "adjudicated.jsonl")
    assert pulled.returncode == 0, pulled.stderr
    assert "nobody has decided" not in pulled.stderr
    settled = presscheck(
        *("adjudicate", "alice.jsonl", "bob.jsonl", "--settled", "adjudicated.jsonl", "-o", "gold.jsonl")
    )
    assert settled.returncode == 0, settled.stderr
    (made,) = jsonl.read(tmp_path / "gold.jsonl")
    log = adjudication.decisions(jsonl.rows(tmp_path / "adjudication.jsonl"))
    (answered,) = jsonl.read(tmp_path / "adjudicated.jsonl")
    assert len(provenance.of(answered)["decisions"]) == 10
    assert {d.reason for d in log} >= {f"rule {number}" for number in range(1, 11)}
    taken = {"alice": 0, "bob": 0}
    versions = {"alice": adjudication.items(alice)}
    versions["bob"] = adjudication.items(adjudication.renamed(alice, passes["bob"]))
    decided = adjudication.items(made)
    for decision in log:
        place = decision.layer, decision.key
        number = int(decision.reason.removeprefix("rule ")) - 1
        version = answers[number][1]
        assert decided.get(place) == versions[version].get(place), decision.place
        taken[version] += 1
    assert taken["alice"] >= 4
    assert taken["bob"] >= 6


def test_pictures_of_the_walk_through(presscheck, running, connection, tmp_path, pictures) -> None:
    """Every step that docs/annotating.md shows can be done, at both widths; its pictures are of them."""
    assert presscheck("push", shipped.gold(), "--project", "presscheck").returncode == 0
    project, task = client.project(connection, "presscheck").id, only_task(connection, "presscheck")
    doc = gold()
    chiefs, meeting = doc.mentions[1], doc.events[0]
    with browser() as (page, outside):
        editor = Editor(page, running.url, server.OWNER, running.logins[server.OWNER])
        editor.resize(1440, WIDTHS[1440])
        editor.open(project, task["id"])
        editor.shot(pictures / "article.png")
        editor.select((chiefs.start, chiefs.end))
        assert page.locator("input[name=value]").is_visible()
        assert not page.locator(".row-trigger").is_visible(), "only what is asked of a mention"
        editor.shot(pictures / "mention.png")
        editor.away()
        editor.select((meeting.start, meeting.end))
        assert page.locator("input[name=planned]").is_visible()
        editor.shot(pictures / "event.png")
        editor.away()
        for width, height in WIDTHS.items():
            editor.resize(width, height)
            assert not editor.arrows()["shown"]
            page.keyboard.press("Shift+A")
            editor.shot((pictures if width == 1440 else tmp_path) / "arrows.png")
            arrows = editor.arrows()
            assert arrows["shown"]
            assert arrows["through"], "what lies under an arrow can be read"
            assert arrows["hiding"] < arrows["boxes"] / 20, "they run between the lines"
            page.keyboard.press("Shift+A")
        editor.resize(1440, WIDTHS[1440])
        first = doc.mentions[0]
        place = (meeting.start, meeting.end), (first.start, first.end)
        editor.connect(*place, "Place", pictures / "relation.png")
        assert outside == []
    shown = set(re.findall(r"annotating/([\w-]+\.png)", (ROOT / "docs" / "annotating.md").read_text("utf-8")))
    assert shown == {path.name for path in PICTURES.glob("*.png")}
    assert (pictures / "relation.png").stat().st_size > 10_000
