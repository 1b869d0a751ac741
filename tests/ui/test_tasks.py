from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.stores import Settled
from bot.ui.ids import BadPressError
from bot.ui.tasks import Task, code_of


@given(st.sampled_from([Settled.WRITTEN, Settled.TAUGHT, Settled.ACCEPTED]), st.integers(0, 2**64 - 1))
def test_a_task_comes_back(settled: Settled, question: int) -> None:
    task = Task(settled, question)
    assert len(task.code) <= 14
    assert Task.read(task.code) == task


def test_no_task_is_nothing() -> None:
    assert Task.read(code_of(None)) is None


@pytest.mark.parametrize("code", ["w", "x1", "w-1", "w²", "w" + "z" * 14, "wA", "1"])
def test_forged_tasks_are_refused(code: str) -> None:
    with pytest.raises(BadPressError):
        Task.read(code)
