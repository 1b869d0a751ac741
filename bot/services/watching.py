"""Watches the knowledge folder: a burst of changes is one reload, what others wrote becomes history and is told."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

from watchfiles import Change, awatch

from bot.knowledge import Problem, Severity
from bot.services.audit import Audit, Broken, Mended
from bot.services.editing import Editing
from bot.services.errors import StoreError
from bot.services.library import Library

log = logging.getLogger(__name__)

BURST_MS = 2_000
"""Changes within so many milliseconds are one burst, however many there are,"""

QUIET_MS = 150
"""and it ends when nothing has changed for so long: editors write a file in several steps."""

AGAIN_S = 5.0
"""Pause before watching again where it failed."""

LOOKED_BACK = 50
"""Newest revisions among which those are that other processes have saved since the last look."""

_OURS = re.compile(r"\..+\.[0-9a-f]{16}\.(new|swap)")  # temporary files of `bot.storage.folder_files`


class Watching:
    """Reloads when files change. `run` it as a task, `look` where something is known to have changed.

    `recall` is called then: with the files, another process may have changed settings, and what things are called.
    """

    def __init__(
        self,
        library: Library,
        editing: Editing,
        audit: Audit,
        *,
        recall: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._recall = recall
        self._library = library
        self._editing = editing
        self._audit = audit
        self._told: frozenset[Problem] = frozenset()
        self._begun: int | None = None  # the newest revision when watching began
        self.ready = asyncio.Event()

    async def run(self) -> None:
        """Watch until cancelled; a folder that cannot be watched is tried again and again."""
        while True:
            try:
                await self._watch()
            except OSError as error:
                log.warning("The knowledge folder is not watched just now: %s", error)
            await asyncio.sleep(AGAIN_S)

    async def look(self) -> None:
        """Reload, say what is wrong when it is news, record what others changed, and tell what they saved."""
        problems = await self._library.reload()
        errors = tuple(problem for problem in problems if problem.severity is Severity.ERROR)
        if errors and frozenset(errors) != self._told:
            for problem in errors:
                log.warning("%s", problem)
            self._audit.tell(Broken(errors))
        elif self._told and not errors:
            log.warning("Knowledge mended: what the files say is in force again")
            self._audit.tell(Mended())
        self._told = frozenset(errors)
        try:
            await self._editing.note_disk()
            await self._tell_saved()
            if self._recall is not None:
                await self._recall()
        except (StoreError, OSError) as error:
            log.warning("Changes on disk are not recorded just now: %s", error)

    async def _tell_saved(self) -> None:
        """Tell edits of other processes, the shell's among them, that were made since watching began."""
        newest = await self._editing.history(limit=LOOKED_BACK)
        if self._begun is not None:
            self._audit.tell_saved(revision for revision in reversed(newest) if revision.id > self._begun)
        else:
            self._begun = newest[0].id if newest else 0

    async def _watch(self) -> None:
        if self._begun is None:
            with contextlib.suppress(StoreError):  # the first look tries again
                await self._tell_saved()
        folder = self._library.folder
        changes = awatch(folder, watch_filter=_matters, debounce=BURST_MS, step=QUIET_MS, recursive=True)
        self.ready.set()
        async for burst in changes:
            log.debug("%d changes in %s", len(burst), folder)
            await self.look()


def _matters(_change: Change, path: str) -> bool:
    """Not our own temporary files, nor git's; whether anything is new, the reload finds out by the texts."""
    parts = Path(path).parts
    return _OURS.fullmatch(parts[-1]) is None and ".git" not in parts
