from __future__ import annotations

import pytest

from bot.ui.floods import Floods


def test_a_row_of_questions_ends_with_a_wait_that_is_first_once() -> None:
    floods = Floods(rate=2, per=60)
    assert [floods.wait(1), floods.wait(1)] == [None, None]
    first, second = floods.wait(1), floods.wait(1)
    assert first is not None
    assert second is not None
    assert (first.first, second.first) == (True, False)
    assert 0 < first.seconds <= 60
    assert floods.wait(2) is None, "another member is not concerned"


def test_members_who_fell_silent_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr("time.time", lambda: now)
    floods = Floods(rate=1, per=60)
    assert floods.wait(1) is None
    assert floods.wait(1) is not None
    now += 61
    assert floods.wait(2) is None
    assert list(floods._buckets) == [2]
    assert floods.wait(1) is None, "the wait is over"
