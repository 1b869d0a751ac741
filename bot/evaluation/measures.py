"""The measures of matching and abstaining, over plain arrays of outcomes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

REJECTED = 0.9  # share of out-of-scope questions that `in_at` demands to be rejected
BINS = 10


def auroc(confidence: Floats, in_scope: Flags) -> float:
    """Probability that an in-scope question has more confidence than an out-of-scope one, ties counting half."""
    inside, outside = confidence[in_scope], np.sort(confidence[~in_scope])
    if not len(inside) or not len(outside):
        return float("nan")
    below = np.searchsorted(outside, inside, side="left")
    not_above = np.searchsorted(outside, inside, side="right")
    return float((below + not_above).sum() / (2 * len(inside) * len(outside)))


def in_at(confidence: Floats, in_scope: Flags, right: Flags, rejected: float = REJECTED) -> float:
    """Share of in-scope questions answered rightly at the lowest threshold that rejects so many out-of-scope ones."""
    if not in_scope.any() or in_scope.all():
        return float("nan")
    outside = confidence[~in_scope]
    for threshold in (*np.unique(confidence), np.inf):
        if (outside < threshold).mean() >= rejected:
            return float((right & in_scope & (confidence >= threshold)).sum() / in_scope.sum())
    raise AssertionError("an infinite threshold rejects everything")


def risk_coverage(confidence: Floats, right: Flags) -> tuple[Floats, Floats]:
    """Coverage and share of errors among what is answered, from the surest question down."""
    order = np.argsort(-confidence, kind="stable")
    answered = np.arange(1, len(order) + 1)
    return answered / len(order), np.cumsum(~right[order]) / answered


def aurc(confidence: Floats, right: Flags) -> float:
    """Mean over coverage of the share of errors."""
    return float(risk_coverage(confidence, right)[1].mean())


def calibration(confidence: Floats, right: Flags, bins: int = BINS) -> list[tuple[float, float, int]]:
    """Mean confidence, accuracy and number of questions in each bin of equal width that is not empty."""
    at = np.minimum((confidence * bins).astype(int), bins - 1)
    return [
        (float(confidence[at == number].mean()), float(right[at == number].mean()), int((at == number).sum()))
        for number in range(bins)
        if (at == number).any()
    ]


def ece(confidence: Floats, right: Flags) -> float:
    """Expected calibration error: the bins' gaps between confidence and accuracy, weighted by size."""
    return sum(abs(sure - accurate) * size for sure, accurate, size in calibration(confidence, right)) / len(confidence)


def mcc(expected: Sequence[str], predicted: Sequence[str]) -> float:
    """Multi-class correlation (Gorodkin's R_K); 0 where it is undefined."""
    classes = {name: place for place, name in enumerate(sorted({*expected, *predicted}))}
    true = np.array([classes[name] for name in expected])
    said = np.array([classes[name] for name in predicted])
    size = float(len(true))
    in_true = np.bincount(true, minlength=len(classes)).astype(np.float64)
    in_said = np.bincount(said, minlength=len(classes)).astype(np.float64)
    above = float((true == said).sum()) * size - float(in_true @ in_said)
    below = (size * size - float(in_said @ in_said)) * (size * size - float(in_true @ in_true))
    return above / float(np.sqrt(below)) if below > 0 else 0.0


def best_mcc(expected: Sequence[str], top: Sequence[str], confidence: Floats, none: str) -> tuple[float, float]:
    """The best correlation over all thresholds on confidence, and its threshold."""
    found = (-1.0, np.inf)
    for threshold in (*np.unique(confidence), np.inf):
        predicted = [name if sure >= threshold else none for name, sure in zip(top, confidence, strict=True)]
        value = mcc(expected, predicted)
        if value > found[0]:
            found = (value, float(threshold))
    return found
