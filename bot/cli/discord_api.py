"""The few questions the doctor asks Discord's REST interface; it needs no client that connects."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from bot import __version__

DISCORD = "https://discord.com/api/v10"

_AGENT = f"DiscordBot (film-faq-bot, {__version__})"
_TIMEOUT = aiohttp.ClientTimeout(total=20)
_ATTEMPTS = 3


class RefusedError(Exception):
    """Discord answered with an error; `status` is HTTP's."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(f"{message} ({status})")
        self.status = status


class DiscordApi:
    """Reads JSON from paths under `/api/v10`; rate limits are waited for."""

    def __init__(self, session: aiohttp.ClientSession, base: str) -> None:
        self._session = session
        self._base = base

    @classmethod
    @asynccontextmanager
    async def open(cls, token: str, *, base: str | None = None) -> AsyncIterator[DiscordApi]:
        """Keep a session for as long as the context lasts."""
        headers = {"Authorization": f"Bot {token}", "User-Agent": _AGENT}
        async with aiohttp.ClientSession(headers=headers, timeout=_TIMEOUT) as session:
            yield cls(session, (base or DISCORD).rstrip("/"))

    async def get(self, path: str) -> Any:
        """Read a path. Raises RefusedError, and aiohttp's ClientError or TimeoutError when nobody answers."""
        for attempt in range(_ATTEMPTS):
            async with self._session.get(f"{self._base}{path}") as response:
                body = await response.json(content_type=None) if response.content_type == "application/json" else None
                if response.status == 429 and attempt + 1 < _ATTEMPTS:  # noqa: PLR2004  # too many requests
                    await asyncio.sleep(float((body or {}).get("retry_after", 1)))
                    continue
                if not response.ok:
                    raise RefusedError(
                        response.status, (body or {}).get("message") or response.reason or "no reason given"
                    )
                return body
        raise AssertionError("unreachable: the last attempt returns or raises")
