"""Names that a film's own texts speak of: of people, places, prizes, companies."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from bot.knowledge import Document
from bot.matching.corpus import Remembered
from bot.matching.normalize import tokens_of
from bot.matching.words import stem

_BEFORE = "\"'“‘([{*_"  # what may stand before a word
_ENDS = ".:;?!-|>#"  # behind them anything is written large


def _large(text: str) -> Iterator[str]:
    """Words that are written large though no sentence begins with them, or beside another one."""
    for line in text.splitlines():
        for last, chunk in pairwise(line.split()):
            if chunk.lstrip(_BEFORE)[:1].isupper():
                if last[-1] not in _ENDS:
                    yield chunk
                if last.lstrip(_BEFORE)[:1].isupper():
                    yield last


def _names_of(document: Document) -> frozenset[str]:
    return frozenset(stem(word) for chunk in _large(document.text) for word in tokens_of(chunk))


names_of = Remembered(_names_of)  # stems
