"""From evidence to the calibrated probability that a candidate is the one meant."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np

from bot.matching.evidence import CANDIDATE_FEATURES, QUESTION_FEATURES, Evidence
from bot.matching.index import Floats

DATA = Path(__file__).with_name("head.json")


@dataclass(frozen=True)
class Head:
    """A softmax over the candidates and `none of them`, linear in standardised features."""

    candidate_mean: Floats
    candidate_scale: Floats
    candidate_weights: Floats
    question_mean: Floats
    question_scale: Floats
    question_weights: Floats
    bias: float  # of `none of them`
    answer: float  # thresholds on the best candidate's probability
    ask: float

    def probabilities(self, evidence: Evidence) -> Floats:
        """One probability per candidate; what is missing to 1 is `none of them`."""
        of_candidates, of_question, constant = self._folded
        logits = evidence.candidates @ of_candidates
        none = float(evidence.question @ of_question) + constant
        top = max(float(logits.max(initial=-np.inf)), none)
        raised = np.exp(logits - top)
        return np.asarray(raised / (raised.sum() + math.exp(none - top)))

    @cached_property
    def _folded(self) -> tuple[Floats, Floats, float]:
        """Weights of features that are not standardised, and what that leaves over for `none of them`."""
        of_candidates = self.candidate_weights / self.candidate_scale
        of_question = self.question_weights / self.question_scale
        constant = self.bias - self.question_mean @ of_question + self.candidate_mean @ of_candidates
        return of_candidates, of_question, float(constant)


@cache
def shipped() -> Head:
    """The head whose constants stand in `head.json`; `python -m bot.evaluation.fit` makes them."""
    return head_from(json.loads(DATA.read_text(encoding="utf-8")))


def head_from(data: dict[str, object]) -> Head:
    """Build a head from constants by feature name."""
    candidate, question, thresholds = data["candidate"], data["question"], data["thresholds"]
    assert isinstance(candidate, dict)  # noqa: S101
    assert isinstance(question, dict)  # noqa: S101
    assert isinstance(thresholds, dict)  # noqa: S101

    def column(table: dict[str, dict[str, float]], names: tuple[str, ...], key: str) -> Floats:
        return np.array([table[name][key] for name in names], dtype=np.float64)

    return Head(
        column(candidate, CANDIDATE_FEATURES, "mean"),
        column(candidate, CANDIDATE_FEATURES, "scale"),
        column(candidate, CANDIDATE_FEATURES, "weight"),
        column(question, QUESTION_FEATURES, "mean"),
        column(question, QUESTION_FEATURES, "scale"),
        column(question, QUESTION_FEATURES, "weight"),
        float(data["bias"]),  # type: ignore[arg-type]
        float(thresholds["answer"]),
        float(thresholds["ask"]),
    )
