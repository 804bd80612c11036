"""The report without a browser: numbers, addresses, order, policy, size (`tests/live` has the rest)."""

from __future__ import annotations

import html
import json
import re
from collections import Counter

import pytest
from tests.helpers import pages

from presscheck.document import jsonl, shipped
from presscheck.reporting.pages import build
from presscheck.scoring import problems, result_table

PREDICTIONS = sorted((shipped.root() / "corpus" / "predictions").glob("*.jsonl"))
SPACY = shipped.root() / "corpus" / "predictions" / "spacy.jsonl"
TEXT = "Oslo met Rome. “We won,” Ann Lee said, “at last.” She left.\nNobody in Oslo objected."


def at(words, n=0):
    """A span of the text by its words."""
    start = [m.start() for m in re.finditer(re.escape(words), TEXT)][n]
    return {"start": start, "end": start + len(words)}


def mention(words, kind, entity=None, n=0, **more):
    return {**at(words, n), "type": kind, "entity": entity, **more}


GOLD = {
    "id": "d1",
    "text": TEXT,
    "title": "A <small> victory",
    "mentions": [
        mention("Oslo", "GPE", "oslo"),
        mention("Rome", "GPE", "rome"),
        mention("Ann Lee", "PER", "ann"),
        mention("She", "PER", "ann"),
        mention("Oslo", "GPE", "oslo", 1),
    ],
    "entities": [{"id": "ann", "type": "PER", "name": "Ann Lee"}, {"id": "oslo"}, {"id": "rome"}],
    "events": [{**at("met"), "type": "Contact.Meet", "arguments": [{"role": "Participant", **at("Oslo")}]}],
    "quotes": [
        {"content": [at("“We won,”"), at("“at last.”")], "cue": at("said"), "source": at("Ann Lee"),
         "speaker": "ann", "type": "direct"}
    ],
}  # fmt: skip
PRED = {
    "id": "d1",
    "mentions": [
        mention("Oslo", "GPE", "a"),
        mention("Rome", "ORG", "b"),
        mention("Ann", "PER", "c"),
        mention("She", "PER", "a"),
        mention("Nobody", "PER", "d"),
    ],
    "entities": [],
    "events": [{**at("met"), "type": "Contact.Meet", "arguments": [{"role": "Participant", **at("Rome")}]}],
    "quotes": [{"content": [at("“We won,”")], "cue": at("said"), "source": at("Ann Lee"), "speaker": "c"}],
}


@pytest.fixture(scope="module")
def page():
    """The report of the shipped spaCy output."""
    return build.report(shipped.gold(), {"spacy": SPACY})[""]


def small(pred=PRED, gold=GOLD, **settings):
    """The report of the document above."""
    return build.report([gold], {"mine": [pred]}, **settings)[""]


@pytest.mark.parametrize("path", PREDICTIONS, ids=lambda path: path.stem)
def test_the_errors_are_those_of_the_command(path):
    """The same records in the same order, each with its number, words and problem."""
    html_ = build.report(shipped.gold(), {"x": path})[""]
    records = problems.find(shipped.gold(), path).errors
    items = re.findall(r"<li id=e(\d+)>(.*?)\n", html_)
    assert [int(n) for n, _ in items] == list(range(1, len(records) + 1))
    for (_, item), record in zip(items, records, strict=True):
        text = re.sub(r"<u data-c=\S+?>|</u>|<.*?>", "", item)
        assert f" {record.kind} " in html.unescape(text)
        assert record.says in html.unescape(text)
    ranked = problems.problems(records)
    heads = re.findall(r"(?:</svg>|<li>)(\w+): <b>(.*?)</b> (.*?)(?: ×\d+ <a | <small>)", html_)
    shown = [p for i, p in enumerate(ranked) if i < 10 or len(p.errors) > 1]
    assert [(layer, kind, html.unescape(group)) for layer, kind, group in heads] == [p[:3] for p in shown]
    costs = re.findall(r"<small>(\d+) errors?, cost ([\d.]+) \((\d+)% of all\)", html_)
    whole = sum(p.cost for p in ranked)
    wanted = [(str(len(p.errors)), f"{p.cost:g}", f"{p.cost / whole:.0%}"[:-1]) for p in ranked[:10]]
    assert costs == wanted
    rest = [(f"{p.cost:g}", [records.index(e) + 1 for e in p.errors]) for p in ranked[10:]]
    blocks = re.findall(r"<h3>\d+ of cost ([\d.]+) .*?</h3>\n<ul class=problems>(.*?)</ul>", html_, re.DOTALL)
    found = [(cost, int(n)) for cost, block in blocks for n in re.findall(r"href=#e(\d+)", block)]
    assert sorted(found) == sorted((cost, n) for cost, numbers in rest for n in numbers)
    linked = re.findall(r"href=#e(\d+)>e\1</a>", html_[: html_.index("<section id=text>")])
    assert sorted(map(int, linked)) == list(range(1, len(records) + 1))


@pytest.mark.parametrize("path", PREDICTIONS, ids=lambda path: path.stem)
def test_the_table_is_that_of_the_command(path):
    """Every measure with its strings, as `presscheck score` prints them."""
    from presscheck import score

    result = score(shipped.gold(), path)
    header, rows = result_table.lines(result)
    html_ = build.report(shipped.gold(), {"x": path})[""]
    table = re.search(r"<table class=measures>(.*?)</table>", html_, re.DOTALL)[1]
    assert re.findall(r"<th>([^<]*)", table)[:-1] == header
    found = [
        [html.unescape(re.sub("<.*?>", "", cell)).strip() for cell in re.split(r"<td>", row)[:-1]]
        for row in table.split("<tr")[2:]
    ]
    assert [[re.sub(r"^.*?>", "", row[0], count=1), *row[1:]] for row in found] == rows
    assert html.escape(str(result.signature)) in html_
    for note in result_table.notes(result):
        assert html.escape(note, quote=False) in html_


def test_the_text_is_gold_s_text(page):
    """Letter for letter, whatever stands on it."""
    gold = next(jsonl.read(shipped.gold()))
    article = re.search(r"<div class=t dir=auto.*?</div>", page, re.DOTALL)[0]
    assert pages.texts(article, "t") == [gold.text]


def test_every_link_leads_somewhere_and_every_address_is_one(page):
    """Within the page; no id stands twice."""
    for html_ in (page, small()):
        found = pages.Page(html_, "t")
        assert not [name for name, n in Counter(found.ids).items() if n > 1]
        assert {link for link in found.links if link[0] == "#"} <= {f"#{name}" for name in found.ids}
        assert all(link[0] == "#" for link in found.links)


def test_from_an_error_to_its_place_and_back():
    """The list leads to the words; the letter behind them leads back."""
    html_ = small()
    placed = re.findall(r"<li id=e(\d+)><a href=#(\d+)>", html_)
    assert placed
    for number, place in placed:
        assert re.search(rf" id={place}[ >]", html_)
        assert re.search(rf"<a class=x\w+ href=#e{number}>", html_)


def test_a_piece_and_the_card_of_its_item_know_each_other(page):
    """By the address where the item begins, or by the number of its card."""
    article = re.search(r"<article.*?</article>", page, re.DOTALL)[0]
    text, _, cards = article.partition("<details class=cards>")
    places = re.findall(r"<li><a href=#(\d+)>", cards)
    assert len(places) == len(re.findall("<li>", cards)) > 100
    begun = set(re.findall(r"<i class=\S+ id=(\d+)|<i class=\"[^\"]*\" id=(\d+)", text))
    assert set(places) <= {a or b for a, b in begun}
    for numbers in re.findall(r"data-i=\"?([\d ]+)", text):
        assert {int(n) for n in numbers.split()} <= set(range(1, len(places) + 1))


def test_the_policy_names_the_style_and_the_script(page):
    """And nothing else: no request, no attribute with a style, no handler."""
    policy = html.unescape(re.search(r'Content-Security-Policy content="(.*?)"', page)[1])
    (style,), (script,) = pages.blocks(page, "style"), pages.blocks(page, "script")
    assert policy.startswith("default-src 'none'; ")
    assert pages.digest(style) in policy
    assert pages.digest(script) in policy
    assert not re.search(r"\b(src|href)=[\"']?(https?:|//|data:)|\bstyle=|\bon\w+=", page)
    assert len(script.encode()) < 10_000


def test_same_input_same_bytes(tmp_path, cli):
    """In another process with another hash seed too."""
    for name, seed in (("a.html", "1"), ("b.html", "2")):
        run = cli("report", SPACY, "-o", tmp_path / name, PYTHONHASHSEED=seed)
        assert run.returncode == 0, run.stderr
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_order_and_ids_of_the_prediction_do_not_matter():
    """The same page but for the names that the prediction gave."""
    renamed = json.loads(
        json.dumps(PRED).replace('"entity": "', '"entity": "z-').replace('"speaker": "', '"speaker": "z-')
    )
    renamed["mentions"].reverse()
    assert small(renamed) == small()


def test_both_readings_of_an_item():
    """The targets of gold, of the prediction, and of both."""
    (card,) = re.findall(r"<li><a href=#5>met</a>(.*?)\n", small())
    both, _, rest = card.partition("<p>")
    assert "Contact.Meet" in both
    assert "Participant" not in both
    assert re.sub("<.*?>", "", rest) == "predicted · Participant Romegold · Participant Oslo"


def test_a_discontinuous_quote_has_numbered_parts():
    """And the gap between them is drawn."""
    html_ = small()
    assert html_.count('title="part 1 of 2"') == html_.count('title="part 2 of 2"') == 1
    assert '.xq1-2{--l:"1/2";--k:"part 1 of 2"}' in html_


def test_entities_say_who_holds_them_and_who_else_is_there():
    """Ann is split, and the cluster that holds *She* holds Oslo too."""
    rows = dict(re.findall(r"<tr id=(g\d+)[^>]*>(.*?)(?=<tr|</table>)", small(), re.DOTALL))
    text = {key: re.sub(r"\s+", " ", re.sub("<.*?>", " ", row)) for key, row in rows.items()}
    ann = next(row for row in text.values() if row.strip().startswith("Ann Lee PER"))
    assert re.search(r"Ann Lee PER ×2 Oslo ×1 She Oslo ×1 Ann Lee", ann), ann


def test_who_said_what():
    """Both sides of every quote."""
    (table,) = re.findall(r"<table class=sortable>(.*?)</table>", small(), re.DOTALL)
    text = re.sub(r"\s+", " ", re.sub("<.*?>", " ", table))
    assert "Ann Lee" in text
    assert "“We won,” … “at last.”" in text


def test_confusion_leads_to_errors(page):
    """Each cell has its count; one with errors links to the first of them, and names the filter."""
    counted = problems.find(shipped.gold(), SPACY).confusion
    table = re.search(r"<table class=matrix>(.*?)</table>", page, re.DOTALL)[1]
    kinds = re.findall(r"<th>([^<\n]*)", table)[1:]
    for row in table.split("<tr>")[2:]:
        name = re.search(r"<th scope=row>(\w+)", row)[1]
        cells = [re.sub("<.*?>", "", c).strip() for c in re.split(r"<td[^>]*>", row)[1:]]
        for kind, cell in zip(kinds, cells, strict=False):
            pair = ("" if name == "spurious" else name, "" if kind == "missed" else kind)
            assert cell == str(counted[pair] or "·"), pair
    query = re.search(r'href=#e(\d+) data-filter="layer=mentions&amp;pair=PER\+%3E\+ORG"', table)
    assert query
    assert re.search(rf"<li id=e{query[1]}>.*?<i>PER &gt; ORG", page)


def test_what_is_not_attempted_is_said_and_not_drawn():
    """A system that gives mentions alone has no missed quotes."""
    html_ = small({"id": "d1", "mentions": PRED["mentions"][:1]})
    assert "not attempted: " in html_
    assert "<section id=speakers>" not in html_
    assert "missed quote" not in html_


def test_words_of_others_are_text():
    """In the text, in labels, names, ids and titles."""
    bad = '"><img src=x onerror=alert(1)>\u202e'
    gold = {
        "id": bad, "text": f"Oslo {bad}\n</p><script>x</script>", "title": bad, "language": "en",
        "mentions": [{"start": 0, "end": 4, "type": "GPE", "entity": bad}],
        "entities": [{"id": bad, "name": bad}],
    }  # fmt: skip
    html_ = build.report(
        [gold], {bad: [{"id": bad, "mentions": [{"start": 5, "end": 9, "type": "PER"}]}]}, gold_name=bad
    )[""]
    assert "<img" not in html_
    assert html_.count("<script>") == 1


def many(n, text="Oslo met Rome. "):
    """Documents with an error each."""
    gold = [
        {"id": f"d{i}", "text": text * 3, "meta": {"genre": "ab"[i % 2]},
         "mentions": [{"start": 0, "end": 4, "type": "GPE"}, {"start": 9, "end": 13, "type": "GPE"}]}
        for i in range(n)
    ]  # fmt: skip
    return gold, [{"id": d["id"], "mentions": d["mentions"][: 1 + (i % 3 > 0)]} for i, d in enumerate(gold)]


def test_many_documents_have_an_index_worst_first():
    """With their scores; what is missed often stands below it."""
    gold, pred = many(9)
    html_ = build.report(gold, {"mine": pred})[""]
    table = re.search(r"<section id=documents>.*?</table>", html_, re.DOTALL)[0]
    assert re.findall(r"href=\"?#doc(\d+)", table) == ["1", "4", "7", "2", "3", "5", "6", "8", "9"]
    assert re.search(r"<b>Rome</b> <i>GPE</i> ×3", html_)


def test_a_large_report_is_a_folder():
    """An index, and a file for each document; links cross."""
    gold, pred = many(4)
    files = build.report(gold, {"mine": pred}, largest=1000)
    assert list(files) == ["", "document-1.html", "document-2.html", "document-3.html", "document-4.html"]
    for name, html_ in files.items():
        for link in pages.Page(html_, "t").links:
            target, _, anchor = link.partition("#")
            there = pages.Page(files["" if target == "index.html" else target or name], "t").ids
            assert not anchor or anchor in there, (name, link)
    assert pages.texts(files["document-2.html"], "t")[-1] == gold[1]["text"]


def test_the_command_says_that_a_large_report_is_a_folder(tmp_path, monkeypatch, capsys):
    """One sentence with the size, the folder and the file to open."""
    from presscheck.cli import report as verb

    files = {"": "x" * 21_000_000, "document-1.html": "y"}
    monkeypatch.setattr(build, "report", lambda *_, **__: files)
    pred = tmp_path / "mine.jsonl"
    pred.write_text(json.dumps({"id": "politico-2025-03-15-ukraine-allies", "mentions": []}) + "\n")
    verb.command.main([str(pred), "-o", str(tmp_path / "out.html")], standalone_mode=False)
    assert "21 MB is too large for one page" in capsys.readouterr().err
    assert (tmp_path / "out" / "document-1.html").is_file()


def test_three_systems_are_compared_pair_by_pair():
    """The page has every pair, and what all of them miss."""
    gold, pred = many(9)
    preds = {"a": pred, "b": gold, "c": [{"id": doc["id"], "mentions": []} for doc in gold]}
    html_ = build.report(gold, preds)[""]
    section = html.unescape(html_[html_.index("<section id=compared>") : html_.index("<section id=scores>")])
    for pair in ("a → b", "a → c", "b → c"):
        assert f"{pair}: fixed" in section, pair
    assert "missed by all" in section.lower() or "wrong in all" in section.lower()


def test_the_command_says_where_the_report_is(cli, tmp_path):
    """One file; what it was made from is never overwritten."""
    pred = tmp_path / "mine.jsonl"
    pred.write_text(json.dumps({"id": "politico-2025-03-15-ukraine-allies", "mentions": []}) + "\n")
    run = cli("report", pred, "-o", tmp_path / "out.html")
    assert (run.returncode, run.stdout) == (0, "")
    assert "out.html" in run.stderr
    assert (tmp_path / "out.html").read_text().startswith("<!doctype html>")
    assert cli("report", pred, "-o", pred).returncode == 2


def test_show_writes_a_page(cli, tmp_path):
    """Every entity with its mentions, every event with its arguments, every quote with its speaker."""
    run = cli("show", "--html", tmp_path / "gold.html")
    assert run.returncode == 0, run.stderr
    html_ = (tmp_path / "gold.html").read_text(encoding="utf-8")
    gold = next(jsonl.read(shipped.gold()))
    article = re.search(r"<div class=t dir=auto.*?</div>", html_, re.DOTALL)[0]
    assert pages.texts(article, "t") == [gold.text]
    assert len(re.findall(r"<tr id=g\d+>", html_)) == len({m.entity for m in gold.mentions if m.entity})
    events = re.search(r"<section id=events>.*?</section>", html_, re.DOTALL)[0]
    assert events.count("<th scope=row>") == len(gold.events)
    assert [events.count(f"{role}: ") for role in ("Agent", "Place")] == [
        sum(a.role == role for e in gold.events for a in e.arguments) for role in ("Agent", "Place")
    ]
    quotes = re.search(r"<section id=quotes>.*?</section>", html_, re.DOTALL)[0]
    said = Counter(quote.speaker for quote in gold.quotes)
    names = {entity.id: entity.name for entity in gold.entities} | {None: "nobody"}
    for name, count in re.findall(r"<th scope=rowgroup rowspan=\d+>(.*?) <small>×(\d+)<", quotes):
        assert {names[key] for key, n in said.items() if n == int(count)} >= {html.unescape(name)}
    assert len(re.findall(r"<th scope=rowgroup", quotes)) == len(said)
    assert cli("show", "--html", tmp_path / "x.html", "--doc", "nobody").returncode == 2


def test_notebooks_show_documents_and_results():
    """Their HTML holds the text and the table."""
    from presscheck import score

    gold = next(jsonl.read(shipped.gold()))
    assert pages.texts(gold._repr_html_(), "t") == [gold.text]
    result = score(shipped.gold(), SPACY)
    header, rows = result_table.lines(result)
    cells = re.findall(r"<t[hd]>(.*?)</t[hd]>", result._repr_html_())
    assert [html.unescape(cell) for cell in cells] == [*header, *(c for row in rows for c in row)]


def test_groups_are_scores_of_their_own():
    """A group's row is what its documents alone score, interval and all."""
    from presscheck import score

    gold, pred = many(9)
    html_ = build.report(gold, {"mine": pred}, by=["meta.genre"])[""]
    section = html_[html_.index("By meta.genre") :]
    section = section[: section.index("</section>")]
    rows = [
        [re.sub("<.*?>", "", cell).strip() for cell in re.split("<t[hd][^>]*>", row)[1:]]
        for row in section.split("<tr>")[2:]
    ]
    assert [row[:3] for row in rows] == [
        [genre, str(n), name]
        for genre, n in (("a", 5), ("b", 4))
        for name in ("mention.strict", "mention.soft")
    ]
    for genre, _, name, value, interval, *_ in rows:
        chosen = [i for i, doc in enumerate(gold) if doc["meta"]["genre"] == genre]
        alone = score([gold[i] for i in chosen], [pred[i] for i in chosen])
        assert value == f"{alone[name]['f1']:.3f}"
        assert interval == result_table.interval(
            next(r for r in alone.shown() if r.id == name), alone[name]["ci"]
        )


def test_confidence_is_drawn_where_it_is_given():
    """Thresholds with what is left from each on, by hand; a system without confidence has no such section."""
    gold, pred = many(4)
    for i, doc in enumerate(pred):
        doc["mentions"] = [{**m, "confidence": 0.35 + i / 5} for m in doc["mentions"]]
    html_ = build.report(gold, {"mine": pred})[""]
    rows = re.findall(r"<th scope=row>([\d.]+)(?: \(in use\))?<td>(\d+)<td>(\S+)<td>(\S+)<td>(\S+)", html_)
    table = {float(t): (int(n), p, r) for t, n, p, r, _ in rows}
    assert table[0.0] == (6, "1.000", "0.750")
    assert table[0.5] == (5, "1.000", "0.625")
    assert table[0.9] == (1, "1.000", "0.125")
    assert "average precision 0.750" in html_
    assert "<section id=confidence>" not in build.report(gold, {"mine": gold})[""]


def test_two_systems_are_compared_in_the_words_of_compare():
    """The tables and notes of `presscheck compare`; what is fixed, broken and missed by both."""
    from presscheck import score
    from presscheck.reporting import comparison
    from presscheck.scoring.items import Items, changes
    from presscheck.statistics.compare import compare

    gold, pred = many(9)
    other = [{**doc, "mentions": gold[i]["mentions"][1:]} for i, doc in enumerate(pred)]
    html_ = build.report(gold, {"a": pred, "b": other})[""]
    section = html_[html_.index("<section id=compared>") : html_.index("<section id=scores>")]
    seen = {"a": Items(), "b": Items()}
    results = {name: score(gold, side, watch=seen[name]) for name, side in (("a", pred), ("b", other))}
    found = compare(results)
    text = html.unescape(re.sub("<.*?>", "\n", section))
    for grid in (comparison.systems(found), comparison.differences(found)):
        for row in grid[1]:
            assert "\n".join(row) in re.sub(r"\n+", "\n", text)
    for note in comparison.notes(found):
        assert note in text
    change = changes(*(seen[name].by_measure["mention.strict"] for name in "ab"))
    counts = dict(
        re.findall(r"<summary>(.*?) <small>(\d+)</small>", section[section.index("mention.strict</h3>") :])
    )
    assert counts["a → b: fixed"] == str(len(change.fixed)) == "3"
    assert counts["a → b: broken"] == str(len(change.broken)) == "9"
    assert counts["missed by all"] == "0"
    ids = pages.Page(html_, "t").ids
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in pages.Page(html_, "t").links if link[0] == "#"} <= set(ids)


def test_systems_that_were_scored_otherwise_say_why_they_are_not_compared():
    """Two label maps, one page: each system's own part, and the reason in place of the tables."""
    files = {path.stem: path for path in PREDICTIONS if path.stem in ("spacy", "quotes")}
    html_ = build.report(shipped.gold(), files)[""]
    assert "no comparison: " in html_
    assert html_.count("<section id=s2-") >= 4


def test_two_annotators():
    """Neither is right: what only one has is called so; the table is that of `presscheck agree`."""
    from presscheck import read
    from presscheck.annotation import agreement
    from presscheck.text import table

    folder = shipped.root() / "corpus" / "passes"
    passes = {name: list(read(folder / f"{name}.jsonl")) for name in ("a", "b")}
    changed = [*passes["b"]]
    changed[0] = jsonl.loads(json.dumps({**json.loads(jsonl.dumps(changed[0])), "quotes": []}))
    html_ = build.agreement({"ann": passes["a"], "bob": changed})[""]
    text = html.unescape(re.sub("<.*?>", "\n", html_[html_.index("<section id=scores>") :]))
    assert re.search(r"<b>only in ann</b>", html_)
    assert not re.search(r"<b>(missed|spurious)</b>", html_)
    for row in agreement.agreement(passes["a"], changed):
        assert f"{row.layer}\n{row.what}\n{table.number(row.value)}\n{row.n}\n" in re.sub(r"\n+", "\n", text)


def test_agree_takes_two_passes(cli, tmp_path):
    """One, three or a gold beside them are a wrong question."""
    a, b = (shipped.root() / "corpus" / "passes" / f"{name}.jsonl" for name in "ab")
    out = ["-o", tmp_path / "x.html"]
    assert cli("report", "--agree", a, b, *out).returncode == 0
    assert cli("report", "--agree", a, *out).returncode == 2
    assert cli("report", "--agree", a, b, "--gold", shipped.gold(), *out).returncode == 2


def test_two_annotators_tasks_are_linked():
    """Pulled passes know where they are from; an address that no browser should follow is not linked."""
    from presscheck.document.jsonl import from_plain
    from presscheck.reporting.pages import build

    def made(at: str) -> list:
        plain = {"id": "d", "text": "Ann spoke.", "mentions": [{"start": 0, "end": 3, "type": "PER"}]}
        return [from_plain({**plain, "meta": {"label_studio": {"annotator": "x", "task": at}}})]

    passes = {"ann": made("http://127.0.0.1:1/projects/2/data?task=3"), "bob": made("javascript:x")}
    page = build.agreement(passes)[""]
    assert '<a href="http://127.0.0.1:1/projects/2/data?task=3">d, ann</a>' in page
    assert "javascript:x" not in page
