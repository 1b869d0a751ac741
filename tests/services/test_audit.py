"""Events reach everybody who wants them, whatever one of them does."""

from __future__ import annotations

import pytest

from bot.services.audit import Audit, Event, Mended


def test_observers_are_told_until_they_leave(caplog: pytest.LogCaptureFixture) -> None:
    audit, heard = Audit(), list[Event]()

    def failing(_event: Event) -> None:
        raise RuntimeError("no channel")

    audit.subscribe(failing)
    leave = audit.subscribe(heard.append)
    audit.tell(Mended())
    assert heard == [Mended()]
    assert "no channel" in caplog.text
    leave()
    leave()
    audit.tell(Mended())
    assert len(heard) == 1
