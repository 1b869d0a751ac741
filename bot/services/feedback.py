"""Members' yes and no to "did that answer it?"."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

from bot.services.clock import utc_now
from bot.services.stores import FeedbackStore, QuestionStore


class Feedback:
    """Keeps one vote per question and member; a "no" keeps the question in the inbox."""

    def __init__(
        self,
        questions: QuestionStore,
        votes: FeedbackStore,
        *,
        secret: bytes,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._questions = questions
        self._votes = votes
        self._secret = secret
        self._clock = clock

    async def rate(self, question_id: int, member_id: int, *, helpful: bool) -> bool:
        """Count a member's vote, the last one wins; False when the question is no longer known. May raise StoreError."""
        if await self._questions.get(question_id) is None:
            return False
        voter = self._pseudonym(question_id, member_id)
        await self._votes.rate(question_id, voter=voter, helpful=helpful, at=self._clock())
        return True

    def _pseudonym(self, question_id: int, member_id: int) -> str:
        """Tells one member's votes on one question apart, and nothing else: it differs from question to question."""
        data = f"{question_id}:{member_id}".encode()
        return hashlib.blake2b(data, key=self._secret, digest_size=16).hexdigest()
