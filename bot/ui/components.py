"""Components of a message as Discord takes them, and the view that carries them ready-made.

`discord.ui` has a class for each; building a tree of them and turning it into this form takes 60 µs for an answer with
seven buttons, as data it is 18. Every answer goes this way, and no object of it is needed once it is sent.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from discord import ButtonStyle, ComponentType, ui

from bot.ui import limits
from bot.ui.ids import Press

Component = dict[str, Any]

_TEXT = ComponentType.text_display.value
_CONTAINER = ComponentType.container.value
_ROW = ComponentType.action_row.value
_FILE = ComponentType.file.value
_BUTTON = ComponentType.button.value
_PLAIN = ButtonStyle.secondary.value


class Layout(ui.LayoutView):
    """A message of components that are made already.

    Its buttons are presses, which the client knows by `PressButton` alone. It is ended from the start, so the client
    keeps nothing of it, and starts no timer for an ephemeral one.
    """

    def __init__(self, components: list[Component]) -> None:
        super().__init__(timeout=None)
        self._components = components
        self.stop()

    def has_components_v2(self) -> bool:
        """Always: there are texts in it."""
        return True

    def to_components(self) -> list[Component]:
        """What is sent."""
        return self._components


def text_display(content: str) -> Component:
    """A text of its own."""
    return {"type": _TEXT, "content": content}


def container(*texts: str, colour: int | None = None, spoiler: bool = False) -> Component:
    """Texts in a frame, empty ones left out; buttons never stand in it, for a spoiler would hide them."""
    return {
        "type": _CONTAINER,
        "accent_color": colour,
        "spoiler": spoiler,
        "components": [text_display(content) for content in texts if content],
    }


def file(name: str) -> Component:
    """A file that is sent along under this name."""
    return {"type": _FILE, "file": {"url": f"attachment://{name}"}}


def button(press: Press, label: str, *, style: int = _PLAIN) -> Component:
    """A button; its label is clipped."""
    return {
        "type": _BUTTON,
        "style": style,
        "label": limits.clip(label, limits.BUTTON_LABEL),
        "custom_id": press.custom_id,
    }


def rows(buttons: Iterable[Component]) -> list[Component]:
    """As many rows as the buttons fill; none for none, since Discord refuses an empty row."""
    every = list(buttons)
    return [
        {"type": _ROW, "components": every[start : start + limits.ROW_BUTTONS]}
        for start in range(0, len(every), limits.ROW_BUTTONS)
    ]
