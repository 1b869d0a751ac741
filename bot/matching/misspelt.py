"""Read words of a question as misspelt words of the wordings that are nearest to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rapidfuzz.distance import OSA

from bot.matching.frames import VAGUE
from bot.matching.words import DEICTIC, PRONOUNS, english

SHORTEST = 2  # letters of a word that can be misread; shorter ones say nothing
ONE_EDIT = 4  # letters up to which a word may be one edit away, beyond it two
_FUNCTION = VAGUE | DEICTIC | PRONOUNS


def respelt(
    words: Sequence[str], typed: Sequence[str], places: Iterable[int], wordings: Sequence[Sequence[str]]
) -> dict[int, str]:
    """For each of some places of a question the word that is meant there; absent where none is near.

    What is no English word may stand for any word of the wordings, or for a function word. An English word (`ran`)
    stands only for the one word that lacks for the question to be a wording.
    """
    near = sorted({*_FUNCTION, *(word for wording in wordings for word in wording if word.isalpha())}.difference(words))
    completing = {_lacking(words, wording) for wording in wordings}
    found: dict[int, str] = {}
    for place in places:
        word = typed[place]
        if len(word) < SHORTEST or not word.isalpha():
            continue
        reach = 1 if len(word) <= ONE_EDIT else 2
        choices = [(other, reach) for other in near] if word not in english() else []
        choices += [
            (other, 2 if len(word) >= ONE_EDIT else 1) for at, other in sorted(filter(None, completing)) if at == place
        ]
        ranked = [
            (distance, word[0] != other[0], other)
            for other, most in choices
            if (distance := OSA.distance(word, other, score_cutoff=most)) <= min(most, len(other) - 1)
        ]
        if ranked:
            found[place] = min(ranked)[2]
    return found


def _lacking(words: Sequence[str], wording: Sequence[str]) -> tuple[int, str] | None:
    """The place of the one content word that a wording lacks, and the one that the wording has instead."""
    over = [place for place, word in enumerate(words) if word not in wording and word not in _FUNCTION]
    lacks = [word for word in wording if word.isalpha() and word not in words and word not in _FUNCTION]
    shared = any(word in words and word not in _FUNCTION for word in wording)
    return (over[0], lacks[0]) if shared and len(over) == len(lacks) == 1 else None
