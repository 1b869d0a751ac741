"""What speaks for each of the best candidates, as numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz

from bot.matching.index import Floats, Query
from bot.matching.lexicon import Lexicon
from bot.matching.ranker import Neighbours
from bot.matching.scope import Scope

BEST = 5  # candidates that are looked at closely

CANDIDATE_FEATURES = (
    "ridge", "ridge_margin", "nearest", "nearest_margin", "mean_of_3", "characters", "words", "sense",
    "question_covered", "wording_covered", "covered_f1", "token_set", "token_sort", "ratio", "question_word",
)  # fmt: skip
QUESTION_FEATURES = ("unknown_share", "log_length", "corrections", "top_ridge", "top_nearest")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Features of the best options, one row each, and of the question."""

    options: tuple[int, ...]
    rows: tuple[int, ...]  # each option's most similar wording
    candidates: Floats  # options x CANDIDATE_FEATURES
    question: Floats  # QUESTION_FEATURES


def gather(
    scope: Scope, lexicon: Lexicon, query: Query, found: Neighbours, options: Sequence[int], *, corrections: int
) -> Evidence:
    """Look closely at `options`, best first."""
    features: list[tuple[float, ...]] = []
    best_rows: list[int] = []
    at_places = found.places.tolist()
    ridges = dict(zip(found.options.tolist(), found.ridge.tolist(), strict=True))
    nears: dict[int, list[int]] = {}
    for place, target in enumerate(found.targets.tolist()):
        nears.setdefault(target, []).append(place)
    similar = found.similarity.tolist()
    by_characters, by_words, by_sense = found.by_characters.tolist(), found.by_words.tolist(), found.by_sense.tolist()
    ridge_first, ridge_second = _two_best(ridges.values())
    near_first, near_second = _two_best(similar[places[0]] for target, places in nears.items() if target >= 0)
    stems, mass, text, asks = lexicon.profile(query.words)
    for option in options:
        places = nears[option]
        best = at_places[places[0]]
        best_rows.append(best)
        row_stems, row_mass, row_text, row_asks = lexicon.profile(scope.wordings[best].matched)
        both = sum([weight for word, weight in stems.items() if word in row_stems])
        covered, covering = both / mass if mass else 0.0, both / row_mass if row_mass else 0.0
        ridge, near = ridges[option], similar[places[0]]
        one = (
            ridge,
            ridge - (ridge_second if ridge == ridge_first else ridge_first),
            near,
            near - (near_second if near == near_first else near_first),
            sum([similar[at] for at in places[:3]]) / len(places[:3]),
            max([by_characters[at] for at in places[:3]]),
            max([by_words[at] for at in places[:3]]),
            max([by_sense[at] for at in places[:3]]),
            covered,
            covering,
            2 * covered * covering / (covered + covering) if both else 0.0,
            fuzz.token_set_ratio(text, row_text) / 100,
            fuzz.token_sort_ratio(text, row_text) / 100,
            fuzz.ratio(text, row_text) / 100,
            0.0 if not asks or not row_asks else 1.0 if asks & row_asks else -1.0,
        )
        features.append(one)
    unknown = sum(weight for word, weight in stems.items() if word not in lexicon)
    question = np.array(
        (
            unknown / mass if mass else 1.0,
            math.log(1 + len(query.words)),
            float(corrections),
            ridge_first,
            near_first,
        )
    )
    table = np.array(features).reshape(len(features), len(CANDIDATE_FEATURES))
    return Evidence(tuple(options), tuple(best_rows), table, question)


def _two_best(values: Iterable[float]) -> tuple[float, float]:
    first, second, *_ = (*sorted(values, reverse=True)[:2], 0.0, 0.0)
    return first, second
