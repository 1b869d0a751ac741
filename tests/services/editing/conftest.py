"""The stage for tests of editing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.services.editing.stage import Stage, stage_in, write_knowledge
from tests.services.matchers import ScriptedMatcher


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Indexing takes its time; what is asked here is not about matching."""
    monkeypatch.setattr("bot.services.library.Matcher", ScriptedMatcher)


@pytest.fixture
async def stage(tmp_path: Path, quick: None) -> Stage:
    """A folder that was looked at once."""
    stage = stage_in(write_knowledge(tmp_path / "knowledge"))
    await stage.editing.start()
    return stage
