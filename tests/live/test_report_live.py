"""The report in a real browser: no request, no message, no accessibility fault, and it does what it says.

`make live` runs it. With `--update` the screenshots of the README are made anew (`make screenshot`).
"""

from __future__ import annotations

import io
import random
import re
from collections import Counter
from contextlib import contextmanager
from importlib import resources

import msgspec
import pytest

from presscheck import score
from presscheck.document import jsonl, shipped
from presscheck.document.presence import without_unset
from presscheck.formats import Source, litbank
from presscheck.reporting.pages import build
from presscheck.scoring import result_table
from presscheck.text import table
from tests.conftest import ROOT
from tests.formats.test_litbank import FOLDER, HERE
from tests.live.editor import ARGUMENTS, chromium
from tests.reporting.test_report import GOLD, PRED, SPACY, many

pytestmark = pytest.mark.live

HOSTILE = (
    "</p></article><script>alert(1)</script> \u202eabc\u202c \u2066<img src=x onerror=alert(2)> " + "w" * 5000
)
LOOKS = [(width, scheme) for width in (1280, 390) for scheme in ("light", "dark")]


@pytest.fixture(scope="module")
def browser():
    """One Chromium for all tests of this file."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        yield found
        found.close()


@pytest.fixture
def opened(browser, tmp_path):
    """Opens a page from disk; what it asked for or said besides fails the test."""

    @contextmanager
    def open_(html, width=1280, scheme="light", **options):
        path = tmp_path / "page.html"
        path.write_text(html, encoding="utf-8", newline="")
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, **options
        )
        page = context.new_page()
        said, asked = [], []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path.as_uri())
        yield page
        assert [url for url in asked if url.partition("#")[0] != path.as_uri()] == []
        assert said == []
        context.close()

    return open_


@pytest.fixture(scope="module")
def spacy():
    """The report of the shipped spaCy output."""
    return build.report(shipped.gold(), {"spacy": SPACY})[""]


@pytest.fixture(scope="module")
def pages(spacy):
    """Pages of every kind, by name."""
    gold, pred = many(9)
    gold_d = next(jsonl.read(shipped.gold()))
    return {
        "spacy": spacy,
        "small": build.report([GOLD], {"mine": [PRED]})[""],
        "many": build.report(gold, {"mine": pred})[""],
        "perfect": build.report([gold_d], {"gold": [gold_d]})[""],
        "hostile": build.report([hostile()[0]], {"<b>": [hostile()[1]]})[""],
        "two": build.report([GOLD], {"one": [PRED], "two": [GOLD]})[""],
        "groups": build.report(gold, {"sure": sure(pred)}, by=["meta.genre"])[""],
        "agree": build.agreement({"ann": [gold_d], "bob": [msgspec.structs.replace(gold_d, quotes=[])]})[""],
        "show": build.annotation([without_unset(gold_d)], "gold"),
    }


NAMES = ("spacy", "small", "many", "perfect", "hostile", "two", "groups", "agree", "show")


def sure(documents):
    """The same with a confidence in each mention."""
    return [
        {**doc, "mentions": [{**m, "confidence": 0.5 + i / 20} for m in doc["mentions"]]}
        for i, doc in enumerate(documents)
    ]


def hostile():
    """A document whose every string means harm, and a prediction for it."""
    entity = {"id": HOSTILE[:40], "name": HOSTILE[:60]}
    gold = {
        "id": "<i>", "text": f"Oslo met Rome.\n{HOSTILE}\nend", "title": HOSTILE[:80],
        "mentions": [
            {"start": 0, "end": 4, "type": "GPE", "entity": entity["id"]},
            {"start": 15, "end": 5000, "type": "PER"},
        ],
        "entities": [entity],
    }  # fmt: skip
    return gold, {"id": "<i>", "mentions": [{"start": 9, "end": 80, "type": "PER"}]}


def until(page, condition):
    """Wait for a condition; the browser's own waiting would evaluate strings, which the policy forbids."""
    for _ in range(400):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(25)
    raise AssertionError(f"not within ten seconds: {condition}")


def article(page, n=0):
    """The text of a document as the browser has it."""
    return page.locator("article.doc > .t").nth(n).evaluate("e => e.textContent")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_no_accessibility_fault_and_no_sideways_scroll(opened, pages, name, width, scheme):
    """No violation of any impact, in both colour schemes, at both widths, with everything opened."""
    with opened(pages[name], width, scheme) as page:
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        page.evaluate("document.querySelectorAll('input[type=checkbox]').forEach(c => c.checked = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.evaluate((resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
        found = page.evaluate("axe.run().then(r => r.violations.map(v => [v.id, v.nodes[0].html]))")
        assert found == []


def test_the_text_is_the_source_s(opened, spacy):
    """Its `textContent`, code point by code point."""
    with opened(spacy) as page:
        assert article(page) == next(jsonl.read(shipped.gold())).text


def test_hostile_text_is_inert(opened, pages):
    """It stands there letter for letter, nothing of it runs, and no line runs out of the page."""
    with opened(pages["hostile"], 390) as page:
        assert article(page) == hostile()[0]["text"]
        assert page.locator("article.doc img, article.doc script").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        marked = page.locator("article.doc > .t u").all()
        assert [m.get_attribute("data-c") for m in marked] == ["U+202E", "U+202C", "U+2066"]


def test_the_numbers_are_those_of_the_scores(opened, spacy):
    """Every measure of the page against the scores JSON."""
    result = score(shipped.gold(), SPACY)
    with opened(spacy) as page:
        shown = page.eval_on_selector_all(
            "table.measures tbody tr", "rows => rows.map(r => [...r.cells].map(c => c.textContent.trim()))"
        )
    plain = result.as_dict()["measures"]
    assert [row[0] for row in shown] == [cells[0] for cells in result_table.lines(result)[1]]
    assert {row[0] for row in shown} == set(plain)
    for name, precision, recall, value, interval, *_ in shown:
        entry = plain[name]
        row = next(r for r in result.shown() if r.id == name)
        assert value == table.number(entry[row.headline])
        assert interval == result_table.interval(row, entry["ci"])
        if entry["kind"] == "prf":
            assert [precision, recall] == [table.number(entry[k]) for k in ("precision", "recall")]


def test_the_page_reads_without_scripts(opened, spacy):
    """Everything is there; layers switch; an error leads to its place, and back; a line to its cards."""
    with opened(spacy, java_script_enabled=False) as page:
        assert page.locator("#filter").is_hidden()
        assert page.locator("#keys").is_hidden()
        page.locator("#errors a", has_text=re.compile("^e1$")).click()
        place = page.url.partition("#")[2]
        assert page.locator(f"[id='{place}']").is_visible()
        assert page.get_by_role("link", name="missed", exact=True).count() > 10
        assert page.get_by_role("link", name="items of this line", exact=True).count() > 10
        page.locator("article.doc a[href='#e1']").click()
        assert page.url.endswith("#e1")
        tag = page.locator("article.doc a.xmm").first
        assert tag.is_visible()
        page.uncheck("#show-m")
        assert tag.is_hidden()
        page.locator("article.doc a.ln").first.click()
        assert page.locator(".cards li").first.is_visible()


NOTHING = "linear-gradient(rgba(0, 0, 0, 0) 0px, rgba(0, 0, 0, 0) 0px)"


def lines_drawn(page, selector):
    """Return the number of layers of a piece's background that draw something, in the browser's words."""
    images = page.locator(selector).first.evaluate("e => getComputedStyle(e).backgroundImage")
    return images.count("gradient(") - images.count(NOTHING)


def test_layers_switch_the_lines(opened, spacy):
    """A right mention has a line above and one below; switched off, none."""
    with opened(spacy, java_script_enabled=False) as page:
        piece = "article.doc .t i[id='0']"
        assert lines_drawn(page, piece) == 2
        high = page.locator(".t p").nth(1).evaluate("e => e.getBoundingClientRect().height")
        page.uncheck("#show-m")
        assert lines_drawn(page, piece) == 0
        assert page.locator(".t p").nth(1).evaluate("e => e.getBoundingClientRect().height") < high


def test_filters_count_and_stand_in_the_address(opened, spacy):
    """Each filter alone against the list; the address brings the same state back."""
    with opened(spacy) as page:
        rows = page.eval_on_selector_all(
            "ol.errors > li",
            "l => l.map(e => [e.parentNode.dataset.layer, e.querySelector('b').textContent, e.textContent])",
        )

        def shown():
            return page.locator("ol.errors > li:visible").count()

        page.select_option("[name=layer]", "events")
        assert shown() == sum(layer == "events" for layer, _, _ in rows)
        page.select_option("[name=kind]", "missed")
        both = sum(layer == "events" and kind == "missed" for layer, kind, _ in rows)
        assert shown() == both
        assert page.locator("#count").text_content() == f"{both} of {len(rows)} errors"
        page.fill("[name=q]", "STARMER")
        left = sum(r[0] == "events" and r[1] == "missed" and "starmer" in r[2].lower() for r in rows)
        assert shown() == left
        assert page.url.endswith("#errors?layer=events&kind=missed&q=STARMER")
        page.reload()
        assert shown() == left
        page.click("button[type=reset]")
        until(page, "location.hash === '#errors'")
        assert shown() == len(rows)
        page.locator("table.matrix a[data-filter*=pair]").first.click()
        until(page, "location.hash.includes('pair=')")
        assert 0 < shown() < len(rows)


def shown_of(page):
    """The number of errors that are shown, and of all."""
    return page.locator("ol.errors > li:visible").count(), page.locator("ol.errors > li").count()


def test_the_filter_of_types_leaves_what_has_the_type(opened, spacy):
    """Typed as a person would; the address has it, and the reset shows everything again."""
    with opened(spacy) as page:
        page.fill("[name=type]", "GPE")
        until(page, "location.hash.includes('type=GPE')")
        some, every = shown_of(page)
        assert 0 < some < every
        page.click("button[type=reset]")
        until(page, "location.hash === '#errors'")
        assert shown_of(page) == (every, every)


def test_the_filter_of_documents_leaves_those_of_the_document(opened, pages):
    """Chosen from the list, which has every document."""
    with opened(pages["many"]) as page:
        page.select_option("[name=doc]", index=1)
        some, every = shown_of(page)
        assert 0 < some < every


def test_keys_go_from_error_to_error(opened, spacy):
    """And all of them are buttons as well."""
    with opened(spacy) as page:
        page.keyboard.press("j")
        assert page.url.endswith("#e1")
        page.keyboard.press("j")
        page.locator("#keys [data-key=j]").click()
        assert page.url.endswith("#e3")
        page.keyboard.press("k")
        assert page.url.endswith("#e2")
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.name") == "q"
        page.keyboard.press("Tab")
        page.locator("h1").click()
        page.keyboard.press("?")
        assert page.locator("#help").is_visible()
        page.locator("#help button").click()
        assert page.locator("#help").is_hidden()


def test_a_piece_shows_its_card_and_marks_its_partners(opened, spacy):
    """On hover; a click keeps it; Escape closes it."""
    with opened(spacy) as page:
        card, piece = page.locator("#card"), page.locator("article.doc .t i[class]").first
        piece.hover()
        assert "LONDON" in card.text_content()
        assert page.locator(".t .hit").all_text_contents() == ["LONDON", "London"]
        page.mouse.move(1200, 850)
        assert card.is_hidden()
        piece.click()
        page.mouse.move(1200, 850)
        assert card.is_visible()
        page.keyboard.press("Escape")
        assert card.is_hidden()
        page.check("#show-e")
        page.locator("article.doc .t i[class]", has_text="talks").first.hover()
        assert page.locator("svg.links path").count() >= 1
        page.mouse.move(1200, 850)
        assert page.locator("svg.links, .t .hit").count() == 0


def test_the_keyboard_alone_reaches_every_link(opened, pages):
    """Tab after Tab, with everything opened: each link and control is visited once a round."""
    with opened(pages["small"]) as page:
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        page.evaluate("document.querySelectorAll('input[type=checkbox]').forEach(c => c.checked = true)")
        visible = "a => a.filter(e => e.checkVisibility()).map(e => e.outerHTML)"
        wanted = Counter(page.eval_on_selector_all("a[href]", visible))
        visited = Counter()
        for _ in range(sum(wanted.values()) + 80):
            page.keyboard.press("Tab")
            visited[page.evaluate("document.activeElement.outerHTML")] += 1
        assert not wanted - visited


def test_tables_sort(opened, pages):
    """By a click or a key on their headings."""
    with opened(pages["many"]) as page:
        heading = page.locator("#documents th button", has_text="errors")
        heading.click()
        numbers = page.eval_on_selector_all(
            "#documents table.sortable tbody tr td:nth-child(2)", "c => c.map(e => +e.textContent)"
        )
        assert numbers == sorted(numbers)
        heading.press("Enter")
        assert page.locator("#documents th[aria-sort=descending]").count() == 1


def pixels(page, clip):
    """A part of the screen in shades of grey."""
    from PIL import Image

    shot = page.screenshot(clip=clip, full_page=True)
    return Image.open(io.BytesIO(shot)).convert("L").tobytes()


def test_verdicts_differ_in_greyscale_and_in_print(opened):
    """The drawing of each verdict on the same word differs from every other's, without colour."""
    word = "Oslo"
    cases = {
        "right": ([(0, 4, "GPE")], [(0, 4, "GPE")]),
        "type": ([(0, 4, "GPE")], [(0, 4, "PER")]),
        "missed": ([(0, 4, "GPE")], []),
        "spurious": ([], [(0, 4, "GPE")]),
        "boundary": ([(0, 4, "GPE")], [(0, 9, "GPE")]),
    }
    shades = {}
    for name, sides in cases.items():
        gold, pred = ([{"start": a, "end": z, "type": t} for a, z, t in side] for side in sides)
        html = build.report(
            [{"id": "d", "text": f"{word} city won.", "mentions": gold}],
            {"x": [{"id": "d", "mentions": pred}]},
        )
        with opened(html[""]) as page:
            page.emulate_media(media="print")
            box = page.locator("article.doc .t i").first.bounding_box()
            shades[name] = pixels(page, {**box, "width": 30})
    names = list(shades)
    for i, one in enumerate(names):
        for two in names[:i]:
            size = min(len(shades[one]), len(shades[two]))
            assert (
                sum(abs(a - b) > 60 for a, b in zip(shades[one][:size], shades[two][:size], strict=True)) > 20
            ), (one, two)


def test_print_keeps_what_matters(opened, spacy):
    """Links of errors are written out; controls are gone; sections begin pages."""
    with opened(spacy) as page:
        page.emulate_media(media="print")
        assert page.locator("#filter, #keys, nav, .switch").evaluate_all(
            "e => e.every(x => !x.checkVisibility())"
        )
        after = page.locator(".errors li > a").first.evaluate("e => getComputedStyle(e, '::after').content")
        assert "#" in after or "attr(href)" in after
        assert page.locator("#errors").evaluate("e => getComputedStyle(e).breakBefore") == "page"
        assert len(page.pdf()) > 10_000


def test_the_article_s_report_is_small(opened, spacy):
    """Bytes, and how long until it is there; of several tries the best, as the machine may be busy."""
    assert len(spacy.encode()) <= 150_000
    times = []
    for _ in range(5):
        with opened(spacy) as page:
            until(page, "performance.getEntriesByType('paint').length > 0")
            times.append(page.evaluate("performance.getEntriesByType('paint')[0].startTime"))
    assert min(times) < 500


def noisy(doc, rng):
    """A document as a middling system would give it."""
    mentions = [_noisy(m, rng.random(), len(doc.text)) for m in doc.mentions if rng.random() > 0.1]
    kept = {
        name: [r for r in getattr(doc, name) or () if rng.random() > 0.12] for name in ("events", "quotes")
    }
    return msgspec.structs.replace(doc, mentions=mentions, **kept)


def _noisy(mention, chance, size):
    if chance < 0.06 and mention.end < size:
        return msgspec.structs.replace(mention, end=mention.end + 1, text=msgspec.UNSET)
    if chance < 0.12:
        return msgspec.structs.replace(mention, type="ORG" if mention.type != "ORG" else "PER")
    return mention


@HERE
def test_a_hundred_documents(opened):
    """LitBank with invented errors: its size, its load time, and that its texts are all there."""
    documents = [*litbank.read(Source(FOLDER, {}, Counter()))]
    rng = random.Random(13)
    html = build.report(documents, {"noise": [noisy(doc, rng) for doc in documents]}, repeats="first")[""]
    errors = html.count("<li id=e")
    assert 5_000 < errors < 12_000, errors
    assert len(html.encode()) < 6_000_000
    times = []
    for _ in range(4):
        with opened(html) as page:
            times.append(page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd"))
    assert min(times) < 2_000, times
    with opened(html) as page:
        texts = page.eval_on_selector_all("article.doc > .t", "a => a.map(e => e.textContent)")
    assert texts == [doc.text for doc in documents]


def test_screenshot(opened, spacy, pytestconfig):
    """The picture of the README; its bytes are never compared."""
    path = ROOT / "docs" / "report.png"
    with opened(spacy) as page:
        page.set_viewport_size({"width": 1240, "height": 820})
        page.evaluate("document.querySelector('#text').scrollIntoView()")
        page.locator("article.doc .t i[class]", has_text="morning").first.hover()
        shot = page.screenshot()
    if pytestconfig.getoption("--update"):
        path.write_bytes(shot)
    assert path.exists(), "make screenshot"
    assert "docs/report.png" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_entities_are_chosen_by_click_and_key(opened):
    """The page of one annotation: each key marks the mentions of the next entity, whole."""
    gold = without_unset(next(jsonl.read(shipped.gold())))
    first, second = (
        {m.text for m in gold.mentions if m.entity == name} for name in entities_in_order(gold)[:2]
    )
    with opened(build.annotation([gold], "gold")) as page:

        def marked():
            return {words.strip() for words in page.locator(".t .hit").all_text_contents()}

        page.keyboard.press("n")
        assert marked() == first
        page.keyboard.press("n")
        assert marked() == second
        page.keyboard.press("p")
        assert marked() == first
        page.locator("#entities tbody tr").nth(1).locator("th").click()
        assert marked() == second


def entities_in_order(doc):
    """The entities of a document in the order of their first mentions."""
    ordered = sorted(doc.mentions, key=lambda m: (m.start, m.end))
    return list(dict.fromkeys(m.entity for m in ordered if m.entity))
