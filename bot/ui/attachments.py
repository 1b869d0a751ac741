"""Files that members send, read only as far as they can be what they should be."""

from __future__ import annotations

import aiohttp
import discord

from bot.knowledge.reading import MAX_BYTES
from bot.services.editing import HEAD_BYTES, why_not_import
from bot.texts import text

PATIENCE_S = 20.0


async def received(attachment: discord.Attachment) -> bytes | str:
    """The bytes of a knowledge file, or the sentence for a file that is none; no more is fetched than one can have."""
    refusal = why_not_import(attachment.filename, attachment.size)
    if refusal is not None:
        return refusal
    timeout = aiohttp.ClientTimeout(total=PATIENCE_S)
    # discord.py's own `read` has no bound, whatever size was stated.
    async with aiohttp.ClientSession(timeout=timeout) as session, session.get(attachment.url) as response:
        response.raise_for_status()
        try:
            head = await response.content.readexactly(min(HEAD_BYTES, attachment.size))
        except EOFError:
            return text("mod.file_cut")
        refusal = why_not_import(attachment.filename, attachment.size, head)
        if refusal is not None:
            return refusal
        data = bytearray(head)
        async for part in response.content.iter_any():
            data += part
            if len(data) > MAX_BYTES:
                return why_not_import(attachment.filename, len(data)) or text("mod.file_cut")
        return bytes(data)
