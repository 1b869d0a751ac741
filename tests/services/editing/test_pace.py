"""So much in a short time, and who is forgotten."""

from __future__ import annotations

import pytest

from bot.services.editing.pace import Limits, Pace


class Seconds:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_saves_a_minute_by_person() -> None:
    clock = Seconds()
    pace = Pace(Limits(saves_a_minute=2), clock=clock)
    for _ in range(2):
        assert pace.wait(1) == 0
        pace.saved(1, removed=0)
        clock.now += 10
    assert pace.wait(1) == pytest.approx(40)
    assert pace.wait(2) == 0
    clock.now += 40
    assert pace.wait(1) == 0


def test_many_removals_are_told_once_and_again_when_they_begin_again() -> None:
    clock = Seconds()
    pace = Pace(Limits(removed=3, removed_minutes=1), clock=clock)
    assert pace.saved(1, removed=2) is None
    assert pace.saved(1, removed=2) == 4
    assert pace.saved(1, removed=2) is None
    assert pace.saved(2, removed=2) is None
    clock.now += 61
    assert pace.saved(1, removed=3) == 3


def test_people_are_forgotten_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.services.editing.pace.MOST_PEOPLE", 3)
    pace = Pace(Limits(saves_a_minute=1), clock=Seconds())
    for person in range(5):
        pace.saved(person, removed=0)
    assert pace.wait(4) > 0
    assert pace.wait(0) == 0
