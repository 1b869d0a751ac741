"""The way out of one installation and into another, in the shell: `export` and `import`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.options import Knowledge, counted, existing_folder, read_settings, working

if TYPE_CHECKING:
    from bot.services.transfer import Imported, Manifest, StateFiles


def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
    knowledge: Knowledge = None,
) -> None:
    """Write everything the bot knows and remembers as files.

    The settings in .env are not among them: they hold the token.
    """
    import asyncio

    from bot.services.transfer import export_to

    source = existing_folder(knowledge or read_settings().knowledge_dir, option="--knowledge")

    async def exported() -> Manifest:
        async with _state() as state:
            return await export_to(folder, knowledge_dir=source, state=state)

    with working(f"Exporting to {folder}"):
        manifest = asyncio.run(exported())
    print(f"Exported {_counted(manifest)} to {folder}")


def import_(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that export wrote.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="In place of the knowledge and the state that are there.")
    ] = False,
    knowledge: Knowledge = None,
) -> None:
    """Take over what another installation exported.

    The knowledge folder and the database must be empty, and no bot may be running.
    """
    import asyncio

    from bot.services.transfer import import_from

    target = knowledge or read_settings().knowledge_dir

    async def imported() -> Imported:
        async with _state() as state:
            return await import_from(folder, knowledge_dir=target, state=state, replace=replace)

    with working(f"Importing {folder}"):
        found = asyncio.run(imported())
    print(f"Imported {_counted(found.manifest)} into {target}")
    if found.set_aside is not None:
        print(f"The knowledge that was there is kept in {found.set_aside}")


@asynccontextmanager
async def _state() -> AsyncIterator[StateFiles]:
    from bot import logs
    from bot.storage.transfer import open_state_files

    logs.set_up(level="ERROR")
    settings = read_settings()
    url = settings.database_url.get_secret_value() if settings.database_url else None
    async with open_state_files(data_dir=settings.data_dir, url=url) as state:
        yield state


def _counted(manifest: Manifest) -> str:
    rows = sum(told.rows or 0 for told in manifest.tables.values())
    return f"{counted(len(manifest.knowledge), 'knowledge file')} and {counted(rows, 'row')} of state"
