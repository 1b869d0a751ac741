"""The sandbox itself: assembles the parts, listens on 127.0.0.1, and is what tests and the command line hold.

What a person does is in `driver`, what the page asks for in `page`.
"""

from __future__ import annotations

import asyncio
import errno
import secrets
import time
from base64 import urlsafe_b64encode
from collections import deque
from types import TracebackType
from typing import Self

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.sandbox import payloads, scenery, snapshots
from bot.sandbox import permissions as perms
from bot.sandbox.attachments import AttachmentStore
from bot.sandbox.connection import RECONNECT, Connection
from bot.sandbox.driver import Person
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.gateway import GUILDS, Gateway
from bot.sandbox.inspector import Inspector
from bot.sandbox.interactions import Interactions
from bot.sandbox.messages import Messages
from bot.sandbox.page import Page
from bot.sandbox.rest import PREFIX, RecordedRequest, RequestHook, ResponseHook, Rest
from bot.sandbox.rest_commands import CommandCalls
from bot.sandbox.rest_interactions import InteractionCalls
from bot.sandbox.rest_lookups import LookupCalls
from bot.sandbox.rest_messages import MessageCalls
from bot.sandbox.signals import Signals
from bot.sandbox.snapshots import SentMessage
from bot.sandbox.state import State
from bot.sandbox.world import Channel, World

HOST = "127.0.0.1"
DEFAULT_PORT = 8765
HTTP_PORT = 80
LAST_PORT = 65535
PORTS_TRIED = 50
MAX_BODY = 64 * 1024 * 1024
DEFAULT_TIMEOUT = 5.0


def hosts(port: int) -> frozenset[str]:
    """What the Host header says of the sandbox; HTTP's own port is left out of it."""
    names = (HOST, "localhost")
    return frozenset({f"{name}:{port}" for name in names} | (set(names) if port == HTTP_PORT else set()))


class Sandbox:
    """A local stand-in for Discord for one bot; times in seconds.

    `message_content` grants the privileged intent. `record=False` keeps no requests, for measurements. A hook that
    raises has the request refused with 400 and its error kept in `hook_errors`.
    """

    def __init__(
        self,
        *,
        inspector: Inspector | None = None,
        message_content: bool = False,
        interaction_ttl: float = 3.0,
        token_ttl: float = 900.0,
        nonce_ttl: float = 180.0,
        on_request: RequestHook | None = None,
        on_response: ResponseHook | None = None,
        rate_limits: bool = True,
        record: bool = True,
        history: int = 1000,
        shards: int = 1,
        max_concurrency: int = 16,
        bot_name: str = "Film bot",
    ) -> None:
        world = World(bot_name=bot_name, history=history)
        scenery.build(world)
        id_part = urlsafe_b64encode(str(world.bot.id).encode()).decode().rstrip("=")
        self.token = f"{id_part}.{secrets.token_urlsafe(6)}.{secrets.token_urlsafe(24)}"
        signals = Signals()
        gateway = Gateway(world, signals, token=self.token, message_content=message_content)
        messages = Messages(world, gateway, signals)
        store = AttachmentStore(world)
        interactions = Interactions(world, gateway, signals, interaction_ttl=interaction_ttl, token_ttl=token_ttl)
        self._state = State(world, signals, gateway, messages, interactions, CommandCalls(world, signals), store)
        self._faults = Faults()
        self._rest = Rest(
            signals,
            self._faults,
            token=self.token,
            rate_limits=rate_limits,
            record=record,
            on_request=on_request,
            on_response=on_response,
        )
        for calls in (
            MessageCalls(world, messages, store, signals, nonce_ttl=nonce_ttl),
            InteractionCalls(world, messages, store, interactions),
            self._state.commands,
            LookupCalls(world, gateway, shards=shards, max_concurrency=max_concurrency),
        ):
            calls.register(self._rest.router)
        self._page = Page(self._state, inspector, self.person)
        self._runner: web.AppRunner | None = None
        self._hosts: frozenset[str] = frozenset()
        self._origins: frozenset[str] = frozenset()
        self.port = 0

    # Life

    async def start(self, port: int = DEFAULT_PORT) -> None:
        """Listen on the port, or on the next free one; 0 takes any. Raises OSError when none of 50 is free."""
        app = web.Application(client_max_size=MAX_BODY, middlewares=[self._guard])
        app.router.add_get("/gateway", self._connect)
        app.router.add_get("/gateway/", self._connect)
        app.router.add_get("/attachments/{id}/{filename}", self._state.store.serve)
        app.router.add_route("*", PREFIX + "/{path:.*}", self._rest.handle)
        self._page.register(app.router)
        self._runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=0.2)
        await self._runner.setup()
        self.port = await self._listen(self._runner, port)
        self._hosts = hosts(self.port)
        self._origins = frozenset(f"http://{host}" for host in self._hosts)
        self._state.gateway.url = self.gateway_url
        self._state.store.base_url = f"http://{HOST}:{self.port}"

    @staticmethod
    async def _listen(runner: web.AppRunner, port: int) -> int:
        last = min(port + PORTS_TRIED - 1, LAST_PORT) if port else port
        for candidate in range(port, last + 1):
            site = web.TCPSite(runner, HOST, candidate)
            try:
                await site.start()
            except OSError as error:
                if error.errno != errno.EADDRINUSE or candidate == last:
                    raise
                await site.stop()
                continue
            found: int = runner.addresses[0][1]
            return found
        raise OSError(errno.EADDRINUSE, f"no free port from {port} on")

    async def close(self) -> None:
        """Stop listening and tear what is connected."""
        self._state.interactions.close()
        await self._page.close()
        for connection in list(self._state.gateway.connections):
            connection.abort()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        await self.start(0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Refuse what another site's page could send: a foreign Host (rebinding) or a foreign Origin."""
        origin = request.headers.get("Origin")
        if request.host not in self._hosts or (origin is not None and origin not in self._origins):
            return web.Response(status=403, text="The sandbox answers its own page and a local bot only.")
        return await handler(request)

    async def _connect(self, request: web.Request) -> web.StreamResponse:
        fault = await self._faults.strike("GET", "/gateway")
        if fault is not None:
            return await self._rest.fail(request, fault)
        return await Connection(self._state.gateway, request).run()

    # Addresses

    @property
    def page_url(self) -> str:
        return f"http://{HOST}:{self.port}/"

    @property
    def rest_url(self) -> str:
        return f"http://{HOST}:{self.port}{PREFIX}"

    @property
    def gateway_url(self) -> str:
        return f"ws://{HOST}:{self.port}/gateway"

    # People and what they see

    def person(self, who: str | int) -> Person:
        """A person by name or id; raises ActionRefused when there is none."""
        return Person(self._state, self._state.world.find_user(who))

    @property
    def bot_id(self) -> int:
        return self._state.world.bot.id

    def channel_id(self, channel: str | int) -> int:
        return self._state.world.find_channel(channel).id

    def guild_id(self, guild: str | int) -> int:
        return self._state.world.find_guild(guild).id

    def messages(self, channel: str | int) -> list[SentMessage]:
        """All messages of `#name`, an id or `@person` (their conversation), ephemeral ones too, oldest first."""
        found = self._state.world.find_channel(channel)
        return [snapshots.message(item) for item in found.messages.values()]

    def message(self, which: SentMessage | int) -> SentMessage | None:
        """A message as it stands now; None once it is deleted."""
        found = self._state.world.messages.get(which if isinstance(which, int) else which.id)
        return snapshots.message(found) if found else None

    async def reply_to(self, message: SentMessage, timeout: float = DEFAULT_TIMEOUT) -> SentMessage:  # noqa: ASYNC109
        """Wait for the bot's reply to a message; raises TimeoutError."""
        found = self._state.messages.reply_to(message.id)
        if found is None:
            found = await self._state.signals.wait(("reply", message.id), timeout=timeout)
        return snapshots.message(found)

    async def changed(self, message: SentMessage, timeout: float = DEFAULT_TIMEOUT) -> SentMessage | None:  # noqa: ASYNC109
        """Wait until a message differs from the snapshot; None when it is deleted. Raises TimeoutError."""
        deadline = time.monotonic() + timeout
        while (now := self.message(message)) == message:
            await self._state.signals.wait(("message", message.id), timeout=deadline - time.monotonic())
        return now

    async def settle(self, *, idle: float = 0.05, timeout: float = 10.0) -> None:  # noqa: ASYNC109
        """Wait until the bot has had nothing to do for `idle` seconds; raises TimeoutError."""
        signals = self._state.signals
        async with asyncio.timeout(timeout):
            while True:
                quiet = time.monotonic() - signals.last_activity
                if quiet >= idle and not signals.requests_in_flight and not self._state.interactions.unanswered():
                    return
                await asyncio.sleep(max(idle - quiet, 0.005))

    # What the bot did

    @property
    def requests(self) -> deque[RecordedRequest]:
        """The bot's requests, the latest 20,000."""
        return self._rest.requests

    @property
    def hook_errors(self) -> list[Exception]:
        return self._rest.hook_errors

    @property
    def connected(self) -> bool:
        """Whether a bot holds a session."""
        return any(session.connection is not None for session in self._state.gateway.sessions.values())

    # Faults

    def fault(self, fault: Fault) -> None:
        """Put a fault before the requests it matches."""
        self._faults.add(fault)

    def clear_faults(self) -> None:
        self._faults.clear()

    def rate_limit(self, method: str, route: str, *, limit: int, per: float) -> None:
        """Give a route, as `/channels/{channel_id}/messages`, a bucket that runs empty."""
        if self._rest.limits is None:
            raise ValueError("this sandbox was made with rate_limits=False")
        self._rest.limits.set(method, route, limit=limit, per=per)

    async def gateway_close(self, code: int, reason: str = "") -> None:
        """Close every gateway connection with a code."""
        for connection in list(self._state.gateway.connections):
            connection.close(code, reason)

    async def drop(self) -> None:
        """Tear every gateway connection."""
        for connection in list(self._state.gateway.connections):
            connection.abort()

    async def op7(self) -> None:
        """Ask every connection to reconnect."""
        for connection in list(self._state.gateway.connections):
            connection.send_op(RECONNECT)

    async def invalid_session(self, resumable: bool) -> None:  # noqa: FBT001 - as `d` of the opcode
        """Declare every session invalid; one that is not resumable is forgotten."""
        for connection in list(self._state.gateway.connections):
            connection.invalidate(resumable=resumable)

    async def silence(self, on: bool = True) -> None:  # noqa: FBT001, FBT002 - reads as a switch
        """Send nothing over the gateway, not even acknowledgements, until switched off."""
        self._state.gateway.silent = on

    # Changing the world

    def add_guild(self, name: str, *, owner: str = "ada") -> int:
        world = self._state.world
        guild = world.add_guild(name, world.find_user(owner))
        self._state.gateway.dispatch(
            "GUILD_CREATE", payloads.guild_create(guild, world.bot), guild=guild, intent=GUILDS
        )
        return guild.id

    def remove_guild(self, guild: str | int) -> None:
        """Throw the bot out of a guild."""
        found = self._state.world.find_guild(guild)
        self._state.world.remove_guild(found)
        self._state.gateway.dispatch("GUILD_DELETE", {"id": str(found.id)}, guild=found, intent=GUILDS)
        self._state.signals.publish("world", None)

    def add_channel(
        self, name: str, *, guild: str | int = "Film club", nsfw: bool = False, parent: str | int | None = None
    ) -> int:
        """Add a text channel, or a thread of `parent`."""
        world = self._state.world
        above = world.find_channel(parent) if parent is not None else None
        found = above.guild if above and above.guild else world.find_guild(guild)
        channel = world.add_channel(found, name, nsfw=nsfw, parent=above)
        self._tell_channel("THREAD_CREATE" if above else "CHANNEL_CREATE", channel)
        return channel.id

    def remove_channel(self, channel: str | int) -> None:
        found = self._state.world.find_channel(channel)
        self._state.world.remove_channel(found)
        self._tell_channel("THREAD_DELETE" if found.parent else "CHANNEL_DELETE", found)

    def set_permissions(self, channel: str | int, *, who: str = "bot", **allowed: bool) -> None:
        """Allow or deny single permissions in a channel, as `send=False`; names are in `permissions.NAMES`."""
        found = self._state.world.find_channel(channel)
        target = self._state.world.find_user(who)
        allow, deny = found.overwrites.get(target.id, (0, 0))
        more, less = perms.bits(allowed)
        found.overwrites[target.id] = (allow & ~less | more, deny & ~more | less)
        self._tell_channel("CHANNEL_UPDATE", found)

    def set_age_restricted(self, channel: str | int, restricted: bool) -> None:  # noqa: FBT001 - reads as a switch
        found = self._state.world.find_channel(channel)
        found.nsfw = restricted
        self._tell_channel("CHANNEL_UPDATE", found)

    def add_member(self, name: str, *, guild: str | int = "Film club", **permissions: bool) -> Person:
        """Let a person join, new or known; permissions come with a role of their own."""
        world = self._state.world
        found = world.find_guild(guild)
        user = world.names.get(name.casefold()) or world.add_user(name)
        roles = [world.add_role(found, name, perms.bits(permissions)[0]).id] if permissions else []
        world.add_member(found, user, roles=roles)
        self._state.signals.publish("world", None)
        return Person(self._state, user)

    def add_role(self, name: str, *, to: str, guild: str | int = "Film club", **permissions: bool) -> int:
        """Give a person a new role."""
        world = self._state.world
        found = world.find_guild(guild)
        role = world.add_role(found, name, perms.bits(permissions)[0])
        found.members[world.find_user(to).id].roles.append(role.id)
        data = {"guild_id": str(found.id), "role": payloads.role(role, len(found.roles) - 1)}
        self._state.gateway.dispatch("GUILD_ROLE_CREATE", data, guild=found, intent=GUILDS)
        return role.id

    def set_locale(self, guild: str | int, locale: str) -> None:
        """Choose a guild's language."""
        found = self._state.world.find_guild(guild)
        found.locale = locale
        self._state.gateway.dispatch("GUILD_UPDATE", payloads.guild(found), guild=found, intent=GUILDS)

    def close_dms(self, who: str) -> None:
        """Let a person accept no direct messages any more."""
        self._state.world.find_user(who).accepts_dms = False

    async def bulk_delete(self, messages: list[SentMessage]) -> None:
        """Delete messages of one channel at once, as a moderator's tool does."""
        known = self._state.world.messages
        self._state.messages.remove_many([known[item.id] for item in messages if item.id in known])

    def _tell_channel(self, event: str, channel: Channel) -> None:
        self._state.gateway.dispatch(event, payloads.channel(channel), guild=channel.guild, intent=GUILDS)
        self._state.signals.publish("world", None)
