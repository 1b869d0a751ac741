"""The gateway with a real client: resume and replay, invalid sessions, closing codes, shards, members."""

from __future__ import annotations

import asyncio
import json
import zlib
from collections.abc import Callable
from typing import Any

import aiohttp
import discord
import pytest

from bot.sandbox import Fault, Sandbox
from tests.sandbox.conftest import Connect
from tests.sandbox.small_bot import SmallBot


async def until(condition: Callable[[], Any], *, patience: float = 8.0) -> None:
    async with asyncio.timeout(patience):
        while not condition():
            await asyncio.sleep(0.01)


Break = Callable[[Sandbox], Any]

RESUMED: list[tuple[str, Break]] = [
    *((str(code), lambda sandbox, code=code: sandbox.gateway_close(code)) for code in (1011, 4000, 4001, 4005, 4009)),
    ("drop", lambda sandbox: sandbox.drop()),
    ("op7", lambda sandbox: sandbox.op7()),
    ("op9", lambda sandbox: sandbox.invalid_session(resumable=True)),
]


@pytest.mark.parametrize("breaking", [case for _, case in RESUMED], ids=[name for name, _ in RESUMED])
async def test_a_broken_connection_is_resumed_and_what_was_missed_replayed(
    sandbox: Sandbox, bot: SmallBot, breaking: Break
) -> None:
    await breaking(sandbox)
    await sandbox.person("mia").say("dm", "quiet: missed")
    await until(lambda: "resumed" in bot.events)
    assert [message.content for message in bot.heard] == ["quiet: missed"]
    assert bot.events.count("ready") == 1


async def test_an_invalid_session_starts_anew_and_what_was_missed_is_lost(sandbox: Sandbox, bot: SmallBot) -> None:
    await sandbox.invalid_session(resumable=False)
    await until(lambda: not sandbox.connected)
    await sandbox.person("mia").say("dm", "quiet: missed")
    await until(lambda: bot.events.count("ready") == 2, patience=15)
    await sandbox.person("mia").say("dm", "quiet: heard")
    await until(lambda: bot.heard)
    assert [message.content for message in bot.heard] == ["quiet: heard"]


@pytest.mark.parametrize("code", [4004, 4010, 4013])
async def test_codes_that_end_the_client(sandbox: Sandbox, bot: SmallBot, code: int) -> None:
    await sandbox.gateway_close(code)
    await until(bot.is_closed)


async def test_silence_is_noticed_and_resumed(sandbox: Sandbox, connect: Connect) -> None:
    bot = await connect(sandbox, heartbeat_timeout=0.5)
    await sandbox.silence()
    await sandbox.person("mia").say("dm", "quiet: missed")
    await until(lambda: not sandbox.connected, patience=15)
    await sandbox.silence(False)
    await until(lambda: "resumed" in bot.events, patience=15)
    assert bot.heard[0].content == "quiet: missed"


async def test_the_gateway_can_be_down_when_a_bot_connects(
    sandbox: Sandbox, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    sleep = asyncio.sleep
    monkeypatch.setattr("discord.shard.asyncio.sleep", lambda delay: sleep(min(delay, 0.05)))
    sandbox.fault(Fault(path="^/gateway$", method="GET", abort=True, times=2))
    bot = await connect(sandbox)
    assert bot.events == ["ready"]


async def test_events_go_to_the_shard_of_their_guild_and_conversations_to_the_first(
    make_sandbox: Any, connect: Connect
) -> None:
    sandbox = await make_sandbox(shards=2)
    bots = [await connect(sandbox, shard_ids=[n], shard_count=2, sync=n == 0) for n in range(2)]
    await sandbox.person("mia").say("#films", "@bot quiet films")
    await sandbox.person("otto").say("#lobby", "@bot quiet lobby")
    await sandbox.person("otto").say("dm", "quiet dm")
    await sandbox.settle()
    first, second = ([message.content.partition("quiet ")[2] for message in bot.heard] for bot in bots)
    club = (sandbox.guild_id("Film club") >> 22) % 2
    assert [first, second][club] == (["films", "dm"] if club == 0 else ["films"])
    assert [first, second][1 - club] == (["lobby"] if club == 0 else ["lobby", "dm"])
    assert [[guild.name for guild in bot.guilds] for bot in bots][club] == ["Film club"]


async def test_the_gateway_says_how_many_shards_and_how_fast(make_sandbox: Any) -> None:
    sandbox = await make_sandbox(shards=3, max_concurrency=2)
    async with aiohttp.ClientSession() as session:
        token = {"Authorization": f"Bot {sandbox.token}"}
        async with session.get(f"{sandbox.rest_url}/gateway/bot", headers=token) as answer:
            body = await answer.json()
    assert (body["shards"], body["session_start_limit"]["max_concurrency"]) == (3, 2)
    assert body["url"] == sandbox.gateway_url


async def test_guilds_and_channels_come_and_go(sandbox: Sandbox, bot: SmallBot) -> None:
    guild_id = sandbox.add_guild("New club", owner="otto")
    sandbox.add_channel("foyer", guild="New club")
    await until(lambda: (guild := bot.get_guild(guild_id)) and guild.text_channels)
    sandbox.set_locale("New club", "de")
    await until(lambda: str(bot.get_guild(guild_id).preferred_locale) == "de")
    sandbox.remove_guild("New club")
    await until(lambda: bot.get_guild(guild_id) is None)
    sandbox.remove_channel("#general")
    await until(lambda: "general" not in [channel.name for channel in bot.get_all_channels()])
    sandbox.set_age_restricted("#films", True)
    await until(lambda: bot.get_channel(sandbox.channel_id("#films")).is_nsfw())


async def test_members_can_be_asked_for(sandbox: Sandbox, bot: SmallBot) -> None:
    guild = bot.get_guild(sandbox.guild_id("Film club"))
    found = await guild.query_members(user_ids=[sandbox.person("max").id])
    assert [member.name for member in found] == ["max"]
    assert {member.name for member in await guild.query_members("m")} == {"mia", "max"}
    assert (await guild.fetch_member(sandbox.person("max").id)).name == "max"


class RawGateway:
    """A connection without discord.py, for what the client never does."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def send(self, op: int, data: Any) -> None:
        await self.socket.send_json({"op": op, "d": data})

    async def receive(self) -> dict[str, Any]:
        return json.loads((await self.socket.receive()).data)

    async def closed_with(self) -> int:
        while (await self.socket.receive()).type is not aiohttp.WSMsgType.CLOSE:
            pass
        return self.socket.close_code


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        ([(2, {"token": "wrong", "intents": 0})], 4004),
        ([(2, {"token": None, "intents": 0, "shard": [2, 2]})], 4010),
        ([(2, {"token": None, "intents": 1 << 40})], 4013),
        ([(2, {"token": None, "intents": 1 << 1})], 4014),
        ([(2, {"token": None, "intents": 0}), (2, {"token": None, "intents": 0})], 4005),
        ([(8, {"guild_id": "1"})], 4003),
        ([(2, {"token": None, "intents": 0}), (99, {})], 4001),
    ],
)
async def test_what_a_client_may_not_do_closes_the_connection(
    sandbox: Sandbox, frames: list[tuple[int, dict[str, Any]]], code: int
) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(sandbox.gateway_url) as socket:
        gateway = RawGateway(socket)
        for op, data in frames:
            await gateway.send(
                op, {key: value or sandbox.token if key == "token" else value for key, value in data.items()}
            )
        assert await gateway.closed_with() == code


async def test_nonsense_is_a_decode_error(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(sandbox.gateway_url) as socket:
        await socket.send_str("not json")
        assert await RawGateway(socket).closed_with() == 4002


async def test_a_resume_of_an_unknown_session_is_invalid(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(sandbox.gateway_url) as socket:
        gateway = RawGateway(socket)
        assert (await gateway.receive())["op"] == 10
        await gateway.send(6, {"token": sandbox.token, "session_id": "unknown", "seq": 1})
        assert (await gateway.receive()) == {"op": 9, "d": False, "s": None, "t": None}
        await gateway.send(1, None)
        assert (await gateway.receive())["op"] == 11


async def test_compressed_messages_share_one_stream(sandbox: Sandbox) -> None:
    url = f"{sandbox.gateway_url}?v=10&encoding=json&compress=zlib-stream"
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
        inflate = zlib.decompressobj()
        await RawGateway(socket).send(2, {"token": sandbox.token, "intents": 1})
        events = []
        while len(events) < 4:
            data = (await socket.receive()).data
            assert data.endswith(b"\x00\x00\xff\xff")
            events.append(json.loads(inflate.decompress(data)))
    assert [event["op"] for event in events] == [10, 0, 0, 0]
    assert [event["t"] for event in events[1:]] == ["READY", "GUILD_CREATE", "GUILD_CREATE"]
    assert [event["s"] for event in events[1:]] == [1, 2, 3]


async def test_events_keep_to_the_intents(sandbox: Sandbox, connect: Connect) -> None:
    bot = await connect(sandbox, intents=discord.Intents(guilds=True, dm_messages=True))
    await sandbox.person("mia").say("#films", "@bot quiet")
    await sandbox.person("mia").say("dm", "quiet")
    await sandbox.settle()
    assert [message.guild for message in bot.heard] == [None]
