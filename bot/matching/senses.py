"""What words have in common beyond their letters: vectors counted from their neighbours in English.

`python -m bot.evaluation.vectors` makes the table. A word's vector is the shorter the more frequent the word is, so
that a text is the sum of its words' vectors, whatever the knowledge base holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

DATA = Path(__file__).with_name("senses.npz")

Vectors = NDArray[np.float32]
WHOLE = 127
_CHUNK = 2_048  # texts whose vectors are in memory at once


@cache
def table() -> tuple[Mapping[str, int], Vectors]:
    """Row numbers by word, and the rows."""
    with np.load(DATA) as data:
        return {word: row for row, word in enumerate(str(data["words"]).split())}, data["vectors"].astype(np.float32)


def sense(words: Iterable[str]) -> Vectors:
    """The direction of a text, of length 1; zero where no word is known."""
    numbers, vectors = table()
    known = [number for word in words if (number := numbers.get(word)) is not None]
    total: Vectors = vectors[known].sum(axis=0)
    length = float(np.sqrt(total @ total))
    return total / np.float32(length) if length else total


def senses(texts: Sequence[Sequence[str]]) -> NDArray[np.int8]:
    """The directions of many texts, one row each, in whole numbers: `WHOLE` is 1."""
    numbers, vectors = table()
    found = np.zeros((len(texts), vectors.shape[1]), dtype=np.int8)
    for first in range(0, len(texts), _CHUNK):
        chunk = texts[first : first + _CHUNK]
        known = [[number for word in words if (number := numbers.get(word)) is not None] for words in chunk]
        rows = [row for row, some in enumerate(known) if some]
        if not rows:
            continue
        starts = np.cumsum([0, *(len(known[row]) for row in rows)])[:-1]
        totals = np.add.reduceat(vectors[list(chain.from_iterable(known))], starts, axis=0)
        totals *= WHOLE / np.maximum(np.sqrt((totals * totals).sum(axis=1, keepdims=True)), 1e-12)
        found[np.array(rows) + first] = np.rint(totals)
    return found


def alike(rows: NDArray[np.int8], text: Vectors) -> NDArray[np.float64]:
    """How alike the directions of some rows are to that of one text, from -1 to 1."""
    return np.asarray(rows.astype(np.float64) @ text, dtype=np.float64) / WHOLE
