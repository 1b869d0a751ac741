"""The page in a real browser, with a real client behind it."""

from __future__ import annotations

import base64
import io
from collections.abc import AsyncIterator
from typing import Any

import discord
import pytest

from bot.sandbox import Sandbox
from tests.conftest import CHROMIUM, absent
from tests.sandbox.conftest import Connect
from tests.sandbox.small_bot import SmallBot
from tests.sandbox.test_page import Looking

try:
    from playwright.async_api import Page, async_playwright, expect
except ImportError:
    absent("playwright is not installed")

pytestmark = pytest.mark.browser

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE_MS = 5000


@pytest.fixture
async def sandbox(make_sandbox: Any) -> Sandbox:
    return await make_sandbox(inspector=Looking(), interaction_ttl=1.0)


@pytest.fixture
async def client(sandbox: Sandbox, connect: Connect) -> SmallBot:
    return await connect(sandbox)


@pytest.fixture
async def page(sandbox: Sandbox, client: SmallBot) -> AsyncIterator[Page]:
    """The page, loaded; errors in its console fail the test."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        page = await browser.new_page(viewport={"width": 1200, "height": 800})
        page.set_default_timeout(PATIENCE_MS)
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        # A refusal by the sandbox is part of a test; the browser reports its status as an error.
        page.on(
            "console",
            lambda line: complaints.append(line.text) if line.type == "error" and "400" not in line.text else None,
        )
        await page.goto(sandbox.page_url)
        await expect(page.get_by_role("log", name="Messages")).to_contain_text("This is the beginning of #films")
        yield page
        await browser.close()
    assert complaints == []


async def ask(page: Page, text: str) -> None:
    box = page.get_by_role("textbox", name="Message")
    await box.fill(text)
    await box.press("Enter")


async def test_a_question_is_answered_and_its_spoilers_open(page: Page) -> None:
    await ask(page, "whos the <b>director</b>")
    log = page.get_by_role("log", name="Messages")
    await expect(log).to_contain_text("@Film bot whos the <b>director</b>")
    await expect(log.get_by_text("Ben Lewin")).to_be_visible()
    cover = page.get_by_role("button", name="Show spoiler")
    await expect(cover).to_have_attribute("aria-expanded", "false")
    await cover.press("Enter")
    await expect(page.get_by_role("button", name="Show spoiler")).to_have_count(0)
    inline = page.get_by_role("button", name="Spoiler, hidden")
    await inline.click()
    await expect(page.locator(".spoiler")).to_have_attribute("aria-expanded", "true")


async def test_without_a_mention_the_bot_hears_nothing(page: Page, sandbox: Sandbox) -> None:
    await page.get_by_label("Mention the bot").uncheck()
    await expect(page.get_by_text("Without a mention Discord hides this text")).to_be_visible()
    await ask(page, "whos the director")
    await sandbox.settle()
    assert len(sandbox.messages("#films")) == 1


async def test_buttons_forms_and_failures(page: Page) -> None:
    await ask(page, "hello")
    await page.get_by_role("button", name="Thanks").click()
    note = page.locator(".ephemeral")
    await expect(note).to_contain_text("Only you can see this")
    await note.get_by_role("button", name="Dismiss message").click()
    await expect(note).to_have_count(0)
    await page.get_by_role("button", name="Dead").click()
    await expect(page.get_by_role("alert").filter(has_text="This interaction failed")).to_be_visible()
    await expect(page.get_by_role("button", name="Off")).to_be_disabled()
    await page.get_by_role("button", name="Form").click()
    form = page.get_by_role("dialog", name="Correct it")
    await expect(form).to_contain_text("Say what is wrong.")
    await expect(form.get_by_label("Answer")).to_have_value("Ben Lewin")
    await form.get_by_label("Answer").fill("Ben")
    await form.get_by_label("ending").check()
    await form.get_by_label("Tell me").check()
    await form.get_by_label("Film").select_option("The Sessions")
    await form.get_by_role("button", name="Submit").click()
    await expect(form).to_have_count(0)
    await expect(page.get_by_role("log")).to_contain_text("('Ben', 'end', True, ['the-sessions'])")
    await page.get_by_role("combobox", name="Another film?").select_option("Network")
    await expect(page.get_by_role("log")).to_contain_text("chose ['n']")


async def test_slash_commands_with_autocomplete(page: Page) -> None:
    box = page.get_by_role("textbox", name="Message")
    await box.press_sequentially("/as")
    commands = page.get_by_role("listbox", name="Commands")
    await expect(commands.get_by_role("option")).to_have_count(1)
    await box.press("Enter")
    await page.get_by_role("combobox", name="question").press_sequentially("who")
    await page.get_by_role("option", name="who 1").click()
    await page.get_by_role("combobox", name="question").press("Enter")
    await expect(page.get_by_role("log")).to_contain_text("who-1 (None)")
    await ask(page, "/ask question: whos in it film: the-sessions")
    await expect(page.get_by_role("log")).to_contain_text("whos in it (the-sessions)")
    await ask(page, "/slow")
    await page.get_by_role("button", name="Run").click()
    await expect(page.get_by_role("log")).to_contain_text("and more")


async def test_replies_edits_menus_and_deletions(page: Page, sandbox: Sandbox) -> None:
    await ask(page, "first")
    log = page.get_by_role("log")
    answer = log.get_by_role("article").nth(1)
    await expect(answer).to_contain_text("Ben Lewin")
    await answer.hover()
    await answer.get_by_role("button", name="Reply").click()
    await expect(page.get_by_text("Replying to")).to_be_visible()
    await page.get_by_role("switch").click()
    await ask(page, "quiet reply")
    own = log.get_by_role("article").nth(2)
    await expect(own).to_contain_text("quiet reply")
    assert sandbox.messages("#films")[2].reply_to == sandbox.messages("#films")[1].id
    await own.hover()
    await own.get_by_role("button", name="Edit").click()
    text = page.get_by_role("textbox", name="Edit text")
    await expect(text).to_have_value("@Film bot quiet reply")
    room, wide = await text.bounding_box(), await log.bounding_box()
    assert room
    assert wide
    assert room["width"] > wide["width"] / 2
    await text.fill("quiet changed")
    await page.get_by_role("textbox", name="Edit text").press("Enter")
    await expect(own).to_contain_text("(edited)")
    await own.click(button="right")
    menu, write = await page.get_by_role("menu").bounding_box(), await page.get_by_label("Write").bounding_box()
    assert menu
    assert write
    assert menu["y"] + menu["height"] <= write["y"]
    await page.get_by_role("menuitem", name="Answer this").click()
    await expect(log).to_contain_text("about: quiet changed")
    await own.hover()
    await own.get_by_role("button", name="Delete").click()
    await expect(log.get_by_text("quiet changed", exact=True)).to_have_count(0)


async def test_people_channels_and_the_inspector(page: Page) -> None:
    await page.get_by_role("button", name="late-night").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("age-restricted")
    await page.get_by_role("radio", name="otto").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("#lobby")
    await page.get_by_role("button", name="@ Film bot").click()
    await expect(page.get_by_label("Mention the bot")).to_be_hidden()
    await ask(page, "hello in private")
    await expect(page.get_by_role("log")).to_contain_text("Ben Lewin")
    await page.get_by_role("button", name="Inspector").click()
    await page.get_by_role("textbox", name="Question to explain").fill("whos the director")
    await page.get_by_role("button", name="Explain").click()
    panel = page.get_by_role("complementary", name="Inspector")
    await expect(panel).to_contain_text("because of whos the director")
    await expect(panel).to_contain_text("knowledge/films/the-sessions.yaml:12")
    await expect(panel).to_contain_text("a.yaml:1:1: empty")


async def test_a_phone_is_wide_enough(page: Page) -> None:
    await page.set_viewport_size({"width": 360, "height": 740})
    await ask(page, "hello")
    await expect(page.get_by_role("log").get_by_text("Ben Lewin")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
    await expect(page.get_by_role("radio", name="max")).to_be_hidden()
    drawer = page.get_by_role("button", name="Channels and members")
    await drawer.click()
    await page.keyboard.press("Escape")
    await expect(drawer).to_have_attribute("aria-expanded", "false")
    await drawer.click()
    await page.get_by_role("radio", name="max").click()
    await expect(drawer).to_have_attribute("aria-expanded", "false")
    await expect(page.get_by_role("radio", name="max")).to_be_hidden()
    await ask(page, "hello from max")
    await expect(page.get_by_role("log").get_by_text("hello from max", exact=False).first).to_be_visible()


async def test_pictures_files_and_sections_are_drawn(page: Page, sandbox: Sandbox, client: SmallBot) -> None:
    png = base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    )
    ui = discord.ui
    view = ui.LayoutView(timeout=None)
    view.add_item(
        ui.Section(ui.TextDisplay("a section"), accessory=ui.Thumbnail("attachment://a.png", description="a dot"))
    )
    gallery = ui.MediaGallery(
        discord.MediaGalleryItem("attachment://b.png", description="hidden dot", spoiler=True),
        discord.MediaGalleryItem("https://example.org/c.png", description="far away"),
    )
    view.add_item(ui.Container(gallery, ui.Separator(), ui.File("attachment://notes.txt")))
    view.add_item(ui.ActionRow(ui.RoleSelect(custom_id="r", placeholder="Which role?")))
    files = [
        discord.File(io.BytesIO(data), name) for data, name in ((png, "a.png"), (png, "b.png"), (b"hi", "notes.txt"))
    ]
    await client.get_channel(sandbox.channel_id("#films")).send(view=view, files=files)
    log = page.get_by_role("log")
    await expect(log.get_by_role("img", name="a dot")).to_have_js_property("naturalWidth", 1)
    await expect(log.get_by_role("img", name="hidden dot")).to_have_count(0)
    await log.get_by_role("button", name="Show spoiler").click()
    await expect(log.get_by_role("img", name="hidden dot")).to_be_visible()
    await expect(log.get_by_role("link", name="far away")).to_have_attribute("href", "https://example.org/c.png")
    await expect(log.get_by_role("link", name="notes.txt")).to_have_attribute("download", "notes.txt")
    await expect(log.get_by_role("combobox", name="Which role?").locator("option")).to_have_text(
        ["Which role?", "@everyone", "Film bot", "Moderator"]
    )


async def test_markdown_is_shown_as_discord_shows_it(page: Page, sandbox: Sandbox) -> None:
    text = "# Big\n-# small\n> quoted\n- one\n- two\n**bold** *it* __under__ ~~gone~~ `code` [text](https://example.org/) <t:0:D> <t:99999999999999999:D>\n```py\n**raw**\n```\n<img src=x onerror=alert(1)> \\*plain\\* snake_case_name"
    await sandbox.person("olga").say("#films", text)
    body = page.get_by_role("article", name="olga").locator(".body")
    await expect(body.get_by_role("heading", name="Big")).to_be_visible()
    for tag, content in (
        ("strong", "bold"),
        ("em", "it"),
        ("u", "under"),
        ("s", "gone"),
        ("blockquote", "quoted"),
        ("pre", "**raw**"),
    ):
        await expect(body.locator(tag)).to_have_text(content)
    await expect(body.locator("li")).to_have_count(2)
    await expect(body.get_by_role("link", name="text")).to_have_attribute("href", "https://example.org/")
    await expect(body.locator("time")).to_contain_text("1970")
    await expect(body).to_contain_text("<t:99999999999999999:D>")  # no calendar has that day
    await expect(body).to_contain_text("<img src=x onerror=alert(1)> *plain* snake_case_name")
    await expect(body.locator("img")).to_have_count(0)
