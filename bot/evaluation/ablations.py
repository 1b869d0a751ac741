"""Matching with one part of the recipe left out, to measure what the part is worth; the head is not fitted anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any
from unittest.mock import patch

import numpy as np

from bot.knowledge import KnowledgeBase
from bot.matching import features, index, ranker
from bot.matching.asked import Asked, Reading
from bot.matching.confidence import Head
from bot.matching.evidence import CANDIDATE_FEATURES, Evidence
from bot.matching.films import FilmReader
from bot.matching.matcher import Matcher
from bot.matching.spelling import Speller

Part = AbstractContextManager[Any]

_RIDGE = CANDIDATE_FEATURES.index("ridge")


def _as_typed(_: Speller, words: Sequence[str], *__: object) -> tuple[list[str], tuple[tuple[str, str], ...]]:
    return list(words), ()


def _by_ridge(_: Head, evidence: Evidence) -> index.Floats:
    """The ridge's scores as they are, so that they add up to at most 1."""
    scores = np.clip(evidence.candidates[:, _RIDGE], 0, 1)
    return np.asarray(scores / max(1.0, float(scores.sum())))


def _unread(films: FilmReader, asked: Asked) -> Reading:
    return films.unnamed(asked)


@contextmanager
def _without_films() -> Iterator[None]:
    with patch.object(FilmReader, "read", _unread), patch.object(FilmReader, "left_over", lambda *_: None):
        yield


@contextmanager
def _without_senses() -> Iterator[None]:
    def nothing(rows: Sequence[object], _: object) -> index.Floats:
        return np.zeros(len(rows))

    with patch.object(ranker, "SENSE_WEIGHT", 0.0), patch.object(ranker, "alike", nothing):
        yield


@contextmanager
def _without_grams() -> Iterator[None]:
    features.gram_codes.cache_clear()
    with patch.object(features, "grams_of", lambda word: (word,)):
        yield
    features.gram_codes.cache_clear()


PARTS: Mapping[str, Callable[[], Part]] = {
    "spelling": lambda: patch.object(Speller, "correct", _as_typed),
    "confidence head": lambda: patch.object(Head, "probabilities", _by_ridge),
    "film slot": _without_films,
    "character n-grams": _without_grams,
    "senses of words": _without_senses,
    "one solution for small scopes": lambda: patch.object(ranker, "WHOLE", 0),
    "patterns": nullcontext,  # they are part of the knowledge
}


@contextmanager
def without(part: str, base: KnowledgeBase) -> Iterator[Matcher]:
    """A matcher over `base` that lacks one of `PARTS`, while the context lasts.

    Raises:
        KeyError: there is no such part.
    """
    with PARTS[part]():
        if part == "patterns":
            base = KnowledgeBase(base.documents, (), base.warnings, base.root)
        yield Matcher(base)
