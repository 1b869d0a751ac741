"""What wordings are compared by: character n-grams of words, stems and pairs of stems, each as a number.

A feature's number is a hash of its text, so that texts can be prepared one by one, in any order and for good. It has
32 bits, of which the highest says what it is. Two features of a base of 100,000 wordings share a number with a chance of
one in ten thousand each, and then weigh as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.matching.words import stem

MIN_GRAM, MAX_GRAM = 2, 5  # characters, within words
TERM = np.uint32(1 << 31)  # stems and pairs of stems have numbers from here on, character n-grams lower ones
_TERM = int(TERM)
_CHUNK = 4_096  # wordings prepared at once, so that little memory is needed on the way
_CACHED_WORDS = 32_768

Codes = NDArray[np.uint32]
Words = Sequence[str]


@lru_cache(maxsize=_CACHED_WORDS)
def grams_of(word: str) -> tuple[str, ...]:
    """Character n-grams of one word between blanks."""
    padded = f" {word} "
    size = len(padded)
    return tuple(
        padded[start : start + length]
        for length in range(MIN_GRAM, min(MAX_GRAM, size) + 1)
        for start in range(size - length + 1)
    )


@lru_cache(maxsize=_CACHED_WORDS)
def gram_codes(word: str) -> Codes:
    """Numbers of a word's character n-grams, which may repeat."""
    return np.array([crc32(gram.encode("utf-8", "surrogatepass")) & ~_TERM for gram in grams_of(word)], dtype=np.uint32)


@lru_cache(maxsize=_CACHED_WORDS)
def term_code(form: str) -> int:
    """Number of a stem."""
    return crc32(form.encode("utf-8", "surrogatepass")) | _TERM


def term_codes(words: Words) -> Codes:
    """Numbers of the words' stems and of neighbouring pairs of them."""
    stems = np.array([term_code(stem(word)) for word in words], dtype=np.uint32)
    return np.concatenate((stems, paired(stems[:-1], stems[1:])))


def paired(first: Codes, second: Codes) -> Codes:
    """Numbers of pairs of stems."""
    mixed = (first * np.uint32(0x9E3779B1)) ^ (second * np.uint32(0x85EBCA6B) + np.uint32(0x27D4EB2F))
    return np.asarray(mixed ^ (mixed >> np.uint32(15)) | TERM, dtype=np.uint32)


def counted(texts: Iterable[Words]) -> tuple[Codes, NDArray[np.uint8], NDArray[np.int64]]:
    """Features of texts in order, those of one text ascending, how often each has them, and how many each has."""
    chunk: list[Words] = []
    parts = []
    for words in texts:
        chunk.append(words)
        if len(chunk) == _CHUNK:
            parts.append(_counted(chunk))
            chunk = []
    parts.append(_counted(chunk))
    codes, counts, sizes = (np.concatenate(part) for part in zip(*parts, strict=True))
    return codes, counts, sizes


def _counted(texts: Sequence[Words]) -> tuple[Codes, NDArray[np.uint8], NDArray[np.int64]]:
    numbers: dict[str, int] = {}
    flat = np.array([numbers.setdefault(word, len(numbers)) for words in texts for word in words], dtype=np.int64)
    if not len(flat):
        return np.zeros(0, np.uint32), np.zeros(0, np.uint8), np.zeros(len(texts), np.int64)
    row_of = np.repeat(np.arange(len(texts), dtype=np.uint64), [len(words) for words in texts])
    grams = [gram_codes(word) for word in numbers]
    lengths = np.array(list(map(len, grams)), dtype=np.int64)
    sizes = lengths[flat]
    codes = np.concatenate(grams)[spans((np.cumsum(lengths) - lengths)[flat], sizes)]
    stems = np.array([term_code(stem(word)) for word in numbers], dtype=np.uint32)[flat]
    beside = row_of[1:] == row_of[:-1]
    pairs = paired(stems[:-1][beside], stems[1:][beside])
    keys = np.concatenate((np.repeat(row_of, sizes), row_of, row_of[1:][beside])) << np.uint64(32)
    keys |= np.concatenate((codes, stems, pairs))
    keys.sort()
    starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    counts = np.diff(starts, append=len(keys))
    keys = keys[starts]
    rows = (keys >> np.uint64(32)).astype(np.int64)
    return keys.astype(np.uint32), np.minimum(counts, 255).astype(np.uint8), np.bincount(rows, minlength=len(texts))


def spans(starts: NDArray[np.integer[Any]], sizes: NDArray[np.integer[Any]]) -> NDArray[np.int64]:
    """Indices of several spans laid one after another."""
    ends = sizes.cumsum()
    total = int(ends[-1]) if len(ends) else 0
    return np.asarray(np.arange(total) + (starts - ends + sizes).repeat(sizes), dtype=np.int64)
