"""The bot at work: `run` connects it to Discord, `sandbox` to a local stand-in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.faults import PORTAL, UsageError
from bot.cli.options import existing_folder, read_settings

if TYPE_CHECKING:
    from bot.config import Settings


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
    import asyncio

    from bot.cli.session import on_discord

    asyncio.run(on_discord(settings, settings.discord_token.get_secret_value()))


def sandbox(
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="0 takes any free one; a port in use, the next free one.")
    ] = 8765,
) -> None:
    """Try the bot in a local stand-in for Discord; prints its link."""
    settings = read_settings()
    existing_folder(settings.knowledge_dir)
    # Whoever tries the bot wants its link, not its log.
    _set_up_logs(settings, level=settings.log_level if "log_level" in settings.model_fields_set else "WARNING")
    import asyncio

    from bot.cli.session import in_sandbox

    asyncio.run(in_sandbox(settings, port))


def _set_up_logs(settings: Settings, *, level: str) -> None:
    from bot import logs

    secrets = [secret.get_secret_value() for secret in (settings.discord_token, settings.database_url) if secret]
    logs.set_up(level=level, style=settings.log_format, secrets=secrets)
