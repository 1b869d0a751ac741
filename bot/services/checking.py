"""What is wrong in a knowledge folder as it is on disk: its files' problems, and promises that do not hold."""

from __future__ import annotations

from pathlib import Path

from bot.knowledge import KnowledgeError, Problem, load_knowledge
from bot.matching import Matcher
from bot.matching.collisions import check_matching
from bot.services.promises import broken_promises


def found_problems(folder: Path) -> tuple[Problem, ...]:
    """Every problem of a folder: those of its files and, when these load, `must_match` and `must_not_match` unheeded."""
    try:
        base = load_knowledge(folder)
    except KnowledgeError as error:
        return error.problems
    matcher = Matcher(base)
    return tuple(sorted((*base.warnings, *broken_promises(base, matcher), *check_matching(matcher))))
