"""A newcomer's first minute: the page is opened, and asking, commands, spoilers and buttons work in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import permutations

import pytest
from playwright.async_api import Page, expect

from bot.knowledge import load_knowledge
from bot.matching import Decision, Matcher
from tests.browser.stage import browsing, program, say
from tests.conftest import ROOT

pytestmark = pytest.mark.browser

FILM = "the-sessions"
TOPICS = (
    "money",
    "awards",
    "priest",
    "poem",
    "real",
    "music",
    "book",
    "actor",
    "church",
    "critics",
    "story",
    "similar",
)
VAGUE = tuple(f"{one} {other}" for one, other in permutations(TOPICS, 2))


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    """The page of a fresh sandbox; nothing may have complained at the end."""
    async with program() as url, browsing(url) as (opened, complaints):
        yield opened
        assert complaints == []


async def test_a_question_is_answered(page: Page):
    assert await page.title() == "Sandbox, not Discord"
    reply = await say(page, "whos the director")
    await expect(reply).to_contain_text("Ben Lewin")
    await expect(reply).to_be_visible()
    await expect(reply).to_contain_text("The Sessions (2012)")


async def test_a_command_is_completed_and_run(page: Page):
    box = page.get_by_role("textbox", name="Message")
    await box.press_sequentially("/quo")
    await page.get_by_role("option", name="/quote").click()
    form = page.get_by_role("form", name="/quote")
    await form.get_by_role("combobox", name="film").fill("sess")
    await page.get_by_role("option", name="The Sessions (2012)").click()
    await form.get_by_role("button", name="Run").click()
    answer = page.get_by_role("log").locator("article.from-bot").last
    await expect(answer).to_contain_text("used an app command")
    quotes = load_knowledge(ROOT / "knowledge").documents[FILM].model.quotes
    shown = " ".join((await answer.inner_text()).split())
    assert any(" ".join(quote.text.split()) in shown for quote in quotes)


async def test_a_commands_whole_name_goes_before_a_longer_one(page: Page):
    box = page.get_by_role("textbox", name="Message")
    await box.press_sequentially("/film")
    await expect(page.get_by_role("option").first).to_contain_text("/film ")
    await box.press("Enter")
    await expect(page.get_by_role("form", name="/film", exact=True)).to_be_visible()


async def test_a_spoiler_opens_on_a_click(page: Page):
    reply = await say(page, "how does it end")
    covered = reply.get_by_text("1999")
    assert await covered.evaluate("node => node.closest('[aria-hidden=true]') !== null")
    await reply.get_by_role("button", name="Show spoiler").click()
    await expect(reply.get_by_role("button", name="Show spoiler")).to_have_count(0)
    assert await covered.evaluate("node => node.closest('[aria-hidden=true]') === null")


async def test_a_choice_of_an_ask_back_is_answered(page: Page):
    matcher = Matcher(load_knowledge(ROOT / "knowledge"))
    question = next(
        question
        for question in VAGUE
        if (match := matcher.match(question, film=FILM)).decision is Decision.ASK_BACK
        and match.candidates[0].entry.document == FILM
    )
    reply = await say(page, question)
    choice = reply.locator(".row").get_by_role("button").first
    offered = await choice.inner_text()
    await choice.click()
    answer = page.get_by_role("log").locator("article.from-bot").last
    await expect(answer).to_contain_text("The Sessions (2012)")
    await expect(answer.get_by_role("button", name=offered, exact=True)).to_have_count(0)
