"""Killed at any moment: no torn file, no acknowledged edit lost, history and files agree."""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.conftest import ROOT

KILLS, RENAME_KILLS, AT_ONCE = 300, 60, 2


@pytest.mark.timeout(600)
async def test_nothing_is_lost_when_a_saving_process_is_killed(tmp_path: Path) -> None:
    found = await killed("crashing", tmp_path, KILLS)
    assert found["edits"] > KILLS // 6  # enough to be worth killing, on a slow machine too
    assert found["saved unheard"] > 0
    assert found["in recovery"] > 0


@pytest.mark.timeout(600)
async def test_a_film_is_renamed_wholly_or_not_at_all_when_the_process_is_killed(tmp_path: Path) -> None:
    found = await killed("crashing_renames", tmp_path, RENAME_KILLS)
    assert found["edits"] > RENAME_KILLS // 4
    assert found["saved unheard"] > 0
    assert found["half done"] > 0
    assert found["in recovery"] > 0


async def killed(module: str, folder: Path, kills: int) -> Counter[str]:
    """What was counted in all processes, none of which found a fault."""

    async def killing(seed: int) -> dict[str, object]:
        own = folder / str(seed)
        own.mkdir()
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", f"tests.services.editing.{module}", str(own), str(kills // AT_ONCE), str(seed)),
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
        )
        out, _ = await process.communicate()
        assert process.returncode == 0
        return json.loads(out)

    found = await asyncio.gather(*map(killing, range(AT_ONCE)))
    assert [one.pop("faults") for one in found] == [[]] * AT_ONCE
    counts: Counter[str] = sum((Counter(one) for one in found), Counter())
    assert counts["kills"] == kills
    return counts
