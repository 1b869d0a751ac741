"""A knowledge file as the editing services see it: its bytes, and what came of writing it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field


def digest_of(data: bytes) -> str:
    """SHA-256 of a file's bytes, in hexadecimal: what an edit names as the text it was made from."""
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A file as it stands."""

    id: str
    place: str  # path inside the knowledge folder, with `/`: films/the-sessions.yaml
    data: bytes = field(repr=False)
    digest: str


@dataclass(frozen=True, slots=True)
class Stored:
    """The new text is in force. `displaced`: another program's text that it replaced unseen; to be kept and shown."""

    displaced: StoredDocument | None = None


@dataclass(frozen=True, slots=True)
class Underneath:
    """Nothing was written: the file is not what was expected. None: there is none."""

    current: StoredDocument | None


SaveResult = Stored | Underneath
