"""Whether a file that somebody sends can be a knowledge file at all, before it is read whole."""

from __future__ import annotations

import codecs
from pathlib import PurePosixPath

from bot.knowledge.document import SUFFIXES
from bot.knowledge.reading import MAX_BYTES

HEAD_BYTES = 4
"""How much of a file `why_not_import` wants to see."""

_KINDS = (
    (b"PK", "a zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (codecs.BOM_UTF32_LE, "saved as UTF-32"),
    (codecs.BOM_UTF32_BE, "saved as UTF-32"),
    (codecs.BOM_UTF16_LE, "saved as UTF-16"),
    (codecs.BOM_UTF16_BE, "saved as UTF-16"),
)


def why_not_import(filename: str, size: int, head: bytes = b"") -> str | None:
    """The sentence for a file that is refused by its name, its size in bytes, or its first bytes; None for others."""
    if not filename.lower().endswith(SUFFIXES) or PurePosixPath(filename).name != filename or "\\" in filename:
        return "A knowledge file is called like its film, for example the-sessions.yaml; send it under such a name."
    if size > MAX_BYTES:
        return f"The file has {size / (1 << 20):,.1f} MiB; a knowledge file has at most 1 MiB."
    if size == 0:
        return "The file is empty."
    kind = next((kind for mark, kind in _KINDS if head.startswith(mark)), None)
    if kind is None and b"\0" in head:
        kind = "not text in UTF-8"
    return None if kind is None else f"The file is {kind}; send the YAML text itself, saved as UTF-8."
