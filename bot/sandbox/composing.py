"""The bot's messages, made and changed from request bodies that have passed the checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any

from bot.sandbox import mentions
from bot.sandbox.attachments import AttachmentStore, Upload
from bot.sandbox.checks import check_message
from bot.sandbox.checks.components import (
    CONTAINER,
    FILE,
    FILE_UPLOAD,
    MEDIA_GALLERY,
    SELECTS,
    SEPARATOR,
    THUMBNAIL,
    walk,
)
from bot.sandbox.world import Attachment, Flag, Json, Message, World

SETTABLE_FLAGS = Flag.SUPPRESS_EMBEDS | Flag.SUPPRESS_NOTIFICATIONS | Flag.COMPONENTS_V2


def write(
    world: World, store: AttachmentStore, message: Message, body: Json, files: Sequence[Upload], *, default: Json
) -> None:
    """Check a body and fill a fresh message with it; `default` stands in for absent allowed mentions."""
    check_message(body, files=[file.filename for file in files])
    message.content = body.get("content") or ""
    message.embeds = [_embed(item) for item in body.get("embeds") or ()]
    message.flags |= (body.get("flags") or 0) & SETTABLE_FLAGS
    message.attachments = _attachments(store, body, files, kept=())
    message.components = settled(body.get("components") or [], message.attachments, ids=world.ids)
    mentions.resolve(world, message, body.get("allowed_mentions") or default)


def rewrite(world: World, store: AttachmentStore, message: Message, body: Json, files: Sequence[Upload]) -> None:
    """Check a body and change a message by it; keys that are absent leave their part as it is.

    The V2 flag can be set while the content goes, never taken back.
    """
    was_v2 = bool(message.flags & Flag.COMPONENTS_V2)
    names = [file.filename for file in files] + [item.filename for item in message.attachments]
    check_message(_with_what_stays(message, body), files=names, v2=was_v2, editing=True)
    if body.get("flags") is not None:
        message.flags |= body["flags"] & (Flag.COMPONENTS_V2 | Flag.SUPPRESS_EMBEDS)
    if "content" in body:
        message.content = body["content"] or ""
    if "embeds" in body:
        message.embeds = [_embed(item) for item in body["embeds"] or ()]
    if "attachments" in body or files:
        message.attachments = _attachments(store, body, files, kept=message.attachments)
    if "components" in body:
        message.components = settled(body["components"] or [], message.attachments, ids=world.ids)
    message.flags &= ~Flag.LOADING
    message.edited_at = datetime.now(UTC)
    notified = message.notified
    mentions.resolve(world, message, body.get("allowed_mentions") or mentions.PARSE_ALL)
    # An edit shows new mentions but notifies nobody.
    message.notified = notified


def _with_what_stays(message: Message, body: Json) -> Json:
    """Show the check a text that the edit would leave beside V2 components, which Discord refuses."""
    becomes_v2 = (body.get("flags") or 0) & Flag.COMPONENTS_V2 and not message.flags & Flag.COMPONENTS_V2
    if not becomes_v2:
        return body
    return {"content": message.content, "embeds": message.embeds} | body


FILLED_IN: dict[int, Json] = {
    CONTAINER: {"accent_color": None, "spoiler": False},
    SEPARATOR: {"spacing": 1, "divider": True},
    THUMBNAIL: {"description": None, "spoiler": False},
    FILE: {"spoiler": False},
    **{kind: {"min_values": 1, "max_values": 1} for kind in SELECTS | {FILE_UPLOAD}},
}
"""What Discord gives a component that was sent without it, or with null."""

HOLDS_ONE = frozenset({"accessory", "component"})


def settled(components: list[Json], attachments: Sequence[Attachment], *, ids: Iterator[int]) -> list[Json]:
    """Give every component its id and its defaults, and every medium its address; `ids` are for the media."""
    taken = {component["id"] for component in walk(components) if component.get("id")}
    fresh = (number for number in count(1) if number not in taken)
    named = {f"attachment://{item.filename}": item for item in attachments}

    def settle(component: Json) -> Json:
        given = {key: value for key, value in component.items() if value is not None}
        done: Json = FILLED_IN.get(component["type"], {}) | given
        done["id"] = component.get("id") or next(fresh)
        if "components" in done:
            done["components"] = [settle(item) for item in done["components"]]
        for key in HOLDS_ONE & done.keys():
            done[key] = settle(done[key])
        return done | _media_of(component, named, ids)

    return [settle(component) for component in components]


def _media_of(component: Json, named: Mapping[str, Attachment], ids: Iterator[int]) -> Json:
    """Give the parts of a component that show a medium."""
    if component["type"] == THUMBNAIL:
        return {"media": _medium(component["media"]["url"], named, ids)}
    if component["type"] == FILE:
        file = named[component["file"]["url"]]
        medium = _medium(component["file"]["url"], named, ids)
        return {"file": medium, "name": file.filename, "size": len(file.data)}
    if component["type"] == MEDIA_GALLERY:
        blank: Json = {"description": None, "spoiler": False}
        return {
            "items": [
                blank | item | {"media": _medium(item["media"]["url"], named, ids)} for item in component["items"]
            ]
        }
    return {}


def _medium(url: str, named: Mapping[str, Attachment], ids: Iterator[int]) -> Json:
    found = named.get(url)
    medium: Json = {"id": str(next(ids)), "url": found.url if found else url, "proxy_url": found.url if found else url}
    if found is not None:
        medium |= {"content_type": found.content_type, "attachment_id": str(found.id)}
    return medium


def _attachments(
    store: AttachmentStore, body: Json, files: Sequence[Upload], *, kept: Sequence[Attachment]
) -> list[Attachment]:
    """Those of the message that the body still names, then the new ones; without a list everything stays."""
    listed = body.get("attachments")
    if listed is None:
        return [*kept, *(store.add(file) for file in files)]
    by_id = {str(item.id): item for item in kept}
    by_index = {str(file.index): file for file in files}
    found: list[Attachment] = []
    for entry in listed:
        given = str(entry["id"])
        if given in by_id:
            found.append(by_id[given])
        elif given in by_index:
            found.append(store.add(by_index[given], description=entry.get("description")))
    return found


def _embed(embed: dict[str, Any]) -> Json:
    return {"type": "rich"} | embed
