"""Composes a platform-free answer from a match."""

from __future__ import annotations

from bot.answers.answer import (
    Abstention,
    Answer,
    AskBack,
    Block,
    Choice,
    Items,
    Link,
    NextStep,
    Quotation,
    Reply,
    Rows,
    Text,
)

__all__ = [
    "Abstention",
    "Answer",
    "AskBack",
    "Block",
    "Choice",
    "Items",
    "Link",
    "NextStep",
    "Quotation",
    "Reply",
    "Rows",
    "Text",
]
