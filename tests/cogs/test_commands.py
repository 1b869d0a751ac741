"""What is sent to Discord when the commands are registered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import discord
import pytest

from bot.app import load_app
from bot.client import FilmBot
from bot.ui import limits

KNOWLEDGE = Path(__file__).parents[1] / "end_to_end" / "knowledge"
MODERATORS = {"knowledge", "inbox", "settings", "Teach the bot"}
NAME = re.compile(r"[a-z_-]{1,32}")


@pytest.fixture
async def commands() -> list[dict[str, Any]]:
    app = load_app(KNOWLEDGE)
    bot = FilmBot(
        app,
        shard_ids=[1],  # not the shard that registers commands: there is nobody to register them with
        shard_count=2,
    )
    async with bot:
        await bot.setup_hook()
        return [command.to_dict(bot.tree) for command in bot.tree.get_commands()]


def _options(command: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for option in command.get("options", ()):
        yield option
        yield from _options(option)


async def test_names_are_unique_and_as_discord_wants_them(commands: list[dict[str, Any]]) -> None:
    slash = [command["name"] for command in commands if command["type"] == 1]
    assert len(slash) == len(set(slash))
    assert all(NAME.fullmatch(name) for name in slash)
    assert all(NAME.fullmatch(option["name"]) for command in commands for option in _options(command))
    assert len([command for command in commands if command["type"] == 3]) <= 5


async def test_everything_is_described(commands: list[dict[str, Any]]) -> None:
    for command in commands:
        if command["type"] == 1:
            for described in (command, *_options(command)):
                assert 2 <= len(described["description"]) <= limits.CHOICE_NAME


async def test_commands_stand_in_guilds_and_direct_messages_of_guild_installs(commands: list[dict[str, Any]]) -> None:
    for command in commands:
        assert sorted(command["contexts"]) == ([0] if command["name"] in MODERATORS else [0, 1])
        assert command["integration_types"] == [0]


async def test_moderators_commands_are_offered_to_who_manages_messages(commands: list[dict[str, Any]]) -> None:
    for command in commands:
        wanted = str(discord.Permissions(manage_messages=True).value) if command["name"] in MODERATORS else None
        found = command["default_member_permissions"]
        assert (str(found) if found is not None else None) == wanted


async def test_a_command_has_at_most_8000_characters(commands: list[dict[str, Any]]) -> None:
    for command in commands:
        if command["type"] == 1:
            described = [command, *_options(command)]
            texts = [part[key] for part in described for key in ("name", "description")]
            texts += [choice["name"] for part in described for choice in part.get("choices", ())]
            assert sum(map(len, texts)) <= 8000
