"""Faults of use, and the one translation from any expected fault to a sentence and an exit status.

Exit status: 0 fine; 1 bad knowledge; 2 wrong use, or a database or disk at fault; 3 Discord cannot be reached, so that a supervisor knows when starting
again may help. A fault's class can only arrive when its module is loaded, so none is imported here: the command line
starts quickly, and `discord` stays where it belongs.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

BAD_KNOWLEDGE = 1
WRONG_USE = 2
UNREACHABLE = 3

SERVER_ERROR = 500
TOO_MANY = 429

_WHERE_TO_LOOK = "Check DISCORD_API_URL if it is set (it ends in /api/v10), and any proxy between here and Discord"

PORTAL = "https://discord.com/developers/applications"


class UsageError(Exception):
    """A command cannot be carried out as it was asked; the message says what to do instead."""


TOKEN_REFUSED = (
    f"DISCORD_TOKEN: Discord does not accept the token. Reset it in {PORTAL}, page Bot, and write the new one to .env"
)


def _token_refused(_error: object) -> str:
    return TOKEN_REFUSED


def _intent_missing(_error: object) -> str:
    return (
        "MESSAGE_CONTENT_INTENT is true, but the application does not have the intent. "
        f'Switch on "Message Content Intent" in {PORTAL}, page Bot, or set MESSAGE_CONTENT_INTENT=false'
    )


def _closed(error: Any) -> str:
    return f"Discord closed the connection for good (code {error.code}); SHARD_COUNT and SHARD_IDS may not fit this bot"


def _refused(error: Any) -> str:
    if error.status >= SERVER_ERROR:
        return f"Discord cannot serve the bot at the moment ({error.status}). Its state is at https://discordstatus.com"
    if error.status == TOO_MANY:
        return (
            f"Discord takes no more requests from this address for now ({TOO_MANY}). "
            "See that no other program here asks too much of it; starting again and again makes it longer"
        )
    return f"Discord refuses to answer (HTTP status {error.status}). {_WHERE_TO_LOOK}"


def _not_discord(error: object) -> str:
    return f"What answers is not Discord: {error}. {_WHERE_TO_LOOK}"


def _unreachable(error: object) -> str:
    return f"Discord cannot be reached: {error or 'it does not answer'}. Check the network, and DISCORD_API_URL and DISCORD_GATEWAY_URL if set"


_FILE_FAULTS = {
    errno.ENOSPC: "the disk is full; make room on it",
    errno.EDQUOT: "the disk is full; make room on it",
    errno.EACCES: "this user may not read or write there; allow it, or name another place",
    errno.EPERM: "this user may not read or write there; allow it, or name another place",
    errno.EROFS: "the disk is read-only; name another place",
    errno.ENOENT: "No such file or folder, and it cannot be made; name another place",
    errno.ENOTDIR: "a file is where a folder should be; name another place",
    errno.EEXIST: "a file is where a folder should be; name another place",
}


def _file_fault(error: Any) -> str:
    said = _FILE_FAULTS.get(error.errno) or error.strerror or str(error)
    return f"{error.filename}: {said}" if error.filename else said[0].upper() + said[1:]


_Sentence = Callable[[Any], str]

# The first row that fits decides, so the narrow classes stand above the wide ones.
_EXPECTED: tuple[tuple[str, str, int, _Sentence], ...] = (
    ("bot.cli.faults", "UsageError", WRONG_USE, str),
    ("bot.config", "SettingsError", WRONG_USE, str),
    ("bot.knowledge", "KnowledgeFolderError", WRONG_USE, str),
    ("bot.knowledge", "KnowledgeError", BAD_KNOWLEDGE, str),
    ("bot.services.errors", "UnknownFilmError", WRONG_USE, "DEFAULT_FILM: {}".format),  # the one film a setting names
    ("bot.services.errors", "BotError", WRONG_USE, str),
    ("discord.errors", "LoginFailure", WRONG_USE, _token_refused),
    ("discord.errors", "PrivilegedIntentsRequired", WRONG_USE, _intent_missing),
    ("discord.errors", "ConnectionClosed", WRONG_USE, _closed),
    ("discord.errors", "HTTPException", UNREACHABLE, _refused),
    ("bot.cli.discord_api", "RefusedError", UNREACHABLE, _refused),
    ("bot.endpoint", "NotDiscordError", UNREACHABLE, _not_discord),
    ("aiohttp.client_exceptions", "ClientError", UNREACHABLE, _unreachable),
    ("builtins", "ConnectionError", UNREACHABLE, _unreachable),
    ("builtins", "TimeoutError", UNREACHABLE, _unreachable),
    ("builtins", "OSError", WRONG_USE, _file_fault),
)


def translate(error: BaseException) -> tuple[str, int] | None:
    """The sentence and the exit status for an expected fault; None for a fault of ours."""
    for module, name, status, sentence in _EXPECTED:
        loaded = sys.modules.get(module)
        if loaded is not None and isinstance(error, getattr(loaded, name)):
            return sentence(error), status
    return None


@contextmanager
def reported() -> Iterator[None]:
    """Turn expected faults into lines on stderr and an exit status; a fault of ours goes through, with its traceback."""
    try:
        yield
    except Exception as error:
        if (translated := translate(error)) is None:
            raise
        sentence, status = translated
        print(sentence, file=sys.stderr)
        raise SystemExit(status) from None
