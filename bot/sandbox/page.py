"""The web page's server side: its files, the actions it posts, and the news it is sent."""

from __future__ import annotations

import asyncio
import json
from base64 import b64decode
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.sandbox import permissions as perms
from bot.sandbox import view
from bot.sandbox.attachments import Upload
from bot.sandbox.driver import Person
from bot.sandbox.errors import ActionRefused
from bot.sandbox.handles import InteractionFailed, InteractionHandle
from bot.sandbox.inspector import Inspector
from bot.sandbox.snapshots import Modal
from bot.sandbox.state import State
from bot.sandbox.world import Channel, Json, Message, User

STATIC = Path(__file__).with_name("static")
KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
FIRST_ANSWER_TIMEOUT = 30.0
"""Seconds; the interaction's own limit ends the wait long before."""

MAX_EXPLAINED = 4000

Action = Callable[[Person, Json], Awaitable[Json]]


class Page:
    """Handlers of `/`, `/static/…` and `/sandbox/…`."""

    def __init__(self, state: State, inspector: Inspector | None, person: Callable[[str | int], Person]) -> None:
        self._state = state
        self._inspector = inspector
        self._person = person
        self._sockets: set[web.WebSocketResponse] = set()
        self._files = {path.name: path.read_bytes() for path in STATIC.iterdir() if path.suffix in KINDS}
        self._actions: dict[str, Action] = {
            "say": self._say,
            "edit": self._edit,
            "delete": self._delete,
            "dismiss": self._dismiss,
            "slash": self._slash,
            "autocomplete": self._autocomplete,
            "menu": self._menu,
            "click": self._click,
            "select": self._select,
            "submit": self._submit,
            "explain": self._explain,
        }

    def register(self, router: web.UrlDispatcher) -> None:
        router.add_get("/", self._file)
        router.add_get("/static/{name}", self._file)
        router.add_get("/sandbox/live", self._live)
        router.add_get("/sandbox/{what}", self._read)
        router.add_post("/sandbox/{action}", self._act)

    async def close(self) -> None:
        for socket in list(self._sockets):
            await socket.close(code=1001)

    # Files

    async def _file(self, request: web.Request) -> web.Response:
        name = request.match_info.get("name", "index.html")
        data = self._files.get(name)
        if data is None:
            raise web.HTTPNotFound
        return web.Response(body=data, content_type=KINDS[Path(name).suffix], charset="utf-8", headers=HEADERS)

    # Reading

    async def _read(self, request: web.Request) -> web.Response:
        try:
            person = self._person(request.query.get("as", "mia"))
            channel = request.query.get("channel", "")
            match request.match_info["what"]:
                case "world":
                    return reply(
                        view.world(self._state, self._user(person)) | {"inspector": self._inspector is not None}
                    )
                case "messages":
                    at, user = self._state.world.find_channel(channel), self._user(person)
                    # Asked for its refusal: nobody reads where they may not.
                    person.messages(channel)
                    shown = [item for item in at.messages.values() if item.ephemeral_for in (None, user)]
                    return reply([view.message(item) for item in shown])
                case "commands":
                    return reply([view.command(item) for item in person.commands(channel)])
                case "problems":
                    return reply(await self._inspector.problems() if self._inspector else [])
        except ActionRefused as error:
            return reply({"error": str(error)}, status=400)
        raise web.HTTPNotFound

    def _user(self, person: Person) -> User:
        return self._state.world.users[person.id]

    # Acting

    async def _act(self, request: web.Request) -> web.Response:
        action = self._actions.get(request.match_info["action"])
        # A form another site submits by itself cannot carry this type without asking first.
        if action is None or request.content_type != "application/json":
            raise web.HTTPNotFound
        try:
            body = await request.json()
            return reply(await action(self._person(body["as"]), body))
        except ActionRefused as error:
            return reply({"error": str(error)}, status=400)
        except (KeyError, TypeError, ValueError) as error:
            return reply({"error": f"not understood: {error!r}"}, status=400)

    async def _say(self, person: Person, body: Json) -> Json:
        reply_to = int(body["reply_to"]) if body.get("reply_to") else None
        files = [_upload(item) for item in body.get("files", ())]
        message = await person.say(
            body["channel"], body["text"], reply_to=reply_to, ping=body.get("ping", True), files=files
        )
        return {"id": str(message.id)}

    async def _edit(self, person: Person, body: Json) -> Json:
        await person.edit(int(body["message"]), body["text"])
        return {}

    async def _delete(self, person: Person, body: Json) -> Json:
        await person.delete(int(body["message"]))
        return {}

    async def _dismiss(self, person: Person, body: Json) -> Json:
        person.dismiss(int(body["message"]))
        return {}

    async def _slash(self, person: Person, body: Json) -> Json:
        options = {name: _value(value) for name, value in body.get("options", {}).items()}
        return await self._outcome(await person.slash(body["channel"], body["command"], **options))

    async def _autocomplete(self, person: Person, body: Json) -> Json:
        others = {name: _value(value) for name, value in body.get("options", {}).items() if value not in (None, "")}
        others.pop(body["option"], None)
        try:
            choices = await person.autocomplete(
                body["channel"], body["command"], option=body["option"], value=body["value"], **others
            )
        except InteractionFailed:
            return {"failed": True, "choices": []}
        return {"choices": [{"name": item.name, "value": item.value} for item in choices]}

    async def _menu(self, person: Person, body: Json) -> Json:
        return await self._outcome(await person.menu(body["channel"], body["command"], int(body["message"])))

    async def _click(self, person: Person, body: Json) -> Json:
        return await self._outcome(await person.click(int(body["message"]), custom_id=body["custom_id"]))

    async def _select(self, person: Person, body: Json) -> Json:
        return await self._outcome(await person.select(int(body["message"]), body["custom_id"], body["values"]))

    async def _submit(self, person: Person, body: Json) -> Json:
        modal = body["modal"]
        opened = self._state.interactions.get(int(modal["interaction"]))
        if opened is None or opened.modal is None:
            raise ActionRefused("this form is no longer open")
        form = Modal(opened.id, opened.modal["custom_id"], opened.modal["title"], tuple(opened.modal["components"]))
        values = {
            key: [_upload(item) if isinstance(item, dict) else item for item in value]
            if isinstance(value, list)
            else value
            for key, value in body["values"].items()
        }
        return await self._outcome(await person.submit(form, values))

    @staticmethod
    async def _outcome(handle: InteractionHandle) -> Json:
        """Wait for the first answer; what follows it comes with the news."""
        try:
            await handle.first(timeout=FIRST_ANSWER_TIMEOUT)
        except (InteractionFailed, TimeoutError):
            return {"outcome": "failed"}
        if handle.modal is None:
            return {"outcome": "answered"}
        modal = handle.modal
        return {
            "outcome": "modal",
            "modal": {"interaction": str(modal.interaction_id), "title": modal.title, "components": modal.components},
        }

    async def _explain(self, _person: Person, body: Json) -> Json:
        if self._inspector is None:
            raise ActionRefused("nobody is here to explain")
        text = str(body["text"])[:MAX_EXPLAINED]
        return {
            "text": await self._inspector.explain(text),
            "entry": await self._inspector.entry_location(text),
        }

    # News

    async def _live(self, request: web.Request) -> web.StreamResponse:
        user = self._user(self._person(request.query.get("as", "mia")))
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        news: asyncio.Queue[str] = asyncio.Queue()

        def tell(kind: str, subject: Any) -> None:
            item = self._news(kind, subject, user)
            if item is not None:
                news.put_nowait(json.dumps(item))

        async def send() -> None:
            while True:
                await socket.send_str(await news.get())

        self._state.signals.subscribers.append(tell)
        self._sockets.add(socket)
        sender = asyncio.create_task(send())
        try:
            async for _ in socket:
                pass
        finally:
            self._state.signals.subscribers.remove(tell)
            self._sockets.discard(socket)
            sender.cancel()
            await asyncio.gather(sender, return_exceptions=True)
        return socket

    def _news(self, kind: str, subject: Any, user: User) -> Json | None:
        """Put a change into words for one person; None when it is none of theirs."""
        if isinstance(subject, Message):
            if subject.ephemeral_for not in (None, user) or not self._sees(user, subject.channel):
                return None
            return {"kind": kind, "message": view.message(subject)}
        if isinstance(subject, Channel):
            return {"kind": kind, "channel": str(subject.id)} if self._sees(user, subject) else None
        return {"kind": kind} if kind == "world" else None

    def _sees(self, user: User, channel: Channel) -> bool:
        return bool(self._state.world.permissions(user, channel) & perms.VIEW_CHANNEL)


def reply(payload: Any, *, status: int = 200) -> web.Response:
    return web.json_response(payload, status=status, headers=HEADERS)


def _upload(item: Json) -> Upload:
    return Upload(item["name"], b64decode(item["data"]), item.get("type") or "application/octet-stream")


def _value(value: Any) -> Any:
    """Take a file's object for an upload and everything else as it is."""
    return _upload(value) if isinstance(value, dict) else value
