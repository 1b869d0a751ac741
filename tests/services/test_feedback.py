"""One vote a member and question, which nobody can trace back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.services.feedback import Feedback
from bot.services.memory import MemoryStores
from bot.services.stores import AskedQuestion

NOW = datetime(2026, 11, 20, tzinfo=UTC)
MEMBER = 123456789012345678


def asked(question_id: int) -> AskedQuestion:
    return AskedQuestion(question_id, "q", 1, None, None, "answer", "a/b/c", 0.9, (), NOW)


@pytest.fixture
def stores() -> MemoryStores:
    stores = MemoryStores()
    for question_id in (1, 2):
        stores.questions.remember(asked(question_id))
    return stores


def feedback(stores: MemoryStores, secret: bytes = b"s" * 32) -> Feedback:
    return Feedback(stores.questions, stores.feedback, secret=secret, clock=lambda: NOW)


async def test_the_last_vote_of_a_member_counts(stores: MemoryStores) -> None:
    votes = feedback(stores)
    assert await votes.rate(1, MEMBER, helpful=True)
    assert await votes.rate(1, MEMBER, helpful=False)
    assert await votes.rate(1, MEMBER + 1, helpful=True)
    assert await stores.feedback.counts(1) == (1, 1)


async def test_a_question_that_is_gone_takes_no_vote(stores: MemoryStores) -> None:
    assert not await feedback(stores).rate(3, MEMBER, helpful=False)
    assert await stores.feedback.counts(3) == (0, 0)


async def test_voters_cannot_be_told(stores: MemoryStores) -> None:
    votes = feedback(stores)
    await votes.rate(1, MEMBER, helpful=True)
    await votes.rate(2, MEMBER, helpful=True)
    (first,), (second,) = stores.feedback.votes[1], stores.feedback.votes[2]
    assert first != second  # one member's votes on two questions cannot be joined
    assert str(MEMBER) not in first
    await feedback(stores, secret=b"t" * 32).rate(1, MEMBER, helpful=True)
    assert len(stores.feedback.votes[1]) == 2  # without the secret nobody can compute it


async def test_a_no_keeps_the_question_for_the_moderators(stores: MemoryStores) -> None:
    await feedback(stores).rate(1, MEMBER, helpful=False)
    assert await stores.questions.forget_before(NOW + timedelta(days=2)) == 1
    assert await stores.questions.get(1) is not None
    assert await stores.questions.get(2) is None
