"""Another REST and gateway address for discord.py: the sandbox, or a rate-limit proxy."""

from __future__ import annotations

from contextlib import ExitStack

import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route


class NotDiscordError(Exception):
    """Somebody answers at the address, and not as Discord does; the message says how."""


def use(rest_url: str | None = None, gateway_url: str | None = None) -> ExitStack:
    """Speak to these addresses from now on; None leaves Discord's own. As a context manager it restores at the end.

    `rest_url` ends in the API's version (`http://127.0.0.1:8765/api/v10`). Both addresses are attributes of discord.py's
    classes, so they hold for every client in the process. A client without fixed shards asks the REST server for the
    gateway; the address given here serves all others.
    """
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    if rest_url is not None:
        Route.BASE = rest_url.rstrip("/")
    if gateway_url is not None:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)
    restoring = ExitStack()
    restoring.callback(_set, *before)
    return restoring


def _set(rest_url: str, gateway_url: yarl.URL) -> None:
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = rest_url, gateway_url
