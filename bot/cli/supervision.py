"""Keeps a client connected until a signal says stop, and connects a new one after a fault."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from bot.cli.faults import TOO_MANY, UNREACHABLE, translate

log = logging.getLogger(__name__)

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)

FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 60.0
"""Pauses double from the first to the longest, so that a fault that stays does not spin."""

PAUSE_AFTER_TOO_MANY_S = 300.0
"""Discord, or what stands before it, shuts out longer who goes on asking; what it wants to be waited for is longer still."""

STEADY_AFTER_S = 60.0
"""A connection that lasted this long was a good one: the next fault is met with the first pause again."""


class Connection(Protocol):
    """As much of a Discord client as a supervisor needs."""

    async def start(self, token: str) -> None:
        """Connect, and return when closed."""

    async def close(self) -> None:
        """Finish what is in hand, for a while, and disconnect; also a client whose start has failed."""


@contextmanager
def stop_signal() -> Iterator[asyncio.Event]:
    """An event that SIGTERM and SIGINT set, instead of ending the process at once; a second one does end it."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()

    def let_go() -> None:
        for number in STOP_SIGNALS:
            loop.remove_signal_handler(number)

    def begin_to_stop() -> None:
        stop.set()
        let_go()

    for number in STOP_SIGNALS:
        loop.add_signal_handler(number, begin_to_stop)
    try:
        yield stop
    finally:
        let_go()


async def keep_connected(
    build: Callable[[], Connection], token: str, *, stop: asyncio.Event, first_pause: float = FIRST_PAUSE_S
) -> None:
    """Keep a client connected until `stop`; raises faults that only an operator can mend, such as a refused token.

    discord.py connects again by itself after most faults. What ends its client all the same (no network at login, an
    event it cannot read, a session closed for good) is met with a new one, for a closed one cannot be started again.
    """
    loop = asyncio.get_running_loop()
    pause = first_pause
    while not stop.is_set():
        began = loop.time()
        fault = await _until_it_ends(build(), token, stop)
        if stop.is_set():
            return
        expected = translate(fault) if fault else ("Discord closed the connection", UNREACHABLE)
        if fault and expected and expected[1] != UNREACHABLE:
            raise fault
        if loop.time() - began > STEADY_AFTER_S:
            pause = first_pause
        wait = max(pause, _asked_to_wait(fault))
        if expected:
            log.warning("%s. Trying again in %.0f s", expected[0], wait)
        else:
            log.error("The connection ended by a fault. Trying again in %.0f s", wait, exc_info=fault)
        await _sleep(wait, stop)
        pause = min(2 * pause, LONGEST_PAUSE_S)


def _asked_to_wait(fault: Any) -> float:
    """How long, in seconds, to leave Discord alone after a fault; 0 where that is for us to say."""
    if getattr(fault, "status", None) != TOO_MANY:
        return 0.0
    asked = fault.response.headers.get("Retry-After", "")  # it may be a date
    return max(float(asked) if asked.isdecimal() else 0.0, PAUSE_AFTER_TOO_MANY_S)


async def _until_it_ends(client: Connection, token: str, stop: asyncio.Event) -> BaseException | None:
    """Run one client until it ends or is to stop, and close it; what it ended with."""
    started = asyncio.create_task(client.start(token), name="discord")
    stopping = asyncio.create_task(stop.wait(), name="stop")
    try:
        await asyncio.wait({started, stopping}, return_when=asyncio.FIRST_COMPLETED)
        return started.exception() if started.done() else None
    finally:
        await client.close()
        # A closed client that waits for a gateway that does not answer sleeps on.
        started.cancel()
        stopping.cancel()
        await asyncio.gather(started, stopping, return_exceptions=True)


async def _sleep(seconds: float, stop: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
