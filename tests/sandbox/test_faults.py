"""How faults look from inside discord.py: REST, interactions and rate limits."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import discord
import pytest

from bot.sandbox import Fault, InteractionFailed, Sandbox
from tests.sandbox.conftest import Connect
from tests.sandbox.small_bot import SmallBot

MESSAGES = r"^/channels/\d+/messages$"
CALLBACK = r"/callback$"


@pytest.fixture
async def channel(sandbox: Sandbox, bot: SmallBot) -> discord.TextChannel:
    return bot.get_channel(sandbox.channel_id("#films"))


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Have discord.py's own waits take no time, and keep how long they would have been."""
    kept: list[float] = []
    sleep = asyncio.sleep

    async def hurry(delay: float, result: Any = None) -> Any:
        if delay >= 0.3:
            kept.append(delay)
            delay = 0
        return await sleep(delay, result)

    monkeypatch.setattr("discord.http.asyncio.sleep", hurry)
    return kept


async def test_a_rate_limit_is_waited_for(sandbox: Sandbox, channel: discord.TextChannel, waits: list[float]) -> None:
    body = {"message": "You are being rate limited.", "retry_after": 0.5, "global": False}
    sandbox.fault(Fault(method="POST", path=MESSAGES, status=429, body=body))
    await channel.send("hello")
    assert waits[0] == 0.5
    assert len(sandbox.messages("#films")) == 1


async def test_a_rate_limit_that_does_not_come_from_discord_is_an_error(
    sandbox: Sandbox, channel: discord.TextChannel
) -> None:
    sandbox.fault(Fault(method="POST", path=MESSAGES, status=429, body={"retry_after": 0.5}, headers={}))
    with pytest.raises(discord.HTTPException) as error:
        await channel.send("hello")
    assert error.value.status == 429


@pytest.mark.parametrize(("status", "times", "delays"), [(500, 1, [1]), (502, 2, [1, 3])])
async def test_server_errors_are_tried_again(
    sandbox: Sandbox, channel: discord.TextChannel, waits: list[float], status: int, times: int, delays: list[float]
) -> None:
    sandbox.fault(Fault(method="POST", path=MESSAGES, status=status, times=times, body="<html>Bad gateway</html>"))
    await channel.send("hello")
    assert waits == delays


async def test_an_unavailable_service_is_an_error_at_once(
    sandbox: Sandbox, channel: discord.TextChannel, waits: list[float]
) -> None:
    sandbox.fault(Fault(method="POST", path=MESSAGES, status=503))
    with pytest.raises(discord.DiscordServerError):
        await channel.send("hello")
    assert waits == []


async def test_a_torn_connection_is_an_error_and_an_own_nonce_makes_trying_again_safe(
    sandbox: Sandbox, channel: discord.TextChannel
) -> None:
    sandbox.fault(Fault(method="POST", path=MESSAGES, abort=True, after=True))
    with pytest.raises(aiohttp.ClientConnectionError):
        await channel.send("hello", nonce="q-1")
    await channel.send("hello", nonce="q-1")
    assert len(sandbox.messages("#films")) == 1


async def test_a_slow_answer_is_waited_for(sandbox: Sandbox, channel: discord.TextChannel) -> None:
    sandbox.fault(Fault(method="POST", path=MESSAGES, delay=0.1))
    await channel.send("hello")
    assert len(sandbox.messages("#films")) == 1


async def test_nested_errors_are_read_by_the_client(sandbox: Sandbox, channel: discord.TextChannel) -> None:
    errors = {"embeds": {"0": {"description": {"_errors": [{"code": "BASE_TYPE_MAX_LENGTH", "message": "Too long."}]}}}}
    sandbox.fault(
        Fault(method="POST", path=MESSAGES, status=400, body={"code": 50035, "message": "Invalid", "errors": errors})
    )
    with pytest.raises(discord.HTTPException, match=r"In embeds\.0\.description: Too long\.") as error:
        await channel.send("hello")
    assert error.value.code == 50035


async def test_a_late_callback_is_an_unknown_interaction(make_sandbox: Any, connect: Connect) -> None:
    sandbox = await make_sandbox(interaction_ttl=0.1)
    bot = await connect(sandbox)
    sandbox.fault(Fault(method="POST", path=CALLBACK, delay=0.2))
    handle = await sandbox.person("mia").slash("#films", "ask", question="who")
    with pytest.raises(InteractionFailed):
        await handle.response()
    async with asyncio.timeout(5):
        while not bot.faults:
            await asyncio.sleep(0.01)
    assert [fault.code for fault in bot.faults] == [10062]


async def test_a_callback_is_tried_again_even_when_the_service_is_unavailable(
    sandbox: Sandbox, bot: SmallBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    sleep = asyncio.sleep
    monkeypatch.setattr("discord.webhook.async_.asyncio.sleep", lambda delay: sleep(0))
    sandbox.fault(Fault(method="POST", path=CALLBACK, status=503))
    handle = await sandbox.person("mia").slash("#films", "ask", question="who")
    assert (await handle.message()).text == "who (None)"


async def test_a_wrong_token_is_a_login_failure(sandbox: Sandbox, connect: Connect) -> None:
    sandbox.token += "x"
    with pytest.raises(discord.LoginFailure):
        await connect(sandbox)


async def test_a_fault_strikes_as_often_as_told(sandbox: Sandbox) -> None:
    sandbox.fault(Fault(path="^/gateway$", status=418, times=2))
    statuses = []
    async with aiohttp.ClientSession() as session:
        for _ in range(3):
            async with session.get(f"{sandbox.rest_url}/gateway") as answer:
                statuses.append(answer.status)
    assert statuses == [418, 418, 200]


async def test_every_answer_tells_of_its_bucket(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession() as session:
        token = {"Authorization": f"Bot {sandbox.token}"}
        async with session.get(f"{sandbox.rest_url}/users/@me", headers=token) as answer:
            names = {f"X-RateLimit-{name}" for name in ("Limit", "Remaining", "Reset", "Reset-After", "Bucket")}
            assert names <= set(answer.headers)
            assert answer.headers["Content-Type"] == "application/json"
            assert answer.headers["Via"]


async def test_an_empty_bucket_is_refused_and_the_client_keeps_to_it(
    sandbox: Sandbox, channel: discord.TextChannel
) -> None:
    sandbox.rate_limit("POST", "/channels/{channel_id}/messages", limit=2, per=0.2)
    await asyncio.gather(*(channel.send(str(number)) for number in range(5)))
    assert len(sandbox.messages("#films")) == 5
    url = f"{sandbox.rest_url}/channels/{channel.id}/messages"
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {sandbox.token}"}) as session:
        statuses = []
        for number in range(4):
            async with session.post(url, json={"content": str(number)}) as answer:
                statuses.append(answer.status)
                body = await answer.json()
    assert statuses[-1] == 429
    assert 0 < body["retry_after"] <= 0.2


async def test_a_failed_hook_is_kept_and_refuses_the_request(make_sandbox: Any) -> None:
    def refuse(request: Any) -> None:
        raise AssertionError(f"{request.method} {request.route} is wrong")

    sandbox = Sandbox(on_request=refuse)
    async with sandbox, aiohttp.ClientSession() as session, session.get(f"{sandbox.rest_url}/gateway") as answer:
        assert answer.status == 400
    assert [str(error) for error in sandbox.hook_errors] == ["GET /gateway is wrong"]


async def test_requests_are_recorded_with_their_route(sandbox: Sandbox, channel: discord.TextChannel) -> None:
    await channel.send("hello")
    request = sandbox.requests[-1]
    assert (request.method, request.route) == ("POST", "/channels/{channel_id}/messages")
    assert request.path == f"/channels/{channel.id}/messages"
    assert request.body["content"] == "hello"


async def test_an_unknown_route_and_a_missing_token_are_refused(make_sandbox: Any) -> None:
    sandbox = Sandbox()
    async with sandbox, aiohttp.ClientSession() as session:
        async with session.get(f"{sandbox.rest_url}/nowhere") as answer:
            assert answer.status == 404
        async with session.get(f"{sandbox.rest_url}/users/@me") as answer:
            assert answer.status == 401
