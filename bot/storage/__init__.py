"""Remembers what outlives the process: questions, votes, revisions, drafts, and the knowledge files themselves."""

from __future__ import annotations

from bot.storage.folder import Folder
from bot.storage.stores import Stores, open_stores, try_writing

__all__ = ["Folder", "Stores", "open_stores", "try_writing"]
