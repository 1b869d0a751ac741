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


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody who wants to edit stands on, there and then: asked again at every command, button and modal."""

    rights: Rights = Rights()
    guild_id: int | None = None  # None in direct messages, where nobody edits
    moderator_roles: frozenset[int] = frozenset()  # chosen for this guild
    guild_ids: frozenset[int] = frozenset()  # every guild the bot is in
    operator: bool = False  # at the shell: who can write the files needs no leave


OPERATOR = Standing(operator=True)


def may_moderate(rights: Rights, *, moderator_roles: AbstractSet[int] = frozenset()) -> bool:
    """Whether a member may change what the bot knows: Manage Server, or a role chosen for it."""
    return rights.manage_guild or not rights.role_ids.isdisjoint(moderator_roles)


def may_remove(
    rights: Rights, *, member_id: int, asker_id: int, moderator_roles: AbstractSet[int] = frozenset()
) -> bool:
    """Whether a member may remove an answer: the asker, a moderator, or who may delete any message there."""
    return member_id == asker_id or rights.manage_messages or may_moderate(rights, moderator_roles=moderator_roles)


def is_editor_guild(guild_id: int | None, *, editors: AbstractSet[int], guild_ids: AbstractSet[int]) -> bool:
    """Whether the shared knowledge may be edited from a guild: one named in EDITOR_GUILD_IDS, else the bot's only one."""
    if guild_id is None:
        return False
    return guild_id in editors if editors else guild_ids == {guild_id}


def why_not_edit(standing: Standing, *, editors: AbstractSet[int]) -> str | None:
    """The sentence for somebody who may not edit; None for who may."""
    if standing.operator:
        return None
    if standing.guild_id is None:
        return "Knowledge is edited in a server, not in direct messages."
    if not may_moderate(standing.rights, moderator_roles=standing.moderator_roles):
        return "You need Manage Server, or a role chosen with /settings moderators, to edit what I know."
    if is_editor_guild(standing.guild_id, editors=editors, guild_ids=standing.guild_ids):
        return None
    if editors:
        return "What I know is shared by several servers and edited from others; here it can only be read."
    return "I am in several servers, and EDITOR_GUILD_IDS does not say which of them edits; here knowledge can only be read."
