"""Files that were sent: kept in memory within bounds and served outside the REST base, as Discord's CDN does."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from urllib.parse import quote

from aiohttp import web

from bot.sandbox.world import Attachment, World

MAX_KEPT_BYTES = 256 * 1024 * 1024
SHOWN_INLINE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


@dataclass(frozen=True)
class Upload:
    """A file on its way in; `index` is the n of its form field `files[n]`."""

    filename: str
    data: bytes
    content_type: str = "application/octet-stream"
    index: int = 0


class AttachmentStore:
    """All attachments by id; the oldest go when they take too much room."""

    def __init__(self, world: World) -> None:
        self.base_url = ""
        self._world = world
        self._kept: OrderedDict[int, Attachment] = OrderedDict()
        self._bytes = 0

    def add(self, upload: Upload, *, description: str | None = None) -> Attachment:
        attachment_id = self._world.ids.next()
        url = f"{self.base_url}/attachments/{attachment_id}/{quote(upload.filename, safe='')}"
        attachment = Attachment(attachment_id, upload.filename, upload.content_type, upload.data, url, description)
        self._kept[attachment_id] = attachment
        self._bytes += len(upload.data)
        while self._bytes > MAX_KEPT_BYTES and len(self._kept) > 1:
            _, old = self._kept.popitem(last=False)
            self._bytes -= len(old.data)
        return attachment

    def get(self, attachment_id: int) -> Attachment | None:
        return self._kept.get(attachment_id)

    async def serve(self, request: web.Request) -> web.Response:
        """Answer `GET /attachments/{id}/{filename}`; what is not a picture is downloaded, never shown."""
        attachment_id = request.match_info["id"]
        attachment = self._kept.get(int(attachment_id)) if attachment_id.isdigit() else None
        if attachment is None or attachment.filename != request.match_info["filename"]:
            raise web.HTTPNotFound
        inline = attachment.content_type in SHOWN_INLINE
        headers = {
            "Content-Type": attachment.content_type,
            "Content-Disposition": "inline" if inline else "attachment",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        }
        return web.Response(body=attachment.data, headers=headers)
