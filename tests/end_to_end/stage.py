"""The unmodified discord.py client with our bot, in a sandbox; restarted on the same database at will."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bot import endpoint
from bot.app import App, open_app
from bot.client import FilmBot
from bot.sandbox import Person, Sandbox, SentMessage
from bot.services.library import Library
from bot.storage import Stores, open_stores
from bot.ui.floods import Floods

KNOWLEDGE = Path(__file__).parent / "knowledge"

_libraries: dict[Path, Library] = {}


async def _open_once(folder: Path) -> Library:
    """Tests that change knowledge have a folder of their own; indexing this one takes longer than most of them."""
    if folder not in _libraries:
        _libraries[folder] = Library.load(folder)
        _libraries[folder].prepare()  # as `open` does
    return _libraries[folder]


class Stage:
    """One sandbox, one database, and one bot at a time."""

    def __init__(self, sandbox: Sandbox, data_dir: Path) -> None:
        self.sandbox = sandbox
        self._data_dir = data_dir
        self._running: AsyncExitStack | None = None
        self.app: App
        self.bot: FilmBot

    async def start(
        self,
        *,
        default_film: str | None = "the-sessions",
        knowledge: Path = KNOWLEDGE,
        floods: Floods | None = None,
        editor_guilds: Sequence[int] = (),
        **options: Any,
    ) -> None:
        """Start a bot and wait until the sandbox has it connected and its commands registered."""
        async with AsyncExitStack() as stack:
            opened = open_app(
                knowledge_dir=knowledge,
                data_dir=self._data_dir,
                default_film=default_film,
                editor_guild_ids=editor_guilds,
            )
            with patch.object(Library, "open", _open_once) if knowledge == KNOWLEDGE else nullcontext():
                self.app = await stack.enter_async_context(opened)
            self.bot = FilmBot(
                self.app,
                floods=floods or Floods(rate=1000),
                **options,
            )
            await stack.enter_async_context(_connected(self.bot, self.sandbox))
            self._running = stack.pop_all()

    async def stop(self) -> None:
        """End the bot as SIGTERM does, and close its stores."""
        if self._running is not None:
            await self._running.aclose()
            self._running = None

    async def restart(self, **options: Any) -> None:
        """Another bot object, other services, the same database: what a new process would be."""
        await self.stop()
        await self.start(**options)

    @asynccontextmanager
    async def stores(self) -> AsyncIterator[Stores]:
        """The state as another process finds it."""
        async with open_stores(data_dir=self._data_dir, url=None) as stores:
            yield stores

    def person(self, name: str) -> Person:
        return self.sandbox.person(name)

    async def ask(self, question: str, *, who: str = "mia", channel: str = "#films") -> SentMessage:
        """Mention the bot and wait for its reply."""
        return await self.sandbox.reply_to(await self.person(who).say(channel, f"@bot {question}"))

    async def settle(self) -> None:
        """Wait until the bot has nothing to do: neither requests under way nor a handler that waits for the store."""
        await self.sandbox.settle()
        while self.bot.work.in_hand:
            await asyncio.sleep(0.005)
            await self.sandbox.settle()

    async def answers(self, channel: str = "#films") -> list[SentMessage]:
        """What the bot has said for all to see in a channel, once it has nothing more to do."""
        await self.settle()
        return [
            message
            for message in self.sandbox.messages(channel)
            if message.author_id == self.sandbox.bot_id and message.ephemeral_for is None
        ]


@asynccontextmanager
async def _connected(bot: FilmBot, sandbox: Sandbox) -> AsyncIterator[None]:
    running = asyncio.create_task(bot.start(sandbox.token))
    try:
        async with asyncio.timeout(10):
            while not ((sandbox.connected and bot.guilds) or running.done()):
                await asyncio.sleep(0.005)
        if running.done():
            running.result()
        await sandbox.settle()
        yield
    finally:
        await bot.close()
        await asyncio.wait({running}, timeout=5)
        assert running.done(), "the client did not end"
        if not running.cancelled() and (error := running.exception()):
            raise error


@asynccontextmanager
async def staged(sandbox: Sandbox, data_dir: Path) -> AsyncIterator[Stage]:
    """Open a sandbox for one test; at its end, no request may have been against Discord's description."""
    async with sandbox:
        with endpoint.use(sandbox.rest_url, sandbox.gateway_url):
            stage = Stage(sandbox, data_dir)
            try:
                yield stage
            finally:
                await stage.stop()
    assert not sandbox.hook_errors, sandbox.hook_errors
