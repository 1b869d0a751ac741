"""Lines of the moderators' channel."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.knowledge import Problem, load_knowledge
from bot.services.audit import Broken, Displaced, ManyRemoved, Mended, Saved
from bot.services.revisions import Author, Origin, Revision
from bot.ui.audit import line_of, told_guilds

BASE = load_knowledge(Path(__file__).parents[1] / "end_to_end" / "knowledge")
MAX = Author(5, "Max *the* mod")


def revision(origin: Origin = Origin.DISCORD, *, reason: str | None = None, entries: int = 1) -> Revision:
    names = tuple(f"the-sessions/faq/n{number}" for number in range(entries))
    at = datetime(2026, 11, 20, tzinfo=UTC)
    return Revision("the-sessions", "films/the-sessions.yaml", "d", MAX, at, origin, names, reason, undoes=3, id=7)


@pytest.mark.parametrize("origin", list(Origin))
def test_every_kind_of_edit_has_a_line(origin: Origin) -> None:
    line = line_of(Saved(revision(origin)), BASE)
    assert "edit 7" in line
    assert "the-sessions" in line
    assert "*the*" not in line


def test_reasons_are_quoted_harmlessly_and_long_lists_are_cut() -> None:
    line = line_of(Saved(revision(reason="@everyone [x](https://evil.example) **b**", entries=30)), BASE)
    assert "@everyone" not in line
    assert "](" not in line.replace("\\](", "")
    assert line.count("the-sessions/faq/") == 5


def test_a_new_film_was_begun() -> None:
    line = line_of(Saved(replace(revision(), undoes=None, entries=())), BASE)
    assert "began the-sessions" in line


def test_a_renaming_names_who_followed() -> None:
    renamed = replace(revision(), moved={"sessions": "the-sessions"}, undoes=None)
    followed = tuple(replace(revision(), document=f"film-{number}") for number in range(7))
    line = line_of(Saved(renamed, followed=followed), BASE)
    assert "\n" not in line
    assert "renamed sessions to the-sessions" in line
    assert "`film-4` and 2 more" in line


def test_what_gives_something_away_stands_behind_a_spoiler() -> None:
    secret = Problem("films/the-sessions.yaml", 3, 1, "x", "he dies in 1999", "the-sessions/plot/ending")
    open_one = Problem("films/the-sessions.yaml", 8, 1, "x", "a number", "the-sessions/overview/runtime_minutes")
    line = line_of(Broken((secret, open_one)), BASE)
    assert "||he dies in 1999||" in line
    assert "||a number||" not in line
    assert "`the-sessions.yaml:3`" in line


def test_many_problems_are_counted() -> None:
    problems = tuple(Problem("a.yaml", number, 1, "x", "bad") for number in range(1, 20))
    assert "13 more" in line_of(Broken(problems), BASE)


def test_other_events_have_their_lines() -> None:
    assert "edit 7" in line_of(Displaced(revision(), revision()), BASE)
    assert "6 entries" in line_of(ManyRemoved(MAX, 6, 10.0, guild_id=1), BASE)
    assert "again" in line_of(Mended(), BASE)


def test_a_hasty_remover_is_reported_where_they_edit() -> None:
    assert told_guilds(ManyRemoved(MAX, 6, 10.0, guild_id=1), 1)
    assert not told_guilds(ManyRemoved(MAX, 6, 10.0, guild_id=1), 2)
    assert told_guilds(Mended(), 2)
