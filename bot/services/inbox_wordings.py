"""Questions as wordings for a knowledge file: what members typed, without Discord's markup."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from bot.matching import normalize
from bot.services.grouping import most_used

LONGEST = 300
"""Characters of a wording; the matcher reads no more of a question."""

_MARKUP = re.compile(r"<(?:@[!&]?|#)\d+>|<a?:\w+:\d+>|</[^<>:]+:\d+>|<t:-?\d+(?::\w)?>|<id:\w+>|@everyone\b|@here\b")
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufeff\ufffd]")


def wording_of(text: str) -> str:
    """One line of at most 300 characters, cut between words; mentions, custom emoji and control characters dropped."""
    line = " ".join(_INVISIBLE.sub(" ", _MARKUP.sub(" ", text)).split())
    return line if len(line) <= LONGEST else line[: LONGEST + 1].rsplit(" ", 1)[0][:LONGEST]


def wordings_of(texts: Iterable[str]) -> tuple[str, ...]:
    """Different wordings, the most used first, each in its most used spelling; among equals the shortest first."""
    wordings = [wording_of(text) for text in texts]
    uses = Counter(map(normalize, wordings))
    spelt: dict[str, str] = {}
    for spelling in most_used(wordings, order=lambda wording: (len(wording), wording)):
        spelt.setdefault(normalize(spelling), spelling)
    return tuple(sorted(spelt.values(), key=lambda wording: (-uses[normalize(wording)], len(wording), wording)))
