"""extract llm: a server that misbehaves in every known way, and a key that is never seen."""

import json
import os
import signal
import subprocess
import sys
import time

import platformdirs
import pytest
from tests.conftest import heeded
from tests.helpers.llm_server import KEY, Drip, answer, serving, status

from presscheck import score
from presscheck.document import jsonl, shipped
from presscheck.document.exceptions import InvalidInputError, UsageError
from presscheck.extractors import Text, llm, llm_client, llm_prompt
from presscheck.extractors.llm_client import Client

TEXT = "Starmer told NATO: “We will act.”\nHe left London."
GOOD = {
    "mentions": [
        {"text": "Starmer", "type": "PER", "form": "name", "entity": "starmer"},
        {"text": "NATO", "type": "ORG", "form": "name", "entity": "nato"},
        {"text": "London", "type": "GPE", "form": "name", "entity": "london"},
    ],
    "entities": [{"id": "starmer", "type": "PER", "name": "Starmer", "value": None}],
    "events": [{"text": "left", "type": "Movement.Travel", "arguments": [{"role": "Person", "text": "He"}]}],
    "quotes": [
        {"type": "direct", "content": [{"text": "“We will act.”"}], "cue": {"text": "told"},
         "source": {"text": "Starmer"}, "speaker": "starmer"},
    ],
}  # fmt: skip


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    """The server is on this machine."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def run(server, folder, texts=((("d"), TEXT),), **settings):
    """Predictions, and the client."""
    others = {name: settings.pop(name) for name in ("timeout", "tries", "max_tokens") if name in settings}
    asked = llm_client.ClientSettings(server.url, "m", KEY, **others)
    client = Client(asked, folder)
    found = list(llm.extract([Text(*one) for one in texts], client, model="m", guidelines=False, **settings))
    return found, client


def test_a_good_answer_is_a_prediction(tmp_path):
    """Every layer comes over, as strings; the request has the schema, the labels and the key."""
    with serving(answer(GOOD)) as server:
        (found,), client = run(server, tmp_path)
    assert [m.text for m in found.mentions] == ["Starmer", "NATO", "London"]
    assert found.quotes[0].source.text == "Starmer"
    assert found.meta == {"extractor": "llm", "model": "m", "per": "document"}
    request = server.asked[0]
    assert request["response_format"]["json_schema"]["schema"] == llm_prompt.answer_schema()
    assert "Movement.Travel" in request["messages"][0]["content"]
    assert request["messages"][1]["content"] == TEXT
    assert server.keys == [f"Bearer {KEY}"]
    assert llm.report(client) == "1 requests, 0 answers from the cache, 10 tokens in, 5 tokens out"


def test_invented_quotes_are_scored_as_spurious(tmp_path):
    """Strings that the model made up stay in the denominator and are named."""
    gold = {"id": "d", "text": TEXT, "quotes": [{"content": [{"start": 19, "end": 33}]}]}
    made_up = {
        **GOOD,
        "quotes": [*GOOD["quotes"], {"content": [{"text": "“We will not act.”"}], "speaker": "x"}],
    }
    with serving(answer(made_up)) as server:
        found, _ = run(server, tmp_path)
    result = score([gold], found, measures="quote.exact").as_dict()
    entry = result["measures"]["quote.exact"]
    assert (entry["tp_pred"], entry["n_pred"]) == (1, 2)
    assert any("“We will not act.”" in line for line in result["invented"])


@pytest.mark.parametrize(
    ("first", "waited"),
    [
        ([status(429, "slow down", Retry_After="7")], [7.0]),
        ([status(500), status(503)], 2),
        ([b'{"choices": [{"message"'], []),
        ([{"object": "chat.completion"}], []),
        ([answer('{"mentions": [', finish="length")], []),
        ([answer(None, refusal="I cannot help")], []),
        ([answer("", finish="content_filter")], []),
        ([answer("  ")], []),
        ([answer('{"mentions": [{"text": "Star')], []),
        ([answer("I am happy to help!")], []),
        ([answer({**GOOD, "mentions": "Starmer"})], []),
        ([answer({**GOOD, "mentions": [{"text": 7}]})], []),
        ([answer({**GOOD, "mentions": [{"type": "PER"}]})], []),
        ([status(400, "response_format is not supported")], []),
    ],
)  # fmt: skip
def test_what_may_pass_is_tried_again(tmp_path, waits, first, waited):
    """Busy: the official client waits and asks again. Broken, cut off, refusing, of wrong types: we do."""
    with serving(*first, answer(GOOD)) as server:
        (found,), client = run(server, tmp_path)
    assert len(found.mentions) == 3
    assert len(server.asked) == client.used["requests"] == len(first) + 1
    assert (len(waits) if isinstance(waited, int) else waits) == waited


@pytest.mark.parametrize("reply", [[GOOD], {"answer": GOOD}, f"Here you are: {json.dumps(GOOD)}"])
def test_an_answer_in_another_shape_is_read(tmp_path, reply):
    """As a saved reply is: nothing is asked again."""
    with serving(answer(reply)) as server:
        (found,), _ = run(server, tmp_path)
    assert [m.text for m in found.mentions] == ["Starmer", "NATO", "London"]
    assert (found.quotes[0].content[0].text, found.quotes[0].speaker) == ("“We will act.”", "starmer")
    assert len(server.asked) == 1


def test_the_model_is_told_what_was_wrong(tmp_path):
    """A wrong answer goes back with the reason; a server without structured output is asked without."""
    wrong = answer({**GOOD, "mentions": [{"text": 7}]})
    with serving(
        status(400, "unknown field response_format"), status(422, "response_format"), wrong, answer(GOOD)
    ) as server:
        run(server, tmp_path)
    assert [request.get("response_format", {}).get("type") for request in server.asked] == [
        "json_schema", "json_object", None, None]  # fmt: skip
    said = server.asked[-1]["messages"][-1]["content"]
    assert "$.mentions[0].text: expected a string or null, got a whole number" in said


def test_a_slow_server_is_given_up_and_asked_again(tmp_path):
    """A request that takes too long is lost; the next one counts."""
    with serving(0.6, answer(GOOD), answer(GOOD)) as server:
        (found,), _ = run(server, tmp_path, timeout=0.3)
    assert len(found.mentions) == 3


def test_an_answer_that_drips_is_given_up_and_asked_again(tmp_path):
    """Every byte comes in time, and the whole of them does not."""
    with serving(Drip(answer(GOOD), 0.02), answer(GOOD)) as server:
        (found,), client = run(server, tmp_path, timeout=0.3)
    assert (len(found.mentions), client.used["requests"]) == (3, 2)


def test_a_fence_and_blank_sources_are_forgiven(tmp_path):
    """JSON in a fenced block is JSON; a source of no words is not a source."""
    quote = {"content": [{"text": "“We will act.”"}], "source": {"text": ""}}
    with serving(answer(f"```json\n{json.dumps({**GOOD, 'quotes': [quote]})}\n```")) as server:
        (found,), _ = run(server, tmp_path)
    assert found.quotes[0].source is None


def test_the_others_go_on_and_are_kept(tmp_path):
    """One text without an answer is an error at the end; a second run asks for that one alone."""
    texts = [("a", "One."), ("b", "Two."), ("c", "Three.")]
    with serving(answer(GOOD), status(500), status(500), answer(GOOD)) as server:
        with pytest.raises(
            InvalidInputError, match=r"- b \$: error\[llm\]: no usable answer in 2 tries"
        ) as error:
            run(server, tmp_path, texts, tries=2)
        assert len(error.value.findings) == 1
        found, client = run(server, tmp_path, texts, tries=2)
    assert [doc.id for doc in found] == ["a", "b", "c"]
    assert client.used == {"from the cache": 2, "requests": 1, "tokens in": 10, "tokens out": 5}
    assert len(server.asked) == 5


def test_raw_replies_are_kept(tmp_path):
    """Every reply, usable or not, is in the cache folder; a broken cache file is not an answer."""
    with serving(answer("no"), answer(GOOD)) as server:
        run(server, tmp_path)
        (path,) = tmp_path.glob("*.json")
        kept = json.loads(path.read_text())
        assert kept["replies"][0]["choices"][0]["message"]["content"] == "no"
        assert json.loads(kept["answer"]) == GOOD
        path.write_text("{")
        run(server, tmp_path)
    assert len(server.asked) == 3


def test_by_paragraph(tmp_path):
    """One request a line; strings found in their line get offsets in the text, others stay words."""
    first = {**GOOD, "mentions": [GOOD["mentions"][0], {"text": "London"}], "events": []}
    second = {**GOOD, "mentions": [{"text": "He"}, {"text": "Paris"}], "quotes": []}
    with serving(answer(first), answer(second)) as server:
        (found,), _ = run(server, tmp_path, per="paragraph")
    assert [request["messages"][1]["content"] for request in server.asked] == TEXT.split("\n")
    assert [(m.start, m.text) for m in found.mentions] == [
        (0, "Starmer"),
        (-1, "London"),
        (34, "He"),
        (-1, "Paris"),
    ]
    assert found.events[0].start == TEXT.index("left")
    assert [entity.id for entity in found.entities] == ["starmer"]


@pytest.mark.parametrize("code", [400, 401, 403, 404])
def test_a_wrong_question_stops_at_once(tmp_path, code):
    """A wrong key or model is not asked five times."""
    with (
        serving(status(code, "bad key")) as server,
        pytest.raises(UsageError, match=f"HTTP {code}: .*bad key"),
    ):
        run(server, tmp_path)
    assert len(server.asked) == 1


def test_no_server_is_said(tmp_path):
    """A refused connection names the address."""
    with serving(answer(GOOD)) as server:
        pass
    with pytest.raises(InvalidInputError, match=r"cannot reach http://127\.0\.0\.1"):
        run(server, tmp_path, tries=2)


@pytest.mark.parametrize(
    "replies",
    [
        [status(401, f"no such key {KEY}")],
        [status(500, f"your key {KEY} crashed")],
        [answer(f"echo {KEY}")],
        [answer(None, refusal=f"I saw {KEY}")],
        [f"not json {KEY}".encode()],
        [answer({**GOOD, "mentions": [{"text": KEY}]})],
    ],
)
def test_the_key_is_never_seen_again(tmp_path, replies, caplog, capfd):
    """A server that sends the key back finds it in no file, log, message or prediction."""
    caplog.set_level("DEBUG")
    with serving(*replies) as server:
        try:
            found, client = run(server, tmp_path, tries=2)
            said = "".join(map(jsonl.dumps, found)) + repr(client._asked)
        except (UsageError, InvalidInputError) as error:
            said = str(error) + repr(error)
    kept = "".join(path.read_text() for path in tmp_path.rglob("*") if path.is_file())
    out = capfd.readouterr()
    assert KEY not in said + kept + caplog.text + out.out + out.err


def test_the_environment_says_where():
    """Address and model are needed and named; the key is not shown."""
    with pytest.raises(UsageError, match="set PRESSCHECK_LLM_URL and PRESSCHECK_LLM_MODEL"):
        llm_client.settings({})
    asked = llm_client.settings(
        {"PRESSCHECK_LLM_URL": "http://u", "PRESSCHECK_LLM_MODEL": "m", "PRESSCHECK_LLM_KEY": KEY}
    )
    assert KEY not in repr(asked)
    assert llm_client.default_cache() == platformdirs.user_cache_path("presscheck", appauthor=False) / "llm"


def test_the_prompt_shows_no_gold():
    """Examples generated from the gold are not in the instructions; rules and labels are."""
    said = llm_prompt.system()
    gold = next(jsonl.read(shipped.gold()))
    assert all(line not in said for line in gold.text.split("\n") if len(line) > 60)
    assert "<!--" not in said
    for labels in ("entity_types", "event_types", "roles", "quote_types"):
        assert all(f"- {name}: " in said for name in shipped.ontology()[labels])
    assert len(llm_prompt.system(("quotes",))) < len(said)


def test_the_answer_schema_is_strict_and_sound():
    """Every object closes, requires all its keys, and has no offsets; a good answer fits."""
    import jsonschema

    schema = llm_prompt.answer_schema()

    def objects(node):
        if isinstance(node, dict):
            if node.get("type") == "object":
                yield node
            for one in node.values():
                yield from objects(one)
        elif isinstance(node, list):
            for one in node:
                yield from objects(one)

    for node in objects(schema):
        assert node["additionalProperties"] is False
        assert set(node["required"]) == set(node["properties"])
        assert not {"start", "end", "meta", "$ref"} & node["properties"].keys()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate({"mentions": GOOD["mentions"]}, llm_prompt.answer_schema(("mentions",)))
    bad = {"mentions": [{**GOOD["mentions"][0], "type": "PERSON"}]}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(bad, llm_prompt.answer_schema(("mentions",)))


def test_the_verb(cli, tmp_path):
    """`presscheck extract llm`: a file that scores, a token report, nothing written when a text fails."""
    (tmp_path / "t.jsonl").write_text(json.dumps({"id": "d", "text": TEXT}) + "\n")
    with serving(answer(GOOD)) as server:
        env = {"PRESSCHECK_LLM_URL": server.url, "PRESSCHECK_LLM_MODEL": "m", "PRESSCHECK_LLM_KEY": KEY}
        arguments = ("extract", "llm", "t.jsonl", "-o", "p.jsonl", "--cache", "kept", "--no-guidelines")
        done = cli(*arguments, cwd=tmp_path, **env)
        assert done.returncode == 0, done.stderr
        assert "1 requests, 0 answers from the cache, 10 tokens in, 5 tokens out" in done.stderr
        done = cli(*arguments, cwd=tmp_path, **env)
        assert "0 requests, 1 answers from the cache" in done.stderr
        done = cli("extract", "llm", "t.jsonl", "--layers", "mention", cwd=tmp_path, **env)
        assert (done.returncode, "did you mean mentions?" in done.stderr) == (2, True)
    assert next(jsonl.read(tmp_path / "p.jsonl")).mentions[2].text == "London"
    with serving(status(401)) as server:
        env["PRESSCHECK_LLM_URL"] = server.url
        done = cli("extract", "llm", "t.jsonl", "-o", "q.jsonl", "--cache", "new", cwd=tmp_path, **env)
    assert done.returncode == 2
    assert not (tmp_path / "q.jsonl").exists()
    assert KEY not in done.stderr


def test_an_interrupted_run_goes_on_where_it_stopped(tmp_path):
    """Ctrl-C in the middle: exit 130, no file, the token report; then only the other texts are asked for."""
    texts = "".join(json.dumps({"id": f"d{i}", "text": f"{TEXT} {i}"}) + "\n" for i in range(4))
    (tmp_path / "t.jsonl").write_text(texts)
    command = [sys.executable, "-m", "presscheck", "extract", "llm", "t.jsonl", "-o", "p.jsonl"]
    command += ["--cache", "kept", "--no-guidelines"]
    with serving(answer(GOOD), answer(GOOD), 3600.0, answer(GOOD)) as server:
        env = {
            **os.environ,
            "PRESSCHECK_LLM_URL": server.url,
            "PRESSCHECK_LLM_MODEL": "m",
            "NO_PROXY": "127.0.0.1",
        }
        with heeded(signal.SIGINT):
            run = subprocess.Popen(command, cwd=tmp_path, env=env, stderr=subprocess.PIPE, text=True)
        while len(server.asked) < 3 and run.poll() is None:
            time.sleep(0.02)
        run.send_signal(signal.SIGINT)
        said = run.communicate()[1]
        assert run.returncode == 130, said
        assert "interrupted" in said
        assert "raw replies, from which the same command continues: kept" in said
        assert not (tmp_path / "p.jsonl").exists()
        done = subprocess.run(command, cwd=tmp_path, env=env, stderr=subprocess.PIPE, text=True, check=True)
    assert "2 requests, 2 answers from the cache" in done.stderr
    assert [doc.id for doc in jsonl.read(tmp_path / "p.jsonl")] == ["d0", "d1", "d2", "d3"]
