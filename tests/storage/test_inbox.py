"""What waits for moderators, the same in memory, on SQLite and on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.services.stores import EVERYBODY, Audience, Refusal, RefusalKind, Settled, WaitingQuestion
from bot.storage import Stores
from tests.storage.test_stores import ABSTAINED, ASKED, NOW, SNOWFLAKE

HERE = Audience(20, direct=False)
OPEN = replace(ABSTAINED, guild_id=20)
CHOSEN = replace(OPEN, id=3, decision="ask_back", reason="unsure", entry="a/b/c")


async def waiting(stores: Stores, audience: Audience = EVERYBODY, limit: int = 100) -> list[int]:
    return [one.asked.id for one in await stores.inbox.waiting(audience, limit=limit)]


class TestWaiting:
    async def test_what_was_not_answered_with_its_votes(self, stores: Stores) -> None:
        stores.questions.remember(OPEN)
        for voter, helpful in [("a", True), ("b", False), ("c", False)]:
            await stores.feedback.rate(OPEN.id, voter=voter, helpful=helpful, at=NOW)
        await stores.feedback.rate(404, voter="a", helpful=False, at=NOW)
        assert list(await stores.inbox.waiting(EVERYBODY, limit=5)) == [WaitingQuestion(OPEN, 1, 2)]

    @pytest.mark.parametrize(
        ("more", "waits"),
        [
            ({}, True),
            ({"decision": "answer", "entry": "a/b/c", "reason": None}, False),
            ({"decision": "ask_back", "reason": "unsure"}, True),
            ({"decision": "ask_back", "reason": "unsure", "entry": "a/b/c"}, True),
            ({"decision": "ask_back", "reason": "which_film", "entry": "a/b/c"}, False),
            ({"decision": "ask_back", "reason": None, "entry": "a/b/c"}, False),
            ({"settled": Settled.SINCE}, True),
            *(({"settled": settled}, False) for settled in Settled if settled is not Settled.SINCE),
        ],
    )
    async def test_who_waits_is_not_forgotten_and_who_does_not_is(
        self, stores: Stores, more: dict[str, object], waits: bool
    ) -> None:
        asked = replace(OPEN, **more)  # type: ignore[arg-type]
        stores.questions.remember(asked)
        assert await waiting(stores) == ([OPEN.id] if waits else [])
        assert await stores.questions.get(OPEN.id) == asked
        assert await stores.questions.forget_before(NOW + timedelta(days=1)) == (not waits)
        assert (await stores.questions.get(OPEN.id) is None) == (not waits)

    async def test_answered_ones_wait_when_somebody_objects(self, stores: Stores) -> None:
        stores.questions.remember(ASKED)
        await stores.feedback.rate(ASKED.id, voter="a", helpful=True, at=NOW)
        assert await waiting(stores) == []
        await stores.feedback.rate(ASKED.id, voter="b", helpful=False, at=NOW)
        assert await waiting(stores) == [ASKED.id]

    async def test_the_newest_first_and_no_more_than_asked_for(self, stores: Stores) -> None:
        for number in range(5):
            stores.questions.remember(replace(OPEN, id=number, asked_at=NOW + timedelta(seconds=number // 2)))
        assert await waiting(stores) == [4, 3, 2, 1, 0]
        assert await waiting(stores, limit=2) == [4, 3]

    async def test_an_audience_sees_its_own(self, stores: Stores) -> None:
        for number, guild in enumerate((20, 30, None)):
            stores.questions.remember(replace(OPEN, id=number, guild_id=guild, asked_at=NOW))
        assert await waiting(stores) == [2, 1, 0]
        assert await waiting(stores, HERE) == [0]
        assert await waiting(stores, Audience(20, direct=True)) == [2, 0]
        assert await waiting(stores, Audience(None, direct=False)) == [1, 0]


class TestSettling:
    async def test_many_at_once_and_back(self, stores: Stores) -> None:
        numbers = range(1200)
        for number in numbers:
            stores.questions.remember(replace(OPEN, id=number))
        assert await stores.inbox.settle([*numbers, 99_999], Settled.DISMISSED) == 1200
        assert await waiting(stores) == []
        assert await stores.inbox.settle([7], None) == 1
        assert await waiting(stores) == [7]
        assert await stores.inbox.settle([], Settled.TAUGHT) == 0

    async def test_asked_again_it_is_open_again(self, stores: Stores) -> None:
        stores.questions.remember(OPEN)
        await stores.inbox.settle([OPEN.id], Settled.IGNORED)
        stores.questions.remember(replace(OPEN, text="edited"))
        assert await waiting(stores) == [OPEN.id]

    async def test_nothing_waits_for_ever(self, stores: Stores) -> None:
        stores.questions.remember(OPEN)
        stores.questions.remember(replace(OPEN, id=SNOWFLAKE, asked_at=NOW + timedelta(days=1)))
        await stores.feedback.rate(OPEN.id, voter="a", helpful=False, at=NOW)
        assert await stores.inbox.forget_waiting_before(NOW + timedelta(seconds=1)) == 1
        assert await waiting(stores) == [SNOWFLAKE]
        assert await stores.feedback.counts(OPEN.id) == (0, 0)


class TestRefusals:
    def refusal(self, key: str, **more: object) -> Refusal:
        values = {"kind": RefusalKind.MEANING, "guild_id": 20, "text": "🎬 so?", "film": None, "entry": None, "at": NOW}
        return Refusal(id=key, **values | more)  # type: ignore[arg-type]

    async def test_come_back_as_they_were_the_newest_first(self, stores: Stores) -> None:
        older, newer = (
            self.refusal("a"),
            self.refusal("b", at=NOW + timedelta(days=1), film="the-sessions", entry="a/b/c"),
        )
        await stores.inbox.refuse([older, newer])
        await stores.inbox.refuse([])
        assert list(await stores.inbox.refusals(RefusalKind.MEANING, HERE)) == [newer, older]
        assert list(await stores.inbox.refusals(RefusalKind.WISH, HERE)) == []

    async def test_twice_is_once(self, stores: Stores) -> None:
        await stores.inbox.refuse([self.refusal("a")])
        await stores.inbox.refuse([self.refusal("a", at=NOW + timedelta(days=1)), self.refusal("b")])
        found = await stores.inbox.refusals(RefusalKind.MEANING, HERE)
        assert [(one.id, one.at) for one in found] == [("a", NOW), ("b", NOW)]

    async def test_a_guild_sees_its_own_and_the_operators(self, stores: Stores) -> None:
        await stores.inbox.refuse([self.refusal("a"), self.refusal("b", guild_id=30), self.refusal("c", guild_id=None)])
        for audience, seen in [(HERE, "ac"), (Audience(30), "bc"), (EVERYBODY, "abc")]:
            found = await stores.inbox.refusals(RefusalKind.MEANING, audience)
            assert "".join(one.id for one in found) == seen

    async def test_are_taken_back(self, stores: Stores) -> None:
        await stores.inbox.refuse([self.refusal("a"), self.refusal("b")])
        assert await stores.inbox.allow(["a", "x"]) == 1
        assert await stores.inbox.allow([]) == 0
        assert [one.id for one in await stores.inbox.refusals(RefusalKind.MEANING, HERE)] == ["b"]
