"""What the services need remembered; `bot.storage` fulfils these protocols."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question as it was asked and what became of it; holds no member's id."""

    id: int  # snowflake of the message or interaction
    text: str
    channel_id: int
    guild_id: int | None
    film: str | None
    decision: str
    entry: str | None  # the entry that was shown, when answered or chosen
    confidence: float
    choices: tuple[str, ...]  # entry ids offered by an ask-back
    asked_at: datetime  # aware, UTC
    reason: str | None = None  # why it was not answered outright
    unknown_film: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerLink:
    """Which of our messages answers which question."""

    question_id: int
    channel_id: int
    answer_id: int
    sent_at: datetime  # aware, UTC


class QuestionStore(Protocol):
    """Questions: those answered for a day, the others until a moderator settles them (the inbox)."""

    def remember(self, asked: AskedQuestion) -> None:
        """Keep a question, replacing an earlier state of the same id; returns at once, written within 100 ms."""

    async def get(self, question_id: int) -> AskedQuestion | None:
        """The question as last remembered."""

    async def choose(self, question_id: int, entry: str) -> None:
        """Note which choice of an ask-back was taken."""

    async def forget_before(self, moment: datetime) -> int:
        """Drop answered questions nobody objected to that are older; returns how many."""


class FeedbackStore(Protocol):
    """Members' yes and no to "did that answer it?"."""

    async def rate(self, question_id: int, *, voter: str, helpful: bool, at: datetime) -> None:
        """Keep one vote per question and voter (a pseudonym that cannot be turned back); the last one counts."""

    async def counts(self, question_id: int) -> tuple[int, int]:
        """Votes yes and no."""


class AnswerStore(Protocol):
    """Which answer belongs to which question, for a day."""

    def link(self, link: AnswerLink) -> None:
        """Keep the link, replacing one of the same question; returns at once, written within 100 ms."""

    async def find(self, question_id: int) -> AnswerLink | None:
        """The answer to a question."""

    def unlink(self, question_id: int) -> None:
        """Forget the link: the answer is gone."""

    async def forget_before(self, moment: datetime) -> int:
        """Drop links that are older; returns how many."""
