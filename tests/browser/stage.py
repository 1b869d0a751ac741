"""What a browser test stands on: the program as a newcomer starts it, and Debian's Chromium on its page."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import ConsoleMessage, Locator, Page, async_playwright

from bot.config import VARIABLES
from tests.conftest import CHROMIUM, ROOT

PATIENCE_S = 30
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@asynccontextmanager
async def program(*, knowledge: Path = ROOT / "knowledge") -> AsyncIterator[str]:
    """Start the sandbox with no settings but the knowledge, by default what is shipped; gives the link it prints."""
    with tempfile.TemporaryDirectory() as folder:
        own = {name: value for name, value in os.environ.items() if name not in VARIABLES}
        env = own | {"PYTHONPATH": str(ROOT), "KNOWLEDGE_DIR": str(knowledge)}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "sandbox", "--port", "0", cwd=folder, env=env, stdout=PIPE
        )
        assert process.stdout is not None
        try:
            async with asyncio.timeout(PATIENCE_S):
                line = (await process.stdout.readline()).decode()
            assert line.startswith("Sandbox: "), "the program ended without a link"
            yield line.removeprefix("Sandbox: ").strip()
        finally:
            if process.returncode is None:
                process.terminate()
            await process.communicate()


@asynccontextmanager
async def browsing(url: str, *, width: int = 1100, height: int = 760) -> AsyncIterator[tuple[Page, list[str]]]:
    """Open a page in Chromium; also gives what the console has complained of."""
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(message.text)

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page(viewport={"width": width, "height": height})
        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        await page.goto(url)
        await page.get_by_role("button", name="# films").wait_for()  # the world is there, and its commands
        try:
            yield page, complaints
        finally:
            await browser.close()


async def say(page: Page, text: str) -> Locator:
    """Type a message, send it with Enter, and wait for the bot's next message."""
    replies = page.get_by_role("log").locator("article.from-bot")
    count = await replies.count()
    box = page.get_by_role("textbox", name="Message")
    await box.fill(text)
    await box.press("Enter")
    reply = replies.nth(count)
    await reply.wait_for()
    return reply
