"""How a filled-in modal or a chosen select becomes an interaction's data, checked as Discord's client checks it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.sandbox.checks.components import (
    ACTION_ROW,
    CHANNEL_SELECT,
    CHECKBOX,
    CHECKBOX_GROUP,
    FILE_UPLOAD,
    LABEL,
    MENTIONABLE_SELECT,
    RADIO_GROUP,
    ROLE_SELECT,
    TEXT_DISPLAY,
    TEXT_INPUT,
    USER_SELECT,
)
from bot.sandbox.errors import ActionRefused
from bot.sandbox.picker import Filling, OptionType
from bot.sandbox.snapshots import Modal
from bot.sandbox.world import Json

REFERENCES = {
    USER_SELECT: OptionType.USER,
    ROLE_SELECT: OptionType.ROLE,
    MENTIONABLE_SELECT: OptionType.MENTIONABLE,
    CHANNEL_SELECT: OptionType.CHANNEL,
}


def submission(modal: Modal, values: Mapping[str, Any], filling: Filling) -> Json:
    """Echo the modal's components with their values; what is not given keeps what the bot filled in."""
    unknown = set(values) - set(modal.inputs)
    if unknown:
        raise ActionRefused(f"the form has no {sorted(unknown)}, only {sorted(modal.inputs)}")
    return {"custom_id": modal.custom_id, "components": [_echo(item, values, filling) for item in modal.components]}


def _echo(component: Json, values: Mapping[str, Any], filling: Filling) -> Json:
    kind = component["type"]
    echo: Json = {"type": kind, "id": component["id"]}
    if kind == LABEL:
        echo["component"] = _echo(component["component"], values, filling)
    elif kind == ACTION_ROW:
        echo["components"] = [_echo(item, values, filling) for item in component["components"]]
    elif kind != TEXT_DISPLAY:
        echo["custom_id"] = component["custom_id"]
        echo |= _answer(component, values.get(component["custom_id"]), filling)
    return echo


def _answer(component: Json, given: Any, filling: Filling) -> Json:
    """Give an input's value, or values, from what the person entered; None leaves what the bot put there."""
    kind = component["type"]
    if kind == TEXT_INPUT:
        return {"value": _text(component, component.get("value") or "" if given is None else str(given))}
    if kind == CHECKBOX:
        return {"value": bool(component.get("default", False) if given is None else given)}
    required = component.get("required", True)
    if kind == RADIO_GROUP:
        picked = choices(component, given, filling, required=required, single=True)
        return {"value": picked[0] if picked else None}
    return {"values": choices(component, given, filling, required=required)}


def _text(component: Json, value: str) -> str:
    label = component["custom_id"]
    least, most = component.get("min_length") or 0, component.get("max_length") or 4000
    if component.get("required", True) and not value:
        raise ActionRefused(f"{label}: this field is required")
    if value and not least <= len(value) <= most:
        raise ActionRefused(f"{label}: must be {least} to {most} characters long")
    return value


def choices(component: Json, given: Any, filling: Filling, *, required: bool = True, single: bool = False) -> list[str]:
    """Encode what was picked, by label or by value; without a pick the preselected options count."""
    kind = component["type"]
    if given is None:
        given = _preselected(component)
    picked: Sequence[Any] = given if isinstance(given, list | tuple) else [given]
    if kind == FILE_UPLOAD:
        encoded = [filling.attachment(item) for item in picked]
    elif kind in REFERENCES:
        encoded = [filling.reference(REFERENCES[kind], item) for item in picked]
    else:
        by_label = {option["label"]: option["value"] for option in component["options"]}
        encoded = [by_label.get(str(item), str(item)) for item in picked]
        for value in encoded:
            if value not in by_label.values():
                raise ActionRefused(f"{component['custom_id']}: {value!r} is no option, only {sorted(by_label)}")
    default = len(component.get("options", ())) if kind == CHECKBOX_GROUP else 1
    least = component.get("min_values", 1)
    most = 1 if single else component.get("max_values") or default
    if len(encoded) > most or (len(encoded) < least and (required or encoded)):
        raise ActionRefused(f"{component['custom_id']}: choose {least} to {most}")
    return encoded


def _preselected(component: Json) -> list[Any]:
    chosen: list[Any] = [option["value"] for option in component.get("options", ()) if option.get("default")]
    return chosen + [item["id"] for item in component.get("default_values", ())]
