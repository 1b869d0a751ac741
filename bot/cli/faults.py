"""Faults of use, and the one translation from any expected fault to a sentence and an exit status.

Exit status: 0 fine; 1 bad knowledge; 2 wrong use. Nothing here imports what is slow to import: the command line
starts quickly, and a fault's class can only arrive when its module is loaded already.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

BAD_KNOWLEDGE = 1
WRONG_USE = 2


class UsageError(Exception):
    """A command cannot be carried out as it was asked; the message says what to do instead."""


@contextmanager
def reported() -> Iterator[None]:
    """Turn expected faults into lines on stderr and an exit status; anything else is a fault of ours and goes through."""
    try:
        yield
    except Exception as error:
        if (status := status_of(error)) is None:
            raise
        print(error, file=sys.stderr)
        raise SystemExit(status) from None


def status_of(error: BaseException) -> int | None:
    """The exit status of an expected fault; None for any other."""
    if isinstance(error, UsageError) or _is_a(error, "bot.config", "SettingsError"):
        return WRONG_USE
    if _is_a(error, "bot.knowledge", "KnowledgeError"):
        return BAD_KNOWLEDGE
    return WRONG_USE if _is_a(error, "bot.services.errors", "BotError") else None


def _is_a(error: BaseException, module: str, name: str) -> bool:
    loaded = sys.modules.get(module)
    return loaded is not None and isinstance(error, getattr(loaded, name))
