"""REST calls on application commands, and the registry of what is registered where."""

from __future__ import annotations

from bot.sandbox.checks import check_commands
from bot.sandbox.errors import missing_access, unknown_command
from bot.sandbox.routing import NO_CONTENT, Call, Reply, Router
from bot.sandbox.signals import Signals
from bot.sandbox.world import Json, World

GLOBAL = 0
"""The scope of commands that are not one guild's."""

CHAT_INPUT = 1


class CommandCalls:
    """Handlers of `/applications/{application_id}/…commands`; `scopes` holds the commands by guild id."""

    def __init__(self, world: World, signals: Signals) -> None:
        self._world = world
        self._signals = signals
        self.scopes: dict[int, dict[int, Json]] = {GLOBAL: {}}

    def register(self, router: Router) -> None:
        every = "/applications/{application_id}/commands"
        guild = "/applications/{application_id}/guilds/{guild_id}/commands"
        router.add("GET", guild + "/permissions", self.permissions)
        for many in (every, guild):
            one = many + "/{command_id}"
            router.add("GET", many, self.list)
            router.add("PUT", many, self.overwrite)
            router.add("POST", many, self.create)
            router.add("GET", one, self.get)
            router.add("PATCH", one, self.edit)
            router.add("DELETE", one, self.delete)

    def _scope(self, call: Call) -> tuple[int, dict[int, Json]]:
        if call.id("application_id") != self._world.bot.id:
            raise missing_access()
        guild_id = GLOBAL
        if "guild_id" in call.params:
            guild_id = call.id("guild_id")
            if guild_id not in self._world.guilds:
                raise missing_access()
        return guild_id, self.scopes.setdefault(guild_id, {})

    def _command(self, call: Call) -> Json:
        command = self._scope(call)[1].get(call.id("command_id"))
        if command is None:
            raise unknown_command()
        return command

    def _registered(self, body: Json, guild_id: int, scope: dict[int, Json]) -> Json:
        """Complete a command; one of the same type and name keeps its id."""
        kind = body.get("type") or CHAT_INPUT
        same = [command_id for command_id, old in scope.items() if (old["type"], old["name"]) == (kind, body["name"])]
        command: Json = {
            "id": str(same[0] if same else self._world.ids.next()),
            "application_id": str(self._world.bot.id),
            "version": str(self._world.ids.next()),
            "type": kind,
            "name": body["name"],
            "name_localizations": body.get("name_localizations"),
            "description": body.get("description") or "",
            "description_localizations": body.get("description_localizations"),
            "default_member_permissions": body.get("default_member_permissions"),
            "nsfw": bool(body.get("nsfw")),
            "integration_types": body.get("integration_types") or [0],
            "options": body.get("options") or [],
        }
        if command["default_member_permissions"] is not None:
            command["default_member_permissions"] = str(command["default_member_permissions"])
        if guild_id == GLOBAL:
            command["contexts"] = body.get("contexts")
            command["dm_permission"] = body.get("dm_permission", True)
        else:
            command["guild_id"] = str(guild_id)
        return command

    async def list(self, call: Call) -> Reply:
        return 200, list(self._scope(call)[1].values())

    async def overwrite(self, call: Call) -> Reply:
        guild_id, scope = self._scope(call)
        check_commands(call.body)
        fresh = [self._registered(body, guild_id, scope) for body in call.body]
        scope.clear()
        scope.update({int(command["id"]): command for command in fresh})
        self._signals.publish("world", None)
        return 200, fresh

    async def create(self, call: Call) -> Reply:
        guild_id, scope = self._scope(call)
        check_commands([call.body])
        command = self._registered(call.body, guild_id, scope)
        others = [item for command_id, item in scope.items() if str(command_id) != command["id"]]
        check_commands([_as_sent(item) for item in (*others, command)])
        existed = int(command["id"]) in scope
        scope[int(command["id"])] = command
        return (200 if existed else 201), command

    async def get(self, call: Call) -> Reply:
        return 200, self._command(call)

    async def edit(self, call: Call) -> Reply:
        guild_id, scope = self._scope(call)
        old = self._command(call)
        body = _as_sent(old) | (call.body or {})
        check_commands([body])
        command = self._registered(body, guild_id, {}) | {"id": old["id"]}
        scope[int(old["id"])] = command
        return 200, command

    async def delete(self, call: Call) -> Reply:
        self._command(call)
        del self._scope(call)[1][call.id("command_id")]
        return NO_CONTENT

    async def permissions(self, call: Call) -> Reply:
        self._scope(call)
        return 200, []


def _as_sent(command: Json) -> Json:
    """A registered command as the body that would register it."""
    return {key: value for key, value in command.items() if key not in ("id", "application_id", "version", "guild_id")}
