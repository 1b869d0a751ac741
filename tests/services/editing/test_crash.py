"""Killed at any moment: no torn file, no acknowledged edit lost, history and files agree."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

KILLS, AT_ONCE = 300, 2


@pytest.mark.timeout(600)
async def test_nothing_is_lost_when_a_saving_process_is_killed(tmp_path: Path) -> None:
    async def killing(seed: int) -> dict[str, object]:
        folder = tmp_path / str(seed)
        folder.mkdir()
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "tests.services.editing.crashing", str(folder), str(KILLS // AT_ONCE), str(seed)),
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
        )
        out, _ = await process.communicate()
        assert process.returncode == 0
        return json.loads(out)

    found = await asyncio.gather(*map(killing, range(AT_ONCE)))
    assert [one["faults"] for one in found] == [[]] * AT_ONCE
    assert sum(one["kills"] for one in found) == KILLS  # type: ignore[misc]
    assert sum(one["edits"] for one in found) > KILLS // 2  # type: ignore[misc]
    assert sum(one["saved unheard"] for one in found) > 0  # type: ignore[misc]
    assert sum(one["in recovery"] for one in found) > 0  # type: ignore[misc]
