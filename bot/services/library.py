"""The knowledge in force: one immutable snapshot, replaced whole by a reload."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bot.knowledge import KnowledgeBase, KnowledgeError, Problem, load_knowledge
from bot.knowledge.code import Code
from bot.matching import Matcher
from bot.services.suggestions import Suggestions

log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Snapshot:
    """Everything that is built from one state of the files; take it once per question and use it throughout."""

    base: KnowledgeBase
    matcher: Matcher

    @cached_property
    def suggestions(self) -> Suggestions:
        """What autocomplete offers, prepared once."""
        return Suggestions(self.base)


def build_snapshot(folder: Path) -> Snapshot:
    """Load and index a folder; takes about a second. Raises KnowledgeError with every problem."""
    base = load_knowledge(folder)
    snapshot = Snapshot(base, Matcher(base))
    _ = snapshot.suggestions  # so that the first keystroke of a member does not wait for it
    return snapshot


class Library:
    """Holds the snapshot in force; a reload that fails leaves it as it is."""

    def __init__(self, folder: Path, snapshot: Snapshot) -> None:
        self.folder = folder
        self.snapshot = snapshot
        self._reloading = asyncio.Lock()

    @classmethod
    async def open(cls, folder: Path) -> Library:
        """Load a folder in a thread. Raises KnowledgeError with every problem."""
        return cls(folder, await asyncio.to_thread(build_snapshot, folder))

    @classmethod
    def load(cls, folder: Path) -> Library:
        """Load a folder at once, for the shell. Raises KnowledgeError with every problem."""
        return cls(folder, build_snapshot(folder))

    async def reload(self) -> tuple[Problem, ...]:
        """Read the files again; returns what is wrong, warnings when the new snapshot is in force, else its errors."""
        async with self._reloading:  # two at once could put the older snapshot in force last
            try:
                snapshot = await asyncio.to_thread(build_snapshot, self.folder)
            except KnowledgeError as error:
                log.warning(
                    "Knowledge not reloaded: %d problems, the last good state stays in force", len(error.problems)
                )
                return error.problems
            except OSError as error:  # the folder is gone, or cannot be read
                log.warning("Knowledge not reloaded: %s; the last good state stays in force", error)
                return (Problem(str(self.folder), 1, 1, Code.UNREADABLE, str(error)),)
            self.snapshot = snapshot
            log.info("Knowledge reloaded: %d entries, %d films", len(snapshot.base.entries), len(snapshot.base.films))
            return snapshot.base.warnings
