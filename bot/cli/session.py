"""One run of the bot, from opening its stores to a clean end: on Discord, or in the sandbox."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Callable
from typing import Any

from bot import endpoint
from bot.app import App, open_app
from bot.cli.discord_api import DiscordApi, RefusedError
from bot.cli.faults import SERVER_ERROR, TOKEN_REFUSED, TOO_MANY, UsageError
from bot.cli.inspector import KnowledgeInspector
from bot.cli.supervision import keep_connected, stop_signal
from bot.client import FilmBot
from bot.config import Settings
from bot.sandbox import Sandbox
from bot.sandbox.scenery import FILM_CLUB_ID
from bot.ui.floods import Floods

log = logging.getLogger(__name__)

UNAUTHORIZED = 401

SHIPPED_FILM = "the-sessions"
"""What the sandbox talks about unless DEFAULT_FILM or the knowledge says otherwise."""


async def on_discord(settings: Settings, token: str) -> None:
    """Answer on Discord until stopped. Raises faults that `bot.cli.faults` translates."""
    await _reach_discord(token, settings.discord_api_url)
    async with open_app(
        knowledge_dir=settings.knowledge_dir,
        data_dir=settings.data_dir,
        database_url=settings.database_url.get_secret_value() if settings.database_url else None,
        default_film=settings.default_film,
        editor_guild_ids=settings.editor_guild_ids,
    ) as app:
        make_bot = _bot_maker(
            app,
            message_content=settings.message_content_intent,
            dev_guild_ids=settings.dev_guild_ids,
            shard_ids=settings.shard_ids,
            shard_count=settings.shard_count,
        )
        with endpoint.use(settings.discord_api_url, settings.discord_gateway_url), stop_signal() as stop:
            await keep_connected(make_bot, token, stop=stop)


async def _reach_discord(token: str, base: str | None) -> None:
    """Look before the long work of loading: who starts the bot wants to hear of a wrong token or no network at once.

    Later the same faults are met by trying again, since by then they pass. Raises UsageError, RefusedError,
    NotDiscordError and aiohttp's errors.
    """
    async with DiscordApi.open(token, base=base) as api:
        try:
            await api.me()
        except RefusedError as error:
            if error.status == UNAUTHORIZED:
                raise UsageError(TOKEN_REFUSED) from error
            if error.status < SERVER_ERROR and error.status != TOO_MANY:
                raise
            log.warning("Discord refuses to answer: %s. Trying again", error)


async def in_sandbox(settings: Settings, port: int) -> None:
    """Answer in the sandbox until stopped.

    State is kept apart from a real bot's: a server's moderators have no use for what was tried here.
    """
    film = settings.default_film
    if film is None and (settings.knowledge_dir / "films" / f"{SHIPPED_FILM}.yaml").exists():
        film = SHIPPED_FILM
    async with open_app(
        knowledge_dir=settings.knowledge_dir,
        data_dir=settings.data_dir / "sandbox",
        default_film=film,
        editor_guild_ids=settings.editor_guild_ids or (FILM_CLUB_ID,),
    ) as app:
        inspector = KnowledgeInspector(app.library, film=film)
        discord = Sandbox(inspector=inspector, message_content=settings.message_content_intent)
        try:
            await discord.start(port)
        except OSError as error:
            why = os.strerror(error.errno or 0)
            raise UsageError(f"Port {port} cannot be used: {why}. Choose another with --port; 0 takes any") from error
        make_bot = _bot_maker(app, message_content=settings.message_content_intent)
        announcing = asyncio.create_task(_announce(discord))
        try:
            with endpoint.use(discord.rest_url, discord.gateway_url), stop_signal() as stop:
                await keep_connected(make_bot, discord.token, stop=stop)
        finally:
            announcing.cancel()
            await discord.close()


def _bot_maker(app: App, **options: Any) -> Callable[[], FilmBot]:
    """How to build a bot: a client that has been closed cannot be started again, so there may be several in a row."""
    floods = Floods()
    return lambda: FilmBot(
        app,
        floods=floods,
        **options,
    )


async def _announce(discord: Sandbox) -> None:
    """Print the link once the bot answers there."""
    while not discord.connected:  # noqa: ASYNC110  # the sandbox tells nobody of a connection
        await asyncio.sleep(0.02)
    print(f"Sandbox: {discord.page_url}", flush=True)
    if sys.stdout.isatty():  # to a program that waits for the link, more lines are noise
        print("Ctrl-C ends it. Its messages go with it; edits and what members asked in vain stay.")
