"""Count word vectors out of symspellpy's bigram dictionary: `python -m bot.evaluation.vectors`.

Words that stand beside the same words are alike: positive pointwise mutual information of 243,000 pairs of neighbouring
words, reduced to `DIMENSIONS` by a truncated singular value decomposition (Halko, Martinsson and Tropp 2011).
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.matching.senses import DATA
from bot.matching.words import english

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

WORDS = 15_000  # the most frequent ones
DIMENSIONS = 100
OVERSAMPLED = 20  # dimensions more while decomposing,
ROUNDS = 5  # of it
SMOOTHED = 0.75  # exponent of contexts' frequencies, so that rare contexts do not weigh too much
COMMON = 1e-3  # share of all words: a word as frequent as this says half of what a rare one says
WHOLE = 127  # the largest number that is kept


def count(words: int = WORDS, dimensions: int = DIMENSIONS) -> tuple[list[str], NDArray[np.int8]]:
    """The most frequent words in order, and one row of whole numbers for each."""
    frequency = english()
    names = sorted(frequency, key=lambda word: (-frequency[word], word))[:words]
    lines = files("symspellpy").joinpath("frequency_bigramdictionary_en_243_342.txt").read_text(encoding="utf-8-sig")
    fields = lines.split()
    first, second = fields[::3], fields[1::3]
    counts = np.array(fields[2::3], dtype=np.float64)
    contexts = {word: place for place, word in enumerate(sorted({*first, *second}))}
    number = {word: place for place, word in enumerate(names)}
    left = np.array([contexts[word] for word in first], dtype=np.intp)
    right = np.array([contexts[word] for word in second], dtype=np.intp)
    before = _information(np.array([number.get(word, -1) for word in second], dtype=np.intp), left, counts, right)
    behind = _information(np.array([number.get(word, -1) for word in first], dtype=np.intp), right, counts, left)
    rows = np.concatenate((before[0], behind[0]))
    columns = np.concatenate((before[1], behind[1] + len(contexts)))
    values = np.concatenate((before[2], behind[2]))
    vectors = _decomposed(rows, columns, values, (len(names), 2 * len(contexts)), dimensions)
    vectors -= vectors.mean(axis=0)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
    total = sum(frequency.values())
    vectors *= np.array([[COMMON / (COMMON + frequency[word] / total)] for word in names])
    return names, np.round(vectors * (WHOLE / np.abs(vectors).max())).astype(np.int8)


def _information(words: Places, contexts: Places, counts: Floats, owners: Places) -> tuple[Places, Places, Floats]:
    """Positive pointwise mutual information of words and contexts, where words are wanted; `owners` are all words."""
    of_word = np.bincount(owners, counts)[owners]
    of_context = np.bincount(contexts, counts) ** SMOOTHED
    of_context /= of_context.sum()
    values = np.log(counts / (of_word * of_context[contexts]))
    kept = (words >= 0) & (values > 0)
    return words[kept], contexts[kept], values[kept]


def _decomposed(rows: Places, columns: Places, values: Floats, shape: tuple[int, int], dimensions: int) -> Floats:
    """The first left singular vectors, each times the root of its singular value."""

    def times(matrix: Floats, *, turned: bool = False) -> Floats:
        to, by = (columns, rows) if turned else (rows, columns)
        size = shape[1] if turned else shape[0]
        return np.stack([np.bincount(to, values * column[by], minlength=size) for column in matrix.T], axis=1)

    basis = np.random.default_rng(0).standard_normal((shape[1], dimensions + OVERSAMPLED))
    for _ in range(ROUNDS):
        basis = np.linalg.qr(times(np.linalg.qr(times(basis))[0], turned=True))[0]
    found, sizes, _ = np.linalg.svd(times(basis), full_matrices=False)
    return np.asarray(found[:, :dimensions] * np.sqrt(sizes[:dimensions]))


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the vectors."""
    parser = argparse.ArgumentParser(prog="python -m bot.evaluation.vectors", description="Count word vectors.")
    parser.add_argument("--out", type=Path, default=DATA, help="where they go")
    options = parser.parse_args(arguments)
    names, vectors = count()
    np.savez_compressed(options.out, words=np.array(" ".join(names)), vectors=vectors)


if __name__ == "__main__":
    main()
