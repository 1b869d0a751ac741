"""The REST interface: every request is read, recorded, struck by faults, counted, handled and answered here."""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from aiohttp import BodyPartReader, web

from bot.sandbox.attachments import Upload
from bot.sandbox.errors import ApiError, unauthorized, unknown_route
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.ratelimits import RateLimited, RateLimits
from bot.sandbox.routing import Call, Route, Router
from bot.sandbox.signals import Signals

PREFIX = "/api/v10"
MAX_RECORDED = 20_000
VIA = {"Via": "1.1 sandbox"}
"""discord.py takes a 429 without it for a ban by Discord's own gatekeeper."""


@dataclass(frozen=True, kw_only=True)
class RecordedRequest:
    """A request the bot made; `route` is the path's template in Discord's description, None for an unknown path."""

    method: str
    path: str
    route: str | None
    query: dict[str, str] = field(default_factory=dict)
    body: Any = None
    files: tuple[str, ...] = ()
    at: float = 0.0


@dataclass(frozen=True, kw_only=True)
class RecordedResponse:
    """What the sandbox answered a request with."""

    request: RecordedRequest
    status: int
    body: Any


RequestHook = Callable[[RecordedRequest], None]
ResponseHook = Callable[[RecordedResponse], None]


class Rest:
    """The pipeline around the handlers of `router`."""

    def __init__(
        self,
        signals: Signals,
        faults: Faults,
        *,
        token: str,
        rate_limits: bool,
        record: bool,
        on_request: RequestHook | None,
        on_response: ResponseHook | None,
    ) -> None:
        self.router = Router()
        self.requests: deque[RecordedRequest] = deque(maxlen=MAX_RECORDED)
        self.hook_errors: list[Exception] = []
        self.limits = RateLimits() if rate_limits else None
        self._signals = signals
        self._faults = faults
        self._authorization = f"Bot {token}"
        self._record = record
        self._on_request = on_request
        self._on_response = on_response

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer any request under `/api/v10`."""
        signals = self._signals
        signals.requests_in_flight += 1
        try:
            return await self._handle(request)
        finally:
            signals.requests_in_flight -= 1
            signals.last_activity = time.monotonic()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        path = request.path.removeprefix(PREFIX)
        body, files = await read_body(request)
        found = self.router.find(request.method, path)
        record = RecordedRequest(
            method=request.method,
            path=path,
            route=found[0].template if found else None,
            query=dict(request.query),
            body=body,
            files=tuple(file.filename for file in files),
            at=time.monotonic(),
        )
        if self._record:
            self.requests.append(record)
        if self._on_request is not None:
            try:
                self._on_request(record)
            except Exception as error:  # noqa: BLE001 - a failed check is kept for the test and must reach the bot
                self.hook_errors.append(error)
                # 500 would be tried again by the client until the test times out.
                return respond(400, {"message": f"The request hook failed: {error}", "code": 0}, VIA)
        fault = await self._faults.strike(request.method, path)
        if fault is not None and not fault.after:
            return await self.fail(request, fault)
        response = await self._answer(request, record, found, files)
        return response if fault is None else await self.fail(request, fault)

    async def _answer(
        self,
        request: web.Request,
        record: RecordedRequest,
        found: tuple[Route, dict[str, str]] | None,
        files: list[Upload],
    ) -> web.Response:
        headers = dict(VIA)
        try:
            if found is None:
                raise unknown_route()
            route, params = found
            if not route.public and request.headers.get("Authorization") != self._authorization:
                raise unauthorized()
            if self.limits is not None:
                major = params.get("channel_id") or params.get("guild_id") or params.get("webhook_id") or ""
                headers |= self.limits.take(route.method, route.template, major)
            status, payload = await route.handler(Call(params, record.query, record.body, files))
        except RateLimited as error:
            retry = {"Retry-After": str(int(error.retry_after) + 1), "X-RateLimit-Scope": "user"}
            return respond(429, error.body(), headers | error.headers | retry)
        except ApiError as error:
            status, payload = error.status, error.body()
        if self._on_response is not None:
            try:
                self._on_response(RecordedResponse(request=record, status=status, body=payload))
            except Exception as error:  # noqa: BLE001 - kept for the test
                self.hook_errors.append(error)
        return respond(status, payload, headers)

    @staticmethod
    async def fail(request: web.Request, fault: Fault) -> web.StreamResponse:
        """Answer as a fault says."""
        if fault.abort:
            if request.transport is not None:
                request.transport.abort()
            # The connection is gone; the handler only has to end.
            await asyncio.sleep(0)
            return web.Response(status=500)
        status = fault.status or HTTPStatus.INTERNAL_SERVER_ERROR
        headers = dict(VIA if fault.headers is None else fault.headers)
        if isinstance(fault.body, str):
            return web.Response(status=status, text=fault.body, content_type="text/html", headers=headers)
        body = fault.body
        if body is None and status != HTTPStatus.NO_CONTENT:
            body = {"message": f"{int(status)}: fault of the sandbox", "code": 0}
        return respond(status, body, headers)


def respond(status: int, payload: Any, headers: dict[str, str]) -> web.Response:
    """Answer with JSON; the content type is exactly `application/json`, or discord.py takes the body for text."""
    if payload is None:
        return web.Response(status=status, headers=headers)
    body = json.dumps(payload, separators=(",", ":")).encode()
    return web.Response(status=status, body=body, content_type="application/json", headers=headers)


async def read_body(request: web.Request) -> tuple[Any, list[Upload]]:
    """Read JSON, or the JSON part and the files of a form; a body that is neither is None."""
    if not request.can_read_body:
        return None, []
    if request.content_type == "multipart/form-data":
        return await _read_form(request)
    try:
        return json.loads(await request.read()), []
    except ValueError:
        return None, []


async def _read_form(request: web.Request) -> tuple[Any, list[Upload]]:
    body: Any = None
    files: list[Upload] = []
    reader = await request.multipart()
    while (part := await reader.next()) is not None:
        if not isinstance(part, BodyPartReader):
            continue
        data = bytes(await part.read(decode=True))
        if part.name == "payload_json":
            body = json.loads(data)
        else:
            number = "".join(filter(str.isdigit, part.name or ""))
            kind = part.headers.get("Content-Type", "application/octet-stream")
            files.append(Upload(part.filename or "file", data, kind, int(number or 0)))
    return body, files
