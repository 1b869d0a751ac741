"""Films asked for in vain: counted, grouped by name, dismissed for good."""

from __future__ import annotations

import pytest

from bot.services.stores import EVERYBODY
from tests.services.inboxes import ELSEWHERE, GUILD, MODERATORS, OTHER, Desk


@pytest.fixture
def desk() -> Desk:
    return Desk()


def wish(desk: Desk, name: str, *, guild_id: int | None = GUILD) -> int:
    return desk.ask(f"who directed {name}", reason="unknown_film", unknown_film=name, film=None, guild_id=guild_id)


async def test_the_most_wanted_comes_first_in_its_most_used_spelling(desk: Desk) -> None:
    wish(desk, "heat")
    first = wish(desk, "Matrix")
    for name in ("the matrix", "the matrix", "the matrx"):
        wish(desk, name)
    wishes = await desk.wishes.list(MODERATORS)
    assert [(one.title, one.count) for one in wishes] == [("the matrix", 4), ("heat", 1)]
    assert wishes[0].id == first
    assert set(wishes[0].spellings) == {"the matrix", "Matrix", "the matrx"}


@pytest.mark.parametrize(("one", "other"), [("alien", "aliens"), ("rocky 2", "rocky 3"), ("it", "them"), ("up", "ur")])
async def test_films_with_names_alike_are_two(desk: Desk, one: str, other: str) -> None:
    wish(desk, one)
    wish(desk, other)
    assert len(await desk.wishes.list(MODERATORS)) == 2


async def test_a_film_that_has_been_written_is_wanted_no_more(desk: Desk) -> None:
    for name in ("the lantern", "Lanttern", "lamp light", "the lantern 2012"):
        wish(desk, name)
    assert await desk.wishes.list(MODERATORS) == []
    for name in ("the lanterns", "the lantern 2", "the lantern 1960"):
        wish(desk, name)
    assert len(await desk.wishes.list(MODERATORS)) == 3


async def test_a_name_without_a_word_is_no_wish(desk: Desk) -> None:
    wish(desk, "🎬")
    wish(desk, "")
    assert await desk.wishes.list(MODERATORS) == []


async def test_dismissed_for_good_and_for_one_guild(desk: Desk) -> None:
    asked = wish(desk, "the matrix")
    assert not await desk.wishes.dismiss(asked, ELSEWHERE)
    assert await desk.wishes.dismiss(asked, MODERATORS)
    assert not await desk.wishes.dismiss(asked, MODERATORS)
    wish(desk, "matrix")
    wish(desk, "matrix", guild_id=OTHER)
    wish(desk, "the matrix 2")
    assert [one.title for one in await desk.wishes.list(MODERATORS)] == ["the matrix 2"]
    assert [one.title for one in await desk.wishes.list(ELSEWHERE)] == ["matrix"]


async def test_every_guild_counts_for_the_operator(desk: Desk) -> None:
    wish(desk, "heat")
    wish(desk, "heat", guild_id=OTHER)
    wish(desk, "heat", guild_id=None)
    (one,) = await desk.wishes.list(EVERYBODY)
    assert one.count == 3
