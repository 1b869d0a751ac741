"""`doctor`: looks at everything a running bot needs, and says what to do about what it finds."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING

import typer

from bot.cli.faults import BAD_KNOWLEDGE, PORTAL, WRONG_USE, translate
from bot.cli.findings import Finding, Level

if TYPE_CHECKING:
    from bot.config import Settings


def doctor() -> None:
    """Check settings, knowledge, database, token, intents, permissions and commands."""
    import asyncio

    worst = asyncio.run(_report())
    if worst:
        raise typer.Exit(worst)


async def _report() -> int:
    """Print each finding as soon as it is there; the exit status tells the kind of the worst."""
    status = 0
    async for finding in _findings():
        typer.secho(f"{finding.level.mark} {finding.subject}: ", fg=finding.level.color, bold=True, nl=False)
        print(finding.text)
        if finding.advice:
            print(f"    {finding.advice}")
        if finding.level is Level.FAULT:
            status = BAD_KNOWLEDGE if finding.subject == "Knowledge" and status in {0, BAD_KNOWLEDGE} else WRONG_USE
    return status


async def _findings() -> AsyncIterator[Finding]:
    from bot.config import SettingsError, load_settings

    try:
        settings = load_settings()
    except SettingsError as error:
        for fault in error.faults:
            yield Finding.fault("Settings", str(fault), advice="Correct it in .env or in the environment")
        return
    chosen = sorted(name.upper() for name in settings.model_fields_set)
    yield Finding.fine("Settings", f"in order ({', '.join(chosen) or 'all at their defaults'})")
    for finding in _knowledge(settings):
        yield finding
    async for finding in _database(settings):
        yield finding
    if settings.discord_token is None:
        yield Finding.note(
            "Token",
            "DISCORD_TOKEN is not set, so film-faq-bot starts the sandbox; the checks on Discord are left out",
            advice=f"For Discord: make an application in {PORTAL}, page Bot, Reset Token, and write the token to .env",
        )
        return
    from bot.cli.discord_findings import discord_findings

    async for finding in discord_findings(settings.discord_token.get_secret_value(), settings):
        yield finding


def _knowledge(settings: Settings) -> Iterator[Finding]:
    from bot.cli.options import existing_folder
    from bot.knowledge import KnowledgeError, load_knowledge

    try:
        base = load_knowledge(existing_folder(settings.knowledge_dir))
    except KnowledgeError as error:
        yield Finding.fault("Knowledge", f"{len(error.problems)} problems", advice="film-faq-bot check lists them")
        return
    except Exception as error:
        if (translated := translate(error)) is None:
            raise
        yield Finding.fault("Knowledge", translated[0])
        return
    yield Finding.fine("Knowledge", f"{len(base.films)} films, {len(base.entries)} entries in {settings.knowledge_dir}")
    if base.warnings:
        yield Finding.note("Knowledge", f"{len(base.warnings)} warnings", advice="film-faq-bot check lists them")
    film = settings.default_film
    if film is not None and film not in base.films:
        there = ", ".join(base.films) or "none"
        yield Finding.fault("Settings", f"DEFAULT_FILM: no film has the id {film!r}", advice=f"There are: {there}")


async def _database(settings: Settings) -> AsyncIterator[Finding]:
    from bot.services.errors import StoreError
    from bot.storage import open_stores

    url = settings.database_url.get_secret_value() if settings.database_url else None
    where = "PostgreSQL" if url and url.startswith("postgres") else f"SQLite in {settings.data_dir}"
    try:
        async with open_stores(data_dir=settings.data_dir, url=url):
            yield Finding.fine("Database", f"{where} can be read and written")
    except (StoreError, OSError) as error:
        yield Finding.fault("Database", str(error), advice="See DATA_DIR and DATABASE_URL in .env")
