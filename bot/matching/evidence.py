"""What speaks for each of the best candidates, as numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz

from bot.matching.index import Floats, Index, Query
from bot.matching.ranker import Scores
from bot.matching.scope import Scope
from bot.matching.words import QUESTION_WORDS, stem

BEST = 5  # candidates that are looked at closely

CANDIDATE_FEATURES = (
    "ridge", "ridge_margin", "nearest", "nearest_margin", "mean_of_3", "characters", "words",
    "question_covered", "wording_covered", "covered_f1", "token_set", "token_sort", "ratio", "question_word",
)  # fmt: skip
QUESTION_FEATURES = (
    "unknown_share",
    "log_length",
    "corrections",
    "log_targets",
    "log_wordings",
    "top_ridge",
    "top_nearest",
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Features of the best options, one row each, and of the question."""

    options: tuple[int, ...]
    rows: tuple[int, ...]  # each option's most similar wording
    candidates: Floats  # options x CANDIDATE_FEATURES
    question: Floats  # QUESTION_FEATURES


def gather(
    scope: Scope,
    index: Index,
    query: Query,
    scores: Scores,
    options: Sequence[int],
    *,
    nearest: Floats,
    corrections: int,
) -> Evidence:
    """Look closely at `options`, best first; `nearest` is the scope's nearest similarity per option."""
    count = len(options)
    features = np.zeros((count, len(CANDIDATE_FEATURES)))
    best_rows: list[int] = []
    ridge_first, ridge_second = _two_best(scores.ridge)
    near_first, near_second = _two_best(nearest)
    stems, mass, text, asks = _profile(query.words, index)
    for place, option in enumerate(options):
        rows = scope.rows_of(option)
        similar = scores.similarity[rows]
        best = int(rows[int(similar.argmax())])
        best_rows.append(best)
        wording = scope.wordings[best]
        row_stems, row_mass, row_text, row_asks = _profile(wording.matched, index)
        both = sum(weight for word, weight in stems.items() if word in row_stems)
        covered, covering = both / mass if mass else 0.0, both / row_mass if row_mass else 0.0
        ridge, near = float(scores.ridge[option]), float(nearest[option])
        features[place] = (
            ridge,
            ridge - (ridge_second if ridge == ridge_first else ridge_first),
            near,
            near - (near_second if near == near_first else near_first),
            float(np.sort(similar)[-3:].mean()),
            float(scores.by_characters[rows].max()),
            float(scores.by_words[rows].max()),
            covered,
            covering,
            2 * covered * covering / (covered + covering) if both else 0.0,
            fuzz.token_set_ratio(text, row_text) / 100,
            fuzz.token_sort_ratio(text, row_text) / 100,
            fuzz.ratio(text, row_text) / 100,
            0.0 if not asks or not row_asks else 1.0 if asks & row_asks else -1.0,
        )
    unknown = sum(weight for word, weight in stems.items() if index.terms.number(word) is None)
    question = np.array(
        (
            unknown / mass if mass else 1.0,
            math.log(1 + len(query.words)),
            float(corrections),
            math.log(len(scope.options)),
            math.log(len(scope.wordings)),
            ridge_first,
            near_first,
        )
    )
    return Evidence(tuple(options), tuple(best_rows), features, question)


def _two_best(values: Floats) -> tuple[float, float]:
    if len(values) < 2:  # noqa: PLR2004
        return float(values.max(initial=0.0)), 0.0
    second, first = np.partition(values, -2)[-2:]
    return float(first), float(second)


def _profile(words: Sequence[str], index: Index) -> tuple[dict[str, float], float, str, frozenset[str]]:
    weights = {form: index.terms.weight(form) for form in map(stem, words)}
    return weights, sum(weights.values()), " ".join(words), QUESTION_WORDS.intersection(words)
