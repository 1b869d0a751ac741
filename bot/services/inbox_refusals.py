"""What a guild's moderators never want to be shown again: made here, so that the same refusal has the same id."""

from __future__ import annotations

import hashlib
from datetime import datetime

from bot.services.stores import Audience, Refusal, RefusalKind


def refusal(
    kind: RefusalKind,
    text: str,
    *,
    audience: Audience,
    at: datetime,
    film: str | None = None,
    entry: str | None = None,
) -> Refusal:
    """A refusal by the audience's guild."""
    parts = "\0".join((kind, str(audience.guild_id or ""), film or "", entry or "", text))
    key = hashlib.blake2b(parts.encode(errors="replace"), digest_size=16).hexdigest()
    return Refusal(key, kind, audience.guild_id, text, film, entry, at)
