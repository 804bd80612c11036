"""Keys, tokens and passwords are in nothing that is shown or kept, whatever a server makes of them."""

from __future__ import annotations

import base64
import html
import json
import stat
from pathlib import Path
from urllib.parse import quote, quote_plus

import httpx
import pytest
from tests.helpers.fake_studio import ENVIRONMENT, FakeStudio
from tests.helpers.llm_server import answer, serving, status

from presscheck.annotation.label_studio import client as studio
from presscheck.document.exceptions import UsageError
from presscheck.extractors import llm_client
from presscheck.extractors.llm_client import Client, ClientSettings, GivenUpError
from presscheck.text import secret

KEY = 'sk-"5f/2a\\9c+&<x='
FORMS = {
    "plain": KEY,
    "json": json.dumps(KEY)[1:-1],
    "slashes": json.dumps(KEY)[1:-1].replace("/", "\\/"),
    "json in json": json.dumps(json.dumps(KEY))[3:-3],
    "repr": repr(KEY)[1:-1],
    "escapes": "".join(f"\\u{ord(c):04X}" for c in KEY),
    "url": quote(KEY, safe=""),
    "url in lower case": quote_plus(KEY).lower(),
    "url in a url": quote(quote(KEY, safe=""), safe=""),
    "html": html.escape(KEY),
    "html numbers": "".join(f"&#{ord(c)};" for c in KEY),
    "base64": base64.b64encode(KEY.encode()).decode(),
    "base64 for urls": base64.urlsafe_b64encode(KEY.encode()).decode(),
}


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The servers are on this machine."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_blotted(form: str) -> None:
    """The text around a secret stays."""
    assert secret.blotted(f"before {FORMS[form]} after", [KEY]) == "before [key] after"


def asked(url: str, folder: Path, **settings: object) -> Client:
    """A client that does not wait."""
    return Client(ClientSettings(url, "m", KEY, tries=2, **settings), folder)  # type: ignore[arg-type]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("how", ["content", "500", "401", "no json"])
def test_a_language_model_server_that_echoes_the_key(form: str, how: str, tmp_path: Path) -> None:
    """Neither the message nor the cache has it in any form."""
    echo = f"no key {FORMS[form]} here"
    reply = {
        "content": answer(echo),
        "500": status(500, echo),
        "401": status(401, echo),
        "no json": echo.encode(),
    }[how]
    with serving(reply) as server, pytest.raises((GivenUpError, UsageError)) as caught:
        asked(server.url, tmp_path).ask([{"role": "user", "content": "x"}], {}, lambda text: f"not {text}")
    kept = [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()]
    for text in (str(caught.value), *kept):
        assert not any(one in text for one in FORMS.values())


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("where", ["detail", "validation_errors"])
def test_a_label_studio_that_echoes_the_key(form: str, where: str) -> None:
    """The message has it in no form, and no line end of the server's."""

    def reply(_: httpx.Request) -> httpx.Response:
        return httpx.Response(400, json={where: {"token": [f"\n::error::Token {FORMS[form]}"]}})

    found = studio.connect({**ENVIRONMENT, studio.KEY: KEY}, httpx.MockTransport(reply))
    with pytest.raises(studio.ServerError) as caught, found as connection:
        studio.project(connection, "p")
    assert not any(one in str(caught.value) for one in FORMS.values())
    assert "\n" not in str(caught.value)


def test_a_password_in_an_address_is_not_shown(tmp_path: Path) -> None:
    """Nor is one that the server repeats."""
    with serving(status(401, "ann:pa55word is wrong")) as server:
        url = server.url.replace("http://", "http://ann:pa55word@")
        with pytest.raises(UsageError) as caught:
            asked(url, tmp_path).ask([], {}, lambda _: None)
        assert server.url in str(caught.value)
    assert "pa55word" not in str(caught.value)
    assert "pa55word" not in repr(ClientSettings(url, "m"))
    with pytest.raises(GivenUpError) as gone:
        asked("http://ann:pa55word@127.0.0.1:9/v1", tmp_path).ask([], {}, lambda _: None)
    assert "pa55word" not in str(gone.value)


def test_what_is_kept_is_the_users_alone(tmp_path: Path) -> None:
    """The cache is 0600 in a folder of 0700, also where an older file was not."""
    with serving(answer("yes")) as server:
        client = asked(server.url, tmp_path / "cache")
        for _ in range(2):
            client.ask([], {}, lambda _: None)
            (path,) = (tmp_path / "cache").iterdir()
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
            path.write_text("old", encoding="utf-8")
            path.chmod(0o644)
    assert stat.S_IMODE((tmp_path / "cache").stat().st_mode) == 0o700


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_no_redirect_carries_anything_to_another_server(code: int, tmp_path: Path) -> None:
    """The other server is asked nothing, and named; it is not tried again."""
    with serving(answer("yes")) as other, serving(status(code, Location=f"{other.url}/x")) as server:
        with pytest.raises(UsageError, match=r"redirects to http://127\.0\.0\.1:\d+; nothing is sent there"):
            asked(server.url, tmp_path).ask([], {}, lambda _: None)
        assert len(server.asked) == 1
        assert other.asked == []


def test_a_label_studio_that_redirects_elsewhere_is_not_obeyed() -> None:
    """The other host sees no request."""
    seen = []

    def reply(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.host)
        return httpx.Response(302, headers={"Location": "http://other.example.org/api/projects/"})

    found = studio.connect(ENVIRONMENT, httpx.MockTransport(reply))
    with (
        pytest.raises(studio.ServerError, match=r"redirects to http://other\.example\.org"),
        found as connection,
    ):
        studio.project(connection, "p")
    assert set(seen) == {"127.0.0.1"}


def test_a_label_studio_may_redirect_to_itself() -> None:
    """A slash at the end does not make another server."""
    fake = FakeStudio()

    def reply(request: httpx.Request) -> httpx.Response:
        if "again" not in str(request.url):
            return httpx.Response(307, headers={"Location": f"{request.url}&again=1"})
        return fake.answer(request)

    with studio.connect(ENVIRONMENT, httpx.MockTransport(reply)) as connection:
        assert studio.project(connection, "p") is None


@pytest.mark.parametrize(
    "address", ["ftp://x", "notaurl", "http://", "file:///etc/x", "http://a b", "http://[x", "//x"]
)
def test_an_address_that_is_none_is_a_usage_error_at_once(address: str) -> None:
    """In both clients, before anything is asked; a password in it is not shown."""
    with pytest.raises(UsageError, match=r"PRESSCHECK_LLM_URL: .* is not the address"):
        llm_client.settings({llm_client.URL: address, llm_client.MODEL: "m"})
    with (
        pytest.raises(UsageError, match=r"LABEL_STUDIO_URL: .* is not the address"),
        studio.connect({**ENVIRONMENT, studio.URL: address}),
    ):
        pass


@pytest.mark.parametrize("timeout", [-1.0, 0.0, float("nan"), float("inf")])
def test_a_wait_that_is_none_is_a_usage_error(timeout: float) -> None:
    """Seconds are a number above 0."""
    with pytest.raises(UsageError, match="timeout`: "):
        llm_client.settings({llm_client.URL: "http://x", llm_client.MODEL: "m"}, timeout=timeout)


def test_a_key_that_no_header_can_hold_is_a_usage_error() -> None:
    """Said before it is sent."""
    with pytest.raises(UsageError, match="PRESSCHECK_LLM_KEY contains characters"):
        llm_client.settings({llm_client.URL: "http://x", llm_client.MODEL: "m", llm_client.KEY: "clé"})


def test_an_answer_that_is_nested_without_end_is_a_sentence(tmp_path: Path) -> None:
    """Of either server."""
    deep = b"[" * 100_000
    with serving(deep) as server, pytest.raises(GivenUpError, match="not JSON"):
        asked(server.url, tmp_path).ask([], {}, lambda _: None)
    headers = {"Content-Type": "application/json"}
    transport = httpx.MockTransport(lambda _: httpx.Response(200, content=deep, headers=headers))
    with pytest.raises(studio.ServerError), studio.connect(ENVIRONMENT, transport) as connection:
        studio.project(connection, "p")
