"""The knowledge base: its model, and loading it with every problem's place."""

from __future__ import annotations

from bot.knowledge.check import check_knowledge
from bot.knowledge.document import parse_document
from bot.knowledge.entry import Document, Entry, Film, KnowledgeBase, Pattern, Source, Spoiler
from bot.knowledge.facts import FACTS, Fact
from bot.knowledge.load import load_knowledge, merge
from bot.knowledge.problem import KnowledgeError, KnowledgeFolderError, Problem, Severity
from bot.knowledge.schema import json_schemas
from bot.knowledge.starter import new_film_text
from bot.knowledge.targets import Target, fact_targets

__all__ = [
    "FACTS",
    "Document",
    "Entry",
    "Fact",
    "Film",
    "KnowledgeBase",
    "KnowledgeError",
    "KnowledgeFolderError",
    "Pattern",
    "Problem",
    "Severity",
    "Source",
    "Spoiler",
    "Target",
    "check_knowledge",
    "fact_targets",
    "json_schemas",
    "load_knowledge",
    "merge",
    "new_film_text",
    "parse_document",
]
