"""Which commands a person finds in the picker, and how what they fill in becomes an interaction's data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import IntEnum
from typing import Any

from bot.sandbox import payloads
from bot.sandbox import permissions as perms
from bot.sandbox.attachments import AttachmentStore, Upload
from bot.sandbox.errors import ActionRefused
from bot.sandbox.rest_commands import GLOBAL
from bot.sandbox.snapshots import Command
from bot.sandbox.world import Channel, Json, User, World

GUILD_CONTEXT, BOT_DM_CONTEXT = 0, 1
CHAT_INPUT = 1


class OptionType(IntEnum):
    SUB_COMMAND = 1
    SUB_COMMAND_GROUP = 2
    STRING = 3
    INTEGER = 4
    BOOLEAN = 5
    USER = 6
    CHANNEL = 7
    ROLE = 8
    MENTIONABLE = 9
    NUMBER = 10
    ATTACHMENT = 11


NUMERIC = (OptionType.INTEGER, OptionType.NUMBER)


def visible(world: World, scopes: Mapping[int, Mapping[int, Json]], user: User, channel: Channel) -> Iterator[Json]:
    """Registered commands that Discord offers this person here."""
    allowed = world.permissions(user, channel)
    if not allowed & perms.USE_APPLICATION_COMMANDS:
        return
    context = BOT_DM_CONTEXT if channel.guild is None else GUILD_CONTEXT
    found = [
        item
        for item in scopes[GLOBAL].values()
        if context in (item["contexts"] or (GUILD_CONTEXT, BOT_DM_CONTEXT))
        and (context == GUILD_CONTEXT or item["dm_permission"])
    ]
    if channel.guild is not None:
        found += scopes.get(channel.guild.id, {}).values()
    for command in found:
        needed = command["default_member_permissions"]
        if channel.guild is not None and needed is not None:
            # "0" means: administrators only.
            bits = int(needed) or perms.ADMINISTRATOR
            if bits & ~allowed and not allowed & perms.ADMINISTRATOR:
                continue
        if command["nsfw"] and not channel.age_restricted:
            continue
        yield command


def leaves(command: Json) -> Iterator[tuple[tuple[Json, ...], Command]]:
    """A command's callable forms, each with the sub-commands that lead to it."""

    def descend(item: Json, trail: tuple[Json, ...]) -> Iterator[tuple[tuple[Json, ...], Command]]:
        inner = [option for option in item["options"] if option["type"] <= OptionType.SUB_COMMAND_GROUP]
        if inner:
            for option in inner:
                yield from descend({"options": []} | option, (*trail, option))
            return
        name = " ".join([command["name"], *(step["name"] for step in trail)])
        options = tuple(item["options"])
        yield trail, Command(int(command["id"]), command["type"], name, item["description"], options)

    yield from descend(command, ())


def find(
    world: World, scopes: Mapping[int, Mapping[int, Json]], user: User, channel: Channel, name: str, *, kind: int
) -> tuple[Json, tuple[Json, ...], Command]:
    """Find a command by its full name; raises ActionRefused when this person does not see it here."""
    for command in visible(world, scopes, user, channel):
        if command["type"] != kind:
            continue
        for trail, leaf in leaves(command):
            if leaf.name == name.removeprefix("/"):
                return command, trail, leaf
    raise ActionRefused(f"{user.name} sees no command {name!r} in {channel.name or 'the conversation'}")


class Filling:
    """Options as a person fills them in, checked as Discord's client checks them, and what they refer to."""

    def __init__(self, world: World, store: AttachmentStore, channel: Channel) -> None:
        self._world = world
        self._store = store
        self._channel = channel
        self.resolved: dict[str, dict[str, Any]] = {}

    def options(
        self, command: Command, values: Mapping[str, Any], *, focused: str | None = None, typed: str = ""
    ) -> list[Json]:
        """Encode the values; with `focused` one option is still being typed and required ones may be absent."""
        known = {option["name"]: option for option in command.options}
        for name in values:
            if name not in known:
                raise ActionRefused(f"/{command.name} has no option {name!r}, only {sorted(known)}")
        filled: list[Json] = []
        for name, option in known.items():
            if name == focused:
                filled.append({"name": name, "type": option["type"], "value": typed, "focused": True})
            elif values.get(name) is not None:
                filled.append({"name": name, "type": option["type"], "value": self._value(option, values[name])})
            elif option.get("required") and focused is None:
                raise ActionRefused(f"/{command.name} needs the option {name!r}")
        return filled

    def _value(self, option: Json, value: Any) -> Any:
        kind, name = option["type"], option["name"]
        choices = option.get("choices")
        if choices:
            for choice in choices:
                if value in (choice["value"], choice["name"]):
                    return choice["value"]
            raise ActionRefused(f"{name}: {value!r} is no choice, only {[choice['name'] for choice in choices]}")
        if kind == OptionType.STRING:
            return self._text(option, str(value))
        if kind in NUMERIC:
            return self._number(option, value)
        if kind == OptionType.BOOLEAN:
            return bool(value)
        if kind == OptionType.ATTACHMENT:
            return self.attachment(value)
        return self.reference(kind, value)

    @staticmethod
    def _text(option: Json, value: str) -> str:
        least, most = option.get("min_length") or 0, option.get("max_length") or 6000
        if not least <= len(value) <= most:
            raise ActionRefused(f"{option['name']}: must be {least} to {most} characters long")
        return value

    @staticmethod
    def _number(option: Json, value: Any) -> float:
        number = float(value) if option["type"] == OptionType.NUMBER else int(value)
        least, most = option.get("min_value"), option.get("max_value")
        if (least is not None and number < least) or (most is not None and number > most):
            raise ActionRefused(f"{option['name']}: must be between {least} and {most}")
        return number

    def attachment(self, value: Upload) -> str:
        attachment = self._store.add(value)
        self._resolve("attachments", attachment.id, payloads.attachment(attachment))
        return str(attachment.id)

    def reference(self, kind: int, value: Any) -> str:
        """Encode a user, channel or role given by name or id."""
        guild = self._channel.guild
        if kind == OptionType.CHANNEL:
            channel = self._world.find_channel(value)
            self._resolve("channels", channel.id, payloads.channel(channel) | {"permissions": "0"})
            return str(channel.id)
        if kind in (OptionType.ROLE, OptionType.MENTIONABLE) and guild is not None:
            for position, role in enumerate(guild.roles.values()):
                if str(value) in (role.name, str(role.id)):
                    self._resolve("roles", role.id, payloads.role(role, position))
                    return str(role.id)
        if kind == OptionType.ROLE:
            raise ActionRefused(f"there is no role {value!r}")
        return self.user(self._world.find_user(value))

    def user(self, user: User) -> str:
        self._resolve("users", user.id, payloads.user(user))
        guild = self._channel.guild
        if guild is not None and user.id in guild.members:
            member = guild.members[user.id]
            permissions = str(self._world.permissions(user, self._channel))
            self._resolve("members", user.id, payloads.bare_member(member) | {"permissions": permissions})
        return str(user.id)

    def _resolve(self, kind: str, snowflake: int, payload: Json) -> None:
        self.resolved.setdefault(kind, {})[str(snowflake)] = payload


def data(command: Json, trail: tuple[Json, ...], options: list[Json], resolved: Json) -> Json:
    """Give a chat command's interaction data, options nested in their sub-commands."""
    for step in reversed(trail):
        options = [{"name": step["name"], "type": step["type"], "options": options}]
    data: Json = {"id": command["id"], "name": command["name"], "type": command["type"], "options": options}
    if "guild_id" in command:
        data["guild_id"] = command["guild_id"]
    if resolved:
        data["resolved"] = resolved
    return data
