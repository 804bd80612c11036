"""Pushing: each outcome, nothing twice, and errors that say what happened and nothing secret."""

from __future__ import annotations

import httpx
import msgspec
import pytest
from tests.helpers.fake_studio import COOKIE, ENVIRONMENT, KEY, FakeStudio

from presscheck.annotation import adjudication
from presscheck.annotation.label_studio import client, push
from presscheck.document import jsonl, shipped
from presscheck.document.canonical import canonical
from presscheck.document.exceptions import InvalidInputError, UsageError
from presscheck.document.jsonl import from_plain
from presscheck.document.model import Document
from presscheck.document.presence import without_unset
from presscheck.formats.label_studio import prepare
from presscheck.formats.label_studio.regions import from_regions
from presscheck.mapping import labels

TITLE = "a project"


def small(name: str = "d1", text: str = "Oslo met Rome.", kind: str = "GPE", **layers) -> Document:
    mentions = [{"start": 0, "end": 4, "text": "Oslo", "type": kind, "entity": "oslo"}]
    return canonical(without_unset(from_plain({"id": name, "text": text, "mentions": mentions} | layers)))


def bring(server: FakeStudio, sources: dict) -> list[push.Outcome]:
    with server.client() as connection:
        return push.push(connection, TITLE, push.sheets(sources))


def pushed(server: FakeStudio, *docs: Document, name: str = "gold") -> list[str]:
    return [outcome.done for outcome in bring(server, {name: {d.id: d for d in docs}})]


def test_a_first_push_makes_project_and_tasks() -> None:
    """Documents come as predictions, never as annotations, and the project starts from them."""
    server = FakeStudio()
    assert pushed(server, small(), small("d2")) == ["created", "created"]
    assert [task["annotations"] for task in server.tasks] == [[], []]
    assert server.projects[0]["model_version"] == "gold"
    task = server.tasks[0]
    sheet = {"data": task["data"], "meta": task["meta"], "result": server.predictions[0]["result"]}
    assert from_regions(sheet) == small()


def test_pushing_again_changes_nothing() -> None:
    """The second time there is not one request that writes."""
    server = FakeStudio()
    pushed(server, small(), small("d2"))
    before = len(server.written)
    assert pushed(server, small(), small("d2")) == ["unchanged", "unchanged"]
    assert len(server.written) == before


def test_another_prediction_refreshes() -> None:
    """The prediction under the same name is replaced, other names stay."""
    server = FakeStudio()
    pushed(server, small())
    assert pushed(server, small(kind="LOC"), name="model") == ["refreshed"]
    assert [p["model_version"] for p in server.predictions] == ["gold", "model"]
    assert pushed(server, small(kind="FAC"), name="model") == ["refreshed"]
    task = server.tasks[0]
    for prediction, kind in zip(server.predictions, ("GPE", "FAC"), strict=True):
        sheet = {"data": task["data"], "meta": task["meta"], "result": prediction["result"]}
        assert [m.type for m in from_regions(sheet).mentions] == [kind]
    assert pushed(server, small()) == ["unchanged"]


def test_keys_of_earlier_predictions_stay_in_the_list() -> None:
    """A region whose label is not there would show none."""
    server = FakeStudio()
    pushed(server, small())
    mentions = [{"start": 0, "end": 4, "text": "Oslo", "type": "GPE", "entity": "christiania"}]
    assert pushed(server, small(mentions=mentions), name="model") == ["refreshed"]
    listed = [one["value"] for one in server.tasks[0]["data"]["entities"]]
    assert {"oslo", "christiania", "#1", "GPE"} <= set(listed)
    assert len(listed) == len(set(listed))


def test_a_lost_prediction_is_brought_back() -> None:
    """Somebody deleted it in the editor's data manager."""
    server = FakeStudio()
    pushed(server, small())
    server.predictions.clear()
    assert pushed(server, small()) == ["refreshed"]
    assert len(server.predictions) == 1


@pytest.mark.parametrize("work", ["annotations", "drafts"])
def test_work_is_left_alone(work) -> None:
    """Once somebody has begun, another pre-annotation is skipped, and the same one is unchanged."""
    server = FakeStudio()
    pushed(server, small())
    server.tasks[0][work].append({"id": 1, "completed_by": 1, "result": []})
    before = len(server.written)
    assert pushed(server, small()) == ["unchanged"]
    assert pushed(server, small(kind="LOC")) == ["skipped"]
    assert len(server.written) == before


def test_another_text_is_refused() -> None:
    """Offsets of one text mean nothing in another: said with the place, and nothing is written."""
    server = FakeStudio()
    pushed(server, small())
    before = len(server.written)
    (outcome,) = bring(server, {"gold": {"d1": small(text="Oslo saw Rome.")}})
    assert outcome.done == "refused"
    assert outcome.why == "the text differs from code point 5 on: 'met Rome.' on the server, 'saw Rome.' here"
    assert len(server.written) == before


def test_a_text_that_was_changed_on_the_server_is_refused() -> None:
    """Nobody guards the text there; the digest tells."""
    server = FakeStudio()
    pushed(server, small())
    server.tasks[0]["data"]["text"] = "Oslo met Rome!"
    assert pushed(server, small()) == ["refused"]
    assert pushed(server, small(text="Oslo met Rome!")) == ["refused"]


def test_another_config_is_an_error() -> None:
    """Regions would not fit; a project made from the same ontology does."""
    server = FakeStudio()
    pushed(server, small())
    server.projects[0]["label_config"] = server.projects[0]["label_config"].replace("TRIGGER", "Trigger")
    with pytest.raises(UsageError, match="another labeling config"):
        pushed(server, small())


def test_one_document_in_two_tasks_is_an_error() -> None:
    """Label Studio lets a document be imported twice; which one counts nobody could say."""
    server = FakeStudio()
    pushed(server, small())
    server.tasks.append({**server.tasks[0], "id": 2})
    with pytest.raises(UsageError, match="'d1' in tasks 1 and 2; delete one"):
        pushed(server, small())


def test_two_projects_of_one_title_are_an_error() -> None:
    """Titles are not unique on the server."""
    server = FakeStudio()
    pushed(server, small())
    server.projects.append({**server.projects[0], "id": 2})
    with pytest.raises(UsageError, match="2 projects 'a project'"):
        pushed(server, small())


def test_titles_are_listed_for_who_mistyped_one() -> None:
    """Every project once, in the order of the alphabet."""
    server = FakeStudio()
    server.projects += [{"id": n, "title": t, "label_config": "<View/>"} for n, t in enumerate("bab", 1)]
    with server.client() as connection:
        assert client.titles(connection) == ["a", "b"]


def test_a_title_that_only_begins_the_same_is_another_project() -> None:
    """The server's filter finds parts of titles."""
    server = FakeStudio()
    server.projects.append({"id": 1, "title": f"{TITLE} of others", "label_config": "<View/>"})
    assert pushed(server, small()) == ["created"]
    assert [p["title"] for p in server.projects] == [f"{TITLE} of others", TITLE]


def test_three_predictions_for_adjudication() -> None:
    """A, B and what both agree on: the editor starts from the last, and the entities of all are known."""
    oslo = {"id": "oslo", "type": "GPE", "name": "Oslo", "wikidata": "Q585"}
    rome = {"id": "rome", "type": "GPE", "name": "Roma", "wikidata": "Q220"}
    done = {"sentences": [[0, 14]], "events": [], "quotes": [], "marked_uses": []}
    a = small(entities=[oslo], **done)
    there = {"start": 9, "end": 13, "text": "Rome", "type": "GPE", "entity": "rome"}
    mentions = [*msgspec.to_builtins(a.mentions), there]
    b = small(entities=[oslo, rome], mentions=mentions, **done)
    server = FakeStudio()
    both = {"a": {"d1": a}, "b": {"d1": b}, "agreed": {"d1": adjudication.agreed(a, b)}}
    (outcome,) = bring(server, both)
    assert outcome.done == "created"
    assert [p["model_version"] for p in server.predictions] == ["a", "b", "agreed"]
    assert server.projects[0]["model_version"] == "agreed"
    (task,) = server.tasks
    for prediction, document in zip(server.predictions, (a, b, a), strict=True):
        sheet = {"data": task["data"], "meta": task["meta"], "result": prediction["result"]}
        assert from_regions(sheet) == document


def test_sources_of_two_texts_are_an_error() -> None:
    """All predictions of one task stand on one text."""
    with pytest.raises(InvalidInputError, match="its text is not that of the last file"):
        push.sheets({"a": {"d1": small()}, "b": {"d1": small(text="Oslo met Roma.")}})


def test_everything_that_cannot_be_shown_is_said_before_a_request() -> None:
    """Two documents, two findings, with the source's name."""
    wrong = {"d1": small(kind="CITY"), "d2": small("d2", kind="TOWN")}
    with pytest.raises(InvalidInputError) as caught:
        push.sheets({"model": wrong})
    assert [(f.file, f.doc) for f in caught.value.findings] == [("model", "d1"), ("model", "d2")]


FAILURES = [
    (401, "HTTP 401; the server does not accept LABEL_STUDIO_API_KEY"),
    (403, "HTTP 403; this user may not do that"),
    (404, "HTTP 404; the server does not know this"),
    (409, "HTTP 409; the server reports a conflict"),
    (500, "HTTP 500; the server failed; see its log"),
    (502, "HTTP 502"),
    (httpx.ReadTimeout("late"), "no answer from the server in time"),
    (
        httpx.ConnectError("refused"),
        "the server cannot be reached (ConnectError); is LABEL_STUDIO_URL right?",
    ),
    ("html", "the answer is not Label Studio's; is LABEL_STUDIO_URL right?"),
]


@pytest.mark.parametrize(("failure", "message"), FAILURES, ids=[str(f)[:12] for f, _ in FAILURES])
def test_what_the_server_does_wrong_is_one_line(failure, message) -> None:
    """The status and what it means, the server's own detail; no key, no cookie, no header."""
    server = FakeStudio({"*": failure})
    with pytest.raises(client.ServerError) as caught:
        pushed(server, small())
    said = str(caught.value)
    assert said.startswith("looking for the project: ")
    assert message in said
    assert "\n" not in said
    assert KEY not in said
    assert COOKIE.split("=")[1] not in said
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("request_name", "about"),
    [
        ("POST /api/projects/", "making the project"),
        ("GET /api/tasks/", "listing the tasks"),
        ("POST /api/projects/N/import", "importing d1"),
        ("PATCH /api/projects/N/", "choosing the pre-annotation"),
    ],
)
def test_every_step_says_what_it_was(request_name, about) -> None:
    """A failure half-way names the step; the next push goes on from there."""
    server = FakeStudio({request_name: 500})
    with pytest.raises(client.ServerError, match=about):
        pushed(server, small())
    assert server.requests.count(request_name) == 1, "a retried import would make a task twice"
    server.fail = {}
    assert pushed(server, small()) in (["created"], ["unchanged"])
    assert len(server.tasks) == 1


def test_a_failing_refresh_says_so() -> None:
    """So does the last step of all."""
    server = FakeStudio()
    pushed(server, small())
    server.fail = {"POST /api/predictions/": 500}
    with pytest.raises(client.ServerError, match="refreshing d1: HTTP 500"):
        pushed(server, small(kind="LOC"))


@pytest.mark.parametrize("missing", list(ENVIRONMENT))
def test_credentials_come_from_the_environment(missing) -> None:
    """Without them the message names the variable."""
    environment = {name: value for name, value in ENVIRONMENT.items() if name != missing}
    with pytest.raises(UsageError, match=missing), client.connect(environment):
        pass


def test_a_key_that_cannot_be_one_is_said_and_not_shown() -> None:
    """Copied with something else; a line feed at its end, as a file has it, does no harm."""
    with pytest.raises(UsageError) as caught, client.connect({**ENVIRONMENT, client.KEY: "ключ 1"}):
        pass
    assert (
        str(caught.value) == "LABEL_STUDIO_API_KEY contains characters that a key cannot have; copy it again"
    )
    server = FakeStudio()
    with client.connect({**ENVIRONMENT, client.KEY: f"{KEY}\n"}, httpx.MockTransport(server.answer)) as found:
        assert push.push(found, TITLE, push.sheets({"gold": {"d1": small()}}))[0].done == "created"


@pytest.mark.parametrize(
    ("url", "trusts"),
    [("http://127.0.0.1:8080", False), ("http://localhost/", False), ("https://studio.example.org", True)],
)  # fmt: skip
def test_no_proxy_stands_before_this_machine(url, trusts) -> None:
    """A proxy of the environment is for other machines only."""
    with client.connect({**ENVIRONMENT, client.URL: url}) as found:
        assert found._client_wrapper.httpx_client.httpx_client.trust_env is trusts


def test_a_personal_access_token_that_has_expired_is_said() -> None:
    """A PAT is a JWT with a date; the SDK looks at it before any request."""
    import jwt

    token = jwt.encode({"exp": 1, "token_type": "refresh"}, "k" * 32)
    expired = client.connect({**ENVIRONMENT, client.KEY: token})
    with pytest.raises(client.ServerError) as caught, expired:
        pass
    assert "expired" in str(caught.value)
    assert token not in str(caught.value)


def test_a_prediction_is_made_fit_for_the_editor() -> None:
    """The gold document gives text and frame, words get offsets, what is invented is left out and said."""
    gold = msgspec.structs.replace(small(), title="A title", mentions=[])
    parties = [{"role": "Participant", "text": text} for text in ("Rome", "Paris")]
    said = {
        "id": "d1",
        "mentions": [{"text": "Rome", "type": "GPE"}, {"text": "Paris", "type": "GPE"}],
        "events": [{"text": "met", "type": "Contact.Meet", "arguments": parties}],
        "quotes": [
            {"content": [{"text": "met Rome"}], "source": {"text": "Paris"}},
            {"content": [{"text": "no"}]},
        ],
    }
    document, notes = prepare.prepared(from_plain(said), gold)
    assert (document.title, document.text) == ("A title", gold.text)
    assert [(m.start, m.end) for m in document.mentions] == [(9, 13)]
    assert [[(a.start, a.end) for a in e.arguments] for e in document.events] == [[(9, 13)]]
    assert [(q.content[0].start, q.source) for q in document.quotes] == [(5, None)]
    assert "d1: 'Paris' is not in the text; left out" in notes
    push.sheets({"model": {"d1": document}})


def test_a_prediction_in_its_tools_labels_is_mapped() -> None:
    """By the map that it names; labels that ours cannot say are left out and counted."""
    said = small(kind="GPE", label_map="ontonotes")
    other = msgspec.structs.replace(said.mentions[0], start=9, end=13, text="Rome", type="LANGUAGE")
    said = msgspec.structs.replace(said, mentions=[*said.mentions, other])
    document, notes = prepare.prepared(said, None, labels.of_documents([small(), said]))
    assert [m.type for m in document.mentions] == ["GPE"]
    assert len(notes) == 1
    assert "LANGUAGE (1)" in notes[0]


def test_a_label_map_holds_for_every_document_of_a_file() -> None:
    """Whichever names it; two names are an error."""
    named, silent = small(kind="GPE", label_map="ontonotes"), small(kind="PERSON")
    table = labels.of_documents([silent, named])
    document, _ = prepare.prepared(silent, None, table)
    assert [m.type for m in document.mentions] == ["PER"]
    with pytest.raises(UsageError, match="two label maps"):
        labels.of_documents([named, small(label_map="conll")])
    assert str(labels.of_documents([named], "conll")).startswith("conll-")


def test_a_prediction_of_another_text_is_refused() -> None:
    """Its offsets would point anywhere."""
    with pytest.raises(InvalidInputError, match="differs from gold's at code point 5"):
        prepare.prepared(small(text="Oslo saw Rome."), small())


def test_the_shipped_predictions_can_be_pushed() -> None:
    """Every prediction file in the corpus is fit for the editor."""
    gold = {doc.id: doc for doc in jsonl.read(shipped.gold())}
    files = [*sorted((shipped.root() / "corpus" / "predictions").glob("*.jsonl")), shipped.gold()]
    for path in files:
        given = [*jsonl.read(path)]
        table = labels.of_documents(given)
        documents = {doc.id: prepare.prepared(doc, gold.get(doc.id), table)[0] for doc in given}
        assert len(push.sheets({path.stem: documents})) == len(documents) > 0
