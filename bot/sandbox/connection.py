"""One gateway connection: hello, identify or resume, heartbeats, compression, and the codes it is closed with."""

from __future__ import annotations

import asyncio
import contextlib
import json
import zlib
from typing import Any

from aiohttp import WSMsgType, web

from bot.sandbox import payloads
from bot.sandbox.gateway import GUILD_MEMBERS, GUILD_PRESENCES, MESSAGE_CONTENT, Gateway, Session
from bot.sandbox.world import Json

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, VOICE_STATE = 0, 1, 2, 3, 4
RESUME, RECONNECT, REQUEST_MEMBERS, INVALID_SESSION, HELLO, HEARTBEAT_ACK = 6, 7, 8, 9, 10, 11

UNKNOWN_OPCODE, DECODE_ERROR, NOT_AUTHENTICATED, BAD_TOKEN, ALREADY_AUTHENTICATED = 4001, 4002, 4003, 4004, 4005
INVALID_SHARD, INVALID_INTENTS, DISALLOWED_INTENTS = 4010, 4013, 4014

ENDS_SESSION = frozenset({1000, 1001})
"""Codes with which a client says that it will not resume."""

ALL_INTENTS = (1 << 26) - 1

ACK_DELAY_S = 0.1
"""Pause before a heartbeat is acknowledged, as a network makes one.

discord.py notes the time of a heartbeat in another thread, after it was sent. An answer that is there before takes the
time since the heartbeat before that for its delay, and the log fills with "Can't keep up".
"""


class Closing(Exception):  # noqa: N818 - it says what happens, and is no error of ours
    """The connection is to be closed with this code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{code} {reason}")
        self.code = code
        self.reason = reason


class Connection:
    """A bot's websocket; events are queued, so that whoever sends them never waits."""

    def __init__(self, gateway: Gateway, request: web.Request) -> None:
        self.gateway = gateway
        self.request = request
        self.ws = web.WebSocketResponse(heartbeat=None, max_msg_size=4096 * 4, compress=False)
        self.session: Session | None = None
        self._queue: asyncio.Queue[str | Closing] = asyncio.Queue()
        self._compressor = zlib.compressobj(level=1) if request.query.get("compress") == "zlib-stream" else None

    def send(self, frame: str) -> None:
        self._queue.put_nowait(frame)

    def send_op(self, op: int, data: Any = None) -> None:
        self.send(json.dumps({"op": op, "d": data, "s": None, "t": None}))

    def close(self, code: int, reason: str = "") -> None:
        """Close after what is queued has been sent."""
        self._queue.put_nowait(Closing(code, reason))

    def invalidate(self, *, resumable: bool) -> None:
        """Declare the session invalid."""
        if not resumable and self.session is not None:
            self.gateway.sessions.pop(self.session.id, None)
        self.send_op(INVALID_SESSION, resumable)

    def abort(self) -> None:
        """Tear the connection without a closing handshake."""
        if self.request.transport is not None:
            self.request.transport.abort()

    async def run(self) -> web.WebSocketResponse:
        """Speak with the client until either side ends it."""
        await self.ws.prepare(self.request)
        self.gateway.connections.add(self)
        writer = asyncio.create_task(self._write())
        try:
            self.send_op(HELLO, {"heartbeat_interval": int(self.gateway.heartbeat_interval * 1000), "_trace": []})
            await self._read()
        finally:
            self.gateway.connections.discard(self)
            self._leave()
            writer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await writer
        return self.ws

    def _leave(self) -> None:
        session = self.session
        if session is None:
            return
        if session.connection is self:
            session.connection = None
            self.gateway.signals.publish("world", None)
        if self.ws.close_code in ENDS_SESSION and not self._closed_by_us:
            self.gateway.sessions.pop(session.id, None)

    _closed_by_us = False

    async def _write(self) -> None:
        while True:
            item = await self._queue.get()
            if isinstance(item, Closing):
                self._closed_by_us = True
                await self.ws.close(code=item.code, message=item.reason.encode())
                return
            if self.gateway.silent:
                continue
            with contextlib.suppress(ConnectionError):
                if self._compressor is None:
                    await self.ws.send_str(item)
                else:
                    data = self._compressor.compress(item.encode())
                    await self.ws.send_bytes(data + self._compressor.flush(zlib.Z_SYNC_FLUSH))

    async def _read(self) -> None:
        async for message in self.ws:
            if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                continue
            try:
                self._receive(message.data)
            except Closing as closing:
                self.close(closing.code, closing.reason)

    def _receive(self, text: str | bytes) -> None:
        try:
            frame = json.loads(text)
            op, data = frame["op"], frame.get("d")
        except (ValueError, KeyError, TypeError):
            raise Closing(DECODE_ERROR, "Error while decoding payload.") from None
        if op == HEARTBEAT:
            asyncio.get_running_loop().call_later(ACK_DELAY_S, self.send_op, HEARTBEAT_ACK)
        elif op == IDENTIFY:
            self._identify(data)
        elif op == RESUME:
            self._resume(data)
        elif self.session is None:
            raise Closing(NOT_AUTHENTICATED, "Not authenticated.")
        elif op == REQUEST_MEMBERS:
            self._members(data, self.session)
        elif op not in (PRESENCE, VOICE_STATE):
            raise Closing(UNKNOWN_OPCODE, "Unknown opcode.")

    def _authenticate(self, data: Json) -> None:
        if self.session is not None:
            raise Closing(ALREADY_AUTHENTICATED, "Already authenticated.")
        if data.get("token") != self.gateway.token:
            raise Closing(BAD_TOKEN, "Authentication failed.")

    def _identify(self, data: Json) -> None:
        self._authenticate(data)
        shard, shards = data.get("shard") or (0, 1)
        if not 0 <= shard < shards:
            raise Closing(INVALID_SHARD, "Invalid shard.")
        intents = data.get("intents", 0)
        if not 0 <= intents <= ALL_INTENTS:
            raise Closing(INVALID_INTENTS, "Invalid intent(s).")
        granted = MESSAGE_CONTENT if self.gateway.message_content else 0
        if intents & (GUILD_MEMBERS | GUILD_PRESENCES | MESSAGE_CONTENT) & ~granted:
            raise Closing(DISALLOWED_INTENTS, "Disallowed intent(s).")
        session = self.gateway.identify((shard, shards), intents)
        self._join(session)
        self.gateway.welcome(session)

    def _resume(self, data: Json) -> None:
        self._authenticate(data)
        session = self.gateway.sessions.get(data.get("session_id", ""))
        missed = session.missed(data.get("seq") or 0) if session else None
        if session is None or missed is None:
            self.send_op(INVALID_SESSION, False)
            return
        if session.connection is not None:
            session.connection.close(4000, "Resumed elsewhere.")
        for frame in missed:
            self.send(frame)
        self._join(session)
        session.push("RESUMED", json.dumps({"_trace": []}))

    def _join(self, session: Session) -> None:
        self.session = session
        session.connection = self
        self.gateway.signals.publish("world", None)

    def _members(self, data: Json, session: Session) -> None:
        """Answer a request for members: by id, or by the start of a name."""
        guild = self.gateway.world.guilds.get(int(data["guild_id"]))
        if guild is None:
            return
        wanted = data.get("user_ids") or []
        ids = {str(item) for item in (wanted if isinstance(wanted, list) else [wanted])}
        query = (data.get("query") or "").casefold()
        found = [
            member
            for member in guild.members.values()
            if (str(member.user.id) in ids if ids else member.user.name.casefold().startswith(query))
        ]
        found = found[: data.get("limit") or None]
        chunk: Json = {
            "guild_id": str(guild.id),
            "members": [payloads.member(member) for member in found],
            "chunk_index": 0,
            "chunk_count": 1,
        }
        if "nonce" in data:
            chunk["nonce"] = data["nonce"]
        session.push("GUILD_MEMBERS_CHUNK", json.dumps(chunk))
