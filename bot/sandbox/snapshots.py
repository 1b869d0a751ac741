"""Plain values that show messages, modals and commands as people see them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.sandbox.checks.components import (
    ANSWERABLE,
    BUTTON,
    CONTAINER,
    FILE,
    LABEL,
    MEDIA_GALLERY,
    SELECTS,
    TEXT_DISPLAY,
    THUMBNAIL,
    walk,
)
from bot.sandbox.snowflakes import created_at
from bot.sandbox.world import Flag, Json, Message

HIDDEN = re.compile(r"\|\|(.+?)\|\|", re.DOTALL)
MASK = "▒▒▒"
"""What stands in a text where a spoiler is."""


@dataclass(frozen=True)
class Button:
    label: str
    custom_id: str | None
    style: int
    url: str | None
    disabled: bool


@dataclass(frozen=True)
class Select:
    custom_id: str
    placeholder: str
    type: int
    options: tuple[tuple[str, str], ...]
    """Label and value of each; empty for selects of users, roles and channels."""
    min_values: int
    max_values: int
    disabled: bool


@dataclass(frozen=True)
class SentFile:
    filename: str
    size: int
    content_type: str
    url: str


@dataclass(frozen=True)
class SentMessage:
    """A message as it stood when it was looked at."""

    id: int
    channel_id: int
    channel: str
    guild_id: int | None
    author: str
    author_id: int
    content: str
    components: tuple[Json, ...]
    embeds: tuple[Json, ...]
    text: str
    """All a reader sees before opening anything: content, text displays, embeds; spoilers are masked."""
    spoiler_text: str
    """What stands behind spoilers, of containers and of `||…||`."""
    buttons: tuple[Button, ...]
    selects: tuple[Select, ...]
    files: tuple[SentFile, ...]
    reactions: tuple[tuple[str, int], ...]
    reply_to: int | None
    ephemeral_for: str | None
    thinking: bool
    edited: bool
    deleted: bool
    mentions_notified: tuple[str, ...]
    v2: bool
    created_at: datetime

    def button(self, label: str) -> Button:
        """Find a button by its label, or by a part of it that no other has; raises LookupError."""
        found = [item for item in self.buttons if item.label == label]
        found = found or [item for item in self.buttons if label.casefold() in item.label.casefold()]
        if len(found) != 1:
            raise LookupError(f"{len(found)} buttons {label!r} among {[item.label for item in self.buttons]}")
        return found[0]


@dataclass(frozen=True)
class Modal:
    """A form the bot opened for one person."""

    interaction_id: int
    custom_id: str
    title: str
    components: tuple[Json, ...]

    @property
    def inputs(self) -> dict[str, Json]:
        """Every component that takes a value, by its custom id; labels' texts are under `label`."""
        found: dict[str, Json] = {}
        for component in walk(self.components):
            if component["type"] == LABEL:
                inner = component["component"]
                found[inner["custom_id"]] = {"label": component["label"]} | inner
            elif component["type"] in ANSWERABLE:
                found.setdefault(component["custom_id"], component)
        return found

    @property
    def text(self) -> str:
        """Title, text displays and labels, one a line."""
        lines = [self.title]
        for component in walk(self.components):
            lines += [str(component[key]) for key in ("content", "label", "description") if component.get(key)]
        return "\n".join(lines)


@dataclass(frozen=True)
class Command:
    """A command as a person finds it in the picker; `name` includes group and sub-command."""

    id: int
    type: int
    name: str
    description: str
    options: tuple[Json, ...]


def message(message: Message) -> SentMessage:
    guild = message.channel.guild
    open_texts: list[str] = [message.content] if message.content else []
    hidden: list[str] = []
    for embed in message.embeds:
        open_texts += _embed_texts(embed)
    for text, spoiler in _texts(message.components, spoiler=False):
        (hidden if spoiler else open_texts).append(text)
    hidden += [match for text in open_texts for match in HIDDEN.findall(text)]
    return SentMessage(
        id=message.id,
        channel_id=message.channel.id,
        channel=f"#{message.channel.name}" if guild else "dm",
        guild_id=guild.id if guild else None,
        author=message.author.name,
        author_id=message.author.id,
        content=message.content,
        components=tuple(message.components),
        embeds=tuple(message.embeds),
        text=HIDDEN.sub(MASK, "\n".join(open_texts)),
        spoiler_text="\n".join(hidden),
        buttons=tuple(_buttons(message.components)),
        selects=tuple(_selects(message.components)),
        files=tuple(
            SentFile(item.filename, len(item.data), item.content_type, item.url) for item in message.attachments
        ),
        reactions=tuple((emoji, len(users)) for emoji, users in message.reactions.items()),
        reply_to=message.replied.id if message.replied else None,
        ephemeral_for=message.ephemeral_for.name if message.ephemeral_for else None,
        thinking=bool(message.flags & Flag.LOADING),
        edited=message.edited_at is not None,
        deleted=message.deleted,
        mentions_notified=tuple(user.name for user in message.notified),
        v2=bool(message.flags & Flag.COMPONENTS_V2),
        created_at=created_at(message.id),
    )


def _texts(components: Sequence[Json], *, spoiler: bool) -> Iterator[tuple[str, bool]]:
    for component in components:
        kind = component["type"]
        hidden = spoiler or bool(kind == CONTAINER and component.get("spoiler"))
        if kind == TEXT_DISPLAY:
            yield component["content"], hidden
        elif kind == MEDIA_GALLERY:
            for item in component["items"]:
                if item.get("description"):
                    yield item["description"], hidden or bool(item.get("spoiler"))
        elif kind == THUMBNAIL and component.get("description"):
            yield component["description"], hidden or bool(component.get("spoiler"))
        elif kind == FILE and component["file"].get("name"):
            yield component["file"]["name"], hidden
        yield from _texts(component.get("components", ()), spoiler=hidden)
        if "accessory" in component:
            yield from _texts([component["accessory"]], spoiler=hidden)


def _embed_texts(embed: Json) -> list[str]:
    texts = [embed.get("title"), embed.get("description")]
    for field in embed.get("fields", ()):
        texts += [field["name"], field["value"]]
    texts.append((embed.get("footer") or {}).get("text"))
    return [text for text in texts if text]


def _buttons(components: Sequence[Json]) -> Iterator[Button]:
    for item in walk(components):
        if item["type"] == BUTTON:
            emoji = (item.get("emoji") or {}).get("name") or ""
            yield Button(
                item.get("label") or emoji,
                item.get("custom_id"),
                item["style"],
                item.get("url"),
                bool(item.get("disabled")),
            )


def _selects(components: Sequence[Json]) -> Iterator[Select]:
    for item in walk(components):
        if item["type"] in SELECTS:
            yield Select(
                item["custom_id"],
                item.get("placeholder") or "",
                item["type"],
                tuple((option["label"], option["value"]) for option in item.get("options", ())),
                item.get("min_values", 1),
                item.get("max_values", 1),
                bool(item.get("disabled")),
            )
