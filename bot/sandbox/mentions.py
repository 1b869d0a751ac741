"""Who a text mentions, and whom a message notifies under its allowed mentions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from bot.sandbox import permissions as perms
from bot.sandbox.world import Message, User, World

USER = re.compile(r"<@!?(\d+)>")
ROLE = re.compile(r"<@&(\d+)>")
EVERYONE = re.compile(r"@(?:everyone|here)\b")
TYPED = re.compile(r"(?<![\w<])@([\w-]+)( [\w-]+)?")
"""A name of one word or two."""

TEXT_DISPLAY = 10

PARSE_ALL = {"parse": ["users", "roles", "everyone"], "replied_user": True}
"""What an ordinary message without `allowed_mentions` parses."""

PARSE_USERS = {"parse": ["users"], "replied_user": True}
"""What an interaction's response without `allowed_mentions` parses."""


def typed(world: World, text: str) -> str:
    """Turn what a person types into markup, as the client's picker does: `@bot` and `@mia` become real mentions."""

    def replace(match: re.Match[str]) -> str:
        word, more = match[1], match[2] or ""
        user = world.names.get((word + more).casefold())
        if user is not None:
            return f"<@{user.id}>"
        user = world.bot if word.casefold() == "bot" else world.names.get(word.casefold())
        return f"<@{user.id}>{more}" if user else match[0]

    return TYPED.sub(replace, text)


def texts(components: Sequence[dict[str, Any]]) -> Iterator[str]:
    """All text displays' contents, whatever they stand in."""
    for component in components:
        if component.get("type") == TEXT_DISPLAY:
            yield component.get("content", "")
        yield from texts(component.get("components", ()))


def resolve(world: World, message: Message, allowed: dict[str, Any] | None = None) -> None:
    """Set whom a message mentions and whom it notifies.

    A person's message passes no `allowed`: everything parses, `@everyone` only with the permission, and the author
    replied to is pinged if they asked for it. A reply to an interaction's response never counts as a mention
    (discord-api-docs #5395).
    """
    text = message.content
    if message.components:
        text = "\n".join([text, *texts(message.components)])
    users = _mentioned(world, text) if "<@" in text else []
    roles = [int(match[1]) for match in ROLE.finditer(text)] if "<@&" in text else []
    everyone = "@" in text and bool(EVERYONE.search(text)) and may_mention_all(world, message)
    pinged = message.pinged
    if allowed is not None:
        parse = allowed.get("parse", ())
        everyone = everyone and "everyone" in parse
        users = [user for user in users if "users" in parse or _named(allowed, "users", user.id)]
        roles = [role for role in roles if "roles" in parse or _named(allowed, "roles", role)]
        pinged = bool(allowed.get("replied_user", False))
    replied = message.replied
    if pinged and replied is not None and replied.interaction is None and replied.author not in users:
        users.append(replied.author)
    message.mentions = users
    message.mention_roles = roles
    message.mention_everyone = everyone
    message.notified = _reachable(world, message)


def _named(allowed: dict[str, Any], kind: str, snowflake: int) -> bool:
    """Say whether an id is listed; Discord takes strings and integers."""
    return str(snowflake) in map(str, allowed.get(kind) or ())


def may_mention_all(world: World, message: Message) -> bool:
    return bool(world.permissions(message.author, message.channel) & perms.MENTION_EVERYONE)


def _mentioned(world: World, text: str) -> list[User]:
    found = (world.users.get(int(match[1])) for match in USER.finditer(text))
    return list(dict.fromkeys(user for user in found if user is not None))


def _reachable(world: World, message: Message) -> list[User]:
    """Those among the mentioned who are there to be notified; nobody notifies themselves.

    Roles here are not "mentionable", so pinging one takes the permission, as `@everyone` does.
    """
    users, guild = message.mentions, message.channel.guild
    if message.ephemeral_for is not None or not (users or message.mention_roles or message.mention_everyone):
        return []
    if guild is None:
        recipient = message.channel.recipient
        present = [recipient] if recipient is not None and recipient in users else []
    elif message.mention_everyone:
        present = [member.user for member in guild.members.values()]
    else:
        present = [user for user in users if user.id in guild.members]
        if message.mention_roles and may_mention_all(world, message):
            pinged = set(message.mention_roles)
            present += [item.user for item in guild.members.values() if pinged & set(item.roles)]
    return [user for user in dict.fromkeys(present) if user is not message.author]
