"""Choices propose wordings; moderators decide, and nothing is learned before."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.knowledge.edit import AddItem
from bot.matching import Decision
from bot.services.stores import Settled
from tests.services.inboxes import ELSEWHERE, MODERATORS, NOW, Desk
from tests.services.matchers import matched

TRUE_STORY, OIL = "the-lantern/faq/true-story", "the-lantern/trivia/oil"


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def chosen(desk: Desk, text: str, entry: str = TRUE_STORY, *, reason: str = "unsure") -> int:
    asked = desk.ask(text, decision="ask_back", reason=reason, choices=(TRUE_STORY, OIL))
    await desk.stores.questions.choose(asked, entry)
    return asked


async def test_choices_of_one_entry_for_one_wording_are_counted(desk: Desk) -> None:
    first = await chosen(desk, "did it really happen")
    await chosen(desk, "Did it really happen?")
    await chosen(desk, "did it really happen", OIL)
    await chosen(desk, "for real though")
    found = await desk.proposals.list(MODERATORS)
    assert [(one.wording, one.entry, one.count) for one in found] == [
        ("did it really happen", TRUE_STORY, 2),
        ("for real though", TRUE_STORY, 1),
        ("did it really happen", OIL, 1),
    ]
    assert found[0].id == first
    assert found[0].change == AddItem(TRUE_STORY, "also_asked", "did it really happen")
    assert await desk.proposals.list(ELSEWHERE) == []


async def test_which_film_was_meant_teaches_nothing(desk: Desk) -> None:
    await chosen(desk, "who directed", reason="which_film")
    assert await desk.proposals.list(MODERATORS) == []


async def test_a_choice_that_did_not_help_is_a_bad_answer(desk: Desk) -> None:
    asked = await chosen(desk, "did it really happen")
    await desk.object_to(asked)
    assert await desk.proposals.list(MODERATORS) == []
    (group,) = await desk.inbox.groups(MODERATORS)
    assert group.shown == TRUE_STORY


async def test_choices_wait_longer_than_a_day(desk: Desk) -> None:
    asked = await chosen(desk, "did it really happen")
    await desk.stores.questions.forget_before(NOW + timedelta(days=30))
    assert await desk.proposals.get(asked, MODERATORS) is not None


async def test_accepted_is_closed_also_when_the_entry_has_just_learned_it(desk: Desk) -> None:
    asked = await chosen(desk, "did it really happen")
    desk.learn({"did it really happen": matched(Decision.ANSWER, TRUE_STORY)})
    assert await desk.proposals.list(MODERATORS) == []
    assert await desk.proposals.accepted(asked, MODERATORS)
    assert desk.stores.questions.rows[asked].settled is Settled.ACCEPTED
    assert not await desk.proposals.accepted(asked, MODERATORS)


async def test_rejected_is_never_proposed_again_for_that_entry(desk: Desk) -> None:
    assert await desk.proposals.reject(await chosen(desk, "did it really happen"), MODERATORS)
    await chosen(desk, "did this really happen")
    other = await chosen(desk, "did it really happen", OIL)
    (one,) = await desk.proposals.list(MODERATORS)
    assert (one.id, one.entry) == (other, OIL)


async def test_an_entry_that_is_gone_is_proposed_nothing(desk: Desk) -> None:
    asked = await chosen(desk, "did it really happen", "the-lantern/faq/gone")
    assert await desk.proposals.get(asked, MODERATORS) is None
    assert not await desk.proposals.reject(asked, MODERATORS)
