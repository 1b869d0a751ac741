"""How the client is set up; what it does stands in `tests/end_to_end`."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import discord
import pytest
import yarl
from aiohttp import web
from aiohttp.test_utils import TestServer
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot import endpoint
from bot.app import load_app
from bot.client import FilmBot

KNOWLEDGE = Path(__file__).parent / "end_to_end" / "knowledge"


@pytest.fixture(scope="module")
def make() -> Callable[..., FilmBot]:
    app = load_app(KNOWLEDGE)

    def bot(**options: Any) -> FilmBot:
        return FilmBot(
            app,
            **options,
        )

    return bot


async def test_no_privileged_intent_is_asked_for_unless_set(make: Callable[..., FilmBot]) -> None:
    intents = make().intents
    assert {name for name, wanted in intents if wanted} == {"guilds", "guild_messages", "dm_messages", "messages"} - {
        "messages"
    }
    assert make(message_content=True).intents.message_content


async def test_nobody_is_ever_mentioned(make: Callable[..., FilmBot]) -> None:
    mentions = make().allowed_mentions
    assert mentions is not None
    assert mentions.to_dict() == {"parse": []}


async def test_nothing_is_cached(make: Callable[..., FilmBot]) -> None:
    state = make()._connection
    assert state._messages is None
    assert state.member_cache_flags == discord.MemberCacheFlags.none()
    assert not state._chunk_guilds


async def test_shards_are_given_through(make: Callable[..., FilmBot]) -> None:
    bot = make(shard_ids=(1, 3), shard_count=4)
    assert bot.shard_ids == [1, 3]
    assert bot.shard_count == 4


async def test_voice_is_never_warned_about(make: Callable[..., FilmBot], caplog: pytest.LogCaptureFixture) -> None:
    make()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert not discord.VoiceClient.warn_nacl
        assert not discord.VoiceClient.warn_dave
    assert caplog.records == []


def test_another_server_is_used_until_the_context_ends() -> None:
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    with endpoint.use("http://127.0.0.1:1/api/v10/", "ws://127.0.0.1:1/"):
        assert Route("GET", "/users/@me").url == "http://127.0.0.1:1/api/v10/users/@me"
        assert yarl.URL("ws://127.0.0.1:1/") == DiscordWebSocket.DEFAULT_GATEWAY
    assert before == (Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY)


def test_discords_own_addresses_stay_where_none_is_given() -> None:
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    with endpoint.use(None, None):
        assert before == (Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY)


@pytest.mark.parametrize("body", ["<h1>Welcome</h1>", "{}"])
async def test_an_answer_that_is_not_discords_is_told_as_that(make: Callable[..., FilmBot], body: str) -> None:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(text=body, content_type="text/html" if "<" in body else "application/json")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    async with TestServer(app) as server, make() as bot:
        with endpoint.use(str(server.make_url("/api/v10"))), pytest.raises(endpoint.NotDiscordError):
            await bot.login("abc.def.ghi")
