"""Remembers what outlives the process: questions, votes, which answer belongs to which question."""

from __future__ import annotations

from bot.storage.stores import Stores, open_stores

__all__ = ["Stores", "open_stores"]
