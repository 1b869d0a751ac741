"""The bot as a process: what it prints, how it answers, and how it ends."""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import re
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from bot.cli import session
from bot.sandbox import Sandbox
from tests.cli.conftest import answering
from tests.conftest import ROOT

PATIENCE_S = 30

Start = Callable[..., AbstractAsyncContextManager[Process]]


@pytest.fixture
def start(knowledge: Path) -> Start:
    """Start `film-faq-bot` in the folder that holds the knowledge; it never outlives the test."""

    @asynccontextmanager
    async def begin(*arguments: str, **settings: str) -> AsyncIterator[Process]:
        env = os.environ | {"PYTHONPATH": str(ROOT), "DEFAULT_FILM": "the-garden"} | settings
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *arguments, cwd=knowledge.parent, env=env, stdout=PIPE, stderr=PIPE
        )
        try:
            yield process
        finally:
            if process.returncode is None:
                process.kill()
            await process.communicate()

    return begin


async def ended(process: Process) -> tuple[int, str, str]:
    """Wait for the end; status, stdout and stderr."""
    async with asyncio.timeout(PATIENCE_S):
        out, err = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


def at(sandbox: Sandbox, **more: str) -> dict[str, str]:
    """Settings that point a bot at the sandbox."""
    addresses = {"DISCORD_API_URL": sandbox.rest_url, "DISCORD_GATEWAY_URL": sandbox.gateway_url}
    return {"DISCORD_TOKEN": sandbox.token, **addresses, **more}


def elsewhere(url: str) -> dict[str, str]:
    """Settings that point a bot at an address where Discord is not."""
    return {"DISCORD_TOKEN": "abc.def.ghi", "DISCORD_API_URL": url}


async def link(process: Process) -> str:
    """The link that the sandbox prints."""
    assert process.stdout is not None
    async with asyncio.timeout(PATIENCE_S):
        line = (await process.stdout.readline()).decode()
    assert line.startswith("Sandbox: http://127.0.0.1:"), line
    return line.removeprefix("Sandbox: ").strip()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_the_sandbox_prints_its_link_serves_its_page_and_ends_cleanly(start: Start, number: signal.Signals):
    async with start("sandbox", "--port", "0") as process:
        url = await link(process)
        async with aiohttp.ClientSession() as session, session.get(url) as page:
            assert page.status == 200
            assert "text/html" in page.headers["Content-Type"]
        process.send_signal(number)
        assert await ended(process) == (0, "", "")


async def test_without_a_command_and_without_a_token_it_is_the_sandbox(start: Start, here: Path):
    async with start() as process:
        await link(process)
        process.terminate()
        assert await ended(process) == (0, "", "")
    assert (here / "data" / "sandbox" / "bot.sqlite3").exists()


async def test_a_taken_port_gives_the_next(start: Start):
    async with Sandbox() as other, start("sandbox", "--port", str(other.port)) as process:
        assert await link(process) != other.page_url


@pytest.mark.parametrize("arguments", [["run"], []])
async def test_answers_on_discord_and_ends_cleanly(start: Start, arguments: list[str]):
    async with Sandbox() as sandbox, start(*arguments, **at(sandbox, LOG_FORMAT="json")) as process:
        async with asyncio.timeout(PATIENCE_S):
            while not sandbox.connected:
                await asyncio.sleep(0.02)
        mia = sandbox.person("mia")
        answer = await sandbox.reply_to(await mia.say("#films", "@bot who is the director"), timeout=PATIENCE_S)
        assert "Ada Green" in answer.text
        process.terminate()
        status, out, err = await ended(process)
    assert (status, out) == (0, "")
    assert all(line.startswith('{"time": ') for line in err.splitlines())
    assert sandbox.token not in err
    assert "who is the director" not in err


async def test_a_lost_connection_is_one_line_and_no_lost_answer(start: Start):
    async with Sandbox() as sandbox, start("run", **at(sandbox)) as process:
        async with asyncio.timeout(PATIENCE_S):
            while not sandbox.connected:
                await asyncio.sleep(0.02)
        await sandbox.invalid_session(resumable=False)
        await sandbox.drop()
        mia = sandbox.person("mia")
        async with asyncio.timeout(PATIENCE_S):
            while not sandbox.connected:
                await asyncio.sleep(0.02)
        answer = await sandbox.reply_to(await mia.say("#films", "@bot who is the director"), timeout=PATIENCE_S)
        assert "Ada Green" in answer.text
        process.terminate()
        status, _, err = await ended(process)
    assert status == 0
    assert all(re.match(r"20\d\d-\d\d-\d\d ", line) for line in err.splitlines())


async def test_a_wrong_token_is_one_line(start: Start):
    async with Sandbox() as sandbox, start("run", **at(sandbox, DISCORD_TOKEN="abc.def.ghi")) as process:
        status, out, err = await ended(process)
    assert (status, out) == (2, "")
    (line,) = err.splitlines()
    assert line.startswith("DISCORD_TOKEN: ")
    assert "abc.def" not in err


async def test_a_missing_intent_is_one_line(start: Start):
    async with Sandbox(message_content=False) as sandbox:
        settings = at(sandbox, MESSAGE_CONTENT_INTENT="true", LOG_LEVEL="ERROR")
        async with start("run", **settings) as process:
            status, out, err = await ended(process)
    assert (status, out) == (2, "")
    (line,) = err.splitlines()
    assert line.startswith("MESSAGE_CONTENT_INTENT is true")


async def test_no_network_is_one_line(start: Start):
    settings = {"DISCORD_TOKEN": "abc.def.ghi", "DISCORD_API_URL": "http://127.0.0.1:9/api/v10"}
    async with start("run", **settings) as process:
        status, out, err = await ended(process)
    assert (status, out) == (3, "")
    (line,) = err.splitlines()
    assert line.startswith("Discord cannot be reached: ")


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (200, "<h1>Welcome</h1>", "What answers is not Discord: text/html"),
        (403, "<h1>Forbidden</h1>", "Discord refuses to answer (HTTP status 403). Check DISCORD_API_URL"),
        (404, {"message": "404: Not Found"}, "Discord refuses to answer (HTTP status 404). Check DISCORD_API_URL"),
    ],
)
async def test_something_else_that_answers_is_one_line(start: Start, status: int, body: object, says: str):
    async with answering(status, body) as url, start("run", **elsewhere(url)) as process:
        ran, out, err = await ended(process)
    assert (ran, out) == (3, "")
    (line,) = err.splitlines()
    assert line.startswith(says)


async def test_who_asked_too_much_waits_for_minutes(start: Start):
    lines = [""]
    async with answering(429, "error code: 1015") as url, start("run", **elsewhere(url)) as process:
        assert process.stderr is not None
        async with asyncio.timeout(PATIENCE_S):
            while "Trying again in 300 s" not in lines[-1]:
                lines.append((await process.stderr.readline()).decode())
        process.terminate()
        status, _, err = await ended(process)
    assert status == 0
    assert "Traceback" not in "".join(lines) + err


async def test_a_port_that_cannot_be_had_is_one_line(start: Start):
    with contextlib.closing(socket.socket()) as other:
        with contextlib.suppress(OSError):  # somebody else's already
            other.bind(("127.0.0.1", 65535))
            other.listen()
        async with start("sandbox", "--port", "65535") as process:
            status, _, err = await ended(process)
    assert status == 2
    (line,) = err.splitlines()
    assert line.startswith("Port 65535 cannot be used: ")
    assert "--port" in line


async def test_no_token_says_where_to_get_one(start: Start):
    async with start("run") as process:
        status, out, err = await ended(process)
    assert (status, out) == (2, "")
    assert "https://discord.com/developers/applications" in err


async def test_bad_settings_are_told_together(start: Start):
    async with start("sandbox", LOG_LEVEL="loud", SHARD_IDS="3") as process:
        status, _, err = await ended(process)
    assert status == 2
    assert [line.split(":")[0] for line in err.splitlines()] == ["LOG_LEVEL", "SHARD_IDS"]


async def test_a_default_film_that_is_not_there(start: Start):
    async with start("sandbox", "--port", "0", DEFAULT_FILM="no-such-film") as process:
        status, _, err = await ended(process)
    assert status == 2
    (line,) = err.splitlines()
    assert line.startswith("DEFAULT_FILM: ")
    assert "harbour-lights" in line


@pytest.mark.parametrize("arguments", [["sandbox", "--port", "0"], ["run"]])
async def test_bad_knowledge_is_named_by_its_places(start: Start, knowledge: Path, arguments: list[str]):
    (knowledge / "films" / "the-garden.yaml").write_text("film: {title: The Garden}\nfaq: 3\n")
    async with Sandbox() as sandbox:
        settings = at(sandbox) if arguments == ["run"] else {}
        async with start(*arguments, LOG_LEVEL="ERROR", **settings) as process:
            status, out, err = await ended(process)
    assert (status, out) == (1, "")
    assert len(err.splitlines()) >= 2
    assert all(line.startswith("knowledge/films/the-garden.yaml:") for line in err.splitlines())


async def test_no_knowledge_says_how_to_get_some(start: Start, knowledge: Path):
    knowledge.rename(knowledge.with_name("elsewhere"))
    async with start() as process:
        status, _, err = await ended(process)
    assert status == 2
    assert "film-faq-bot init knowledge" in err


@pytest.mark.parametrize("terminal", [True, False])
async def test_somebody_at_a_terminal_is_told_how_to_end_it(monkeypatch: pytest.MonkeyPatch, terminal: bool):
    out = io.StringIO()
    monkeypatch.setattr(out, "isatty", lambda: terminal)
    monkeypatch.setattr(sys, "stdout", out)
    async with Sandbox() as sandbox:
        monkeypatch.setattr(Sandbox, "connected", True)
        await session._announce(sandbox)
    first, *more = out.getvalue().splitlines()
    assert first == f"Sandbox: {sandbox.page_url}"
    assert [line.startswith("Ctrl-C ") for line in more] == [True] * terminal
