"""What somebody did in the films that are known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.answers import Abstention, reply_to
from bot.answers.credits import credited, films_of
from bot.answers.replies import OTHER_WORK
from bot.knowledge import KnowledgeBase, merge
from bot.matching import Matcher, normalize
from tests.answers.films import TODAY
from tests.matching import bases

SECOND = """
film: {title: Low Water, year: 1999}
overview: {director: Ilse Brandt, writers: [Ilse Brandt, Jo O'Dell]}
cast:
  - {character: Mayor, actor: Piet Marlow}
  - {character: The Killer, actor: Una Hart, spoiler: ending}
"""


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return merge([bases.document("lamp", bases.LAMP), bases.document("low-water", SECOND)])


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("what else is Piet Marlow in", "**The Lamp Keeper** (1994: Father Anselm) and **Low Water** (1999: Mayor)"),
        ("what else did Marlow do", "**The Lamp Keeper** (1994: Father Anselm) and **Low Water** (1999: Mayor)"),
        (
            "Ilse Brandt's other films",
            "**The Lamp Keeper** (1994: Greta) and **Low Water** (1999: director and writer)",
        ),
        ("filmography of jo odell", "**Low Water** (1999: writer)"),
    ],
)
def test_a_persons_films_are_named(base: KnowledgeBase, question: str, said: str) -> None:
    found = credited(normalize(question), base)
    assert found is not None
    assert said in films_of(*found)


def test_who_is_not_known_or_gives_something_away_is_not_named(base: KnowledgeBase) -> None:
    assert credited("what else is tom hanks in", base) is None
    assert credited("what else is una hart in", base) is None


def test_what_else_somebody_did_is_answered_with_what_is_known(base: KnowledgeBase) -> None:
    match = Matcher(base).match("what else is piet marlow in", film="lamp")
    assert match.missing == OTHER_WORK
    reply = reply_to(match, base, today=TODAY)
    assert isinstance(reply, Abstention)
    assert reply.text.startswith("Of the films I know, **Piet Marlow** worked on")
    assert [step.entry for step in reply.next_steps] == ["lamp/film/about", "low-water/film/about"]
    nobody = reply_to(replace(match, normalized="what else is he in"), base, today=TODAY)
    assert isinstance(nobody, Abstention)
    assert nobody.text != reply.text
