"""A client is kept connected: again after passing faults, not after those that only an operator can mend."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from bot.cli.discord_api import RefusedError
from bot.cli.faults import UsageError
from bot.cli.supervision import keep_connected


class Client:
    """Ends as it is told to, or stays connected until closed."""

    def __init__(self, outcome: Exception | None) -> None:
        self._outcome = outcome
        self._closed = asyncio.Event()
        self.connected = False

    async def start(self, token: str) -> None:
        if self._outcome:
            raise self._outcome
        self.connected = True
        await self._closed.wait()

    async def close(self) -> None:
        self._closed.set()


def building(clients: list[Client], *outcomes: Exception | None) -> Callable[[], Client]:
    """Build clients with these outcomes in turn, and keep them in a list."""
    remaining = iter(outcomes)

    def build() -> Client:
        clients.append(Client(next(remaining)))
        return clients[-1]

    return build


async def test_connects_again_after_passing_faults(caplog: pytest.LogCaptureFixture):
    clients: list[Client] = []
    stop = asyncio.Event()
    build = building(clients, ConnectionRefusedError("nobody is there"), KeyError("d"), None)
    running = asyncio.create_task(keep_connected(build, "token", stop=stop, first_pause=0.001))
    while not (clients and clients[-1].connected):
        await asyncio.sleep(0.001)
    stop.set()
    await running
    assert all(client._closed.is_set() for client in clients)
    refused, bug = caplog.records
    assert refused.levelno == logging.WARNING
    assert "nobody is there" in refused.getMessage()
    assert refused.exc_info is None
    assert bug.levelno == logging.ERROR
    assert bug.exc_info is not None


async def test_a_fault_that_stays_is_met_with_longer_and_longer_pauses(monkeypatch: pytest.MonkeyPatch):
    pauses: list[float] = []
    stop = asyncio.Event()

    async def sleep(seconds: float, stop: asyncio.Event) -> None:
        pauses.append(seconds)
        if len(pauses) == 8:
            stop.set()

    monkeypatch.setattr("bot.cli.supervision._sleep", sleep)
    await keep_connected(building([], *[ConnectionRefusedError()] * 8), "token", stop=stop)
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]


class TooManyError(RefusedError):
    """As discord.py's own, with the answer's headers."""

    def __init__(self, **headers: str) -> None:
        super().__init__(429, "error code: 1015")
        self.response = SimpleNamespace(headers=headers)


async def test_who_asked_too_much_leaves_discord_alone_for_minutes(monkeypatch: pytest.MonkeyPatch):
    pauses: list[float] = []
    stop = asyncio.Event()

    async def sleep(seconds: float, stop: asyncio.Event) -> None:
        pauses.append(seconds)
        if len(pauses) == 4:
            stop.set()

    monkeypatch.setattr("bot.cli.supervision._sleep", sleep)
    faults = [TooManyError(**{"Retry-After": wait} if wait else {}) for wait in ("", "7", "1800", "Sat, 21 Nov 2026")]
    await keep_connected(building([], *faults), "token", stop=stop)
    assert pauses == [300, 300, 1800, 300]


async def test_what_an_operator_has_to_mend_is_raised():
    clients: list[Client] = []
    with pytest.raises(UsageError):
        await keep_connected(building(clients, UsageError("no")), "token", stop=asyncio.Event(), first_pause=0.001)
    assert clients[0]._closed.is_set()


async def test_stops_while_it_waits():
    clients: list[Client] = []
    stop = asyncio.Event()
    build = building(clients, ConnectionRefusedError())
    running = asyncio.create_task(keep_connected(build, "token", stop=stop, first_pause=3600))
    while not (clients and clients[0]._closed.is_set()):
        await asyncio.sleep(0.001)
    stop.set()
    await running


async def test_does_not_start_after_the_stop():
    stop = asyncio.Event()
    stop.set()
    await keep_connected(building([]), "token", stop=stop)
