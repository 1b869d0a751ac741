"""Takes the pictures of docs/moderators.md: `python -m tests.browser.first_week`."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from pathlib import Path

from playwright.async_api import Locator, Page

from tests.browser.moderating import become, command, form, menu, press, shown, submit
from tests.browser.stage import browsing, program, say
from tests.conftest import ROOT

PICTURES = ROOT / "docs" / "images"

UNKNOWN = "when are we watching it"
"""A question that only the club can answer: no knowledge that is shipped ever will."""

OWN_WORDS = "whats the giant thermos"


async def take(page: Page) -> None:
    """Live through the week, one picture after the other."""
    await become(page, "max")
    await command(page, "settings moderators")
    await _picture(await form(page), "moderators-settings")
    await page.keyboard.press("Escape")

    await become(page, "mia")
    await say(page, f"@Film bot {UNKNOWN}")
    await say(page, "@Film bot are there subtitles")
    await become(page, "olga")
    await say(page, "@Film bot when are we watching this?")
    await say(page, "@Film bot who did the makeup")
    await say(page, "@Film bot who directed Casablanca")
    await become(page, "max")
    await command(page, "inbox")
    await _picture(await shown(page, "Press"), "moderators-inbox")
    await press(page, "1", "Answer")
    await page.get_by_role("log").get_by_role("button", name="Answer", exact=True).last.click()
    dialog = await form(page)
    await dialog.get_by_label("Also asked").fill("when is the watch party\nwhen do we watch it\nmovie night")
    await dialog.get_by_label("Answer").fill("On Friday at eight, in the voice channel.")
    await _picture(dialog, "moderators-form")
    draft = await submit(page, "Not saved yet")
    await _picture(draft, "moderators-draft")
    await _picture(await press(page, "Save", "Saved"), "moderators-saved")

    await become(page, "mia")
    await say(page, f"@Film bot {UNKNOWN}")
    await shown(page, "On Friday at eight")
    words = page.get_by_role("log").locator("article").filter(has_text=OWN_WORDS).first
    await say(page, f"@Film bot {OWN_WORDS}")
    await become(page, "max")
    await menu(page, words, "Teach the bot")
    dialog = await form(page)
    await dialog.get_by_label("Which entry answers it?").select_option("the-sessions/faq/what-is-an-iron-lung")
    await _picture(dialog, "moderators-teach")
    await submit(page, "Not saved yet")
    await press(page, "Save", "Saved")
    await become(page, "mia")
    await say(page, f"@Film bot {OWN_WORDS}")
    await shown(page, "A metal tube")
    await become(page, "max")

    await command(page, "knowledge list", film="sess")
    await _picture(await shown(page, "Not written yet"), "moderators-list")
    await command(page, "knowledge history", film="sess")
    await _picture(await shown(page, "Edits of"), "moderators-history")


async def _picture(of: Locator, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    await of.page.mouse.move(0, 0)
    await of.screenshot(path=PICTURES / f"{name}.png", animations="disabled")


async def main() -> None:
    """Take them from a copy of the shipped knowledge: what is learned here stays here."""
    with tempfile.TemporaryDirectory() as folder:
        knowledge = Path(shutil.copytree(ROOT / "knowledge", Path(folder) / "knowledge"))
        async with program(knowledge=knowledge) as url, browsing(url, width=1000, height=1800) as (page, complaints):
            await take(page)
            if complaints:
                raise SystemExit(f"the page complained: {complaints}")


if __name__ == "__main__":
    asyncio.run(main())
