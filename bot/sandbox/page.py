"""The web page: its files, the actions it posts and the news it is sent."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web

from bot.sandbox.driver import Person
from bot.sandbox.inspector import Inspector
from bot.sandbox.state import State


class Page:
    def __init__(self, state: State, inspector: Inspector | None, person: Callable[[str | int], Person]) -> None:
        self._state = state
        self._inspector = inspector
        self._person = person

    def register(self, router: web.UrlDispatcher) -> None:
        pass

    async def close(self) -> None:
        pass
