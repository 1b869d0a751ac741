"""What must not change an answer: the machine's arithmetic, threads, and what is said of other things."""

from __future__ import annotations

import json
import platform
import random
import subprocess
import sys

import pytest

from bot.evaluation import Case, with_typos
from bot.evaluation.sets import base_of, entry_id, read_clinc150
from bot.matching import Decision, Matcher
from tests.conftest import shared_data
from tests.matching import bases

PROGRAM = """
import json
from bot.knowledge import KnowledgeBase
from bot.matching import Matcher
from bot.matching.ranker import WHOLE
from tests.matching import bases
asked = ['who made it', 'who plays the preist', 'how long', 'whos the director of harbour', 'dog dies?', 'is it real',
         'what happens to the animal at the end', 'who directed Blinding Marmalade', 'money it made', 'rules pls']
small = KnowledgeBase(bases.shelf().documents, ())
found = []
for base in (bases.shelf(), small):  # a scope that is solved for each question, and one that is solved as a whole
    matcher = Matcher(base)
    assert (len(matcher.scopes('lamp').wordings) <= WHOLE) == (base is small)
    found += [matcher.match(question, film='lamp') for question in asked]
print(json.dumps([[m.decision, m.confidence, [[c.entry.id, c.score] for c in m.candidates]] for m in found]))
"""
CORES = ("Haswell", "Sandybridge", "Prescott")


def _matched(core: str, threads: int, seed: str) -> list:
    environment = {"OPENBLAS_CORETYPE": core, "OPENBLAS_NUM_THREADS": str(threads), "PYTHONHASHSEED": seed, "PATH": ""}
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM], check=True, capture_output=True, text=True, cwd=bases.ROOT, env=environment
    )
    return json.loads(ran.stdout)


@pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="the core types are those of x86")
def test_answers_are_the_same_on_other_processors_and_threads():
    """Decisions and order are equal, confidence to a millionth."""
    first = _matched(CORES[0], 1, "1")
    for core, threads, seed in ((CORES[0], 4, "2"), (CORES[1], 1, "3"), (CORES[2], 4, "4")):
        for one, other in zip(first, _matched(core, threads, seed), strict=True):
            assert one[0] == other[0]
            assert one[1] == pytest.approx(other[1], abs=1e-6)
            assert [name for name, _ in one[2]] == [name for name, _ in other[2]]
            assert [score for _, score in one[2]] == pytest.approx([score for _, score in other[2]], abs=1e-6)


def _drawn(seed: int) -> tuple[dict[str, list[str]], list[Case], tuple[str, list[str]]]:
    """Wordings of 24 intents with questions about them, and another intent."""
    chance = random.Random(seed)
    texts: dict[str, list[str]] = {}
    for text, intent in read_clinc150(shared_data("README.md").parent)["train"]:
        texts.setdefault(intent, []).append(text)
    *intents, other = chance.sample(sorted(texts), 25)
    wordings = {intent: texts[intent][:8] for intent in intents}
    asked = [Case(texts[intent][place], (entry_id(intent),)) for intent in intents for place in (20, 21, 22, 23)]
    return wordings, asked, (other, texts[other][:8])


def test_an_unrelated_entry_makes_no_confident_right_answer_wrong():
    """Of questions answered rightly, at most one in two hundred is answered wrongly when another entry is added."""
    right = wrong = 0
    for seed in range(4):
        wordings, asked, (other, texts) = _drawn(seed)
        before, after = Matcher(base_of(wordings)), Matcher(base_of({**wordings, other: texts}))
        for case in asked:
            match = before.match(case.question)
            if match.decision is Decision.ANSWER and match.best and match.best.id in case.expect:
                right += 1
                again = after.match(case.question)
                wrong += (
                    again.decision is Decision.ANSWER and again.best is not None and again.best.id not in case.expect
                )
    assert right >= 200
    assert wrong <= right / 200


def test_own_wordings_lead_to_their_entry_whatever_the_size():
    """In a scope that is solved as a whole and in one that is not, misspelt wordings mostly lead there too."""
    wordings, _, _ = _drawn(7)
    matcher = Matcher(base_of(wordings))
    asked = [(text, entry_id(intent)) for intent, texts in wordings.items() for text in texts]
    assert all(matcher.match(text).best.id == entry for text, entry in asked)
    misspelt = [matcher.match(with_typos(text, text, count=1)).best.id == entry for text, entry in asked]
    assert sum(misspelt) >= 0.97 * len(misspelt)
