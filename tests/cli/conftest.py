"""Runs the command line through its front door, in an empty folder and without anybody's settings."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.cli import main
from bot.config import VARIABLES

GARDEN = """\
film: {title: The Garden, year: 2001}
overview:
  director: Ada Green
  runtime_minutes: 95
plot:
  ending: {value: The gate stays shut.}
cast:
  - {character: Gardener, actor: Ben Stone, about: Keeps the key.}
faq:
  - id: true-story
    question: Is it a true story?
    also_asked: [based on a true story]
    answer: No, it is made up.
"""

HARBOUR = """\
film: {title: Harbour Lights, year: 1999}
overview:
  director: Eve Marsh
"""

GENERAL = """\
faq:
  - id: who-are-you
    question: Who are you?
    answer: A bot that talks about films.
"""


class Ran(NamedTuple):
    """What a command left behind."""

    status: int
    out: str
    err: str


Cli = Callable[..., Ran]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, logging_as_before: None) -> Path:
    """An empty folder as the current one, no settings in the environment, and logging as it was afterwards."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def knowledge(here: Path) -> Path:
    """A small sound knowledge folder at the place where the bot looks by default."""
    folder = here / "knowledge"
    (folder / "films").mkdir(parents=True)
    (folder / "films" / "the-garden.yaml").write_text(GARDEN)
    (folder / "films" / "harbour-lights.yaml").write_text(HARBOUR)
    (folder / "general.yaml").write_text(GENERAL)
    return folder


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    """Run a command line: `cli("check", folder)`."""

    def run(*arguments: object) -> Ran:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        code = ended.value.code
        return Ran(code if isinstance(code, int) else 0, out, err)

    return run


@asynccontextmanager
async def answering(status: int, body: object) -> AsyncIterator[str]:
    """Something that answers every request alike, as Discord's REST interface does not; its address."""

    async def answer(_request: web.Request) -> web.Response:
        if isinstance(body, str):
            return web.Response(status=status, text=body, content_type="text/html" if "<" in body else "text/plain")
        return web.json_response(body, status=status)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    async with TestServer(app) as server:
        yield str(server.make_url("/api/v10"))
