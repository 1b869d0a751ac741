"""Edits in the shell: `edit`, `add`, `also-asked`, `remove` and `rename`, for scripts and for moderators who live there."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.editing_values import Assignment, Values, additions, edits
from bot.cli.options import Knowledge, read_settings

if TYPE_CHECKING:
    from bot.knowledge.edit import Change
    from bot.services.stores import DocumentStore

DryRun = Annotated[bool, typer.Option("--dry-run", help="Print what would change and write nothing.")]
Reason = Annotated[str | None, typer.Option("--reason", metavar="TEXT", help="Why, for the history.")]
_Entry = Annotated[str, typer.Argument(metavar="ENTRY", help="An entry's id, such as the-sessions/faq/true-story.")]

Wanted = tuple[str, Sequence["Change"]]  # the document and what is to change in it


def edit(
    entry: _Entry,
    fields: Annotated[
        list[str],
        typer.Argument(
            metavar="FIELD=VALUE",
            help="VALUE is text; @FILE and - read it. FIELD= takes the field out, FIELD+= and FIELD-= change a list.",
        ),
    ],
    dry_run: DryRun = False,
    reason: Reason = None,
    knowledge: Knowledge = None,
) -> None:
    """Change fields of an entry.

    A fact's own field is value. Fields inside a list are written like offers[0].url. A value that begins with @ is
    written @@.
    """
    _edit(entry, Values().read(fields), dry_run=dry_run, reason=reason, knowledge=knowledge)


def add(
    document: Annotated[str, typer.Argument(metavar="DOCUMENT", help="A document's id, such as the-sessions.")],
    section: Annotated[str, typer.Argument(metavar="SECTION", help="Such as faq, trivia, quotes, overview.")],
    fields: Annotated[
        list[str],
        typer.Argument(
            metavar="FIELD=VALUE", help="As with edit; id= chooses the name. In overview and the like: FACT=VALUE."
        ),
    ],
    dry_run: DryRun = False,
    reason: Reason = None,
    knowledge: Knowledge = None,
) -> None:
    """Write a new entry and print its id."""
    from bot.cli.editing_names import named_document, named_section

    changes = additions(named_section(section), Values().read(fields))

    async def wanted(documents: DocumentStore) -> Wanted:
        return (await named_document(document, documents)).id, changes

    for name, _ in _carry_out(wanted, dry_run=dry_run, reason=reason, knowledge=knowledge):
        print(name)


def also_asked(
    entry: _Entry,
    wording: Annotated[list[str], typer.Argument(metavar="WORDING", help="@FILE and - read one from each line.")],
    dry_run: DryRun = False,
    reason: Reason = None,
    knowledge: Knowledge = None,
) -> None:
    """Add a wording to an entry."""
    given = Values().read([f"also_asked+={' '.join(wording)}"])
    _edit(entry, given, dry_run=dry_run, reason=reason, knowledge=knowledge)


def remove(entry: _Entry, dry_run: DryRun = False, reason: Reason = None, knowledge: Knowledge = None) -> None:
    """Take an entry out; undo brings it back."""
    from bot.cli.editing_names import named_entry

    async def wanted(documents: DocumentStore) -> Wanted:
        from bot.knowledge.edit import RemoveEntry

        name = await named_entry(entry, documents)
        return name.split("/")[0], [RemoveEntry(name)]

    for name, revision in _carry_out(wanted, dry_run=dry_run, reason=reason, knowledge=knowledge):
        print(f"{name}: removed; film-faq-bot undo {revision} brings it back")


def rename(
    what: Annotated[
        str, typer.Argument(metavar="ENTRY|DOCUMENT", help="An entry's id, or a film's, such as the-sessions.")
    ],
    name: Annotated[str, typer.Argument(metavar="NEW-ID", help="What it is called from now on.")],
    dry_run: DryRun = False,
    reason: Reason = None,
    knowledge: Knowledge = None,
) -> None:
    """Give an entry or a film another id.

    A film's id is its file's name. Everything that refers to it follows: other files, settings of servers, the inbox.
    Undo takes it back.
    """
    if "/" in what:
        _rename_entry(what, name, dry_run=dry_run, reason=reason, knowledge=knowledge)
        return
    import asyncio

    from bot.cli.editing_names import named_document
    from bot.cli.editing_session import documents_of, editing_of, settle, shell_author
    from bot.services.permissions import OPERATOR
    from bot.services.revisions import Origin

    async def renamed() -> tuple[str, int] | None:
        documents = documents_of(knowledge, saves=not dry_run)
        old = (await named_document(what, documents)).id
        async with editing_of(documents, kept=not dry_run) as editing:
            draft = await editing.draft_rename(
                old, name, author=shell_author(), standing=OPERATOR, origin=Origin.SHELL, reason=reason
            )
            saved = await settle(editing, draft, dry_run=dry_run)
        return None if saved is None else (old, saved.revision.id)

    if done := asyncio.run(renamed()):
        print(f"{done[0]} is called {name.strip()} now, as revision {done[1]}")
        if read_settings().default_film == done[0]:
            print(f"DEFAULT_FILM says {done[0]}; set it to {name.strip()}.", file=sys.stderr)


def _rename_entry(entry: str, name: str, *, dry_run: bool, reason: str | None, knowledge: Path | None) -> None:
    from bot.cli.editing_names import named_entry

    async def wanted(documents: DocumentStore) -> Wanted:
        from bot.knowledge.edit import RenameEntry

        found = await named_entry(entry, documents)
        document, section, _ = found.split("/")
        called = name.strip().removeprefix(f"{document}/{section}/")
        return document, [RenameEntry(found, called)]

    touched = _carry_out(wanted, dry_run=dry_run, reason=reason, knowledge=knowledge)
    if touched:
        (old, revision), (new, _) = touched
        print(f"{old} is called {new} now, as revision {revision}")


def _edit(
    entry: str, given: Sequence[Assignment], *, dry_run: bool, reason: str | None, knowledge: Path | None
) -> None:
    from bot.cli.editing_names import named_entry

    async def wanted(documents: DocumentStore) -> Wanted:
        name = await named_entry(entry, documents)
        return name.split("/")[0], edits(name, given)

    for name, revision in _carry_out(wanted, dry_run=dry_run, reason=reason, knowledge=knowledge):
        print(f"{name}: saved as revision {revision}")


def _carry_out(
    wanted: Callable[[DocumentStore], Awaitable[Wanted]], *, dry_run: bool, reason: str | None, knowledge: Path | None
) -> Sequence[tuple[str, int]]:
    """Make an edit; the ids of the entries it touched, each with the revision. None of them when it is a dry run."""
    import asyncio

    from bot.cli.editing_session import documents_of, editing_of, settle, shell_author, unreadable
    from bot.knowledge import KnowledgeError
    from bot.services.permissions import OPERATOR
    from bot.services.revisions import Origin

    async def carried_out() -> Sequence[tuple[str, int]]:
        documents = documents_of(knowledge, saves=not dry_run)
        try:
            document, changes = await wanted(documents)
        except KnowledgeError as error:
            raise unreadable(error, documents.root) from error
        async with editing_of(documents, kept=not dry_run) as editing:
            draft = await editing.draft(
                changes,
                document=document,
                author=shell_author(),
                standing=OPERATOR,
                origin=Origin.SHELL,
                reason=reason,
            )
            saved = await settle(editing, draft, dry_run=dry_run)
        return [] if saved is None else [(entry, saved.revision.id) for entry in saved.revision.entries]

    return asyncio.run(carried_out())
