"""Who may do what: one pure rule, asked by commands, buttons and modals alike."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rights:
    """What a member holds in the guild and channel at hand; all False in direct messages."""

    manage_guild: bool = False
    manage_messages: bool = False
    role_ids: frozenset[int] = frozenset()


def may_moderate(rights: Rights, *, moderator_roles: AbstractSet[int] = frozenset()) -> bool:
    """Whether a member may change what the bot knows: Manage Server, or a role chosen for it."""
    return rights.manage_guild or not rights.role_ids.isdisjoint(moderator_roles)


def may_remove(
    rights: Rights, *, member_id: int, asker_id: int, moderator_roles: AbstractSet[int] = frozenset()
) -> bool:
    """Whether a member may remove an answer: the asker, a moderator, or who may delete any message there."""
    return member_id == asker_id or rights.manage_messages or may_moderate(rights, moderator_roles=moderator_roles)
