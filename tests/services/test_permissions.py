"""One rule on who may do what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.services.permissions import (
    OPERATOR,
    Rights,
    Standing,
    is_editor_guild,
    may_moderate,
    may_remove,
    why_not_edit,
)

NOBODY = Rights()


@pytest.mark.parametrize(
    ("rights", "roles", "expected"),
    [
        (NOBODY, frozenset(), False),
        (Rights(manage_guild=True), frozenset(), True),
        (Rights(manage_messages=True), frozenset(), False),
        (Rights(role_ids=frozenset({5})), frozenset({5, 6}), True),
        (Rights(role_ids=frozenset({7})), frozenset({5, 6}), False),
    ],
)
def test_who_may_moderate(rights: Rights, roles: frozenset[int], expected: bool) -> None:
    assert may_moderate(rights, moderator_roles=roles) is expected


@pytest.mark.parametrize(
    ("rights", "member_id", "expected"),
    [
        (NOBODY, 1, True),  # the asker
        (NOBODY, 2, False),
        (Rights(manage_messages=True), 2, True),
        (Rights(manage_guild=True), 2, True),
    ],
)
def test_who_may_remove_an_answer(rights: Rights, member_id: int, expected: bool) -> None:
    assert may_remove(rights, member_id=member_id, asker_id=1) is expected


@pytest.mark.parametrize(
    ("guild", "editors", "guilds", "may"),
    [
        (1, {1, 2}, {1, 2, 3}, True),
        (3, {1, 2}, {1, 2, 3}, False),
        (1, set(), {1}, True),  # unset, and the bot in one guild: that one
        (1, set(), {1, 2}, False),
        (1, {2}, {1}, False),
        (None, set(), {1}, False),
        (1, set(), set(), False),
    ],
)
def test_which_guilds_edit(guild: int | None, editors: set[int], guilds: set[int], may: bool) -> None:
    assert is_editor_guild(guild, editors=editors, guild_ids=guilds) is may
    standing = Standing(Rights(manage_guild=True), guild_id=guild, guild_ids=frozenset(guilds))
    assert (why_not_edit(standing, editors=editors) is None) is may


def test_who_may_not_edit_hears_why() -> None:
    member = Standing(Rights(manage_messages=True), guild_id=1, guild_ids=frozenset({1}))
    assert "Manage Server" in (why_not_edit(member, editors=set()) or "")
    chosen = replace(member, rights=Rights(role_ids=frozenset({7})), moderator_roles=frozenset({7, 8}))
    assert why_not_edit(chosen, editors=set()) is None
    assert "several servers" in (why_not_edit(replace(chosen, guild_ids=frozenset({1, 2})), editors=set()) or "")
    assert "direct messages" in (why_not_edit(replace(chosen, guild_id=None), editors=set()) or "")
    assert why_not_edit(OPERATOR, editors={5}) is None
    assert why_not_edit(Standing(), editors=set()) is not None
