"""From a question to the entry that answers it, with a confidence and a decision."""

from __future__ import annotations

from bot.matching.explanation import Explanation
from bot.matching.match import Candidate, Decision, FilmSource, Match, Reason
from bot.matching.matcher import Matcher
from bot.matching.normalize import normalize
from bot.matching.scopes import Unbuilt

__all__ = ["Candidate", "Decision", "Explanation", "FilmSource", "Match", "Matcher", "Reason", "Unbuilt", "normalize"]
