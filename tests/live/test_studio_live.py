"""The annotators' way on a real server, with a real browser: push, annotate, pull, agree, adjudicate.

`make live` runs it: the server is installed into `.studio/venv` and started on
loopback. Nothing here is skipped: what is missing is a failure that says so.
With `--update` the recorded exports and the pictures of the walk-through are
made anew.
"""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import urllib.parse
import urllib.request
from collections.abc import Iterable
from contextlib import nullcontext, suppress
from http.cookiejar import CookieJar
from pathlib import Path

import msgspec
import pytest

from presscheck.annotation import adjudication
from presscheck.annotation.label_studio import client, differences, server, tasks
from presscheck.document import jsonl, shipped
from presscheck.document.canonical import canonical
from presscheck.document.model import Argument, Document, Entity, Mention
from presscheck.document.presence import without_unset
from presscheck.formats.label_studio import exports, provenance
from presscheck.formats.label_studio.regions import from_regions
from tests.conftest import ROOT, heeded
from tests.formats.test_studio_regions import LETTER, letter
from tests.live.editor import Editor, browser
from tests.live.studio import STUDIO, annotate, free_port, lines_without_making, only_task, without_making

pytestmark = pytest.mark.live

PASSES = [ROOT / "corpus" / "passes" / name for name in ("a.jsonl", "b.jsonl")]
CASES = ROOT / "tests" / "cases" / "studio"
replace = msgspec.structs.replace


def test_the_article_goes_and_comes_back(presscheck, connection, tmp_path) -> None:
    """Pushed, submitted as it is, pulled: the same bytes; pushed again: nothing is made."""
    first = presscheck("push", shipped.gold(), "--project", "round trip")
    assert first.returncode == 0, first.stderr
    assert "1 created, 0 unchanged" in first.stdout
    before = presscheck("pull", "--project", "round trip", "-o", "early.jsonl")
    assert before.returncode == 1
    assert "no task has an annotation that counts" in before.stderr
    assert not (tmp_path / "early.jsonl").exists()
    mistyped = presscheck("pull", "--project", "round tirp")
    assert mistyped.returncode == 2
    assert "there is no project 'round tirp' on the server; did you mean round trip?" in mistyped.stderr
    annotate(connection, "round trip")
    again = presscheck("push", shipped.gold(), "--project", "round trip")
    assert again.returncode == 0
    assert "0 created, 1 unchanged" in again.stdout
    assert len([*tasks.every(connection, client.project(connection, "round trip").id)]) == 1
    pulled = presscheck("pull", "--project", "round trip", "-o", "pulled.jsonl")
    assert pulled.returncode == 0, pulled.stderr
    assert lines_without_making(tmp_path / "pulled.jsonl") == shipped.gold().read_text(encoding="utf-8")
    assert re.search(r"^all +(\d+) +\1 +0 +0 +0 +1\.000$", pulled.stdout, re.MULTILINE)


def test_a_prediction_of_strings_is_pre_annotation(presscheck, connection, tmp_path) -> None:
    """Words without offsets are anchored on the way; what comes back has spans."""
    gold = next(iter(jsonl.read(shipped.gold())))
    said = {"id": gold.id, "mentions": [{"text": "Military chiefs", "type": "PER"}, {"text": "Atlantis"}]}
    (tmp_path / "model.jsonl").write_text(json.dumps(said) + "\n", encoding="utf-8")
    pushed = presscheck("push", "model.jsonl", "--project", "strings")
    assert pushed.returncode == 0, pushed.stderr
    assert "'Atlantis' is not in the text" in pushed.stderr
    annotate(connection, "strings")
    (found,) = exports.pull([*tasks.every(connection, client.project(connection, "strings").id)]).pulled
    assert [(m.start, m.end, m.type) for m in found.document.mentions] == [(9, 24, "PER")]
    assert (found.document.title, found.document.sentences) == (gold.title, gold.sentences)


def test_another_text_is_refused(presscheck, tmp_path) -> None:
    """The project keeps its text, and the verb says no."""
    for text in (LETTER, LETTER.replace("Oslo", "Rome")):
        document = replace(letter(mentions=[], entities=[], events=[], quotes=[]), text=text)
        jsonl.write(tmp_path / "letter.jsonl", [document])
        done = presscheck("push", "letter.jsonl", "--project", "refusal")
    assert done.returncode == 1
    assert "refused" in done.stdout
    assert "differs from code point 13 on: 'Oslo failed." in done.stdout


def span(phrase: str) -> tuple[int, int]:
    at = LETTER.index(phrase)
    return at, at + len(phrase)


def by_hand(doc: Document) -> Document:
    """Apply to the document what `edit` does in the browser."""
    friday, oslo = span("Friday"), span("Oslo")
    mentions = [m for m in doc.mentions if (m.start, m.end) != friday]
    mentions = [replace(m, type="LOC") if (m.start, m.end) == oslo else m for m in mentions]
    start, end = span("us.”")[0], span("us.”")[0] + 2
    mentions.append(Mention(start=start, end=end, text="us", type="PER", form="pronoun", entity="we"))
    events = []
    for event in doc.events:
        arguments = [a for a in event.arguments if (a.start, a.end) != friday]
        if event.text == "talks":
            arguments.append(Argument(role="Place", start=oslo[0], end=oslo[1], text="Oslo"))
        events.append(replace(event, arguments=arguments, time=None))
    entities = [replace(e, type="LOC") if e.id == "oslo" else e for e in doc.entities if e.id != "friday"]
    entities.append(Entity(id="we", type="PER", name="us", wikidata=None))
    return canonical(replace(doc, mentions=mentions, events=events, entities=entities))


def test_edits_in_the_browser_come_back(presscheck, running, connection, tmp_path, update) -> None:
    """A label changed, a region deleted with its arrow, one drawn behind an emoji, an arrow drawn."""
    jsonl.write(tmp_path / "letter.jsonl", [letter()])
    assert presscheck("push", "letter.jsonl", "--project", "edits").returncode == 0
    project, task = client.project(connection, "edits").id, only_task(connection, "edits")
    us = (span("us.”")[0], span("us.”")[0] + 2)
    with browser() as (page, outside):
        editor = Editor(page, running.url, "ann@example.org", running.logins["ann@example.org"])
        editor.open(project, task["id"])
        editor.select(span("Oslo"))
        editor.choose("LOC")
        editor.away()
        editor.delete(span("Friday"))
        editor.draw(us, "#1")
        editor.choose("PER")
        editor.type("key", "we")
        editor.choose("pronoun")
        editor.connect(span("talks"), span("Oslo"), "Place")
        assert presscheck("pull", "--project", "edits").returncode == 1, "a draft does not count"
        editor.submit()
        assert outside == [], "the page asked for something outside this machine"
    pulled = presscheck("pull", "--project", "edits", "-o", "edited.jsonl")
    assert pulled.returncode == 0, pulled.stderr
    (found,) = jsonl.read(tmp_path / "edited.jsonl")
    assert provenance.of(found)["pre_annotation"] == "letter"
    assert provenance.of(found)["task"].endswith(f"/projects/{project}/data?task={task['id']}")
    found, wanted = without_unset(without_making(found)), without_unset(by_hand(letter()))
    for layer in ("mentions", "entities", "events", "quotes"):
        assert getattr(found, layer) == getattr(wanted, layer)
    assert found == wanted
    assert "ann@example.org" in pulled.stdout
    assert re.search(r"^mention +6 +4 +1 +1 +1 +0\.667$", pulled.stdout, re.MULTILINE), pulled.stdout
    assert re.search(r"^arrow +9 +8 +0 +1 +1 ", pulled.stdout, re.MULTILINE), pulled.stdout
    if update:
        record("edited", connection, "edits")


def test_two_annotations_of_one_task_need_a_choice(presscheck, connection, tmp_path, update) -> None:
    """Both are named; `--annotator` or the ground truth decides; a skipped one never counts."""
    jsonl.write(tmp_path / "letter.jsonl", [letter()])
    assert presscheck("push", "letter.jsonl", "--project", "two people").returncode == 0
    task = annotate(connection, "two people")
    people = {user.email: user.id for user in connection.users.list()}
    without = [i for i in connection.predictions.list(task=task["id"])[0].result if "quote" not in str(i)]
    kept = [i for i in without if i.get("from_name") != "cue" and i.get("type") != "relation"]
    ann = connection.annotations.create(
        id=task["id"], result=kept, ground_truth=False, completed_by=people["ann@example.org"]
    )
    connection.annotations.create(id=task["id"], result=[], ground_truth=False, was_cancelled=True)
    undecided = presscheck("pull", "--project", "two people")
    assert undecided.returncode == 1
    assert f"has 2 annotations, by ann@example.org, {server.OWNER}" in undecided.stderr
    hers = presscheck("pull", "--project", "two people", "--annotator", "ann@example.org")
    assert hers.returncode == 0, hers.stderr
    assert jsonl.loads(hers.stdout).quotes == []
    if update:
        record("two-people", connection, "two people")
    connection.annotations.update(ann.id, ground_truth=True)
    decided = presscheck("pull", "--project", "two people")
    assert decided.returncode == 0, decided.stderr
    assert decided.stdout == hers.stdout


def record(name: str, connection, title: str) -> None:
    """Keep an export of the real server for the tests that need none."""
    found = connection.projects.exports.as_json(client.project(connection, title).id)
    CASES.mkdir(parents=True, exist_ok=True)
    text = json.dumps(found, ensure_ascii=False, indent=1)
    (CASES / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def test_two_annotators_and_adjudication(presscheck, connection, tmp_path) -> None:
    """One project each, agreement on the pulled files, a project with three predictions, gold from it."""
    for name, path in zip(("alice", "bob"), PASSES, strict=True):
        title = f"article {name}"
        assert presscheck("push", path, "--project", title).returncode == 0
        annotate(connection, title)
        pulled = presscheck("pull", "--project", title, "-o", f"{name}.jsonl")
        assert pulled.returncode == 0, pulled.stderr
        assert [without_making(d) for d in jsonl.read(tmp_path / f"{name}.jsonl")] == list(jsonl.read(path))
    agreement = presscheck("agree", "alice.jsonl", "bob.jsonl")
    assert agreement.returncode == 0, agreement.stderr
    assert "mention" in agreement.stdout
    title = "article adjudication"
    pushed = presscheck("push", "alice.jsonl", "bob.jsonl", "--adjudicate", "--project", title)
    assert pushed.returncode == 0, pushed.stderr
    a, b = (next(iter(jsonl.read(path))) for path in PASSES)
    task = only_task(connection, title)
    shown = {p.model_version: p.result for p in connection.predictions.list(task=task["id"])}
    sheets = {name: {"data": task["data"], "meta": task["meta"], "result": r} for name, r in shown.items()}
    assert list(shown) == ["alice", "bob", differences.AGREED]
    assert from_regions(sheets["alice"]).mentions == a.mentions
    assert from_regions(sheets["bob"]).mentions == adjudication.renamed(a, b).mentions
    annotate(connection, title)
    (annotation,) = only_task(connection, title)["annotations"]
    connection.annotations.update(annotation["id"], ground_truth=True)
    waiting = presscheck("pull", "--project", title, "-o", "adjudicated.jsonl")
    assert waiting.returncode == 0, waiting.stderr
    assert "nobody has decided" in waiting.stderr
    settle = ("adjudicate", "alice.jsonl", "bob.jsonl", "--settled", "adjudicated.jsonl", "-o", "gold.jsonl")
    undecided = presscheck(*settle)
    assert undecided.returncode == 1
    assert "decisions are open" in undecided.stderr
    decided = [item for item in annotation["result"] if item.get("from_name") != "open"]
    connection.annotations.update(annotation["id"], result=decided)
    assert presscheck("pull", "--project", title, "-o", "adjudicated.jsonl").returncode == 0
    gold = presscheck(*settle)
    assert gold.returncode == 0, gold.stderr
    (adjudicated,) = jsonl.read(tmp_path / "adjudicated.jsonl")
    (settled,) = jsonl.read(tmp_path / "gold.jsonl")
    assert settled.mentions == adjudicated.mentions
    assert adjudication.agreed(a, b).mentions == [
        m for m in settled.mentions if m in adjudication.agreed(a, b).mentions
    ]


def test_a_personal_access_token_does(running, cli) -> None:
    """Taken as a person takes it, from the account page: the SDK exchanges it for access tokens."""
    token = personal_token(running)
    done = cli(
        "push", shipped.gold(), "--project", "by token", **{client.URL: running.url, client.KEY: token}
    )
    assert done.returncode == 0, done.stderr
    assert "1 created" in done.stdout
    assert token not in done.stdout + done.stderr


def personal_token(running) -> str:
    """Log in as the form does and ask for a token."""
    jar = CookieJar()
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(jar)
    )
    page = opener.open(f"{running.url}/user/login/", timeout=30).read().decode()
    form = html.unescape(re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1])
    said = {"email": server.OWNER, "password": running.logins[server.OWNER], "csrfmiddlewaretoken": form}
    login = urllib.request.Request(  # noqa: S310 - loopback
        f"{running.url}/user/login/",
        data=urllib.parse.urlencode(said).encode(),
        headers={"Referer": f"{running.url}/user/login/"},
    )
    opener.open(login, timeout=30).close()
    csrf = next(cookie.value for cookie in jar if cookie.name == "csrftoken")
    ask = urllib.request.Request(  # noqa: S310 - loopback
        f"{running.url}/api/token/", data=b"{}", headers={
            "X-CSRFToken": csrf, "Content-Type": "application/json", "Referer": running.url},
    )  # fmt: skip
    with opener.open(ask, timeout=30) as answer:
        return str(json.load(answer)["token"])


def test_a_wrong_key_is_said_without_the_key(running, cli) -> None:
    """401 from the real server: one line, no header, no cookie, no key."""
    key = "f" * 40
    done = cli("pull", "--project", "edits", **{client.URL: running.url, client.KEY: key})
    assert done.returncode == 2
    assert "HTTP 401; the server does not accept LABEL_STUDIO_API_KEY" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert key not in done.stderr
    assert "session" not in done.stderr.lower()


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("ended", [signal.SIGINT, signal.SIGTERM], ids=lambda s: s.name)
def test_make_studio_starts_pushes_prints_and_stops(tmp_path, ended) -> None:
    """Address and logins on the screen, key in a private file; whatever ends it leaves no process."""
    place = tmp_path / "home"
    shutil.copytree(STUDIO / "migrated", place)
    (place / "venv").symlink_to(STUDIO / "venv")
    port = free_port()
    command = ["make", "--no-print-directory", "studio", f"STUDIO={place}", f"PORT={port}", "ANNOTATORS=ann"]
    # A group of its own, as a terminal makes it: Ctrl-C there reaches make and what it runs.
    with heeded(ended):
        run = subprocess.Popen(
            command,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
    with run:
        try:
            shown = until(run.stdout, "Ctrl-C")
            logins = json.loads((place / "logins.json").read_text(encoding="utf-8"))
            assert f"Label Studio is at http://127.0.0.1:{port}\n" in shown
            for email in ("ann@example.org", server.OWNER):
                assert f"{email}  password {logins['logins'][email]}" in shown
            assert f"presscheck ann  http://127.0.0.1:{port}/projects/1/data\n" in shown
            assert 'presscheck pull --project "presscheck ann" -o ann.jsonl\n' in shown
            assert logins["token"]["key"] not in shown
            assert (place / "env").stat().st_mode & 0o077 == 0
            links = linked(place, "presscheck ann")
            assert {answered(link) for link in links} == {200}
            assert len(links) == 5
            taken = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
            assert taken.returncode == 2
            assert f"port {port} is taken on 127.0.0.1; choose another" in taken.stderr
            assert processes(port)
        finally:
            os.killpg(run.pid, ended)
        said = run.stderr.read()
        assert "Stopped; nothing is left running." in said
        assert "Traceback" not in said
        assert logins["token"]["key"] not in said
        run.wait(timeout=60)
    assert processes(port) == []
    with socket.socket() as probe:
        assert probe.connect_ex((server.HOST, port)) != 0, "the server is still there"


def linked(home: Path, title: str) -> list[str]:
    """The addresses that a task leads to."""
    lines = (home / "env").read_text(encoding="utf-8").split()
    with client.connect(dict(line.split("=", 1) for line in lines)) as connection:
        data = only_task(connection, title)["data"]
    return [
        html.unescape(str(value).split("'")[1]) for value in data.values() if str(value).startswith("<a ")
    ]


def answered(address: str) -> int:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(address, timeout=30) as answer:
        return int(answer.status)


@pytest.mark.usefixtures("home")
def test_a_killed_start_leaves_a_server_that_the_next_one_stops(tmp_path) -> None:
    """Killed without warning: the server lives on, holds the port, and is known at the next start."""
    place, port = tmp_path / "home", free_port()
    shutil.copytree(STUDIO / "migrated", place)
    (place / "venv").symlink_to(STUDIO / "venv")
    for ended in (signal.SIGKILL, signal.SIGHUP):
        with heeded(ended) if ended != signal.SIGKILL else nullcontext():
            run = subprocess.Popen(
                ["make", "--no-print-directory", "studio", f"STUDIO={place}", f"PORT={port}"],
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                start_new_session=True,
            )
        with run:
            until(run.stdout, "Ctrl-C")
            os.killpg(run.pid, ended)
            said = run.stderr.read()
            run.wait(timeout=60)
        assert bool(processes(port)) == (ended == signal.SIGKILL), said
    assert "Stopped the server that an earlier start had left running." in said
    assert "Stopped; nothing is left running." in said


def until(lines: Iterable[str], last: str) -> str:
    """Return the output up to the line that has these words."""
    seen = []
    for line in lines:
        seen.append(line)
        if last in line:
            break
    return "".join(seen)


def processes(port: int) -> list[str]:
    """The command lines of servers on a port."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            words = path.read_bytes().decode(errors="replace").split("\0")
            if "--internal-host" in words and str(port) in words:
                found.append(" ".join(words))
    return found
