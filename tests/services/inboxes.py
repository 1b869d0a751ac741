"""An inbox over a scripted matcher and memory stores, and questions to put into it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.matching import Match
from bot.services.inbox import Inbox
from bot.services.inbox_readings import Readings
from bot.services.memory import MemoryStores
from bot.services.proposals import Proposals
from bot.services.stores import AskedQuestion, Audience
from bot.services.wishes import Wishes
from tests.services.matchers import asked_of, library_of

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
GUILD, OTHER = 20, 30
MODERATORS = Audience(GUILD, direct=True)
ELSEWHERE = Audience(OTHER, direct=False)


class Desk:
    """The lists of a moderator, with what they stand on at hand."""

    def __init__(self, script: dict[str, Match] | None = None) -> None:
        self.stores = MemoryStores()
        self.library = library_of(script)
        readings = Readings(self.library)
        inbox = self.stores.inbox
        self.inbox = Inbox(self.library, inbox, readings=readings, clock=lambda: NOW)
        self.wishes = Wishes(self.library, inbox, clock=lambda: NOW)
        self.proposals = Proposals(self.library, inbox, readings=readings, clock=lambda: NOW)

    def ask(self, text: str, *, id: int | None = None, **more: Any) -> int:  # noqa: A002
        """Remember a question that was not answered, unless told otherwise; ids and times grow."""
        number = id or 1 + max(self.stores.questions.rows, default=0)
        values: dict[str, Any] = {
            "id": number, "text": text, "channel_id": 10, "guild_id": GUILD, "film": "the-lantern", "decision": "abstain",
            "entry": None, "confidence": 0.1, "choices": (), "asked_at": NOW + timedelta(seconds=number),
            "reason": "unsure",
        }  # fmt: skip
        self.stores.questions.remember(AskedQuestion(**values | more))
        return number

    async def object_to(self, question_id: int) -> None:
        """Say no to an answer."""
        await self.stores.feedback.rate(question_id, voter="v", helpful=False, at=NOW)

    def learn(self, script: dict[str, Match]) -> None:
        """Have other knowledge in force from now on."""
        self.library.snapshot = library_of(script).snapshot

    def matched(self) -> list[str]:
        """What the matcher was asked so far."""
        return [text for text, _film in asked_of(self.library)]

    async def texts(self, audience: Audience = MODERATORS) -> list[str]:
        """The open groups' texts."""
        return [group.text for group in (await self.inbox.list(audience)).groups]
