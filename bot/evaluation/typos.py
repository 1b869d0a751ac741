"""Seeded keyboard typos, as people make them in a hurry."""

from __future__ import annotations

import random

from bot.matching.keyboard import NEIGHBOURS


def with_typos(text: str, seed: str, *, count: int | None = None) -> str:
    """Return the text with `count` typos in its letters, one or two with equal chance when not given."""
    chance = random.Random(seed)  # seeded by text, so that neither order nor hash seed matter
    for _ in range(count or chance.choice((1, 2))):
        places = [place for place, letter in enumerate(text) if letter.lower() in NEIGHBOURS]
        if not places:
            break
        text = _slip(text, chance.choice(places), chance)
    return text


def _slip(text: str, place: int, chance: random.Random) -> str:
    """One slip: an adjacent key, a letter left out, or two letters transposed."""
    kind = chance.choice(("adjacent", "drop", "transpose"))
    letter = text[place]
    if kind == "transpose":
        if place + 1 < len(text) and text[place + 1].lower() in NEIGHBOURS and text[place + 1] != letter:
            return text[:place] + text[place + 1] + letter + text[place + 2 :]
        kind = "adjacent"
    if kind == "drop":
        return text[:place] + text[place + 1 :]
    typed = chance.choice(NEIGHBOURS[letter.lower()])
    return text[:place] + (typed.upper() if letter.isupper() else typed) + text[place + 1 :]
