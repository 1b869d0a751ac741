"""The figures of one evaluation, as data and in words."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from bot.evaluation import measures
from bot.evaluation.questions import Case
from bot.matching import Decision, Match

NONE = ""  # the class of questions that are out of scope


@dataclass(frozen=True)
class Outcome:
    """One question and what became of it."""

    case: Case
    match: Match

    @property
    def courtesy(self) -> bool:
        """An answer from a smalltalk document counts as not answered."""
        return self.match.best is not None and self.match.best.smalltalk

    @property
    def top(self) -> str:
        """The class of the best candidate: the first of what is expected where it is any of that."""
        return NONE if self.match.best is None or self.courtesy else self._as_class(self.match.best.id)

    @property
    def confidence(self) -> float:
        return 0.0 if self.courtesy else self.match.confidence

    @property
    def right(self) -> bool:
        """In scope, and the best candidate is right."""
        return self.case.in_scope and self.match.best is not None and self.match.best.id in self.case.expect

    @property
    def among(self) -> bool:
        """Whether a right entry is among the candidates."""
        return any(candidate.entry.id in self.case.expect for candidate in self.match.candidates)

    @property
    def answered(self) -> bool:
        return self.match.decision is Decision.ANSWER and not self.courtesy

    @property
    def expected(self) -> str:
        return self.case.expect[0] if self.case.in_scope else NONE

    def _as_class(self, entry: str) -> str:
        return self.case.expect[0] if entry in self.case.expect else entry


@dataclass(frozen=True)
class Report:
    """All measures of one run; percent from 0 to 100, correlations and calibration error from 0 to 1."""

    outcomes: tuple[Outcome, ...]

    @cached_property
    def confidence(self) -> measures.Floats:
        """One value per question, as are the two below."""
        return np.array([outcome.confidence for outcome in self.outcomes], dtype=np.float64)

    @cached_property
    def in_scope(self) -> measures.Flags:
        return np.array([outcome.case.in_scope for outcome in self.outcomes], dtype=bool)

    @cached_property
    def right(self) -> measures.Flags:
        return np.array([outcome.right for outcome in self.outcomes], dtype=bool)

    @cached_property
    def pairs(self) -> tuple[tuple[str, str, int], ...]:
        """Two entries that are taken for one another, either way, most often first."""
        counts: dict[tuple[str, str], int] = {}
        for expected, taken, times in self.confusions:
            pair = (min(expected, taken), max(expected, taken))
            counts[pair] = counts.get(pair, 0) + times
        return tuple(sorted(((*pair, times) for pair, times in counts.items()), key=lambda row: (-row[2], row)))

    @cached_property
    def confusions(self) -> tuple[tuple[str, str, int], ...]:
        """Entries taken for one another: expected, best candidate, how often."""
        counts: dict[tuple[str, str], int] = {}
        for outcome in self.outcomes:
            if outcome.case.in_scope and not outcome.right and outcome.match.best is not None:
                pair = (outcome.expected, outcome.match.best.id)
                counts[pair] = counts.get(pair, 0) + 1
        return tuple(sorted(((*pair, times) for pair, times in counts.items()), key=lambda row: (-row[2], row)))

    def as_dict(self) -> dict[str, float | int | None]:
        """The measures by name; None where there is nothing to measure."""
        inside = [outcome for outcome in self.outcomes if outcome.case.in_scope]
        outside = [outcome for outcome in self.outcomes if not outcome.case.in_scope]
        confidence, in_scope, right = self.confidence, self.in_scope, self.right
        top = [outcome.top for outcome in self.outcomes]
        expected = [outcome.expected for outcome in self.outcomes]
        decided = [outcome.top if outcome.answered else NONE for outcome in self.outcomes]
        asked_back = [outcome for outcome in inside if outcome.match.decision is Decision.ASK_BACK]
        elapsed = [outcome.match.elapsed_us for outcome in self.outcomes]
        any_at_all = bool(self.outcomes)
        return {
            "questions": len(self.outcomes),
            "in_scope": len(inside),
            "out_of_scope": len(outside),
            "top1": _percent(outcome.right for outcome in inside),
            "top3": _percent(
                any(candidate.entry.id in outcome.case.expect for candidate in outcome.match.candidates[:3])
                for outcome in inside
            ),
            "auroc": _times_100(measures.auroc(confidence, in_scope)) if any_at_all else None,
            "in_at_90": _times_100(measures.in_at(confidence, in_scope, right)) if any_at_all else None,
            "aurc": _times_100(measures.aurc(confidence, right)) if any_at_all else None,
            "answered_right": _percent(outcome.answered and outcome.right for outcome in inside),
            "asked_back_right": round(100 * sum(outcome.among for outcome in asked_back) / len(inside), 2)
            if inside
            else None,
            "answered_wrong": _percent(outcome.answered and not outcome.right for outcome in inside),
            "abstained_in_scope": _percent(
                not outcome.answered and outcome.match.decision is not Decision.ASK_BACK for outcome in inside
            ),
            "out_of_scope_rejected": _percent(not outcome.answered for outcome in outside),
            "mcc_default": round(measures.mcc(expected, decided), 4) if any_at_all else None,
            "mcc_best": round(measures.best_mcc(expected, top, confidence, NONE)[0], 4) if any_at_all else None,
            "ece": round(measures.ece(confidence, right), 4) if any_at_all else None,
            "us_p50": round(float(np.percentile(elapsed, 50)), 1) if any_at_all else None,
            "us_p95": round(float(np.percentile(elapsed, 95)), 1) if any_at_all else None,
        }

    def text(self) -> str:
        """The measures and the most frequent confusions, for people."""
        names = {
            "questions": "questions", "in_scope": "  in scope", "out_of_scope": "  out of scope",
            "top1": "best candidate right, %", "top3": "right one among three, %",
            "auroc": "AUROC of confidence, %", "in_at_90": "right when 90 % out of scope are rejected, %",
            "aurc": "area under risk-coverage, %", "answered_right": "answered rightly, % of in scope",
            "asked_back_right": "asked back with the right one, %", "answered_wrong": "answered wrongly, %",
            "abstained_in_scope": "abstained in scope, %", "out_of_scope_rejected": "not answered out of scope, %",
            "mcc_default": "MCC at the thresholds", "mcc_best": "MCC at the best threshold",
            "ece": "expected calibration error", "us_p50": "µs a question, median", "us_p95": "µs a question, 95th percentile",
        }  # fmt: skip
        figures = self.as_dict()
        width = max(map(len, names.values()))
        lines = [f"{label:<{width}}  {'-' if figures[key] is None else figures[key]}" for key, label in names.items()]
        if self.pairs:
            lines += ["", "These two entries are taken for one another:"]
            lines += [f"  {one}  {other}  {times} x" for one, other, times in self.pairs[:20]]
        return "\n".join(lines)

    def details(self) -> list[dict[str, Any]]:
        """One row a question, for looking into."""
        return [
            {
                "question": outcome.case.question,
                "expect": list(outcome.case.expect),
                "decision": str(outcome.match.decision),
                "best": outcome.match.best.id if outcome.match.best else None,
                "confidence": round(outcome.match.confidence, 4),
                "right": outcome.right,
            }
            for outcome in self.outcomes
        ]


def _percent(flags: Iterable[bool]) -> float | None:
    counted = list(flags)
    return round(100 * sum(counted) / len(counted), 2) if counted else None


def _times_100(share: float) -> float | None:
    return None if math.isnan(share) else round(100 * share, 2)
