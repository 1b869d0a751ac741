"""Settings: read from the environment and `.env`, typed, every fault named with its variable."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from dotenv.parser import Binding, parse_stream
from pydantic import BeforeValidator, Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

DOTENV = Path(".env")

_DOCUMENT_ID = re.compile(r"[a-z0-9-]{1,24}")
_SNOWFLAKE_MAX = 2**63 - 1

# pydantic's own sentences speak of "input"; these say what to write instead.
_SENTENCES = {
    "bool_parsing": "write true or false",
    "int_parsing": "write a whole number",
    "greater_than_equal": "write a whole number of at least {ge}",
    "literal_error": "write one of {expected}",
}


def _split(value: object) -> object:
    """Take a list as people write it in one line: separated by commas or blanks."""
    return tuple(filter(None, re.split(r"[,\s]+", value))) if isinstance(value, str) else value


def _address(value: str, schemes: tuple[str, ...]) -> str:
    parts = urlsplit(value)
    if parts.scheme not in schemes or not parts.hostname:
        wanted = " or ".join(f"{scheme}://" for scheme in schemes)
        raise ValueError(f"write an address that begins with {wanted}")
    return value.rstrip("/")


_SECRET = frozenset({"discord_token", "database_url", "discord_api_url", "discord_gateway_url"})
"""Fields whose values may hold a password, and so stand in no message."""

_SHOWN = 60  # characters of a wrong value

Numbers = Annotated[tuple[int, ...], NoDecode, BeforeValidator(_split)]


class Settings(BaseSettings):
    """What an operator can set; a field's name in capitals is its variable. Made without arguments: the defaults."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="ignore",
        env_ignore_empty=True,
        env_file_encoding="utf-8-sig",
        str_strip_whitespace=True,
        validate_default=False,
    )

    discord_token: SecretStr | None = None
    knowledge_dir: Path = Path("knowledge")
    data_dir: Path = Path("data")
    database_url: SecretStr | None = None  # may hold a password
    default_film: str | None = None
    editor_guild_ids: Numbers = ()
    dev_guild_ids: Numbers = ()
    message_content_intent: bool = False
    discord_api_url: str | None = None
    discord_gateway_url: str | None = None
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"
    shard_count: int | None = Field(None, ge=1)
    shard_ids: Numbers = ()

    @field_validator("discord_token")
    @classmethod
    def _one_word(cls, value: SecretStr) -> SecretStr:
        if re.search(r"\s", value.get_secret_value()):
            raise ValueError("a token holds no blanks; copy it again from the Discord Developer Portal, page Bot")
        return value

    @field_validator("knowledge_dir", "data_dir")
    @classmethod
    def _home(cls, value: Path) -> Path:
        return value.expanduser()

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: SecretStr) -> SecretStr:
        scheme = urlsplit(value.get_secret_value()).scheme.partition("+")[0]
        if scheme not in {"sqlite", "postgres", "postgresql"}:
            raise ValueError("write postgresql://user:password@host/database, or leave it empty for a file in DATA_DIR")
        if value.get_secret_value().count("@") > 1:
            raise ValueError("in the user's name and the password write @ as %40, # as %23, : as %3A and / as %2F")
        return value

    @field_validator("default_film")
    @classmethod
    def _film_id(cls, value: str) -> str:
        if not _DOCUMENT_ID.fullmatch(value):
            raise ValueError("write a film's id, which is its file's name without .yaml: the-sessions")
        return value

    @field_validator("editor_guild_ids", "dev_guild_ids")
    @classmethod
    def _guild_ids(cls, value: tuple[int, ...]) -> tuple[int, ...]:
        if any(not 0 < number <= _SNOWFLAKE_MAX for number in value):
            raise ValueError("write server ids, separated by commas (Discord: Developer Mode, Copy Server ID)")
        return value

    @field_validator("discord_api_url")
    @classmethod
    def _rest(cls, value: str) -> str:
        return _address(value, ("http", "https"))

    @field_validator("discord_gateway_url")
    @classmethod
    def _gateway(cls, value: str) -> str:
        return _address(value, ("ws", "wss"))

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: object) -> object:
        return value.strip().upper() if isinstance(value, str) else value

    @field_validator("log_format", mode="before")
    @classmethod
    def _lower(cls, value: object) -> object:
        return value.strip().lower() if isinstance(value, str) else value

    @field_validator("shard_ids")
    @classmethod
    def _shards(cls, value: tuple[int, ...], info: ValidationInfo) -> tuple[int, ...]:
        if not value or "shard_count" not in info.data:  # absent: it has a fault of its own
            return value
        count = info.data["shard_count"]
        if count is None:
            raise ValueError("set SHARD_COUNT too: it says how many shards there are in all")
        if any(not 0 <= number < count for number in value):
            raise ValueError(f"write numbers from 0 to {count - 1}, since SHARD_COUNT is {count}")
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read nothing behind the caller's back: `load_settings` is the one way in from outside."""
        return (init_settings,)


VARIABLES = tuple(name.upper() for name in Settings.model_fields)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one variable; holds its value only where that cannot be a secret."""

    variable: str
    message: str

    def __str__(self) -> str:
        return f"{self.variable}: {self.message}"


class SettingsError(Exception):
    """The settings cannot be used; carries every fault."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(map(str, faults)))


class _GivenEnvironment(EnvSettingsSource):
    """The environment as an argument, so that a test passes a mapping."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._given = env
        super().__init__(Settings)

    def _load_env_vars(self) -> Mapping[str, str | None]:
        return {name.lower(): value for name, value in self._given.items() if value.strip()}


class _File(DotEnvSettingsSource):
    """A `.env` file, in which a name that is nearly a setting's is a slip of the pen and not somebody else's variable."""

    def unread(self) -> tuple[Fault, ...]:
        """Lines that are neither a setting nor a comment; they may hold the token, so only their numbers are said."""
        path = self.env_file
        if not isinstance(path, Path) or not path.is_file():
            return ()
        with path.open(encoding=self.env_file_encoding) as file:
            bindings = list(parse_stream(file))
        return tuple(
            Fault(f"{path}, line {_line(binding)}", "cannot be read as a setting; write NAME=value")
            for binding in bindings
            if binding.error or (binding.key and binding.value is None)
        )

    def misspelt(self) -> tuple[Fault, ...]:
        names = [name.upper() for name in self.env_vars]
        near = {name: get_close_matches(name, VARIABLES, n=1, cutoff=0.8) for name in names if name not in VARIABLES}
        return tuple(
            Fault(name, f"there is no such setting; did you mean {match[0]}?") for name, match in near.items() if match
        )


def _line(binding: Binding) -> int:
    """Where a statement begins; the blank lines before it are counted to it."""
    text = binding.original.string
    return binding.original.line + text[: len(text) - len(text.lstrip())].count("\n")


def load_settings(env: Mapping[str, str] | None = None, *, dotenv: Path | None = DOTENV) -> Settings:
    """Read the settings; a variable of the environment wins over the same one in the file, an empty one is not set.

    Raises:
        SettingsError: With every fault of every variable.
    """
    if dotenv is not None and dotenv.is_dir():
        raise SettingsError((Fault(str(dotenv), "is a folder; move it away and put the file there"),))
    logging.getLogger("dotenv.main").setLevel(logging.ERROR)  # what it warns of is a fault here
    try:
        file = _File(Settings, env_file=dotenv)
        slips = file.unread() + file.misspelt()
    except OSError as error:
        raise SettingsError((Fault(str(dotenv), f"cannot be read: {error.strerror}"),)) from error
    except UnicodeDecodeError as error:
        raise SettingsError((Fault(str(dotenv), "cannot be read: it is not in UTF-8; save it so"),)) from error
    given = {name: value for name, value in file().items() if not (isinstance(value, str) and not value.strip())}
    given |= _GivenEnvironment(os.environ if env is None else env)()
    try:
        settings = Settings(**given)
    except ValidationError as error:
        found = tuple(_fault(one, given) for one in error.errors())
        raise SettingsError(slips + found + _missing_folder(given)) from None  # its text holds values
    if slips:
        raise SettingsError(slips)
    return settings


def _fault(error: Any, given: Mapping[str, Any]) -> Fault:
    sentence = _SENTENCES.get("int_parsing" if error["type"].startswith("int_") else error["type"])
    message = sentence.format(**error.get("ctx", {})) if sentence else error["msg"].removeprefix("Value error, ")
    name = str(error["loc"][0])
    value = given.get(name, error["input"])  # as it was typed
    if len(error["loc"]) > 1:  # one of a list
        message, value = "write whole numbers, separated by commas", error["input"]
    return Fault(name.upper(), message if name in _SECRET else f"{message}; there is {_shown(value)}")


def _shown(value: object) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return f"“{text if len(text) <= _SHOWN else text[: _SHOWN - 1] + '…'}”"


def _missing_folder(given: Mapping[str, Any]) -> tuple[Fault, ...]:
    """A knowledge folder that is not there: alone it is met by the commands that need it, some of which make it."""
    folder = given.get("knowledge_dir")
    if not isinstance(folder, str) or Path(folder.strip()).expanduser().is_dir():
        return ()
    return (Fault("KNOWLEDGE_DIR", f"there is no folder {folder.strip()}"),)
