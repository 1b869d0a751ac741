"""What the sandbox's page shows beyond chat: why an answer was given, where it stands, what is wrong in the files."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.matching import Decision
from bot.services.checking import found_problems
from bot.services.library import Library


class KnowledgeInspector:
    """Fulfils the sandbox's `Inspector` from the knowledge in force; questions are taken as asked in a fresh channel."""

    def __init__(self, library: Library, *, film: str | None) -> None:
        self._library = library
        self._film = film

    async def explain(self, text: str) -> str:
        """See Inspector."""
        return self._library.snapshot.matcher.explain(text, film=self._film).text()

    async def entry_location(self, text: str) -> str | None:
        """See Inspector; a path is shown from the folder the bot was started in, where that is possible."""
        snapshot = self._library.snapshot
        match = snapshot.matcher.match(text, film=self._film)
        if match.best is None or match.decision is not Decision.ANSWER:
            return None
        path = snapshot.base.documents[match.best.document].path.resolve()
        here = Path.cwd()
        shown = path.relative_to(here) if path.is_relative_to(here) else path
        return f"{shown}:{match.best.line}"

    async def problems(self) -> list[str]:
        """See Inspector; reads the files as they are now, which may differ from what is in force."""
        return [str(problem) for problem in await asyncio.to_thread(found_problems, self._library.folder)]
