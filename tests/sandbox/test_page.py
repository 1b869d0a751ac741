"""What the page's endpoints give and refuse."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.sandbox import Sandbox
from bot.sandbox.server import hosts
from tests.sandbox.conftest import Connect
from tests.sandbox.small_bot import SmallBot


class Looking:
    """An inspector as the command line would pass it."""

    async def explain(self, text: str) -> str:
        return f"because of {text}"

    async def entry_location(self, text: str) -> str | None:
        return "knowledge/films/the-sessions.yaml:12" if "director" in text else None

    async def problems(self) -> list[str]:
        return ["a.yaml:1:1: empty"]


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def post(http: aiohttp.ClientSession, sandbox: Sandbox, action: str, **body: Any) -> tuple[int, Any]:
    given = {"as": "mia", "channel": str(sandbox.channel_id("#films"))} | body
    async with http.post(f"{sandbox.page_url}sandbox/{action}", json=given) as answer:
        return answer.status, await answer.json()


async def get(http: aiohttp.ClientSession, sandbox: Sandbox, what: str, **query: str) -> tuple[int, Any]:
    given = {"as": "mia", "channel": str(sandbox.channel_id("#films"))} | query
    async with http.get(f"{sandbox.page_url}sandbox/{what}", params=given) as answer:
        return answer.status, await answer.json()


ADDRESSES = ["", "static/page.js", "sandbox/world", "api/v10/gateway", "gateway", "sandbox/live", "attachments/1/x"]


@pytest.mark.parametrize("path", ADDRESSES)
@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example:80"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
    ],
)
async def test_foreign_hosts_and_origins_are_refused(
    sandbox: Sandbox, http: aiohttp.ClientSession, path: str, headers: dict[str, str]
) -> None:
    async with http.get(sandbox.page_url + path, headers=headers) as answer:
        assert answer.status == 403


async def test_the_own_origin_is_welcome(sandbox: Sandbox, http: aiohttp.ClientSession) -> None:
    for host in ("127.0.0.1", "localhost"):
        headers = {"Host": f"{host}:{sandbox.port}", "Origin": f"http://{host}:{sandbox.port}"}
        async with http.get(f"{sandbox.page_url}sandbox/world", headers=headers) as answer:
            assert answer.status == 200


async def test_it_listens_on_this_machine_only(sandbox: Sandbox) -> None:
    assert sandbox.page_url == f"http://127.0.0.1:{sandbox.port}/"
    assert [address[0] for address in sandbox._runner.addresses] == ["127.0.0.1"]


async def test_a_taken_port_gives_way_to_the_next_free_one(sandbox: Sandbox) -> None:
    second = Sandbox()
    await second.start(sandbox.port)
    assert second.port > sandbox.port
    await second.close()


async def test_the_page_loads_nothing_from_elsewhere(sandbox: Sandbox, http: aiohttp.ClientSession) -> None:
    async with http.get(sandbox.page_url) as answer:
        policy = answer.headers["Content-Security-Policy"]
        html = await answer.text()
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "http:" not in html
    assert "https:" not in html
    assert "Sandbox, not Discord" in html


async def test_only_known_files_are_served(sandbox: Sandbox, http: aiohttp.ClientSession) -> None:
    for path in ("static/../page.py", "static/page.py", "static/%2e%2e%2fpage.py", "static/nothing.js"):
        async with http.get(sandbox.page_url + path) as answer:
            assert answer.status == 404


async def test_what_another_page_could_post_without_asking_is_not_taken(
    sandbox: Sandbox, http: aiohttp.ClientSession
) -> None:
    body = json.dumps({"as": "mia", "channel": "#films", "text": "hi"})
    async with http.post(f"{sandbox.page_url}sandbox/say", data=body, headers={"Content-Type": "text/plain"}) as answer:
        assert answer.status == 404
    assert sandbox.messages("#films") == []


async def test_the_world_as_each_person_sees_it(sandbox: Sandbox, http: aiohttp.ClientSession) -> None:
    _, world = await get(http, sandbox, "world")
    assert [item["name"] for item in world["people"]] == ["mia", "olga", "max", "ada", "otto"]
    assert [item["name"] for item in world["channels"] if item["guild"]] == [
        "films",
        "iron-lung",
        "general",
        "late-night",
    ]
    assert world["inspector"] is False
    _, world = await get(http, sandbox, "world", **{"as": "otto"})
    assert [item["name"] for item in world["channels"] if item["guild"]] == ["lobby"]
    status, refused = await get(http, sandbox, "messages", **{"as": "otto"})
    assert (status, "may not" in refused["error"]) == (400, True)


async def test_actions_and_their_refusals(sandbox: Sandbox, http: aiohttp.ClientSession) -> None:
    status, said = await post(http, sandbox, "say", text="hello")
    assert status == 200
    assert (await post(http, sandbox, "edit", message=said["id"], text="better"))[0] == 200
    assert (await get(http, sandbox, "messages"))[1][0]["content"] == "better"
    assert (await post(http, sandbox, "delete", message=said["id"], **{"as": "olga"}))[0] == 400
    assert (await post(http, sandbox, "delete", message=said["id"]))[0] == 200
    assert (await post(http, sandbox, "say", text=""))[0] == 400
    assert (await post(http, sandbox, "say"))[0] == 400
    assert (await post(http, sandbox, "explain", text="x"))[0] == 400
    async with http.post(f"{sandbox.page_url}sandbox/nonsense", json={}) as answer:
        assert answer.status == 404


async def test_a_command_a_form_and_a_failure(make_sandbox: Any, connect: Connect, http: aiohttp.ClientSession) -> None:
    sandbox = await make_sandbox(interaction_ttl=0.1)
    await connect(sandbox)
    _, commands = await get(http, sandbox, "commands", **{"as": "max"})
    assert "knowledge add" in [command["name"] for command in commands]
    _, opened = await post(http, sandbox, "slash", command="knowledge add", options={}, **{"as": "max"})
    assert opened["outcome"] == "modal"
    values = {"answer": "Ben", "level": "end", "tell": True, "film": []}
    _, sent = await post(http, sandbox, "submit", modal=opened["modal"], values=values, **{"as": "max"})
    assert sent == {"outcome": "answered"}
    _, choices = await post(
        http, sandbox, "autocomplete", command="ask", option="question", value="who", options={"film": ""}
    )
    assert choices["choices"][0] == {"name": "who 0 None", "value": "who-0"}
    _, failed = await post(http, sandbox, "slash", command="late", options={"seconds": 0.2})
    assert failed == {"outcome": "failed"}


async def test_news_come_to_those_who_may_see_them(
    sandbox: Sandbox, bot: SmallBot, http: aiohttp.ClientSession
) -> None:
    mia = sandbox.person("mia")
    live = f"{sandbox.page_url}sandbox/live"
    async with (
        http.ws_connect(live, params={"as": "mia"}) as hers,
        http.ws_connect(live, params={"as": "olga"}) as theirs,
    ):
        await (await mia.slash("#films", "ask", question="secret", private=True)).message()
        await mia.say("#films", "for all")
        first, second = await hers.receive_json(), await hers.receive_json()
        assert (first["kind"], first["message"]["ephemeral"], first["message"]["content"]) == (
            "message",
            True,
            "secret (None)",
        )
        assert second["message"]["content"] == "for all"
        assert (await theirs.receive_json())["message"]["content"] == "for all"


async def test_the_inspector_explains(make_sandbox: Any, http: aiohttp.ClientSession) -> None:
    sandbox = await make_sandbox(inspector=Looking())
    assert (await get(http, sandbox, "world"))[1]["inspector"] is True
    assert (await get(http, sandbox, "problems"))[1] == ["a.yaml:1:1: empty"]
    _, why = await post(http, sandbox, "explain", text="whos the director")
    assert why == {"text": "because of whos the director", "entry": "knowledge/films/the-sessions.yaml:12"}


def test_the_port_80_may_be_left_out_of_the_host_header() -> None:
    """A browser, and any other client, leaves HTTP's own port out of the header."""
    assert {"127.0.0.1", "localhost", "127.0.0.1:80"} <= hosts(80)
    assert "127.0.0.1" not in hosts(8765)
