"""A sandbox and the real discord.py client in it, pointed there for the length of a test."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import discord
import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.sandbox import Sandbox
from tests.conftest import CI, SHARED_DATA
from tests.discord_spec import DiscordSpec
from tests.sandbox.small_bot import SmallBot

SPEC = Path(os.environ.get("DISCORD_OPENAPI", SHARED_DATA / "discord-openapi.json"))

Connect = Callable[..., Any]


@pytest.fixture(scope="session")
def hooks() -> dict[str, Any]:
    """Checks of everything both sides send; none where the description is absent, which CI does not allow."""
    if not SPEC.exists():
        assert not CI, f"{SPEC} is absent"
        return {}
    spec = DiscordSpec(SPEC)
    return {"on_request": spec.check_request, "on_response": spec.check_response}


@pytest.fixture
async def make_sandbox(hooks: dict[str, Any]) -> AsyncIterator[Callable[..., Any]]:
    """Start sandboxes with a test's own settings; what the hooks found fails the test at its end."""
    async with AsyncExitStack() as stack:
        made: list[Sandbox] = []

        async def make(**options: Any) -> Sandbox:
            sandbox = await stack.enter_async_context(Sandbox(**(hooks | options)))
            made.append(sandbox)
            return sandbox

        yield make
    assert [error for sandbox in made for error in sandbox.hook_errors] == []


@pytest.fixture
async def sandbox(make_sandbox: Callable[..., Any]) -> Sandbox:
    return await make_sandbox()


@asynccontextmanager
async def pointed_at(sandbox: Sandbox) -> AsyncIterator[None]:
    """Have discord.py speak to a sandbox."""
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE = sandbox.rest_url
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(sandbox.gateway_url)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before


@asynccontextmanager
async def running(sandbox: Sandbox, bot: SmallBot) -> AsyncIterator[SmallBot]:
    """Log a bot in; should its connection end with an error, the test hears of it instead of timing out."""
    async with pointed_at(sandbox):
        life = asyncio.create_task(bot.start(sandbox.token))
        ready = asyncio.create_task(bot.readied.wait())
        await asyncio.wait([life, ready], return_when=asyncio.FIRST_COMPLETED, timeout=10)
        if life.done():
            ready.cancel()
            await bot.close()
            await life
        try:
            yield bot
        finally:
            await bot.close()
            ready.cancel()
            await asyncio.gather(life, ready, return_exceptions=True)


@pytest.fixture
async def connect() -> AsyncIterator[Connect]:
    """Log bots in to sandboxes."""
    async with AsyncExitStack() as stack:

        async def connect(sandbox: Sandbox, **options: Any) -> SmallBot:
            return await stack.enter_async_context(running(sandbox, SmallBot(**options)))

        yield connect


@pytest.fixture
async def bot(sandbox: Sandbox, connect: Connect) -> SmallBot:
    return await connect(sandbox)


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discord.VoiceClient, "warn_nacl", False)
    monkeypatch.setattr(discord.VoiceClient, "warn_dave", False, raising=False)
