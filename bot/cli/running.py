"""The bot at work: `run` connects it to Discord, `sandbox` to a local stand-in."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.faults import PORTAL, TOKEN_REFUSED, UsageError
from bot.cli.options import existing_folder, read_settings

if TYPE_CHECKING:
    from bot.app import App
    from bot.client import FilmBot
    from bot.config import Settings
    from bot.sandbox import Sandbox

log = logging.getLogger(__name__)

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)
UNAUTHORIZED = 401

SHIPPED_FILM = "the-sessions"
"""What the sandbox talks about unless DEFAULT_FILM or the knowledge says otherwise."""


def run() -> None:
    """Connect to Discord and answer until stopped."""
    settings = read_settings()
    if settings.discord_token is None:
        raise UsageError(
            f"DISCORD_TOKEN is not set. Make an application in {PORTAL}, page Bot, press Reset Token and write the token "
            f"to .env; or try the bot without an account: film-faq-bot sandbox"
        )
    existing_folder(settings.knowledge_dir)
    _set_up_logs(settings, level=settings.log_level)
    asyncio.run(_run(settings, settings.discord_token.get_secret_value()))


def sandbox(
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="0 takes any free one; a port in use, the next free one.")
    ] = 8765,
) -> None:
    """Start a local stand-in for Discord with the bot in it, and print its link."""
    settings = read_settings()
    existing_folder(settings.knowledge_dir)
    # Whoever tries the bot wants its link, not its log.
    _set_up_logs(settings, level=settings.log_level if "log_level" in settings.model_fields_set else "WARNING")
    asyncio.run(_sandbox(settings, port))


def _set_up_logs(settings: Settings, *, level: str) -> None:
    from bot import logs

    secrets = [secret.get_secret_value() for secret in (settings.discord_token, settings.database_url) if secret]
    logs.set_up(level=level, style=settings.log_format, secrets=secrets)


async def _run(settings: Settings, token: str) -> None:
    from bot import client, endpoint
    from bot.app import open_app

    await _reach_discord(token, settings.discord_api_url)
    async with open_app(
        knowledge_dir=settings.knowledge_dir,
        data_dir=settings.data_dir,
        database_url=settings.database_url.get_secret_value() if settings.database_url else None,
        default_film=settings.default_film,
    ) as app:
        make_bot = _bot_maker(
            app,
            message_content=settings.message_content_intent,
            dev_guild_ids=settings.dev_guild_ids,
            shard_ids=settings.shard_ids,
            shard_count=settings.shard_count,
        )
        with endpoint.use(settings.discord_api_url, settings.discord_gateway_url), _stop_signal() as stop:
            await client.run(make_bot, token, stop=stop)


async def _reach_discord(token: str, base: str | None) -> None:
    """Look before the long work of loading: who starts the bot wants to hear of a wrong token or no network at once.

    Later the same faults are met by trying again, since by then they pass. Raises UsageError and aiohttp's errors.
    """
    from bot.cli.discord_api import DiscordApi, RefusedError

    async with DiscordApi.open(token, base=base) as api:
        try:
            await api.get("/users/@me")
        except RefusedError as error:
            if error.status == UNAUTHORIZED:
                raise UsageError(TOKEN_REFUSED) from error
            log.warning("Discord refuses to answer: %s. Trying again", error)


async def _sandbox(settings: Settings, port: int) -> None:
    """State is kept apart from a real bot's: a server's moderators have no use for what was tried here."""
    from bot import client, endpoint
    from bot.app import open_app
    from bot.cli.inspector import KnowledgeInspector
    from bot.sandbox import Sandbox

    film = settings.default_film
    if film is None and (settings.knowledge_dir / "films" / f"{SHIPPED_FILM}.yaml").exists():
        film = SHIPPED_FILM
    async with open_app(
        knowledge_dir=settings.knowledge_dir, data_dir=settings.data_dir / "sandbox", default_film=film
    ) as app:
        inspector = KnowledgeInspector(app.library, film=film)
        discord = Sandbox(inspector=inspector, message_content=settings.message_content_intent)
        await discord.start(port)
        make_bot = _bot_maker(app, message_content=settings.message_content_intent)
        announcing = asyncio.create_task(_announce(discord))
        try:
            with endpoint.use(discord.rest_url, discord.gateway_url), _stop_signal() as stop:
                await client.run(make_bot, discord.token, stop=stop)
        finally:
            announcing.cancel()
            await discord.close()


def _bot_maker(app: App, **options: Any) -> Callable[[], FilmBot]:
    """How to build a bot: a client that has been closed cannot be started again, so there may be several in a row."""
    from bot.client import FilmBot
    from bot.ui.floods import Floods

    floods = Floods()
    return lambda: FilmBot(
        asking=app.asking,
        browsing=app.browsing,
        feedback=app.feedback,
        questions=app.questions,
        answers=app.answers,
        floods=floods,
        **options,
    )


async def _announce(discord: Sandbox) -> None:
    """Print the link once the bot answers there."""
    while not discord.connected:  # noqa: ASYNC110  # the sandbox tells nobody of a connection
        await asyncio.sleep(0.02)
    print(f"Sandbox: {discord.page_url}", flush=True)


@contextmanager
def _stop_signal() -> Iterator[asyncio.Event]:
    """An event that SIGTERM and SIGINT set, instead of ending the process at once; a second one ends it."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()

    def begin_to_stop() -> None:
        stop.set()
        for number in STOP_SIGNALS:
            loop.remove_signal_handler(number)

    for number in STOP_SIGNALS:
        loop.add_signal_handler(number, begin_to_stop)
    try:
        yield stop
    finally:
        for number in STOP_SIGNALS:
            loop.remove_signal_handler(number)
