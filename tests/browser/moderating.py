"""What a moderator does on the sandbox's page: becomes somebody, uses commands, fills in forms, presses buttons."""

from __future__ import annotations

from playwright.async_api import Locator, Page, expect

PATIENCE_MS = 15_000


async def become(page: Page, name: str) -> None:
    """Switch to another person."""
    await page.get_by_role("radio", name=name).click()
    await expect(page.get_by_role("radio", name=name)).to_have_attribute("aria-checked", "true")


async def command(page: Page, name: str, **options: str) -> None:
    """Use a slash command; an option that completes takes the first suggestion."""
    box = page.get_by_role("textbox", name="Message")
    await box.fill("")
    await box.press_sequentially(f"/{name}")
    await page.get_by_role("option", name=f"/{name} ").first.click()
    form = page.get_by_role("form", name=f"/{name}")
    for option, value in options.items():
        completing = form.get_by_role("combobox", name=option, exact=True)
        if await completing.count():
            await completing.fill(value)
            await page.get_by_role("option").first.click()
        else:
            await form.get_by_label(option, exact=True).fill(value)
    await form.get_by_role("button", name="Run").click()


def last(page: Page) -> Locator:
    """The bot's last message."""
    return page.get_by_role("log").locator("article.from-bot").last


async def shown(page: Page, words: str) -> Locator:
    """The bot's last message, once it has these words."""
    found = last(page)
    await expect(found).to_contain_text(words, timeout=PATIENCE_MS)
    return found


async def press(page: Page, label: str, then: str) -> Locator:
    """Press a button of the bot's last message, and wait for what it shows."""
    await last(page).get_by_role("button", name=label, exact=True).click()
    return await shown(page, then)


async def form(page: Page) -> Locator:
    """The form that is open."""
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_be_visible(timeout=PATIENCE_MS)
    return dialog


async def submit(page: Page, then: str, **values: str) -> Locator:
    """Fill in the open form by its labels (`_` for a blank), send it, and wait for what comes of it."""
    dialog = await form(page)
    for label, value in values.items():
        await dialog.get_by_label(label.replace("_", " "), exact=False).first.fill(value)
    await dialog.get_by_role("button", name="Submit").click()
    return await shown(page, then)


async def menu(page: Page, message: Locator, entry: str) -> None:
    """Use an entry of a message's menu."""
    await message.hover()
    await message.get_by_role("button", name="More").click()
    await page.get_by_role("menuitem", name=entry).click()
