"""The inbox and guild settings in memory alone: for tests, and where no state can be written."""

from __future__ import annotations

from collections.abc import Callable, Collection, MutableMapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.services.names import Moved, refusal_renamed, settings_renamed
from bot.services.stores import (
    AskedQuestion,
    Audience,
    GuildSettings,
    Refusal,
    RefusalKind,
    Settled,
    WaitingQuestion,
)


class MemoryInbox:
    """An InboxStore over the rows and votes of the other memory stores."""

    def __init__(self, rows: MutableMapping[int, AskedQuestion], votes: MutableMapping[int, dict[str, bool]]) -> None:
        self._rows = rows
        self._votes = votes
        self._refusals: dict[str, Refusal] = {}

    async def waiting(self, audience: Audience, *, limit: int) -> Sequence[WaitingQuestion]:
        """See InboxStore."""
        found = [row for row in self._rows.values() if audience.sees(row.guild_id) and waits(row, self._votes)]
        found.sort(key=lambda row: (row.asked_at, row.id), reverse=True)
        return [WaitingQuestion(row, *self._counts(row.id)) for row in found[:limit]]

    async def settle(self, question_ids: Collection[int], settled: Settled | None) -> int:
        """See InboxStore."""
        known = [question_id for question_id in question_ids if question_id in self._rows]
        for question_id in known:
            self._rows[question_id] = replace(self._rows[question_id], settled=settled)
        return len(known)

    async def forget_waiting_before(self, moment: datetime) -> int:
        """See InboxStore."""
        old = [row.id for row in self._rows.values() if row.asked_at < moment]
        for question_id in old:
            del self._rows[question_id]
            self._votes.pop(question_id, None)
        return len(old)

    async def refuse(self, refusals: Collection[Refusal]) -> None:
        """See InboxStore."""
        for refusal in refusals:
            self._refusals.setdefault(refusal.id, refusal)

    async def refusals(self, kind: RefusalKind, audience: Audience) -> Sequence[Refusal]:
        """See InboxStore."""
        found = [
            refusal
            for refusal in self._refusals.values()
            if refusal.kind is kind and (audience.guild_id is None or refusal.guild_id in {None, audience.guild_id})
        ]
        return sorted(found, key=lambda refusal: (-refusal.at.timestamp(), refusal.id))

    async def allow(self, refusal_ids: Collection[str]) -> int:
        """See InboxStore."""
        return sum(self._refusals.pop(refusal_id, None) is not None for refusal_id in refusal_ids)

    def rename(self, moved: Moved) -> None:
        """Let refusals follow renamed documents and entries."""
        renamed = [refusal_renamed(refusal, moved) for refusal in self._refusals.values()]
        self._refusals = {refusal.id: refusal for refusal in renamed}

    def _counts(self, question_id: int) -> tuple[int, int]:
        votes = list(self._votes.get(question_id, {}).values())
        return votes.count(True), votes.count(False)


def waits(asked: AskedQuestion, votes: MutableMapping[int, dict[str, bool]]) -> bool:
    """Whether somebody has yet to look at a question."""
    if asked.settled not in {None, Settled.SINCE}:
        return False
    proposing = asked.decision == "ask_back" and asked.reason == "unsure"
    return asked.entry is None or proposing or False in votes.get(asked.id, {}).values()


class MemoryGuilds:
    """A GuildStore."""

    def __init__(self) -> None:
        self._settings: dict[int, GuildSettings] = {}

    async def all(self) -> Sequence[GuildSettings]:
        """See GuildStore."""
        return [self._settings[guild_id] for guild_id in sorted(self._settings)]

    async def change(self, guild_id: int, change: Callable[[GuildSettings], GuildSettings]) -> GuildSettings:
        """See GuildStore."""
        settings = change(self._settings.get(guild_id) or GuildSettings(guild_id))
        self._settings[guild_id] = settings
        return settings

    async def forget(self, guild_id: int) -> None:
        """See GuildStore."""
        self._settings.pop(guild_id, None)

    def rename(self, moved: Moved) -> None:
        """Let settings follow renamed films."""
        self._settings = {guild: settings_renamed(settings, moved) for guild, settings in self._settings.items()}
