"""What tests need from the machine: data beside the checkout, Chromium, PostgreSQL; absent things skip, in CI they fail."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.discord_spec import DiscordSpec

ROOT = Path(__file__).resolve().parents[1]
CI = os.environ.get("CI") == "true"

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
POSTGRES_URL = os.environ.get("TEST_DATABASE_URL", "postgresql+asyncpg://postgres@127.0.0.1:5432/test")
SHARED_DATA = Path(os.environ.get("SHARED_DATA", ROOT.parent / "shared" / "data"))


def absent(reason: str) -> None:
    """Skip the test, or the module when called on import; in CI nothing may be absent, so there it fails."""
    if CI:
        pytest.fail(f"{reason}, and CI=true allows no skips", pytrace=False)
    pytest.skip(reason, allow_module_level=True)


def shared_data(name: str) -> Path:
    """Find a data file or folder that is never part of the project.

    `name` is its path under `../shared/data` (`discord-openapi.json`, `clinc150/data_full.json`). `SHARED_DATA` names
    another folder, and `DISCORD_OPENAPI` another place for that one file.
    """
    path = SHARED_DATA / name
    if name == "discord-openapi.json" and (elsewhere := os.environ.get("DISCORD_OPENAPI")):
        path = Path(elsewhere)
    if not path.exists():
        absent(f"the data this compares with is not part of the project: {name} (SHARED_DATA names its folder)")
    return path


@pytest.fixture(name="shared_data", scope="session")
def _shared_data() -> Callable[[str], Path]:
    """The function above, for tests that take it as an argument."""
    return shared_data


@pytest.fixture(scope="session")
def discord_spec() -> DiscordSpec:
    """Discord's official description; give its `check_request` and `check_response` to a `Sandbox` as hooks."""
    return DiscordSpec(shared_data("discord-openapi.json"))


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """Address of a PostgreSQL database that tests may write to; use it in tests marked `postgres`."""
    return POSTGRES_URL


@pytest.fixture
def logging_as_before() -> Iterator[None]:
    """Undo what a test sets up in logging, for the tests that come after it."""
    root = logging.getLogger()
    before = (root.level, list(root.handlers))
    levels = {
        name: logger.level for name, logger in root.manager.loggerDict.items() if isinstance(logger, logging.Logger)
    }
    yield
    root.setLevel(before[0])
    root.handlers[:] = before[1]
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


@cache
def _postgres_answers() -> bool:
    address = urlsplit(POSTGRES_URL)
    try:
        socket.create_connection((address.hostname or "127.0.0.1", address.port or 5432), timeout=1).close()
    except OSError:
        return False
    return True


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("browser") and not CHROMIUM.exists():
        absent(f"Chromium is not at {CHROMIUM}")
    if item.get_closest_marker("postgres") and not _postgres_answers():
        absent("PostgreSQL does not answer at the address TEST_DATABASE_URL names")
