"""The few questions the doctor asks Discord's REST interface; it needs no client that connects."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from bot import __version__
from bot.cli.faults import TOO_MANY
from bot.endpoint import NotDiscordError

DISCORD = "https://discord.com/api/v10"

_AGENT = f"DiscordBot (film-faq-bot, {__version__})"
_TIMEOUT = aiohttp.ClientTimeout(total=20)
_ATTEMPTS = 3
_LONGEST_WAIT_S = 60.0


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
        """Read a path.

        Raises RefusedError, NotDiscordError, and aiohttp's ClientError or TimeoutError when nobody answers.
        """
        for attempt in range(_ATTEMPTS):
            async with self._session.get(f"{self._base}{path}") as response:
                body = await _body(response)
                error = body if isinstance(body, dict) else {}
                wait = error.get("retry_after")  # without it, it is no limit of Discord's but a ban in front of it
                if (
                    response.status == TOO_MANY
                    and wait is not None
                    and wait < _LONGEST_WAIT_S
                    and attempt + 1 < _ATTEMPTS
                ):
                    await asyncio.sleep(float(wait))
                    continue
                if not response.ok:
                    raise RefusedError(response.status, error.get("message") or response.reason or "no reason given")
                if body is None:
                    raise NotDiscordError(f"{response.content_type}, no JSON, at {self._base}{path}")
                return body
        raise AssertionError("unreachable: the last attempt returns or raises")

    async def me(self) -> dict[str, Any]:
        """The bot's own user; the first thing to ask. Raises as `get`, and NotDiscordError when it is no user."""
        found = await self.get("/users/@me")
        if not isinstance(found, dict) or not {"id", "username"} <= found.keys():
            raise NotDiscordError(f"no user at {self._base}/users/@me")
        return found


async def _body(response: aiohttp.ClientResponse) -> Any:
    """The answer's JSON; None where it is something else."""
    if response.content_type != "application/json":
        return None
    try:
        return await response.json()
    except ValueError:
        return None
