"""One edit from the shell: the editing service with its state for as long as a command lasts, and what came of it."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.cli.faults import BAD_KNOWLEDGE, UsageError
from bot.cli.options import knowledge_folder, read_settings, working

if TYPE_CHECKING:
    from bot.knowledge import KnowledgeError
    from bot.services.drafts import Draft
    from bot.services.editing import Conflict, Editing, Refused, Saved
    from bot.services.library import Library
    from bot.services.revisions import Author
    from bot.storage import Folder

AGAIN = "To make the change on the text as it is now, run the command again."
ANYWAY = "To do it all the same, say --anyway."

_COLORS = {"+": typer.colors.GREEN, "-": typer.colors.RED, "@": typer.colors.CYAN}


def documents_of(knowledge: Path | None, *, saves: bool = False) -> Folder:
    """The documents of a knowledge folder. Raises UsageError where there is none, or where one `saves` and may not."""
    from bot.storage import Folder

    folder = knowledge_folder(knowledge)
    if saves and not os.access(folder, os.W_OK):
        raise UsageError(f"The knowledge folder {folder} cannot be written. Nothing was changed")
    return Folder(folder)


@asynccontextmanager
async def editing_of(documents: Folder, *, kept: bool = True) -> AsyncIterator[Editing]:
    """The editing service over a folder.

    Args:
        kept: with the state of DATA_DIR or DATABASE_URL; else in memory alone, for a good look at an edit: what
            collides with it, and which promises it breaks. A save does not take the time for that.

    Raises StoreSetupError where the state cannot be kept.
    """
    if not kept:
        from bot.services.editing import Editing
        from bot.services.revisions_memory import MemoryDrafts, MemoryRevisions

        folder = documents.root
        yield Editing(_library(folder), documents, MemoryRevisions(), MemoryDrafts(), root=folder)
        return
    from bot import logs
    from bot.app import open_editing

    logs.set_up(level="ERROR")  # whatever else goes wrong is told as a sentence of its own
    settings = read_settings()
    url = settings.database_url.get_secret_value() if settings.database_url else None
    async with open_editing(knowledge_dir=documents.root, data_dir=settings.data_dir, database_url=url) as editing:
        yield editing


def _library(folder: Path) -> Library | None:
    """The knowledge to look at an edit beside; None where some file of it is broken, which the edit may be about."""
    from bot.knowledge import KnowledgeError
    from bot.services.library import Library

    try:
        with working(f"Looking at {folder}"):
            return Library.load(folder)
    except KnowledgeError:
        return None


def shell_author() -> Author:
    """Who runs the command, by the name that the operating system has for them."""
    from bot.services.revisions import Author

    try:
        name = getpass.getuser()
    except (KeyError, OSError):  # a container may run under a number alone
        name = f"user {os.getuid()}"
    return Author(None, name)


async def settle(
    editing: Editing, draft: Draft | Refused, *, dry_run: bool, anyway: bool = False, again: str = AGAIN
) -> Saved | None:
    """Save a draft, or with `dry_run` print what it would change; ends the command when it cannot be saved.

    Args:
        again: what somebody can do who meets another's changes.
    """
    from bot.services.drafts import CautionKind, Draft
    from bot.services.editing import Conflict, Refused, Saved
    from bot.services.permissions import OPERATOR

    if not isinstance(draft, Draft):
        if draft.draft_id is not None:
            await editing.drop(draft.draft_id)  # here nobody takes it up again
        raise _refusal(draft)
    for caution in draft.cautions:
        if caution.kind is not CautionKind.REMOVAL or not draft.changes:  # whoever names an entry knows that it goes
            about = f"{caution.entry}: " if caution.entry else ""
            print(f"warning: {about}{caution.sentence}", file=sys.stderr)
    if dry_run:
        await editing.drop(draft.id)
        print_difference(draft.difference)
        return None
    outcome = await editing.save(draft.id, draft.author, standing=OPERATOR)
    if anyway and isinstance(outcome, Conflict):  # only what it has met can be passed over
        outcome = await editing.save(draft.id, draft.author, standing=OPERATOR, anyway=True)
    if isinstance(outcome, Saved):
        _tell_of_displaced(outcome)
        return outcome
    await editing.drop(draft.id)
    raise _refusal(outcome) if isinstance(outcome, Refused) else _conflict(outcome, again)


def _tell_of_displaced(saved: Saved) -> None:
    if saved.displaced is not None:
        print(
            f"Another program saved {saved.displaced.place} at the same moment; its text is kept as revision "
            f"{saved.displaced.id}, and both changes are in the file.",
            file=sys.stderr,
        )


def _refusal(refused: Refused) -> typer.Exit:
    """Say why nothing was saved; the end of the command. To ask for what the file says already is no failure."""
    from bot.services.editing.drafting import NOTHING

    if refused.sentence == NOTHING:
        print(NOTHING, file=sys.stderr)
        return typer.Exit()
    print("Nothing was saved:" if refused.problems else refused.sentence, file=sys.stderr)
    for problem in refused.problems:
        print(problem, file=sys.stderr)
    return typer.Exit(BAD_KNOWLEDGE)


def unreadable(error: KnowledgeError, folder: Path) -> typer.Exit:
    """Name the problems of a file that cannot be edited as it is; the end of the command."""
    print("Nothing was saved: correct the file first.", file=sys.stderr)
    for problem in error.problems:
        print(replace(problem, file=str(folder / problem.file)), file=sys.stderr)
    return typer.Exit(BAD_KNOWLEDGE)


def _conflict(conflict: Conflict, again: str) -> typer.Exit:
    """Show both texts of every entry that others changed meanwhile, as one difference; the end of the command."""
    from bot.knowledge.edit.difference import unified

    theirs = conflict.theirs
    by = f" by {one_line(theirs.author.name)} (revision {theirs.id})" if theirs else ""
    print(f"Nothing was saved: what this touches has been changed since{by}.", file=sys.stderr)
    print("Below, - is how it is now and + how this would make it.", file=sys.stderr)
    for clash in conflict.clashes:
        theirs_and_ours = (f"{text.rstrip()}\n" if text else "" for text in (clash.theirs, clash.ours))
        print(unified(*theirs_and_ours, name=clash.entry), end="", file=sys.stderr)
    print(again, file=sys.stderr)
    return typer.Exit(BAD_KNOWLEDGE)


def one_line(text: str) -> str:
    """A text that others wrote, without what could move a terminal's cursor."""
    return "".join(character if character.isprintable() else " " for character in text)


def print_difference(difference: str) -> None:
    """Print a unified difference: its bytes as they are for programs, in colour for people."""
    if not sys.stdout.isatty() or "NO_COLOR" in os.environ:
        sys.stdout.flush()
        sys.stdout.buffer.write(difference.encode(errors="replace"))
        sys.stdout.buffer.flush()
        return
    for line in difference.split("\n"):
        typer.secho(line.rstrip("\r"), fg=_COLORS.get(line[:1]))
