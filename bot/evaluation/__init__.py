"""How well questions are matched: question files, measures, and the public sets they are compared on."""

from __future__ import annotations

from bot.evaluation.evaluate import evaluate
from bot.evaluation.questions import Case, load_questions
from bot.evaluation.report import Report
from bot.evaluation.sets import SETS, load_set
from bot.evaluation.typos import with_typos

__all__ = ["SETS", "Case", "Report", "evaluate", "load_questions", "load_set", "with_typos"]
