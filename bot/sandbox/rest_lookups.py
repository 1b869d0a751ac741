"""REST calls that read the application, users, guilds and channels, and where the gateway is."""

from __future__ import annotations

from bot.sandbox import errors, payloads
from bot.sandbox import permissions as perms
from bot.sandbox.gateway import Gateway
from bot.sandbox.routing import NO_CONTENT, Call, Reply, Router
from bot.sandbox.world import Guild, World

DAILY_IDENTIFIES = 1000
DAY_MS = 86_400_000


class LookupCalls:
    """Handlers of what a bot looks up rather than does."""

    def __init__(self, world: World, gateway: Gateway, *, shards: int, max_concurrency: int) -> None:
        self._world = world
        self._gateway = gateway
        self._shards = shards
        self._max_concurrency = max_concurrency

    def register(self, router: Router) -> None:
        router.add("GET", "/gateway", self.gateway, public=True)
        router.add("GET", "/gateway/bot", self.gateway_bot)
        router.add("GET", "/oauth2/applications/@me", self.application)
        router.add("GET", "/applications/@me", self.application)
        router.add("GET", "/users/@me", self.me)
        router.add("GET", "/users/@me/guilds", self.my_guilds)
        router.add("POST", "/users/@me/channels", self.open_dm)
        router.add("GET", "/users/{user_id}", self.user)
        router.add("GET", "/channels/{channel_id}", self.channel)
        router.add("GET", "/guilds/{guild_id}", self.guild)
        router.add("GET", "/guilds/{guild_id}/channels", self.channels)
        router.add("GET", "/guilds/{guild_id}/roles", self.roles)
        router.add("GET", "/guilds/{guild_id}/members/{user_id}", self.member)
        router.add("DELETE", "/users/@me/guilds/{guild_id}", self.leave)

    async def gateway(self, _call: Call) -> Reply:
        return 200, {"url": self._gateway.url}

    async def gateway_bot(self, _call: Call) -> Reply:
        limit = {
            "total": DAILY_IDENTIFIES,
            "remaining": DAILY_IDENTIFIES,
            "reset_after": DAY_MS,
            "max_concurrency": self._max_concurrency,
        }
        return 200, {"url": self._gateway.url, "shards": self._shards, "session_start_limit": limit}

    async def application(self, _call: Call) -> Reply:
        return 200, payloads.application(self._world, message_content=self._gateway.message_content)

    async def me(self, _call: Call) -> Reply:
        return 200, payloads.own_user(self._world)

    async def my_guilds(self, _call: Call) -> Reply:
        bot = self._world.bot
        return 200, [
            {
                "id": str(guild.id),
                "name": guild.name,
                "icon": None,
                "banner": None,
                "owner": False,
                "permissions": str(perms.in_guild(guild, guild.members[bot.id])),
                "features": [],
            }
            for guild in self._world.guilds.values()
        ]

    async def open_dm(self, call: Call) -> Reply:
        recipient = self._world.users.get(int((call.body or {}).get("recipient_id", 0)))
        if recipient is None:
            raise errors.unknown_user()
        return 200, payloads.channel(self._world.dm_with(recipient))

    async def user(self, call: Call) -> Reply:
        user = self._world.users.get(call.id("user_id"))
        if user is None:
            raise errors.unknown_user()
        return 200, payloads.user(user)

    async def channel(self, call: Call) -> Reply:
        channel = self._world.channels.get(call.id("channel_id"))
        if channel is None:
            raise errors.unknown_channel()
        if not self._world.permissions(self._world.bot, channel):
            raise errors.missing_access()
        return 200, payloads.channel(channel)

    def _guild(self, call: Call) -> Guild:
        guild = self._world.guilds.get(call.id("guild_id"))
        if guild is None:
            raise errors.unknown_guild()
        return guild

    async def guild(self, call: Call) -> Reply:
        return 200, payloads.guild(self._guild(call))

    async def channels(self, call: Call) -> Reply:
        guild = self._guild(call)
        return 200, [payloads.channel(item) for item in guild.channels.values() if item.parent is None]

    async def roles(self, call: Call) -> Reply:
        return 200, payloads.guild(self._guild(call))["roles"]

    async def member(self, call: Call) -> Reply:
        member = self._guild(call).members.get(call.id("user_id"))
        if member is None:
            raise errors.unknown_member()
        return 200, payloads.member(member)

    async def leave(self, call: Call) -> Reply:
        guild = self._guild(call)
        self._world.remove_guild(guild)
        self._gateway.dispatch("GUILD_DELETE", {"id": str(guild.id)}, guild=guild, intent=1)
        return NO_CONTENT
