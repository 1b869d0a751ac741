"""From a question to the entry that answers it, with a confidence and a decision."""

from __future__ import annotations

from bot.matching.match import Candidate, Decision, FilmSource, Match, Reason

__all__ = ["Candidate", "Decision", "FilmSource", "Match", "Reason"]
