"""Logging: one line an event, as text or JSON; set up by the command line alone."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Collection
from datetime import UTC, datetime
from typing import TextIO

# The least level at which libraries are heard. Below it discord.py shows members' words and tokens, and SQLAlchemy the
# questions it stores.
LIBRARIES = {
    "discord": logging.INFO,
    "aiohttp": logging.WARNING,
    "aiosqlite": logging.WARNING,
    "alembic": logging.WARNING,
    "asyncio": logging.WARNING,
    "sqlalchemy": logging.WARNING,
}

# What discord.py says with a traceback whenever a connection breaks; it connects again by itself.
_RECONNECTS = (
    "Attempting a reconnect",
    "Failed to connect for shard_id",
    "An error occurred while stopping the gateway",
)

# Addresses of interactions carry a token that is as good as a password for 15 minutes.
_INTERACTION_TOKEN = re.compile(r"(/(?:webhooks|interactions)/\d+/)[^/\s?'\"]+")

_HIDDEN = "[hidden]"


def set_up(
    *, level: str = "INFO", style: str = "text", secrets: Collection[str] = (), stream: TextIO | None = None
) -> None:
    """Send everything that is logged to `stream` (stderr), replacing an earlier set-up.

    Args:
        level: Of our own lines; libraries are never heard below the level of `LIBRARIES`.
        style: `text` for people, `json` for a log collector, one object a line.
        secrets: Texts that never appear, whoever logs them.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter((JsonFormatter if style == "json" else TextFormatter)(secrets))
    root = logging.getLogger()
    for old in list(root.handlers):
        if isinstance(old.formatter, _OneLine):
            root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)
    for name, least in LIBRARIES.items():
        logging.getLogger(name).setLevel(max(least, logging.getLevelNamesMapping()[level]))


class _OneLine(logging.Formatter):
    """A broken connection is one line; a fault of ours keeps its traceback; secrets are hidden in both."""

    def __init__(self, secrets: Collection[str]) -> None:
        super().__init__()
        self._secrets = tuple(filter(None, secrets))

    def _hide(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, _HIDDEN)
        return _INTERACTION_TOKEN.sub(rf"\g<1>{_HIDDEN}", text)

    def _parts(self, record: logging.LogRecord) -> tuple[str, str | None]:
        """The line and, where it is worth having, the traceback."""
        message = record.getMessage()
        error = record.exc_info[1] if record.exc_info else None
        if error is None or record.exc_info is None:
            return self._hide(message), None
        if record.name.startswith("discord.") and str(record.msg).startswith(_RECONNECTS):
            reason = str(error) or "no reason given"
            return self._hide(f"{message} ({type(error).__name__}: {reason})"), None
        return self._hide(message), self._hide(self.formatException(record.exc_info))


class TextFormatter(_OneLine):
    """`2026-11-20 12:00:00 INFO  bot.client: ready`; line breaks in messages are escaped, so that nobody forges a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the record as one line, with a traceback below it for faults of ours."""
        message, traceback = self._parts(record)
        when = datetime.fromtimestamp(record.created).astimezone().strftime("%Y-%m-%d %H:%M:%S")
        message = message.replace("\r", "\\r").replace("\n", "\\n")
        line = f"{when} {record.levelname:<7} {record.name}: {message}"
        return f"{line}\n{traceback}" if traceback else line


class JsonFormatter(_OneLine):
    """One object a line: `time` (UTC), `level`, `logger`, `message`, and `traceback` for faults of ours."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the record as one JSON object."""
        message, traceback = self._parts(record)
        when = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        fields = {"time": when, "level": record.levelname, "logger": record.name, "message": message}
        if traceback:
            fields["traceback"] = traceback
        return json.dumps(fields, ensure_ascii=False)
