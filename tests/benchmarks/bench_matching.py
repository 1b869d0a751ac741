"""Matching against rapidfuzz's `extractOne` and bm25s over all wordings, in the same run.

Knowledge bases of so many stored wordings of FAQ entries, in general documents of up to 2,000 wordings each; and, with
`--films DIR`, the films of `films-3201.json`, asked through the shipped patterns, with and without a current film. Times
are per question, of one thread; ratios are what counts on a noisy machine.

    python tests/benchmarks/bench_matching.py [WORDINGS]... [--films DIR] [--plot FILE]
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy is imported

import argparse
import gc
import random
import time
import tracemalloc
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import bm25s
import numpy as np
from rapidfuzz import fuzz, process

from bot.evaluation.many_films import about_films, many_films
from bot.knowledge import Document, Entry, KnowledgeBase
from bot.knowledge.model import GeneralFile
from bot.matching import Matcher, normalize

SIZES = (100, 1_000, 10_000, 100_000)
QUESTIONS = 200
SLOW = 20  # questions for the scorers that scan everything
PER_ENTRY = 8  # wordings
PER_DOCUMENT = 2_000  # wordings
LONGEST = 4_000  # characters of a message
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
    """Figures for one knowledge base; times in microseconds a question."""

    name: str
    build_s: float
    peak_mb: float  # added by building
    p50: float
    p95: float
    longest: float  # a message of `LONGEST` characters
    others: dict[str, float]

    def __str__(self) -> str:
        others = "".join(f"  {name} {value:,.0f} µs ({value / self.p50:.1f} x)" for name, value in self.others.items())
        return (
            f"{self.name:>22}  build {self.build_s:5.2f} s, {self.peak_mb:4.0f} MB  p50 {self.p50:5.0f} µs  "
            f"p95 {self.p95:5.0f} µs  {LONGEST:,} characters {self.longest / 1000:4.1f} ms{others}"
        )


def run(sizes: Iterable[int] = SIZES) -> list[Row]:
    """Build, ask, and compare, for each size."""
    return [_synthetic(size) for size in sizes]


def _synthetic(size: int) -> Row:
    chance = random.Random(SEED)
    base = synthetic(size, chance)
    wordings = [text for entry in base for text in entry.wordings]
    questions = [_varied(chance.choice(wordings), chance) for _ in range(QUESTIONS)]
    choices = [normalize(text) for text in wordings]
    others = {
        "WRatio": _scanned(fuzz.WRatio, questions, choices),
        "token_set_ratio": _scanned(fuzz.token_set_ratio, questions, choices),
        "bm25s": _bm25(questions, choices),
    }
    return _measured(f"{size:,} wordings", base, questions, None, others)


def films(folder: Path) -> list[Row]:
    """Thousands of films through the patterns: named in each question; and with a current film, and without one."""
    base = many_films(folder)
    named = [case.question for case in about_films(base, count=QUESTIONS)]
    current = min(base.films)
    asked = ["who directed it", "how long is it", "what did it cost", "what is it rated", "when did it come out"] * 20
    return [
        _measured("films, named", base, named, None, {}),
        _measured("films, the current one", base, asked, current, {}),
        _measured("films, none", base, asked, None, {}),
    ]


def _measured(
    name: str, base: KnowledgeBase, questions: Sequence[str], film: str | None, others: dict[str, float]
) -> Row:
    Matcher(base)  # what is loaded once for all, such as the dictionary, is no part of a build
    begun = time.perf_counter()
    matcher = Matcher(base)
    matcher.prepare()
    build_s = time.perf_counter() - begun
    tracemalloc.start()
    _built = Matcher(base)
    _built.prepare()
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    del _built
    gc.collect()
    gc.freeze()  # the bot lets full collections be seldom, too: one of thousands of films takes a quarter of a second
    for question in questions[:20]:
        matcher.match(question, film=film)
    ours = [_timed(lambda question=question: matcher.match(question, film=film)) for question in questions]
    long = " ".join(questions)[:LONGEST].ljust(LONGEST, "x")
    longest = max(_timed(lambda: matcher.match(long, film=film)) for _ in range(5))
    gc.unfreeze()
    return Row(name, build_s, peak, float(np.percentile(ours, 50)), float(np.percentile(ours, 95)), longest, others)


def _scanned(scorer: Callable[..., float], questions: Sequence[str], choices: Sequence[str]) -> float:
    asked = [normalize(question) for question in questions[:SLOW]]
    return float(
        np.percentile([_timed(lambda one=one: process.extractOne(one, choices, scorer=scorer)) for one in asked], 50)
    )


def _bm25(questions: Sequence[str], choices: Sequence[str]) -> float:
    ranker = bm25s.BM25()
    ranker.index([text.split() for text in choices], show_progress=False)
    count = min(5, len(choices))

    def ask(words: list[str]) -> object:
        return ranker.retrieve([words], k=count, show_progress=False)

    return float(
        np.percentile([_timed(lambda one=one: ask(normalize(one).split())) for one in questions[: 2 * SLOW]], 50)
    )


def plot(rows: Sequence[Row], file: Path) -> None:
    """Draw times over sizes, both in logarithms."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    sizes = [int(row.name.split()[0].replace(",", "")) for row in rows]
    figure, axes = plt.subplots(figsize=(7, 4.5), layout="constrained")
    axes.loglog(sizes, [row.p50 for row in rows], marker="o", linewidth=2.5, label="this engine, p50")
    axes.loglog(sizes, [row.p95 for row in rows], marker=".", linestyle="--", label="this engine, p95")
    for name in rows[0].others:
        axes.loglog(sizes, [row.others[name] for row in rows], marker=".", label=name)
    axes.set_xlabel("stored wordings")
    axes.set_ylabel("µs a question")
    axes.grid(visible=True, which="major", alpha=0.3)
    axes.legend()
    figure.savefig(file)
    plt.close(figure)


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


def main() -> None:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", metavar="WORDINGS", type=int, nargs="*", default=SIZES)
    parser.add_argument("--films", metavar="DIR", type=Path, help="the folder of films-3201.json")
    parser.add_argument("--plot", metavar="FILE", type=Path)
    chosen = parser.parse_args()
    rows = []
    for size in chosen.sizes:
        rows.append(_synthetic(size))
        print(rows[-1], flush=True)
    if chosen.films:
        print(*films(chosen.films), sep="\n", flush=True)
    if chosen.plot:
        plot(rows, chosen.plot)


if __name__ == "__main__":
    main()
