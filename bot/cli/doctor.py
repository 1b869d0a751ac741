"""`doctor`: looks at everything a running bot needs, and says what to do about what it finds."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING

import typer

from bot.cli.faults import BAD_KNOWLEDGE, PORTAL, UsageError
from bot.cli.findings import Finding

if TYPE_CHECKING:
    from bot.config import Settings


def doctor() -> None:
    """Say what is wrong with this bot and what to do.

    Looks at settings, knowledge, database, token, intents, permissions and commands.
    """
    import asyncio

    from bot import logs

    logs.set_up(level="ERROR")  # what is worth a warning is a finding here
    worst = asyncio.run(_report())
    if worst:
        raise typer.Exit(worst)


async def _report() -> int:
    """Print each finding as soon as it is there; the highest exit status of all."""
    status = 0
    async for finding in _findings():
        typer.secho(f"{finding.level.mark} {finding.subject}: ", fg=finding.level.color, bold=True, nl=False)
        print(finding.text)
        if finding.advice:
            print(f"   {finding.advice}")
        status = max(status, finding.status)
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
    from bot.cli.options import counted, existing_folder
    from bot.knowledge import KnowledgeError, Severity, load_knowledge
    from bot.services.checking import found_problems

    try:
        folder = existing_folder(settings.knowledge_dir)
        base = load_knowledge(folder)
    except UsageError as error:
        yield Finding.fault("Knowledge", str(error))
        return
    except KnowledgeError as error:
        advice = f"film-faq-bot check {folder} lists them"
        yield Finding.fault("Knowledge", counted(len(error.problems), "problem"), advice=advice, status=BAD_KNOWLEDGE)
        return
    films, entries = counted(len(base.films), "film"), counted(len(base.entries), "entry", "entries")
    yield Finding.fine("Knowledge", f"{films}, {entries} in {folder}")
    if not base.films:
        advice = f"film-faq-bot new TITLE YEAR --knowledge {folder} begins one"
        yield Finding.note("Knowledge", "there is no film in it", advice=advice)
    problems = found_problems(folder)
    if errors := sum(problem.severity is Severity.ERROR for problem in problems):
        lead = counted(errors, "question does", "questions do")
        text = f"{lead} not lead where must_match and must_not_match say"
        yield Finding.note("Knowledge", text, advice=f"film-faq-bot check {folder} lists them")
    if len(problems) > errors:
        advice = f"film-faq-bot check {folder} lists them"
        yield Finding.note("Knowledge", counted(len(problems) - errors, "warning"), advice=advice)
    film = settings.default_film
    if film is not None and film not in base.films:
        there = ", ".join(base.films) or "none"
        yield Finding.fault("Settings", f"DEFAULT_FILM: no film has the id {film!r}", advice=f"There are: {there}")


async def _database(settings: Settings) -> AsyncIterator[Finding]:
    from bot.services.errors import StoreError
    from bot.storage import open_stores, try_writing

    url = settings.database_url.get_secret_value() if settings.database_url else None
    try:
        async with open_stores(data_dir=settings.data_dir, url=url) as stores:
            if stores.unkept is not None:
                advice = "What the bot should remember would end with the process"
                yield Finding.fault("Database", stores.unkept, advice=advice)
                return
            by_role = sum(bool(guild.moderator_roles) for guild in await stores.guilds.all())
        await try_writing(data_dir=settings.data_dir, url=url)
    except StoreError as error:
        advice = "Or leave DATABASE_URL empty: state is then kept in a file in DATA_DIR" if url else ""
        yield Finding.fault("Database", str(error), advice=advice)
        return
    where = "PostgreSQL" if url and url.startswith("postgres") else f"SQLite in {settings.data_dir}"
    yield Finding.fine("Database", f"{where} can be read and written")
    if by_role:  # whether an admin has done so, a bot is not told
        text = f"servers that have chosen moderators' roles: {by_role}; Discord shows those roles no command by itself"
        advice = (
            "An admin allows /knowledge, /inbox, /settings and Teach the bot: Server Settings, Integrations, this bot"
        )
        yield Finding.note("Moderators", text, advice=advice)
