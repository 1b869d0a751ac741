"""What Discord refuses in the components of messages and modals."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from bot.sandbox.checks.problems import Path, Problems

ACTION_ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT = 5, 6, 7, 8
SECTION, TEXT_DISPLAY, THUMBNAIL, MEDIA_GALLERY, FILE, SEPARATOR = 9, 10, 11, 12, 13, 14
CONTAINER, LABEL, FILE_UPLOAD, RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX = 17, 18, 19, 21, 22, 23

SELECTS = frozenset({STRING_SELECT, USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT})
ANSWERABLE = SELECTS | {BUTTON, TEXT_INPUT, FILE_UPLOAD, RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX}
IN_ROW = SELECTS | {BUTTON}
IN_CONTAINER = frozenset({ACTION_ROW, SECTION, TEXT_DISPLAY, MEDIA_GALLERY, FILE, SEPARATOR})
IN_MESSAGE = IN_CONTAINER | {CONTAINER}
IN_LABEL = SELECTS | {TEXT_INPUT, FILE_UPLOAD, RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX}
IN_MODAL = frozenset({ACTION_ROW, TEXT_DISPLAY, LABEL})

MAX_V2_COMPONENTS = 40
MAX_V2_TEXT = 4000
MAX_ROWS = 5
MAX_ID = (1 << 31) - 1
LINK, PREMIUM = 5, 6

_SELECT_KEYS = frozenset({"custom_id", "placeholder", "min_values", "max_values", "disabled", "required"})
KEYS: dict[int, frozenset[str]] = {
    ACTION_ROW: frozenset({"components"}),
    BUTTON: frozenset({"custom_id", "style", "label", "disabled", "url", "sku_id", "emoji"}),
    STRING_SELECT: _SELECT_KEYS | {"options"},
    TEXT_INPUT: frozenset(
        {"custom_id", "style", "label", "value", "placeholder", "required", "min_length", "max_length"}
    ),
    USER_SELECT: _SELECT_KEYS | {"default_values"},
    ROLE_SELECT: _SELECT_KEYS | {"default_values"},
    MENTIONABLE_SELECT: _SELECT_KEYS | {"default_values"},
    CHANNEL_SELECT: _SELECT_KEYS | {"default_values", "channel_types"},
    SECTION: frozenset({"components", "accessory"}),
    TEXT_DISPLAY: frozenset({"content"}),
    THUMBNAIL: frozenset({"description", "spoiler", "media"}),
    MEDIA_GALLERY: frozenset({"items"}),
    FILE: frozenset({"spoiler", "file"}),
    SEPARATOR: frozenset({"spacing", "divider"}),
    CONTAINER: frozenset({"accent_color", "components", "spoiler"}),
    LABEL: frozenset({"label", "description", "component"}),
    FILE_UPLOAD: frozenset({"custom_id", "min_values", "max_values", "required"}),
    RADIO_GROUP: frozenset({"custom_id", "required", "options"}),
    CHECKBOX_GROUP: frozenset({"custom_id", "min_values", "max_values", "required", "options"}),
    CHECKBOX: frozenset({"custom_id", "default"}),
}
OPTION_KEYS = frozenset({"label", "value", "description", "emoji", "default"})


def walk(components: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every component in reading order, nested ones after the one that holds them."""
    for component in components:
        yield component
        yield from walk(component.get("components", ()))
        for key in ("accessory", "component"):
            if isinstance(component.get(key), dict):
                yield from walk([component[key]])


class ComponentCheck:
    """One walk over a message's or a modal's components; `files` are the names that `attachment://` may give."""

    def __init__(self, problems: Problems, *, files: Collection[str] = ()) -> None:
        self.problems = problems
        self.files = files
        self.count = 0
        self.text_length = 0
        self._in_row: Collection[int] = IN_ROW
        self._custom_ids: set[str] = set()
        self._ids: set[int] = set()

    def message(self, path: Path, value: object, *, v2: bool) -> None:
        top = self.problems.sequence(path, value, most=MAX_V2_COMPONENTS if v2 else MAX_ROWS)
        for index, component in enumerate(top):
            kind = component.get("type") if isinstance(component, dict) else None
            if not v2 and isinstance(kind, int) and kind in IN_MESSAGE - {ACTION_ROW}:
                self.problems.add(
                    (*path, index, "type"), "UNION_TYPE_CHOICES", "This type needs the IS_COMPONENTS_V2 flag (32768)."
                )
                continue
            self.one((*path, index), component, IN_MESSAGE)
        if v2 and self.count > MAX_V2_COMPONENTS:
            self.problems.add(
                path, "COMPONENT_MAX_TOTAL", f"The total number of components must be {MAX_V2_COMPONENTS} or fewer."
            )
        if self.text_length > MAX_V2_TEXT:
            self.problems.add(
                path,
                "COMPONENT_TEXT_SIZE_EXCEEDED",
                f"The text of all components must be {MAX_V2_TEXT} or fewer in length.",
            )

    def modal(self, path: Path, value: object) -> None:
        self._in_row = {TEXT_INPUT}
        for index, component in enumerate(self.problems.sequence(path, value, least=1, most=MAX_ROWS)):
            self.one((*path, index), component, IN_MODAL)

    def one(self, path: Path, value: object, allowed: Collection[int]) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, int) or kind not in allowed or kind not in KEYS:
            self.problems.add(
                (*path, "type"), "UNION_TYPE_CHOICES", f'Value of field "type" must be one of {sorted(allowed)}.'
            )
            return
        self.count += 1
        component = self.problems.mapping(path, value, KEYS[kind] | {"type", "id"})
        self.problems.number(path, component, "id", least=0, most=MAX_ID)
        given = component.get("id")
        if given and isinstance(given, int):
            if given in self._ids:
                self.problems.add((*path, "id"), "COMPONENT_ID_DUPLICATED", "Component id cannot be duplicated")
            self._ids.add(given)
        if kind in ANSWERABLE and not (kind == BUTTON and component.get("style") in (LINK, PREMIUM)):
            self._custom_id(path, component)
        if kind in SELECTS:
            self._select(path, component)
        else:
            getattr(self, _METHODS[kind])(path, component)

    def _custom_id(self, path: Path, component: dict[str, Any]) -> None:
        if component.get("custom_id") is None:
            self.problems.required((*path, "custom_id"))
            return
        custom_id = self.problems.text((*path, "custom_id"), component["custom_id"], least=1, most=100)
        if custom_id in self._custom_ids:
            self.problems.add(
                (*path, "custom_id"), "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated"
            )
        self._custom_ids.add(custom_id)

    # Containers

    def _row(self, path: Path, row: dict[str, Any]) -> None:
        items = self.problems.sequence((*path, "components"), row.get("components"), least=1, most=5)
        for index, item in enumerate(items):
            self.one((*path, "components", index), item, self._in_row)
            if isinstance(item, dict) and item.get("type") == TEXT_INPUT:
                if item.get("label") is None:
                    self.problems.required((*path, "components", index, "label"))
                self.problems.optional_text((*path, "components", index), item, "label", least=1, most=45)
        if len(items) > 1 and any(isinstance(item, dict) and item.get("type") != BUTTON for item in items):
            self.problems.add(
                path, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified component exceeds the maximum width"
            )

    def _section(self, path: Path, section: dict[str, Any]) -> None:
        texts = self.problems.sequence((*path, "components"), section.get("components"), least=1, most=3)
        for index, item in enumerate(texts):
            self.one((*path, "components", index), item, {TEXT_DISPLAY})
        if section.get("accessory") is None:
            self.problems.required((*path, "accessory"))
        else:
            self.one((*path, "accessory"), section["accessory"], {BUTTON, THUMBNAIL})

    def _container(self, path: Path, container: dict[str, Any]) -> None:
        self.problems.number(path, container, "accent_color", least=0, most=0xFFFFFF)
        inner = self.problems.sequence((*path, "components"), container.get("components"), least=1, most=40)
        for index, item in enumerate(inner):
            self.one((*path, "components", index), item, IN_CONTAINER)

    def _label(self, path: Path, label: dict[str, Any]) -> None:
        self.problems.text((*path, "label"), label.get("label"), least=1, most=45)
        self.problems.optional_text(path, label, "description", most=100)
        self.one((*path, "component"), label.get("component"), IN_LABEL)

    # Leaves

    def _button(self, path: Path, button: dict[str, Any]) -> None:
        style = button.get("style")
        if style not in (1, 2, 3, 4, LINK, PREMIUM):
            self.problems.add((*path, "style"), "BASE_TYPE_CHOICES", "Value must be one of (1, 2, 3, 4, 5, 6).")
        self.problems.optional_text(path, button, "label", most=80)
        if style == LINK:
            if button.get("url") is None:
                self.problems.required((*path, "url"))
            else:
                self.problems.url((*path, "url"), button["url"], schemes=("http", "https", "discord"), most=512)
            if button.get("custom_id") is not None:
                self.problems.add(
                    path, "BUTTON_COMPONENT_CUSTOM_ID_URL", "A custom id and url cannot both be specified"
                )
        elif button.get("url") is not None:
            self.problems.add((*path, "url"), "BUTTON_COMPONENT_INVALID_URL", "Only link buttons have a url")
        if style != PREMIUM and not button.get("label") and not button.get("emoji"):
            self.problems.add(path, "BUTTON_COMPONENT_NO_LABEL", "A button needs a label or an emoji")

    def _select(self, path: Path, select: dict[str, Any]) -> None:
        self.problems.optional_text(path, select, "placeholder", most=150)
        self.problems.number(path, select, "min_values", least=0, most=25)
        self.problems.number(path, select, "max_values", least=1, most=25)
        if select["type"] == STRING_SELECT:
            self._options(path, select, least=1, most=25)

    def _options(self, path: Path, owner: dict[str, Any], *, least: int, most: int) -> None:
        seen: set[str] = set()
        options = self.problems.sequence((*path, "options"), owner.get("options"), least=least, most=most)
        for index, value in enumerate(options):
            at = (*path, "options", index)
            option = self.problems.mapping(at, value, OPTION_KEYS)
            self.problems.text((*at, "label"), option.get("label"), least=1, most=100)
            given = self.problems.text((*at, "value"), option.get("value"), least=1, most=100)
            self.problems.optional_text(at, option, "description", most=100)
            if given in seen:
                self.problems.add(
                    (*at, "value"), "SELECT_OPTION_VALUE_DUPLICATED", "The specified value is already used"
                )
            seen.add(given)
        if isinstance(owner.get("max_values"), int) and owner["max_values"] > max(len(options), 1):
            self.problems.add((*path, "max_values"), "NUMBER_TYPE_MAX", "There are fewer options than that.")

    def _text_input(self, path: Path, text_input: dict[str, Any]) -> None:
        if text_input.get("style") not in (1, 2):
            self.problems.add((*path, "style"), "BASE_TYPE_CHOICES", "Value must be one of (1, 2).")
        self.problems.number(path, text_input, "min_length", least=0, most=4000)
        self.problems.number(path, text_input, "max_length", least=1, most=4000)
        self.problems.optional_text(path, text_input, "value", most=text_input.get("max_length") or 4000)
        self.problems.optional_text(path, text_input, "placeholder", most=100)

    def _text_display(self, path: Path, display: dict[str, Any]) -> None:
        text = self.problems.text((*path, "content"), display.get("content"), least=1, most=MAX_V2_TEXT)
        self.text_length += len(text)

    def _media(self, path: Path, value: object) -> None:
        media = self.problems.mapping(path, value, {"url"})
        url = media.get("url")
        if isinstance(url, str) and url.startswith("attachment://"):
            if url.removeprefix("attachment://") not in self.files:
                self.problems.add(path, "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", "No such attachment")
        else:
            self.problems.url((*path, "url"), url)

    def _thumbnail(self, path: Path, thumbnail: dict[str, Any]) -> None:
        self.problems.optional_text(path, thumbnail, "description", most=1024)
        self._media((*path, "media"), thumbnail.get("media"))

    def _gallery(self, path: Path, gallery: dict[str, Any]) -> None:
        for index, value in enumerate(self.problems.sequence((*path, "items"), gallery.get("items"), least=1, most=10)):
            at = (*path, "items", index)
            item = self.problems.mapping(at, value, {"media", "description", "spoiler"})
            self.problems.optional_text(at, item, "description", most=1024)
            self._media((*at, "media"), item.get("media"))

    def _file(self, path: Path, file: dict[str, Any]) -> None:
        media = file.get("file")
        if not isinstance(media, dict) or not str(media.get("url", "")).startswith("attachment://"):
            self.problems.add((*path, "file"), "UNFURLED_MEDIA_ITEM_INVALID", "Only attachment:// is supported here")
            return
        self._media((*path, "file"), media)

    def _separator(self, path: Path, separator: dict[str, Any]) -> None:
        self.problems.number(path, separator, "spacing", least=1, most=2)

    def _file_upload(self, path: Path, upload: dict[str, Any]) -> None:
        self.problems.number(path, upload, "min_values", least=0, most=10)
        self.problems.number(path, upload, "max_values", least=1, most=10)

    def _radio_group(self, path: Path, group: dict[str, Any]) -> None:
        self._options(path, group, least=2, most=10)

    def _checkbox_group(self, path: Path, group: dict[str, Any]) -> None:
        self._options(path, group, least=1, most=10)

    def _checkbox(self, path: Path, checkbox: dict[str, Any]) -> None:
        pass


_METHODS = {
    ACTION_ROW: "_row",
    BUTTON: "_button",
    TEXT_INPUT: "_text_input",
    SECTION: "_section",
    TEXT_DISPLAY: "_text_display",
    THUMBNAIL: "_thumbnail",
    MEDIA_GALLERY: "_gallery",
    FILE: "_file",
    SEPARATOR: "_separator",
    CONTAINER: "_container",
    LABEL: "_label",
    FILE_UPLOAD: "_file_upload",
    RADIO_GROUP: "_radio_group",
    CHECKBOX_GROUP: "_checkbox_group",
    CHECKBOX: "_checkbox",
}
