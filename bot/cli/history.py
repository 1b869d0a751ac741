"""What was saved when and by whom, in the shell: `history`, `diff` and `undo`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.editing import DryRun, Reason
from bot.cli.faults import UsageError
from bot.cli.options import AsJson, Knowledge, write_json

if TYPE_CHECKING:
    from bot.services.drafts import Draft
    from bot.services.editing import Editing, Refused
    from bot.services.revisions import Revision

_PAGE = 100
_AUTHOR = 20  # characters of a name in a line

_Number = Annotated[int, typer.Argument(metavar="REVISION", min=1, help="A number that history shows.")]


def history(
    what: Annotated[
        str | None, typer.Argument(metavar="[ENTRY|DOCUMENT]", help="An id; by default everything.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, metavar="N", help="How many, the newest first.")] = 20,
    as_json: AsJson = False,
    knowledge: Knowledge = None,
) -> None:
    """Show who changed what and when, on Discord, here, and on disk."""
    import asyncio

    found = asyncio.run(_history(what, limit=limit, knowledge=knowledge))
    if as_json:
        for revision in found:
            write_json(_as_dict(revision))
        return
    for line in _lines(found):
        print(line)
    if not found:
        print("Nothing has been changed yet." if what is None else f"Nothing is known of a change of {what}.")


def diff(
    revision: _Number,
    other: Annotated[int | None, typer.Argument(metavar="[REVISION]", min=1, help="Compare with this one.")] = None,
    knowledge: Knowledge = None,
) -> None:
    """Show what a revision changed.

    With two: what lies between them.
    """
    import asyncio

    from bot.cli.editing_session import documents_of, editing_of, print_difference

    async def difference() -> str:
        async with editing_of(documents_of(knowledge)) as editing:
            texts = [await _known(number, editing) for number in (revision, other) if number is not None]
            if len({known.document for known in texts}) > 1:
                both = " and ".join(f"{known.id} is of {known.document}" for known in texts)
                raise UsageError(f"{both}; compare two of the same document")
            return await editing.diff(revision, other) or ""

    print_difference(asyncio.run(difference()))


def undo(
    revision: Annotated[
        int | None,
        typer.Argument(metavar="[REVISION]", min=1, help="By default the last edit that is not undone yet."),
    ] = None,
    whole: Annotated[
        bool, typer.Option("--to", help="Make the whole document what it was in REVISION instead.")
    ] = False,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Also where the same entries have been changed since.")
    ] = False,
    dry_run: DryRun = False,
    reason: Reason = None,
    knowledge: Knowledge = None,
) -> None:
    """Take a revision back.

    What it touched is as it was before it; what came later stays.
    """
    import asyncio

    from bot.cli.editing_session import ANYWAY, documents_of, editing_of, one_line, settle

    if whole and revision is None:
        raise UsageError("Say to which revision: film-faq-bot undo --to REVISION; film-faq-bot history lists them")

    async def undone() -> str:
        async with editing_of(documents_of(knowledge, saves=not dry_run)) as editing:
            chosen = await _known(revision, editing) if revision is not None else await _last_edit(editing)
            draft = await _draft(chosen, editing, whole=whole, reason=reason)
            saved = await settle(editing, draft, dry_run=dry_run, anyway=anyway, again=ANYWAY)
        if saved is None:
            return ""
        if whole:
            return f"{chosen.document} is what it was in revision {chosen.id}, as revision {saved.revision.id}"
        return f"{_what(chosen)}: revision {chosen.id} by {one_line(chosen.author.name)} undone in {saved.revision.id}"

    if said := asyncio.run(undone()):
        print(said)


async def _history(what: str | None, *, limit: int, knowledge: Path | None) -> list[Revision]:
    from bot.cli.editing_session import documents_of, editing_of
    from bot.knowledge.naming import same_name
    from bot.services.names import about

    documents = documents_of(knowledge)
    async with editing_of(documents) as editing:
        document = None if what is None else same_name(what.split("/")[0])
        if document is not None and not await editing.history(document, limit=1):
            from bot.cli.editing_names import named_document

            await named_document(document, documents)  # says so if there is none, nor ever was
        if what is None or "/" not in what:
            return [*await editing.history(document, limit=limit)]
        return [*islice(about(what, [revision async for revision in _revisions(editing, document)]), limit)]


async def _revisions(editing: Editing, document: str | None) -> AsyncIterator[Revision]:
    """Every revision, newest first."""
    before = None
    while page := await editing.history(document, limit=_PAGE, before=before):
        for revision in page:
            yield revision
        before = page[-1].id


async def _known(number: int, editing: Editing) -> Revision:
    found = await editing.revision(number)
    if found is None:
        raise UsageError(f"There is no revision {number}; film-faq-bot history lists them")
    return found


async def _last_edit(editing: Editing) -> Revision:
    """The newest revision that the bot made and nobody has taken back; what was changed on disk is undone by number.

    What followed a renaming goes with it.
    """
    from bot.services.revisions import Origin

    async for revision in _revisions(editing, None):
        by_the_bot = revision.origin not in {Origin.DISK, Origin.UNDO} and revision.follows is None
        if by_the_bot and revision.undone_by is None:
            return revision
    raise UsageError("There is nothing to undo; film-faq-bot history shows what has been changed")


async def _draft(revision: Revision, editing: Editing, *, whole: bool, reason: str | None) -> Draft | Refused:
    from bot.cli.editing_session import shell_author
    from bot.services.permissions import OPERATOR

    draft = editing.draft_restore if whole else editing.draft_undo
    return await draft(revision.id, author=shell_author(), standing=OPERATOR, reason=reason)


def _lines(revisions: Iterable[Revision]) -> Iterator[str]:
    """One line a revision, in columns."""
    rows = [_cells(revision) for revision in revisions]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for number, *cells, last in rows:
        middle = (cell.ljust(width) for cell, width in zip(cells, widths[1:-1], strict=True))
        yield "  ".join((number.rjust(widths[0]), *middle, last))


def _cells(revision: Revision) -> tuple[str, ...]:
    from bot.cli.editing_session import one_line
    from bot.services.revisions import Origin

    author = one_line(revision.author.name)[:_AUTHOR]
    notes = [_what(revision)]
    if revision.origin is Origin.DISK and revision.base is None:
        notes.append("[first seen]")
    if revision.reason:
        notes.append(f"({one_line(revision.reason)})")
    if revision.undoes is not None:
        notes.append(f"[undoes {revision.undoes}]")
    if revision.undone_by is not None:
        notes.append(f"[undone by {revision.undone_by}]")
    return (
        str(revision.id),
        f"{revision.at.astimezone():%Y-%m-%d %H:%M}",
        author if revision.origin is Origin.DISK else f"{author} ({revision.origin})",
        " ".join(notes),
    )


def _what(revision: Revision) -> str:
    """What a revision touched, in few words."""
    if revision.was is not None:
        return f"{revision.was} renamed to {revision.became}"
    if not revision.entries:
        return f"{revision.document} (removed)" if revision.digest is None else revision.document
    first, *more = revision.entries
    return f"{first} and {len(more)} more" if more else first


def _as_dict(revision: Revision) -> dict[str, Any]:
    """A revision as `--json` gives it; the keys are a promise to other programs."""
    return {
        "id": revision.id,
        "document": revision.document,
        "place": revision.place,
        "at": revision.at.isoformat(),
        "origin": revision.origin.value,
        "author": revision.author.name,
        "author_id": revision.author.id,
        "entries": list(revision.entries),
        "reason": revision.reason,
        "base": revision.base,
        "undoes": revision.undoes,
        "undone_by": revision.undone_by,
        "renamed": dict(revision.moved),
        "digest": revision.digest,
    }
