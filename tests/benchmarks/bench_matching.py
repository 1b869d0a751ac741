"""Matching against `rapidfuzz.process.extractOne` over all wordings, in the same run.

Knowledge bases of about as many wordings as asked for: the shipped film's patterns and entries for small ones, general
documents of up to 2,000 synthetic FAQ wordings each for large ones. Times are per question; ratios are what counts on a
noisy machine.
"""

from __future__ import annotations

import random
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process

from bot.knowledge import Document, Entry, KnowledgeBase
from bot.knowledge.model import GeneralFile
from bot.matching import Matcher, normalize

SIZES = (100, 1_000, 10_000)
QUESTIONS = 200
SLOW = 20  # questions for the scorers that scan everything
PER_ENTRY = 8  # wordings
PER_DOCUMENT = 2_000  # wordings
SEED = 7

_ASKED = ("what is", "how does", "why is", "who made", "where is", "when was", "tell me about", "is there", "can i see")
_ENDS = (
    "in the film",
    "at the end",
    "",
    "please",
    "of the main character",
    "on set",
    "for the music",
    "by the director",
)


@dataclass(frozen=True)
class Row:
    """Figures for one number of wordings; times in microseconds a question."""

    wordings: int
    build_s: float
    peak_mb: float
    p50: float
    p95: float
    wratio: float
    token_set: float

    def __str__(self) -> str:
        return (
            f"{self.wordings:>8,}  build {self.build_s:6.2f} s  peak {self.peak_mb:6.0f} MB  "
            f"p50 {self.p50:7.0f} µs  p95 {self.p95:7.0f} µs  WRatio {self.wratio:9.0f} µs ({self.wratio / self.p50:6.1f} x)  "
            f"token_set_ratio {self.token_set:9.0f} µs ({self.token_set / self.p50:6.1f} x)"
        )


def run(sizes: Iterable[int] = SIZES) -> list[Row]:
    """Build, ask, and compare, for each size."""
    return [_measured(size) for size in sizes]


def _measured(size: int) -> Row:
    chance = random.Random(SEED)
    base = synthetic(size, chance)
    begun = time.perf_counter()
    Matcher(base).scopes(None)
    build_s = time.perf_counter() - begun
    tracemalloc.start()
    matcher = Matcher(base)
    matcher.scopes(None)
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    wordings = [text for entry in base for text in entry.wordings]
    questions = [_varied(chance.choice(wordings), chance) for _ in range(QUESTIONS)]
    for question in questions[:20]:
        matcher.match(question)
    ours = [_timed(lambda question=question: matcher.match(question)) for question in questions]
    choices = [normalize(text) for text in wordings]
    return Row(
        len(wordings),
        build_s,
        peak,
        float(np.percentile(ours, 50)),
        float(np.percentile(ours, 95)),
        _scanned(fuzz.WRatio, questions, choices),
        _scanned(fuzz.token_set_ratio, questions, choices),
    )


def _scanned(scorer: Callable[..., float], questions: Sequence[str], choices: Sequence[str]) -> float:
    asked = [normalize(question) for question in questions[:SLOW]]
    return float(
        np.percentile([_timed(lambda one=one: process.extractOne(one, choices, scorer=scorer)) for one in asked], 50)
    )


def _timed(call: Callable[[], object]) -> float:
    begun = time.perf_counter_ns()
    call()
    return (time.perf_counter_ns() - begun) / 1000


def synthetic(size: int, chance: random.Random) -> KnowledgeBase:
    """General documents of FAQ entries about made-up things, `PER_ENTRY` wordings each."""
    syllables = [a + b for a in "bcdfglmnprstv" for b in ("a", "e", "i", "o", "u", "an", "er", "in", "ol", "ust")]
    things = ["".join(chance.sample(syllables, 2)) for _ in range(max(50, size // 12))]
    documents: dict[str, Document] = {}
    nothing = GeneralFile()
    for first in range(0, size, PER_DOCUMENT):
        name = f"faq-{first // PER_DOCUMENT}"
        entries = []
        for number in range(first, min(first + PER_DOCUMENT, size), PER_ENTRY):
            thing, other = chance.choice(things), chance.choice(things)
            texts = [
                f"{chance.choice(_ASKED)} {thing} {other} {chance.choice(_ENDS)}".strip() for _ in range(PER_ENTRY)
            ]
            entries.append(
                Entry(f"{name}/faq/e{number}", name, "faq", f"e{number}", texts[0], tuple(texts[1:]), nothing)
            )
        documents[name] = Document(name, Path(f"{name}.yaml"), "", nothing, tuple(entries))
    return KnowledgeBase(documents, ())


def _varied(text: str, chance: random.Random) -> str:
    """A question near a wording: a word dropped or a courtesy added."""
    words = text.split()
    if len(words) > 3:
        words.pop(chance.randrange(len(words)))
    return " ".join((*words, chance.choice(("", "please", "thanks", "anyone know"))))


if __name__ == "__main__":
    for row in run([int(size) for size in sys.argv[1:]] or SIZES):
        print(row, flush=True)
