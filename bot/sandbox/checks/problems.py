"""Collect what is wrong with a body under its path, and the small rules every body shares."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from bot.sandbox.errors import ApiError

Path = tuple[str | int, ...]

REQUIRED = ("BASE_TYPE_REQUIRED", "This field is required")


class Problems:
    """The faults of one body; Discord reports them all at once."""

    def __init__(self) -> None:
        self._errors: dict[str, Any] = {}

    def add(self, path: Path, code: str, message: str) -> None:
        node = self._errors
        for key in path:
            node = node.setdefault(str(key), {})
        node.setdefault("_errors", []).append({"code": code, "message": message})

    def required(self, path: Path) -> None:
        self.add(path, *REQUIRED)

    def raise_any(self) -> None:
        if self._errors:
            raise ApiError(400, 50035, "Invalid Form Body", errors=self._errors)

    # Rules

    def mapping(self, path: Path, value: object, known: Collection[str]) -> dict[str, Any]:
        """Read an object; unknown keys are faults here, where Discord would drop them in silence."""
        if not isinstance(value, dict):
            self.add(path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
            return {}
        for key in value:
            if key not in known:
                self.add((*path, key), "UNKNOWN_KEY", f"Unknown key {key!r}")
        return value

    def sequence(self, path: Path, value: object, *, least: int = 0, most: int) -> Sequence[Any]:
        if not isinstance(value, list):
            self.add(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
            return ()
        if not least <= len(value) <= most:
            self.add(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
        return value

    def text(self, path: Path, value: object, *, least: int = 0, most: int) -> str:
        if not isinstance(value, str):
            self.add(path, "STRING_TYPE_CONVERT", "Could not interpret value as string.")
            return ""
        if len(value) > most:
            self.add(path, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
        elif len(value) < least:
            self.add(path, "BASE_TYPE_MIN_LENGTH", f"Must be {least} or more in length.")
        return value

    def optional_text(self, path: Path, body: dict[str, Any], key: str, *, least: int = 0, most: int) -> None:
        if body.get(key) is not None:
            self.text((*path, key), body[key], least=least, most=most)

    def number(self, path: Path, body: dict[str, Any], key: str, *, least: int, most: int) -> None:
        value = body.get(key)
        if value is None:
            return
        if not isinstance(value, int) or isinstance(value, bool):
            self.add((*path, key), "NUMBER_TYPE_COERCE", f"Value {value!r} is not int.")
        elif not least <= value <= most:
            self.add((*path, key), "NUMBER_TYPE_MAX", f"int value should be between {least} and {most}.")

    def snowflake(self, path: Path, value: object) -> None:
        """Check an id; Discord takes both the string and the integer."""
        if isinstance(value, bool) or not (isinstance(value, int) or (isinstance(value, str) and value.isdigit())):
            self.add(path, "NUMBER_TYPE_COERCE", f"Value {value!r} is not snowflake.")

    def url(self, path: Path, value: object, *, schemes: tuple[str, ...] = ("http", "https"), most: int = 2048) -> None:
        text = self.text(path, value, least=1, most=most)
        scheme, separator, rest = text.partition("://")
        if text and (scheme not in schemes or not separator or not rest or " " in text):
            self.add(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
