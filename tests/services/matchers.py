"""A matcher that decides as a test tells it, and a library around it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from bot.knowledge import KnowledgeBase
from bot.matching import Candidate, Decision, FilmSource, Match, Matcher, Reason
from bot.services.library import Library, Snapshot
from tests.answers.films import BASE


class ScriptedMatcher:
    """Answers questions from a table; what is not in it is not known. Keeps what it was asked."""

    def __init__(self, base: KnowledgeBase, script: dict[str, Match] | None = None) -> None:
        self.base = base
        self.script = script or {}
        self.asked: list[tuple[str, str | None]] = []

    def rebuilt(self, base: KnowledgeBase) -> ScriptedMatcher:
        """See Matcher."""
        return type(self)(base, self.script)

    def prepare(self, stop: object = None) -> None:
        """See Matcher."""

    @property
    def at_once(self) -> ScriptedMatcher:
        """See Matcher."""
        return self

    def match(self, question: str, *, film: str | None = None, limit: int = 5) -> Match:
        """See Matcher."""
        self.asked.append((question, film))
        return self.script.get(question) or Match(
            question, question, Decision.ABSTAIN, 0.0, (), film=film, reason=Reason.UNSURE
        )


def matched(
    decision: Decision, *ids: str, base: KnowledgeBase = BASE, source: FilmSource = FilmSource.CONTEXT, **more: Any
) -> Match:
    """A match with these candidates."""
    candidates = tuple(Candidate(base.entries[entry], 0.4) for entry in ids)
    film = ids[0].split("/")[0] if ids else None
    return Match("q", "q", decision, 0.4, candidates, film=film, film_source=source, **more)


def library_of(script: dict[str, Match] | None = None, *, base: KnowledgeBase = BASE) -> Library:
    """A library whose matcher follows the script."""
    matcher = ScriptedMatcher(base, script)
    return Library(Path("nowhere"), Snapshot(base, cast(Matcher, matcher)))


def asked_of(library: Library) -> Sequence[tuple[str, str | None]]:
    """What the scripted matcher was asked, with which film."""
    return cast(ScriptedMatcher, library.snapshot.matcher).asked
