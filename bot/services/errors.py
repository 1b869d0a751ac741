"""Faults the bot reports; expected outcomes, such as "not sure", are replies instead.

    BotError
    ├── UnknownFilmError    a setting or an option names a film that no document is about
    └── StoreError          what should be remembered cannot be read or written
        ├── StoreSetupError     the state store cannot be opened at all; the message says what to change
        ├── RowRefusedError     one row that the store will never take, however often it is tried
        └── DocumentError       a knowledge file that cannot be read or written; it is as it was

`bot.knowledge.KnowledgeError` stands beside them: bad knowledge, with every problem.
"""

from __future__ import annotations

from collections.abc import Iterable


class BotError(Exception):
    """A fault with a sentence for the operator."""


class UnknownFilmError(BotError):
    """A setting or an option names a film that no document is about."""

    def __init__(self, film: str, known: Iterable[str]) -> None:
        self.film = film
        self.known = tuple(known)
        super().__init__(f"no film has the id {film!r}; there are: {', '.join(self.known) or 'none'}")


class StoreError(BotError):
    """What should be remembered cannot be read or written right now."""


class StoreSetupError(StoreError):
    """The state store cannot be opened; the message says what to change."""


class RowRefusedError(StoreError):
    """One row that the store will never take, however often it is tried."""


class DocumentError(StoreError):
    """A knowledge file that cannot be read or written; it is as it was, and the message is a sentence for moderators."""
