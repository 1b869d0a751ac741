"""Fit the confidence head on simulated knowledge bases: `python -m bot.evaluation.fit --data DIR`.

The same data and seed give the same constants: Newton's method on a convex loss, rounded to 4 digits.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.evaluation.simulation import simulate
from bot.matching import Matcher
from bot.matching.confidence import DATA, Head, head_from
from bot.matching.decision import RIVAL
from bot.matching.evidence import BEST, CANDIDATE_FEATURES, QUESTION_FEATURES, Evidence

Floats = NDArray[np.float64]

PENALTY = 1e-3  # on squared weights, per question
STEPS = 25
WRONG = 0.04  # of simulated in-scope questions may be answered wrongly: this sets the threshold of `answer`
ASK_SHARE = 0.5  # of the threshold of `answer`: below it no suggestion is worth a member's click


@dataclass(frozen=True)
class Sample:
    """Questions as arrays: n x BEST x candidate features, n x question features, n labels (BEST = none of them)."""

    candidates: Floats
    present: NDArray[np.bool_]
    question: Floats
    label: NDArray[np.intp]
    in_scope: NDArray[np.bool_]


def _blank() -> Head:
    """A head that knows nothing, to collect evidence with."""
    nothing = {"mean": 0.0, "scale": 1.0, "weight": 0.0}
    return head_from(
        {
            "candidate": dict.fromkeys(CANDIDATE_FEATURES, nothing),
            "question": dict.fromkeys(QUESTION_FEATURES, nothing),
            "bias": 0.0,
            "thresholds": {"answer": 1.0, "ask": 1.0},
        }
    )


def collect(data: Path, *, count: int, seed: int) -> Sample:
    """Ask all questions of all simulated knowledge bases, and keep the evidence."""
    rows: list[tuple[Evidence, int, bool]] = []
    for simulated in simulate(data, count=count, seed=seed):
        matcher = Matcher(simulated.base, head=_blank())  # the evidence is the same under any head
        for case in simulated.cases:
            trace = matcher.trace(case.question)
            if trace.outcome is None or trace.evidence is None:
                continue
            targets = [trace.outcome.scope.options[option].target for option in trace.evidence.options]
            label = next((place for place, target in enumerate(targets) if target in case.expect), BEST)
            rows.append((trace.evidence, label, case.in_scope))
    candidates = np.zeros((len(rows), BEST, len(CANDIDATE_FEATURES)))
    present = np.zeros((len(rows), BEST), dtype=bool)
    for place, (evidence, _, _) in enumerate(rows):
        candidates[place, : len(evidence.options)] = evidence.candidates
        present[place, : len(evidence.options)] = True
    return Sample(
        candidates,
        present,
        np.stack([evidence.question for evidence, _, _ in rows]),
        np.array([label for _, label, _ in rows], dtype=np.intp),
        np.array([in_scope for _, _, in_scope in rows], dtype=bool),
    )


def fit(sample: Sample) -> dict[str, Any]:
    """The constants of the head, thresholds included."""
    means, scales = _standard(sample.candidates[sample.present])
    question_means, question_scales = _standard(sample.question)
    size = len(sample.label)
    width, asked = len(means), len(question_means)
    # every alternative's features in one vector: candidates fill the first part, `none of them` the second
    design = np.zeros((size, BEST + 1, width + asked + 1))
    design[:, :BEST, :width] = (sample.candidates - means) / scales
    design[:, BEST, width:-1] = (sample.question - question_means) / question_scales
    design[:, BEST, -1] = 1.0
    possible = np.concatenate((sample.present, np.ones((size, 1), dtype=bool)), axis=1)
    weights = _newton(design, possible, sample.label)
    constants: dict[str, Any] = {
        "candidate": _table(CANDIDATE_FEATURES, means, scales, weights[:width]),
        "question": _table(QUESTION_FEATURES, question_means, question_scales, weights[width:-1]),
        "bias": round(float(weights[-1]), 4),
        "thresholds": {"answer": 1.0, "ask": 1.0},
    }
    constants["thresholds"] = thresholds_of_sample(sample, head_from(constants))
    return constants


def _newton(design: Floats, possible: NDArray[np.bool_], label: NDArray[np.intp]) -> Floats:
    weights = np.zeros(design.shape[2])
    penalty = PENALTY * len(label)
    for _ in range(STEPS):
        logits = np.where(possible, design @ weights, -np.inf)
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        odds /= odds.sum(axis=1, keepdims=True)
        mean = np.einsum("nk,nkf->nf", odds, design)
        gradient = (mean - design[np.arange(len(label)), label]).sum(axis=0) + penalty * weights
        weighted = design * np.sqrt(odds)[:, :, None]
        flat = weighted.reshape(-1, design.shape[2])
        hessian = flat.T @ flat - mean.T @ mean + penalty * np.eye(len(weights))
        step = np.linalg.solve(hessian, gradient)
        weights -= step
        if np.abs(step).max() < 1e-10:  # noqa: PLR2004 - far below the 4 digits that are kept
            break
    return weights


def thresholds(confidence: Floats, wrong: NDArray[np.bool_], in_scope: int) -> dict[str, float]:
    """The lowest threshold at which at most `WRONG` of `in_scope` questions are answered wrongly.

    `confidence` and `wrong` are those of in-scope questions whose best candidate would be answered.
    """
    sure = np.sort(confidence[wrong])[::-1]
    allowed = int(WRONG * in_scope)
    answer = (
        float(np.ceil(sure[allowed] * 1e4 + 1) / 1e4) if allowed < len(sure) else 0.0
    )  # just above the next wrong one
    return {"answer": round(answer, 4), "ask": round(ASK_SHARE * answer, 4)}


def thresholds_of_sample(sample: Sample, head: Head) -> dict[str, float]:
    """Thresholds from the simulated questions themselves."""
    best = np.zeros(len(sample.label))
    wrong = np.zeros(len(sample.label), dtype=bool)
    for place, label in enumerate(sample.label.tolist()):
        count = int(sample.present[place].sum())
        odds = head.probabilities(Evidence((), (), sample.candidates[place, :count], sample.question[place]))
        second, best[place] = np.sort(odds)[-2:] if count > 1 else (0.0, odds.max(initial=0.0))
        wrong[place] = second < RIVAL * best[place] and int(odds.argmax()) != label
    return thresholds(best[sample.in_scope], wrong[sample.in_scope], int(sample.in_scope.sum()))


def _standard(features: Floats) -> tuple[Floats, Floats]:
    scales: Floats = np.asarray(features.std(axis=0), dtype=np.float64)
    scales[scales < 1e-4] = 1.0  # noqa: PLR2004 - a feature that never changes says nothing
    return np.round(features.mean(axis=0), 4), np.round(scales, 4)


def _table(names: Sequence[str], means: Floats, scales: Floats, weights: Floats) -> dict[str, dict[str, float]]:
    return {
        name: {"mean": float(mean), "scale": float(scale), "weight": round(float(weight), 4)}
        for name, mean, scale, weight in zip(names, means, scales, weights, strict=True)
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the head's constants."""
    parser = argparse.ArgumentParser(prog="python -m bot.evaluation.fit", description="Fit the confidence head.")
    parser.add_argument("--data", type=Path, required=True, help="folder with clinc150/ and banking77/")
    parser.add_argument("--out", type=Path, default=DATA, help="where the constants go")
    parser.add_argument("--bases", type=int, default=120, help="simulated knowledge bases")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    sample = collect(options.data, count=options.bases, seed=options.seed)
    constants = fit(sample)
    made = {"bases": options.bases, "seed": options.seed, "questions": len(sample.label), "by": parser.prog}
    options.out.write_text(json.dumps({"made": made, **constants}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
