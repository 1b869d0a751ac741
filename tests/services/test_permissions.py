"""One rule on who may do what."""

from __future__ import annotations

import pytest

from bot.services.permissions import Rights, may_moderate, may_remove

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
