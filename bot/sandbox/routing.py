"""Find the handler of a REST path, and name its route as Discord's published description does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.attachments import Upload

NO_CONTENT: tuple[int, Any] = (204, None)

Reply = tuple[int, Any]
Handler = Callable[["Call"], Awaitable[Reply]]


@dataclass(frozen=True, slots=True)
class Call:
    """One REST request as its handler sees it."""

    params: dict[str, str]
    query: dict[str, str]
    body: Any
    files: Sequence[Upload] = ()

    def id(self, name: str) -> int:
        """Read a path parameter as an id; 0, which nothing has, when it is not one."""
        value = self.params[name]
        return int(value) if value.isdigit() else 0


@dataclass(frozen=True, slots=True)
class Route:
    method: str
    template: str
    handler: Handler
    public: bool = False
    """Needs no bot token: the interaction's own is in the path."""
    segments: tuple[str, ...] = field(default=())

    def match(self, parts: Sequence[str]) -> dict[str, str] | None:
        params = {}
        for segment, part in zip(self.segments, parts, strict=True):
            if segment[0] == "{":
                params[segment[1:-1]] = part
            elif segment != part:
                return None
        return params


class Router:
    """Routes by method, number of segments and first segment, so that none is looked for in vain."""

    def __init__(self) -> None:
        self._routes: dict[tuple[str, int, str], list[Route]] = {}

    def add(self, method: str, template: str, handler: Handler, *, public: bool = False) -> None:
        segments = tuple(template.strip("/").split("/"))
        route = Route(method, template, handler, public, segments)
        self._routes.setdefault((method, len(segments), segments[0]), []).append(route)

    def find(self, method: str, path: str) -> tuple[Route, dict[str, str]] | None:
        """Find the first route added that fits a path like `/channels/1/messages`."""
        parts = path.strip("/").split("/")
        for route in self._routes.get((method, len(parts), parts[0]), ()):
            params = route.match(parts)
            if params is not None:
                return route, params
        return None
