"""Takes the README's picture of the sandbox: `python -m tests.browser.picture`."""

from __future__ import annotations

import asyncio

from tests.browser.stage import browsing, program, say
from tests.conftest import ROOT

PICTURE = ROOT / "docs" / "images" / "sandbox.png"


async def take() -> None:
    """Ask, open nothing, and photograph the page as it is."""
    async with program() as url, browsing(url, width=1100, height=980) as (page, _):
        await say(page, "whos the director")
        await say(page, "does he die?")
        await page.mouse.move(0, 0)
        PICTURE.parent.mkdir(parents=True, exist_ok=True)
        await page.screenshot(path=PICTURE)


if __name__ == "__main__":
    asyncio.run(take())
