"""Read misspelt words of a question as words of the knowledge base."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz.distance import OSA

from bot.matching.words import english

MIN_LENGTH = 3
SHORT = 4  # up to here the first letter stays, or the word is an anagram
ONE_EDIT = 6  # up to here one edit, beyond it two
PREFIX = 8  # of long words only this much is indexed under deletions; the distance is then checked on the whole
STALE = 1.5  # words that a shared index knows, to those that are left: from here a new one is made
_CACHED = 20_000


class Deletions:
    """Words by what is left of them when letters are deleted; grows, and may be looked at while it does."""

    def __init__(self) -> None:
        self.words: set[str] = set()
        self.index: dict[str, list[str]] = defaultdict(list)

    def add(self, words: set[str]) -> None:
        """Take in words that are new."""
        for word in sorted(words - self.words):
            for key in _keys(word, _reach(word)):
                self.index[key].append(word)
            self.words.add(word)


class Speller:
    """Corrects towards one vocabulary; what is in it, in English, or written with digits stays as it is."""

    def __init__(self, vocabulary: Mapping[str, int], *, deletions: Deletions | None = None) -> None:
        """`deletions` come from a speller of nearly the same vocabulary, and may know words that this one has not."""
        self._vocabulary = dict(vocabulary)
        self._english = english()
        words = {word for word in self._vocabulary if len(word) >= MIN_LENGTH and word.isalpha()}
        if deletions is None or len(deletions.words | words) > STALE * len(words):
            deletions = Deletions()
        deletions.add(words)
        self.deletions = deletions
        self._seen: dict[str, str] = {}

    def __contains__(self, word: str) -> bool:
        return word in self._vocabulary

    def correct(self, words: Sequence[str]) -> tuple[list[str], tuple[tuple[str, str], ...]]:
        """Return the words as read, and what was read differently as pairs (typed, read as)."""
        read = [self._read(word) for word in words]
        return read, tuple((a, b) for a, b in zip(words, read, strict=True) if a != b)

    def nearest(self, word: str, *, guarded: bool = True) -> str:
        """The vocabulary's word that `word` most likely stands for; itself where none is near."""
        if word in self._vocabulary or len(word) < MIN_LENGTH or not word.isalpha():
            return word
        if guarded and word in self._english:
            return word
        reach = _reach(word)
        best, found = None, word
        for candidate in {near for key in _keys(word, reach) for near in self.deletions.index.get(key, ())}:
            if candidate not in self._vocabulary:
                continue
            distance = OSA.distance(word, candidate, score_cutoff=reach)
            if distance > reach:
                continue
            if (
                min(len(word), len(candidate)) <= SHORT
                and word[0] != candidate[0]
                and sorted(word) != sorted(candidate)
            ):
                continue
            rank = (distance, word[0] != candidate[0], -self._vocabulary[candidate], candidate)
            if best is None or rank < best:
                best, found = rank, candidate
        return found

    def _read(self, word: str) -> str:
        if word in self._vocabulary or word in self._english:
            return word
        if (known := self._seen.get(word)) is not None:
            return known
        read = self.nearest(word)
        if len(self._seen) >= _CACHED:
            self._seen.clear()
        self._seen[word] = read
        return read


def count_words(texts: Iterable[Sequence[str]]) -> dict[str, int]:
    """How often each word occurs, for `Speller`."""
    counts: dict[str, int] = defaultdict(int)
    for words in texts:
        for word in words:
            counts[word] += 1
    return dict(counts)


def _reach(word: str) -> int:
    return 1 if len(word) <= ONE_EDIT else 2


def _keys(word: str, reach: int) -> set[str]:
    """The word's beginning with up to `reach` letters deleted (symmetric deletion)."""
    keys = {word[:PREFIX]}
    edge = keys
    for _ in range(reach):
        edge = {key[:i] + key[i + 1 :] for key in edge for i in range(len(key))}
        keys |= edge
    return keys
