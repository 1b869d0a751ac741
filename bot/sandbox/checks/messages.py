"""What Discord refuses in the body of a message, whichever way it is sent or edited."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from bot.sandbox.checks.components import ComponentCheck
from bot.sandbox.checks.problems import Problems
from bot.sandbox.errors import empty_message
from bot.sandbox.world import Flag

MAX_CONTENT = 2000
"""Characters a bot may send; the published description says 4000, which holds for people with Nitro."""

MAX_NONCE = 25
MAX_ATTACHMENTS = 10
MAX_FLAGS = (1 << 31) - 1
MAX_EMBEDS = 10
MAX_EMBED_TEXT = 6000

KEYS = frozenset(
    {"content", "embeds", "allowed_mentions", "components", "flags", "attachments", "poll", "tts", "sticker_ids"}
    | {"message_reference", "nonce", "enforce_nonce", "username", "avatar_url", "thread_name", "applied_tags"}
    | {"shared_client_theme"}
)
EMBED_KEYS = frozenset(
    {"title", "type", "description", "url", "timestamp", "color", "footer", "image", "thumbnail", "video", "provider"}
    | {"author", "fields", "flags"}
)
ATTACHMENT_KEYS = frozenset(
    {"id", "filename", "description", "duration_secs", "waveform", "title", "is_spoiler", "is_remix"}
)
EMBED_LENGTHS = {"title": 256, "description": 4096}
EMBED_PART_KEYS = frozenset({"text", "name", "url", "icon_url", "proxy_icon_url", "proxy_url", "height", "width"})
EMBED_PARTS = {"footer": ("text", 2048), "author": ("name", 256)}


def check_message(
    body: dict[str, Any], *, files: Collection[str] = (), v2: bool = False, editing: bool = False
) -> None:
    """Check a message's body; `v2` says that the message being edited has the flag already."""
    problems = Problems()
    body = problems.mapping((), body, KEYS)
    problems.number((), body, "flags", least=0, most=MAX_FLAGS)
    flags = body.get("flags")
    v2 = v2 or (isinstance(flags, int) and bool(flags & Flag.COMPONENTS_V2))
    problems.optional_text((), body, "content", most=MAX_CONTENT)
    if body.get("nonce") is not None and len(str(body["nonce"])) > MAX_NONCE:
        problems.add(("nonce",), "NONCE_TYPE_TOO_LONG", f"Must be {MAX_NONCE} or fewer in length.")
    if v2:
        for key in ("content", "embeds", "poll", "sticker_ids"):
            if body.get(key):
                problems.add(
                    (key,),
                    "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
                    f"The '{key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2",
                )
    _embeds(problems, body.get("embeds"))
    _reference(problems, body.get("message_reference"))
    _attachments(problems, body.get("attachments"))
    _allowed_mentions(problems, body.get("allowed_mentions"))
    if body.get("components") is not None:
        ComponentCheck(problems, files=files).message(("components",), body["components"], v2=v2)
    problems.raise_any()
    contents = ("components",) if v2 else ("content", "embeds", "components", "poll", "sticker_ids")
    given = any(body.get(key) for key in contents) or (bool(files) and not v2)
    emptied = editing and v2 and "components" in body and not body["components"]
    if emptied or (not editing and not given and not _is_forward(body)):
        raise empty_message()


def _reference(problems: Problems, value: object) -> None:
    if value is None:
        return
    path = ("message_reference",)
    known = {"type", "message_id", "channel_id", "guild_id", "fail_if_not_exists"}
    problems.snowflake((*path, "message_id"), problems.mapping(path, value, known).get("message_id"))


def _attachments(problems: Problems, value: object) -> None:
    if value is None:
        return
    for index, item in enumerate(problems.sequence(("attachments",), value, most=MAX_ATTACHMENTS)):
        path = ("attachments", index)
        attachment = problems.mapping(path, item, ATTACHMENT_KEYS)
        problems.snowflake((*path, "id"), attachment.get("id"))
        problems.optional_text(path, attachment, "description", most=1024)


def _is_forward(body: dict[str, Any]) -> bool:
    return (body.get("message_reference") or {}).get("type") == 1


def _allowed_mentions(problems: Problems, value: object) -> None:
    if value is None:
        return
    path = ("allowed_mentions",)
    allowed = problems.mapping(path, value, {"parse", "users", "roles", "replied_user"})
    parse = problems.sequence((*path, "parse"), allowed.get("parse") or [], most=3)
    for index, item in enumerate(parse):
        if item not in ("users", "roles", "everyone"):
            problems.add(
                (*path, "parse", index), "BASE_TYPE_CHOICES", "Value must be one of ('users', 'roles', 'everyone')."
            )
    for key in ("users", "roles"):
        if key in parse and allowed.get(key):
            problems.add(
                path,
                "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                f'parse:["{key}"] and {key}: [ids...] are mutually exclusive.',
            )
        problems.sequence((*path, key), allowed.get(key) or [], most=100)


def _embeds(problems: Problems, value: object) -> None:
    if value is None:
        return
    total = 0
    for index, item in enumerate(problems.sequence(("embeds",), value, most=MAX_EMBEDS)):
        path = ("embeds", index)
        embed = problems.mapping(path, item, EMBED_KEYS)
        for key, most in EMBED_LENGTHS.items():
            problems.optional_text(path, embed, key, most=most)
            total += len(str(embed.get(key) or ""))
        for key, (inner, most) in EMBED_PARTS.items():
            part = problems.mapping((*path, key), embed.get(key) or {}, EMBED_PART_KEYS)
            problems.optional_text((*path, key), part, inner, most=most)
            total += len(str(part.get(inner) or ""))
        for number, field in enumerate(problems.sequence((*path, "fields"), embed.get("fields") or [], most=25)):
            at = (*path, "fields", number)
            fields = problems.mapping(at, field, {"name", "value", "inline"})
            total += len(problems.text((*at, "name"), fields.get("name"), least=1, most=256))
            total += len(problems.text((*at, "value"), fields.get("value"), least=1, most=1024))
        if embed.get("url") is not None:
            problems.url((*path, "url"), embed["url"])
        for key in ("image", "thumbnail"):
            if embed.get(key):
                picture = problems.mapping((*path, key), embed[key], EMBED_PART_KEYS)
                problems.url((*path, key, "url"), picture.get("url"), schemes=("http", "https", "attachment"))
    if total > MAX_EMBED_TEXT:
        problems.add(("embeds",), "MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {MAX_EMBED_TEXT}")
