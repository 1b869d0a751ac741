"""The stores' contract, the same in memory, on SQLite and on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from bot.services.stores import AnswerLink, AskedQuestion, Tally
from bot.storage import Stores, open_stores
from tests.storage.conftest import POSTGRESQL, Address, fresh

NOW = datetime(2026, 11, 20, 12, 30, 15, 123456, tzinfo=UTC)
SNOWFLAKE = (1 << 62) + 1

ASKED = AskedQuestion(
    id=SNOWFLAKE,
    text="whos the director",
    channel_id=SNOWFLAKE + 1,
    guild_id=SNOWFLAKE + 2,
    film="the-sessions",
    decision="answer",
    entry="the-sessions/overview/director",
    confidence=0.93,
    choices=(),
    asked_at=NOW,
)
ABSTAINED = replace(ASKED, id=2, decision="abstain", entry=None, film=None, guild_id=None, reason="unsure")
LINK = AnswerLink(question_id=SNOWFLAKE, channel_id=1, answer_id=SNOWFLAKE + 3, sent_at=NOW)


class TestQuestions:
    async def test_come_back_as_they_were(self, stores: Stores) -> None:
        asked = replace(ASKED, choices=("a/b/c", "d/e/f"), reason="unsure", unknown_film="the matrix")
        stores.questions.remember(asked)
        assert await stores.questions.get(asked.id) == asked

    async def test_unknown_ones_are_none(self, stores: Stores) -> None:
        assert await stores.questions.get(404) is None

    async def test_the_last_state_of_an_id_counts(self, stores: Stores) -> None:
        stores.questions.remember(ABSTAINED)
        stores.questions.remember(replace(ABSTAINED, text="edited"))
        assert await stores.questions.get(2) == replace(ABSTAINED, text="edited")
        stores.questions.remember(replace(ABSTAINED, text="edited again"))
        assert await stores.questions.get(2) == replace(ABSTAINED, text="edited again")

    async def test_a_choice_is_noted(self, stores: Stores) -> None:
        stores.questions.remember(replace(ABSTAINED, decision="ask_back"))
        await stores.questions.choose(2, "a/b/c")
        found = await stores.questions.get(2)
        assert found is not None
        assert (found.entry, found.decision) == ("a/b/c", "ask_back")

    async def test_a_choice_for_a_question_that_is_gone(self, stores: Stores) -> None:
        await stores.questions.choose(404, "a/b/c")
        assert await stores.questions.get(404) is None

    async def test_answered_ones_are_forgotten_when_old(self, stores: Stores) -> None:
        stores.questions.remember(ASKED)
        assert await stores.questions.forget_before(NOW) == 0
        assert await stores.questions.forget_before(NOW + timedelta(seconds=1)) == 1
        assert await stores.questions.get(ASKED.id) is None

    async def test_one_that_is_none_any_more_is_dropped_and_may_come_back(self, stores: Stores) -> None:
        stores.questions.remember(ABSTAINED)
        stores.questions.forget(2)
        assert await stores.questions.get(2) is None
        stores.questions.remember(ABSTAINED)
        stores.questions.forget(404)
        assert await stores.questions.get(2) == ABSTAINED

    async def test_unanswered_ones_stay(self, stores: Stores) -> None:
        stores.questions.remember(ABSTAINED)
        assert await stores.questions.forget_before(NOW + timedelta(days=400)) == 0
        assert await stores.questions.get(2) == ABSTAINED

    async def test_those_that_somebody_objected_to_stay(self, stores: Stores) -> None:
        stores.questions.remember(ASKED)
        await stores.feedback.rate(ASKED.id, voter="a", helpful=True, at=NOW)
        await stores.feedback.rate(ASKED.id, voter="b", helpful=False, at=NOW)
        assert await stores.questions.forget_before(NOW + timedelta(days=1)) == 0
        await stores.feedback.rate(ASKED.id, voter="b", helpful=True, at=NOW)
        assert await stores.questions.forget_before(NOW + timedelta(days=1)) == 1
        assert await stores.feedback.counts(ASKED.id) == (0, 0)  # votes go with their question

    async def test_times_are_aware_and_utc(self, stores: Stores) -> None:
        elsewhere = NOW.astimezone(timezone(timedelta(hours=9)))
        stores.questions.remember(replace(ASKED, asked_at=elsewhere))
        found = await stores.questions.get(ASKED.id)
        assert found is not None
        assert found.asked_at == NOW
        assert found.asked_at.tzinfo is not None

    async def test_an_entrys_answers_and_votes_are_counted(self, stores: Stores) -> None:
        assert ASKED.entry is not None
        assert await stores.questions.tally(ASKED.entry) == Tally()
        for number in range(3):
            stores.questions.remember(replace(ASKED, id=100 + number))
        stores.questions.remember(replace(ASKED, id=200, entry="a/b/c"))
        for voter, helpful in (("a", True), ("b", False), ("c", True)):
            await stores.feedback.rate(100, voter=voter, helpful=helpful, at=NOW)
        await stores.feedback.rate(101, voter="a", helpful=True, at=NOW)
        await stores.feedback.rate(200, voter="a", helpful=False, at=NOW)
        assert await stores.questions.tally(ASKED.entry) == Tally(3, 3, 1)


class TestFeedback:
    async def test_the_last_vote_of_a_voter_counts(self, stores: Stores) -> None:
        for voter, helpful in [("a", True), ("b", False), ("c", True), ("c", False), ("a", True)]:
            await stores.feedback.rate(1, voter=voter, helpful=helpful, at=NOW)
        assert await stores.feedback.counts(1) == (1, 2)
        assert await stores.feedback.counts(2) == (0, 0)


class TestAnswers:
    async def test_a_link_is_found_replaced_and_forgotten(self, stores: Stores) -> None:
        stores.answers.link(LINK)
        assert await stores.answers.find(SNOWFLAKE) == LINK
        newer = replace(LINK, answer_id=5)
        stores.answers.link(newer)
        assert await stores.answers.find(SNOWFLAKE) == newer
        stores.answers.unlink(SNOWFLAKE)
        assert await stores.answers.find(SNOWFLAKE) is None

    async def test_order_is_kept_within_one_batch(self, stores: Stores) -> None:
        stores.answers.link(LINK)
        stores.answers.unlink(SNOWFLAKE)
        stores.answers.link(replace(LINK, answer_id=5))
        assert await stores.answers.find(SNOWFLAKE) == replace(LINK, answer_id=5)

    async def test_old_links_are_forgotten(self, stores: Stores) -> None:
        stores.answers.link(LINK)
        stores.answers.link(replace(LINK, question_id=1, sent_at=NOW - timedelta(days=2)))
        assert await stores.answers.forget_before(NOW - timedelta(days=1)) == 1
        assert await stores.answers.find(SNOWFLAKE) == LINK
        assert await stores.answers.find(1) is None


@pytest.mark.parametrize("words", ["nul \x00 nul", "lone \ud800 surrogate", "🎬 \u202e", "x" * 4000, ""])
async def test_any_text_can_be_kept(opened: Stores, words: str) -> None:
    opened.questions.remember(replace(ASKED, text=words, unknown_film=words))
    found = await opened.questions.get(ASKED.id)
    assert found is not None
    assert found.text == words.replace("\x00", "\ufffd").replace("\ud800", "\ufffd")


async def test_everything_is_there_after_a_restart(address: Address) -> None:
    async with open_stores(data_dir=address.data_dir, url=address.url) as stores:
        stores.questions.remember(ASKED)
        stores.answers.link(LINK)
        secret = stores.secret
    async with open_stores(data_dir=address.data_dir, url=address.url) as stores:
        assert await stores.questions.get(ASKED.id) == ASKED
        assert await stores.answers.find(SNOWFLAKE) == LINK
        assert stores.secret == secret
        assert len(secret) == 32


@pytest.mark.postgres
async def test_connections_that_the_server_ends_are_made_anew(tmp_path: Path, postgres_url: str) -> None:
    """A restart of PostgreSQL, as far as a client sees it."""
    async with fresh(POSTGRESQL, tmp_path, postgres_url) as address:
        assert address.url is not None
        async with open_stores(data_dir=tmp_path, url=address.url) as stores:
            stores.questions.remember(ASKED)
            assert await stores.questions.get(ASKED.id) == ASKED
            admin = create_async_engine(postgres_url)
            async with admin.begin() as connection:
                others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
                await connection.execute(text(others), {"name": make_url(address.url).database})
            await admin.dispose()
            stores.questions.remember(replace(ASKED, id=2))
            assert await stores.questions.get(2) == replace(ASKED, id=2)
