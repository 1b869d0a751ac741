"""What the page shows beyond chat, as the one who starts the sandbox may provide it."""

from __future__ import annotations

from typing import Protocol


class Inspector(Protocol):
    """A look inside the bot."""

    async def explain(self, text: str) -> str:
        """Say in plain text why the bot answers this as it does."""

    async def entry_location(self, text: str) -> str | None:
        """Name file and line of the entry that answers, as in `knowledge/films/the-sessions.yaml:12`."""

    async def problems(self) -> list[str]:
        """List the problems in the knowledge, one line each."""
