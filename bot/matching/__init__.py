"""From a question to the entry that answers it, with a confidence and a decision."""

from __future__ import annotations

import os

# Before numpy is loaded: a question's matrices have some 64 rows. They gain nothing from threads and, on a busy
# machine, lose milliseconds waiting for them. Who sets the variable decides otherwise.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from bot.matching.explanation import Explanation
from bot.matching.match import Candidate, Decision, FilmSource, Match, Reason
from bot.matching.matcher import Matcher
from bot.matching.normalize import normalize

__all__ = ["Candidate", "Decision", "Explanation", "FilmSource", "Match", "Matcher", "Reason", "normalize"]
