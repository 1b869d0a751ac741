"""Knowledge bases drawn from public question sets, with questions in and out of their scope, to fit confidence on."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.evaluation.questions import Case
from bot.evaluation.sets import base_of, entry_id, read_banking77, read_clinc150
from bot.evaluation.typos import with_typos
from bot.knowledge import KnowledgeBase

INTENTS = (8, 90)  # of one simulated knowledge base
WORDINGS = (2, 20)  # of one intent
ASKED = (80, 60)  # questions in scope and out of scope, for each knowledge base
TYPOS = 1 / 3  # share of questions with typos


@dataclass(frozen=True)
class Simulated:
    """One knowledge base and the questions asked of it."""

    base: KnowledgeBase
    cases: tuple[Case, ...]


def simulate(data: Path, *, count: int, seed: int) -> Iterator[Simulated]:
    """Draw knowledge bases from the training splits: two of three from CLINC150, one from BANKING77."""
    splits = read_clinc150(data)
    clinc = _by_intent((*splits["train"], *splits["val"]))
    banking = _by_intent(read_banking77(data, "train"))
    elsewhere = [text for text, _ in (*splits["oos_train"], *splits["oos_val"])]
    for number in range(count):
        chance = random.Random(f"{seed}/{number}")
        yield _draw(chance, (clinc, clinc, banking)[number % 3], elsewhere)


def _draw(chance: random.Random, texts: Mapping[str, Sequence[str]], elsewhere: Sequence[str]) -> Simulated:
    low, high = INTENTS
    size = min(round(low * (high / low) ** chance.random()), len(texts) - 10)  # as many small ones as large ones
    intents = chance.sample(sorted(texts), size)
    wordings: dict[str, list[str]] = {}
    held: list[tuple[str, str]] = []
    usual = chance.randint(*WORDINGS)
    for intent in intents:
        drawn = chance.sample(texts[intent], len(texts[intent]))
        stored = max(WORDINGS[0], min(WORDINGS[1], round(usual * chance.uniform(0.5, 1.5))))
        wordings[intent] = drawn[:stored]
        held += [(text, intent) for text in drawn[stored:]]
    others = [text for intent in sorted(texts) if intent not in wordings for text in texts[intent]]
    inside, outside = ASKED
    cases = [Case(text, (entry_id(intent),)) for text, intent in chance.sample(held, min(inside, len(held)))]
    far = chance.sample(elsewhere, outside // 3)
    cases += [Case(text) for text in (*far, *chance.sample(others, outside - len(far)))]
    typed = [
        Case(with_typos(case.question, f"{case.question}/{chance.random()}"), case.expect)
        if chance.random() < TYPOS
        else case
        for case in cases
    ]
    return Simulated(base_of(wordings), tuple(typed))


def _by_intent(pairs: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for text, intent in pairs:
        found.setdefault(intent, []).append(text)
    return found
