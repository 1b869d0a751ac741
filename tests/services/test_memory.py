"""Memory stores do not grow for ever; their contract is tested with the others in tests/storage."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.services.memory import MemoryStores
from bot.services.stores import AnswerLink


async def test_the_oldest_row_gives_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.services.memory.MOST_KEPT", 2)
    stores = MemoryStores()
    for question_id in (1, 2, 3):
        stores.answers.link(AnswerLink(question_id, 1, 1, datetime(2026, 11, 20, tzinfo=UTC)))
    assert [await stores.answers.find(question_id) is not None for question_id in (1, 2, 3)] == [False, True, True]
