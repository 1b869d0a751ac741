"""Catalogues of what the bot says to members: keys to texts, one language a package."""

from __future__ import annotations

from collections.abc import Mapping

from bot.texts.en import TEXTS as ENGLISH

CATALOGUES: Mapping[str, Mapping[str, str]] = {"en": ENGLISH}
DEFAULT_LANGUAGE = "en"


def text(key: str, /, **values: object) -> str:
    """The text of a key with its `{slots}` filled in. Raises KeyError for a key that no catalogue has."""
    return CATALOGUES[DEFAULT_LANGUAGE][key].format_map(values)
