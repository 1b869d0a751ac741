"""The knowledge base: its model, and loading it with every problem's place."""

from __future__ import annotations

from bot.knowledge.entry import Document, Entry, Film, KnowledgeBase, Pattern, Source, Spoiler
from bot.knowledge.problem import KnowledgeError, Problem, Severity

__all__ = [
    "Document",
    "Entry",
    "Film",
    "KnowledgeBase",
    "KnowledgeError",
    "Pattern",
    "Problem",
    "Severity",
    "Source",
    "Spoiler",
]
