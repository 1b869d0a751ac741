"""Log lines: one an event, tracebacks only for faults of ours, secrets never."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable

import pytest

from bot.logs import set_up

Start = Callable[..., io.StringIO]


@pytest.fixture
def start(logging_as_before: None) -> Start:
    """Set logging up on a stream of the test's own."""

    def begin(**options: object) -> io.StringIO:
        stream = io.StringIO()
        set_up(stream=stream, **options)  # type: ignore[arg-type]
        return stream

    return begin


def fail(logger: str, message: str, *args: object, error: Exception | None = None) -> None:
    try:
        raise error or ConnectionError("the line is dead")
    except ConnectionError:
        logging.getLogger(logger).exception(message, *args)


@pytest.mark.parametrize(
    ("logger", "message", "args"),
    [
        ("discord.client", "Attempting a reconnect in %.2fs", (1.5,)),
        ("discord.shard", "Attempting a reconnect for shard ID %s in %.2fs", (0, 1.5)),
        ("discord.shard", "Failed to connect for shard_id: %s. Retrying...", (0,)),
    ],
)
def test_a_lost_connection_is_one_line_with_its_reason(
    start: Start, logger: str, message: str, args: tuple[object, ...]
):
    stream = start()
    fail(logger, message, *args)
    (line,) = stream.getvalue().splitlines()
    assert line.endswith("(ConnectionError: the line is dead)")
    assert logger in line


def test_a_fault_in_a_handler_keeps_its_traceback(start: Start):
    stream = start()
    fail("discord.client", "Ignoring exception in %s", "on_message")
    assert "Traceback (most recent call last)" in stream.getvalue()


def test_a_message_never_spans_lines(start: Start):
    stream = start()
    logging.getLogger("bot").info("asked %s", "who\r\n2026-01-01 00:00:00 ERROR   bot: forged")
    assert len(stream.getvalue().splitlines()) == 1


def test_references_are_kept(start: Start):
    stream = start()
    fail("bot.ui", "Fault %s in %s", "k3f9", "/ask")
    assert "Fault k3f9 in /ask" in stream.getvalue().splitlines()[0]


def test_json_is_one_object_a_line(start: Start):
    stream = start(style="json")
    logging.getLogger("bot").warning("ünlike %s", "this")
    fail("bot", "broken")
    plain, broken = map(json.loads, stream.getvalue().splitlines())
    assert plain.keys() == {"time", "level", "logger", "message"}
    assert (plain["level"], plain["logger"], plain["message"]) == ("WARNING", "bot", "ünlike this")
    assert plain["time"].endswith("+00:00")
    assert "ConnectionError: the line is dead" in broken["traceback"]


@pytest.mark.parametrize("style", ["text", "json"])
def test_secrets_never_appear(start: Start, style: str):
    stream = start(style=style, secrets=["t0ken.abc"])
    logging.getLogger("bot").info("with %s", "t0ken.abc")
    fail("bot", "broken", error=ConnectionError("refused t0ken.abc"))
    fail("discord.client", "Attempting a reconnect in %.2fs", 1.0, error=ConnectionError("refused t0ken.abc"))
    logging.getLogger("discord.http").warning("429 at https://discord.com/api/v10/webhooks/42/aW50ZXJhY3Rpb24/messages")
    logging.getLogger("discord.http").warning(
        "429 at https://discord.com/api/v10/interactions/42/aW50ZXJhY3Rpb24/callback"
    )
    text = stream.getvalue()
    assert "t0ken" not in text
    assert "aW50" not in text
    assert "/webhooks/42/[hidden]/messages" in text


def test_libraries_stay_quiet_at_debug_and_obey_a_higher_level(start: Start):
    stream = start(level="DEBUG")
    logging.getLogger("bot.cogs").debug("ours")
    logging.getLogger("discord.gateway").debug("a member's words")
    logging.getLogger("sqlalchemy.engine.Engine").info("a member's words")
    assert "ours" in stream.getvalue()
    assert "a member's words" not in stream.getvalue()
    stream = start(level="ERROR")
    logging.getLogger("discord.client").warning("voice")
    assert stream.getvalue() == ""


def test_setting_up_again_replaces_the_earlier(start: Start):
    first, second = start(), start()
    logging.getLogger("bot").warning("once")
    assert first.getvalue() == ""
    assert second.getvalue().count("once") == 1
