"""The bot's messages, made and changed from request bodies that have passed the checks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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

SETTABLE_FLAGS = Flag.SUPPRESS_EMBEDS | Flag.EPHEMERAL | Flag.SUPPRESS_NOTIFICATIONS | Flag.COMPONENTS_V2


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
    **dict.fromkeys(SELECTS | {FILE_UPLOAD}, {"min_values": 1, "max_values": 1}),
}
"""What Discord gives a component that was sent without it, or with null."""


def settled(components: list[Json], attachments: Sequence[Attachment], *, ids: Iterator[int]) -> list[Json]:
    """Give every component its id and its defaults, and every medium its address; `ids` are for the media."""
    taken = {component["id"] for component in walk(components) if component.get("id")}
    fresh = (number for number in count(1) if number not in taken)
    named = {f"attachment://{item.filename}": item for item in attachments}

    def media(value: Json) -> Json:
        found = named.get(value["url"])
        if found is None:
            return {"id": str(next(ids)), "url": value["url"], "proxy_url": value["url"]}
        return {
            "id": str(next(ids)),
            "url": found.url,
            "proxy_url": found.url,
            "content_type": found.content_type,
            "attachment_id": str(found.id),
        }

    def settle(component: Json) -> Json:
        given = {key: value for key, value in component.items() if value is not None}
        done: Json = FILLED_IN.get(component["type"], {}) | given
        done["id"] = component.get("id") or next(fresh)
        if "components" in done:
            done["components"] = [settle(item) for item in done["components"]]
        for key in ("accessory", "component"):
            if key in done:
                done[key] = settle(done[key])
        if component["type"] == FILE:
            file = named[component["file"]["url"]]
            done |= {"name": file.filename, "size": len(file.data)}
        for key in ("media", "file"):
            if key in done:
                done[key] = media(done[key])
        if component["type"] == MEDIA_GALLERY:
            done["items"] = [
                {"description": None, "spoiler": False} | item | {"media": media(item["media"])}
                for item in component["items"]
            ]
        return done

    return [settle(component) for component in components]


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
        id = str(entry["id"])
        if id in by_id:
            found.append(by_id[id])
        elif id in by_index:
            found.append(store.add(by_index[id], description=entry.get("description")))
    return found


def _embed(embed: dict[str, Any]) -> Json:
    return {"type": "rich"} | embed
