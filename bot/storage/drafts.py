"""Edits that wait for a button, in the database."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, delete, select

from bot.knowledge.edit import from_json, to_json
from bot.services.drafts import KeptDraft
from bot.services.revisions import Author, Origin
from bot.storage.database import Database
from bot.storage.tables import drafts

_PLAIN = [field.name for field in fields(KeptDraft) if field.name not in {"author", "changes", "origin"}]


def draft_of(row: RowMapping) -> KeptDraft:
    """A row of the drafts as it was kept."""
    return KeptDraft(
        **{name: row[name] for name in _PLAIN},
        author=Author(row["author_id"], row["author_name"]),
        origin=Origin(row["origin"]),
        changes=tuple(map(from_json, row["changes"])),
    )


def row_of(draft: KeptDraft) -> dict[str, Any]:
    """A draft as a row."""
    return {name: getattr(draft, name) for name in _PLAIN} | {
        "author_id": draft.author.id,
        "author_name": draft.author.name,
        "origin": draft.origin.value,
        "changes": [to_json(change) for change in draft.changes],
    }


class SqlDrafts:
    """A DraftStore."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._upsert = database.upsert(drafts)

    async def put(self, draft: KeptDraft) -> None:
        """See DraftStore."""
        await self._database.write(lambda connection: connection.execute(self._upsert, row_of(draft)))

    async def get(self, draft_id: str) -> KeptDraft | None:
        """See DraftStore."""
        rows = await self._database.rows(select(drafts).where(drafts.c.id == draft_id))
        return draft_of(rows[0]) if rows else None

    async def drop(self, draft_id: str) -> None:
        """See DraftStore."""
        gone = delete(drafts).where(drafts.c.id == draft_id)
        await self._database.write(lambda connection: connection.execute(gone))

    async def forget_before(self, moment: datetime) -> int:
        """See DraftStore."""
        old = delete(drafts).where(drafts.c.made_at < moment)
        return (await self._database.write(lambda connection: connection.execute(old))).rowcount
