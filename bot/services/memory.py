"""Stores that remember in memory alone: for the shell, for tests, and where nothing can be written."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from bot.services.inbox_memory import MemoryGuilds, MemoryInbox, waits
from bot.services.names import Moved, question_renamed
from bot.services.revisions_memory import MemoryDrafts, MemoryRevisions
from bot.services.stores import AnswerLink, AskedQuestion, Tally

MOST_KEPT = 10_000
"""Rows of a kind; the oldest is dropped first, for nobody prunes a process without a disk."""

_Row = TypeVar("_Row")


def _keep(rows: OrderedDict[int, _Row], key: int, row: _Row) -> None:
    rows[key] = row
    rows.move_to_end(key)
    if len(rows) > MOST_KEPT:
        rows.popitem(last=False)


class MemoryStores:
    """Fulfils every store of state, one attribute each; questions and feedback share their rows."""

    def __init__(self) -> None:
        self.feedback = MemoryFeedback()
        self.questions = MemoryQuestions(self.feedback)
        self.answers = MemoryAnswers()
        self.drafts = MemoryDrafts()
        self.inbox = MemoryInbox(self.questions.rows, self.feedback.votes)
        self.guilds = MemoryGuilds()
        renaming = (self.questions.rename, self.drafts.rename, self.inbox.rename, self.guilds.rename)
        self.revisions = MemoryRevisions(*renaming)


class MemoryFeedback:
    """A FeedbackStore."""

    def __init__(self) -> None:
        self.votes: OrderedDict[int, dict[str, bool]] = OrderedDict()

    async def rate(self, question_id: int, *, voter: str, helpful: bool, at: datetime) -> None:  # noqa: ARG002  # the time matters to stores that are read later
        """See FeedbackStore."""
        _keep(self.votes, question_id, {**self.votes.get(question_id, {}), voter: helpful})

    async def counts(self, question_id: int) -> tuple[int, int]:
        """See FeedbackStore."""
        votes = list(self.votes.get(question_id, {}).values())
        return votes.count(True), votes.count(False)


class MemoryQuestions:
    """A QuestionStore."""

    def __init__(self, feedback: MemoryFeedback) -> None:
        self.rows: OrderedDict[int, AskedQuestion] = OrderedDict()
        self._feedback = feedback

    def remember(self, asked: AskedQuestion) -> None:
        """See QuestionStore."""
        _keep(self.rows, asked.id, asked)

    async def get(self, question_id: int) -> AskedQuestion | None:
        """See QuestionStore."""
        return self.rows.get(question_id)

    async def choose(self, question_id: int, entry: str) -> None:
        """See QuestionStore."""
        if row := self.rows.get(question_id):
            self.rows[question_id] = replace(row, entry=entry)

    def forget(self, question_id: int) -> None:
        """See QuestionStore."""
        self.rows.pop(question_id, None)
        self._feedback.votes.pop(question_id, None)

    def rename(self, moved: Moved) -> None:
        """Let questions follow renamed documents and entries."""
        self.rows.update({key: question_renamed(row, moved) for key, row in self.rows.items()})

    async def tally(self, entry: str) -> Tally:
        """See QuestionStore."""
        shown = [row.id for row in self.rows.values() if row.entry == entry]
        votes = [vote for question in shown for vote in self._feedback.votes.get(question, {}).values()]
        return Tally(len(shown), votes.count(True), votes.count(False))

    async def forget_before(self, moment: datetime) -> int:
        """See QuestionStore."""
        votes = self._feedback.votes
        old = [row.id for row in self.rows.values() if row.asked_at < moment and not waits(row, votes)]
        for question_id in old:
            del self.rows[question_id]
            self._feedback.votes.pop(question_id, None)
        return len(old)


class MemoryAnswers:
    """An AnswerStore."""

    def __init__(self) -> None:
        self.rows: OrderedDict[int, AnswerLink] = OrderedDict()

    def link(self, link: AnswerLink) -> None:
        """See AnswerStore."""
        _keep(self.rows, link.question_id, link)

    async def find(self, question_id: int) -> AnswerLink | None:
        """See AnswerStore."""
        return self.rows.get(question_id)

    def unlink(self, question_id: int) -> None:
        """See AnswerStore."""
        self.rows.pop(question_id, None)

    async def forget_before(self, moment: datetime) -> int:
        """See AnswerStore."""
        old = [row.question_id for row in self.rows.values() if row.sent_at < moment]
        for question_id in old:
            del self.rows[question_id]
        return len(old)
