"""Forms as Discord takes them, and what comes back from one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import discord
from discord import ComponentType, TextStyle, ui

from bot.ui import limits
from bot.ui.components import Component, text_display
from bot.ui.forms import Input, Style
from bot.ui.ids import FormId

SENT = "form"
"""The event a sent form dispatches: listeners are `async def on_form(interaction, form)`."""

_LABEL = ComponentType.label.value


class Modal(ui.Modal):
    """A form of components that are made already.

    It is ended from the start, so the client keeps nothing of it: forms that are dismissed are never reported, and those
    that are sent come by `on_interaction`, after a restart too.
    """

    def __init__(self, form: FormId, title: str, components: list[Component]) -> None:
        super().__init__(title=limits.clip(title, limits.FORM_TITLE), custom_id=form.custom_id, timeout=None)
        self._ready = components
        self.stop()

    def to_components(self) -> list[Component]:
        """What is sent."""
        return self._ready


@dataclass(frozen=True, slots=True)
class SentForm:
    """A form that was filled in: texts and chosen values by the inputs' custom ids. Nothing in it is to be trusted."""

    id: FormId
    values: Mapping[str, str]
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # of selects

    @classmethod
    def of(cls, form: FormId, data: Any) -> SentForm:
        """Read an interaction's data."""
        values: dict[str, str] = {}
        chosen: dict[str, tuple[str, ...]] = {}
        for row in data.get("components", ()):
            given = row.get("component") or {}
            custom_id = str(given.get("custom_id", ""))
            if "values" in given:
                chosen[custom_id] = tuple(map(str, given["values"] or ()))
            elif custom_id:
                values[custom_id] = str(given.get("value") or "")
        return cls(form, values, chosen)

    @property
    def texts(self) -> Mapping[str, str]:
        """Every input as one text: of a select the choice, or nothing."""
        return {**self.values, **{name: "".join(picked[:1]) for name, picked in self.chosen.items()}}


def form_of(form: FormId, title: str, inputs: Iterable[Input], *, note: str = "") -> Modal:
    """A form for an entry's fields."""
    components = [text_display(note)] if note else []
    return Modal(form, title, [*components, *map(_labelled, inputs)])


def text_input(
    custom_id: str,
    label: str,
    *,
    value: str = "",
    description: str = "",
    required: bool = True,
    multiline: bool = False,
    max_length: int = limits.INPUT,
) -> Component:
    """A labelled input for text."""
    made: Component = {
        "type": ComponentType.text_input.value,
        "custom_id": custom_id,
        "style": (TextStyle.paragraph if multiline else TextStyle.short).value,
        "required": required,
        "max_length": max_length,
    }
    if value:
        made["value"] = value[: limits.INPUT]
    return _label(label, made, description)


def select(
    custom_id: str,
    label: str,
    options: Sequence[tuple[str, str]],
    *,
    default: str | None = None,
    description: str = "",
    required: bool = False,
    placeholder: str = "",
) -> Component:
    """A labelled menu of pairs of value and label; one or none can be chosen."""
    made: Component = {
        "type": ComponentType.string_select.value,
        "custom_id": custom_id,
        "required": required,
        "min_values": int(required),
        "max_values": 1,
        "options": [
            {"value": value, "label": limits.clip(shown, limits.OPTION_LABEL), "default": value == default}
            for value, shown in list(options)[: limits.OPTIONS]
        ],
    }
    if placeholder:
        made["placeholder"] = placeholder
    return _label(label, made, description)


def role_select(custom_id: str, label: str, *, chosen: Iterable[int], most: int, description: str = "") -> Component:
    """A labelled menu of the server's roles."""
    return _label(label, _mentionables(ComponentType.role_select, "role", custom_id, chosen, most), description)


def channel_select(custom_id: str, label: str, *, chosen: Iterable[int], description: str = "") -> Component:
    """A labelled menu of the server's text channels, of which one or none is chosen."""
    made = _mentionables(ComponentType.channel_select, "channel", custom_id, chosen, 1)
    made["channel_types"] = [discord.ChannelType.text.value]
    return _label(label, made, description)


def _mentionables(kind: ComponentType, of: str, custom_id: str, chosen: Iterable[int], most: int) -> Component:
    made: Component = {
        "type": kind.value,
        "custom_id": custom_id,
        "required": False,
        "min_values": 0,
        "max_values": most,
    }
    known = [{"id": str(one), "type": of} for one in chosen]
    if known:
        made["default_values"] = known[:most]
    return made


def _labelled(made: Input) -> Component:
    if made.style is Style.CHOICE:
        choices = [(choice, choice) for choice in made.choices]
        return select(made.custom_id, made.label, choices, default=made.shown or None, description=made.help)
    return text_input(
        made.custom_id,
        made.label,
        value=made.shown,
        description=made.help,
        required=made.required,
        multiline=made.multiline,
        max_length=made.max_length,
    )


def _label(label: str, component: Component, description: str) -> Component:
    made: Component = {"type": _LABEL, "label": limits.clip(label, limits.INPUT_LABEL), "component": component}
    if description:
        made["description"] = limits.clip(description, limits.INPUT_HELP)
    return made
