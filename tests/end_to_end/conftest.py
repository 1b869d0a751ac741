"""A stage for each test; with Discord's description at hand, everything the bot sends is checked against it."""

from __future__ import annotations

import logging
import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox import Sandbox
from tests.conftest import CI, SHARED_DATA
from tests.discord_spec import DiscordSpec
from tests.end_to_end.club import Club
from tests.end_to_end.stage import Stage, staged

SPEC = Path(os.environ.get("DISCORD_OPENAPI", SHARED_DATA / "discord-openapi.json"))


@pytest.fixture(scope="session")
def checks() -> dict[str, Any]:
    """The hook for a sandbox; none where the description is absent, which CI does not allow."""
    if not SPEC.exists():
        assert not CI, f"{SPEC} is absent"
        return {}
    return {"on_request": DiscordSpec(SPEC).check_request}


@pytest.fixture
def make_sandbox(checks: dict[str, Any]) -> Callable[..., Sandbox]:
    """A sandbox with the check and a test's own settings."""
    return lambda **options: Sandbox(**checks, **options)


@pytest.fixture
async def empty_stage(make_sandbox: Callable[..., Sandbox], tmp_path: Path) -> AsyncIterator[Stage]:
    """A sandbox without a bot yet."""
    async with staged(make_sandbox(), tmp_path) as stage:
        yield stage


@pytest.fixture
async def stage(empty_stage: Stage, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Stage]:
    """A sandbox with our bot in it, whose log must stay free of errors."""
    await empty_stage.start()
    yield empty_stage
    await empty_stage.stop()
    complaints = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert not complaints


@pytest.fixture
async def club(empty_stage: Stage, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Club]:
    """Two servers and knowledge that one of them edits; the log must stay free of errors."""
    made = Club(empty_stage, tmp_path / "knowledge")
    await made.start()
    yield made
    await empty_stage.stop()
    complaints = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert not complaints


@pytest.fixture
async def reading_club(make_sandbox: Callable[..., Sandbox], tmp_path: Path) -> AsyncIterator[Club]:
    """The same with the message-content intent."""
    async with staged(make_sandbox(message_content=True), tmp_path) as stage:
        made = Club(stage, tmp_path / "knowledge")
        await made.start(message_content=True)
        yield made


@pytest.fixture
async def troubled(empty_stage: Stage) -> Stage:
    """A sandbox with our bot in it, for tests that put faults in its way; they look into the log themselves."""
    await empty_stage.start()
    return empty_stage
