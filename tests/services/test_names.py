"""What was called otherwise before: old ids are understood, and history is followed through them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.services.films import CurrentFilm
from bot.services.names import Names, about, today
from bot.services.question import Place
from bot.services.revisions import Author, Origin, Revision, State
from bot.services.revisions_memory import MemoryRevisions
from tests.answers.films import BASE

MOVED = {"a": "b", "b/faq/x": "b/faq/y", "b": "c", "p": "q", "q": "p"}


@pytest.mark.parametrize(
    ("name", "known", "called"),
    [
        ("a", {"c"}, "c"),
        ("a", {"b", "c"}, "b"),  # who has the name now is meant
        ("a", {"a", "c"}, "a"),
        ("a/faq/x", {"c/faq/y"}, "c/faq/y"),
        ("b/faq/x", {"c/faq/y"}, "c/faq/y"),
        ("c/faq/x", {"c/faq/y"}, "c/faq/x"),  # never was called so
        ("a/faq/z", {"c/faq/z"}, "c/faq/z"),
        ("a/faq/x", {"c/faq/z"}, "a/faq/x"),  # gone since
        ("p", {"q"}, "q"),
        ("p", set(), "p"),  # round and round
        ("unknown", {"c"}, "unknown"),
        ("", {"c"}, ""),
        ("a//", {"c"}, "a//"),
    ],
)
def test_an_id_as_it_is_called_today(name: str, known: set[str], called: str) -> None:
    assert today(name, MOVED, known) == called


def revision(number: int, *entries: str, moved: dict[str, str] | None = None) -> Revision:
    at = datetime(2026, 11, 20, tzinfo=UTC) + timedelta(hours=number)
    author = Author(1, "Mia")
    return Revision(
        "c",
        "films/c.yaml",
        "",
        author,
        at,
        Origin.DISCORD,
        entries,
        moved=moved or {},
        state=State.CONFIRMED,
        id=number,
    )


ROWS = [
    revision(6, "c/faq/Y"),
    revision(5, "c/faq/z"),
    revision(4, moved={"b": "c"}),
    revision(3, "b/faq/x", "b/faq/y", moved={"b/faq/x": "b/faq/y"}),
    revision(2, "b/faq/x"),
    revision(1, "b/faq/y"),  # another entry, which was removed before
]


@pytest.mark.parametrize("entry", ["c/faq/y", "b/faq/y", "b/faq/x", "C/FAQ/Y"])
def test_an_entry_is_followed_through_its_names(entry: str) -> None:
    assert [row.id for row in about(entry, ROWS)][:3] == [6, 3, 2]


def test_an_entry_that_kept_its_name_in_a_film_that_did_not() -> None:
    rows = [revision(3, "c/faq/z"), revision(2, moved={"b": "c"}), revision(1, "b/faq/z"), revision(0, "b/faq/x")]
    assert [row.id for row in about("c/faq/z", rows)] == [3, 1]


async def test_the_film_of_a_conversation_goes_on_when_it_is_renamed() -> None:
    revisions = MemoryRevisions()
    names = Names(revisions)
    new = next(iter(BASE.films))
    films = CurrentFilm(default="old", today=names.today)
    place = Place(1, 2)
    if len(BASE.films) > 1:
        assert films.of(place, BASE) is None
    await revisions.add(revision(1, moved={"old": new}), b"")
    await names.load()
    assert films.of(place, BASE) == new
    films.note(place, "old")
    assert films.of(place, BASE) == new
