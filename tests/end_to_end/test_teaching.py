"""“Teach the bot”: a member's message becomes a wording, or a new entry."""

from __future__ import annotations

import pytest

from bot.sandbox import Modal, SentMessage
from tests.end_to_end.club import TRUE_STORY, Club

QUESTION = "did that poet guy exist irl"


async def _opened(club: Club, text: str = QUESTION) -> Modal:
    message = await club.stage.person("mia").say("#films", text)
    return await (await club.max.menu("#films", "Teach the bot", message)).form()


async def _form_again(club: Club, shown: SentMessage) -> Modal:
    return await (await club.max.click(shown, label="Search again, or write a new entry")).form()


async def test_the_taught_question_is_answered_at_once_and_after_undo_it_is_not(club: Club) -> None:
    before = await club.answer(QUESTION)
    assert "Yes, on the life" not in before
    form = await _opened(club)
    assert form.inputs["wording"]["value"] == QUESTION
    assert TRUE_STORY in {option["value"] for option in form.inputs["entry"]["options"]}
    saved = await club.save(await club.submit(form, entry=TRUE_STORY))
    assert "Yes, on the life" in await club.answer(QUESTION)
    await club.save(await club.press(saved, "Undo"))
    assert "Yes, on the life" not in await club.answer(QUESTION)


@pytest.mark.parametrize("restarts", [False, True], ids=["same process", "after a restart"])
async def test_an_entry_that_is_not_offered_is_searched(club: Club, restarts: bool) -> None:
    found = await club.submit(await _opened(club), search="polio")
    if restarts:
        await club.restart()
    draft = await club.press(found, "lewin-polio")
    await club.save(draft)
    assert QUESTION in club.film.read_text()


async def test_from_what_was_found_there_is_a_way_back(club: Club) -> None:
    found = await club.submit(await _opened(club), search="polio")
    nothing = await club.submit(await _form_again(club, found), search="xyzzy qwrt")
    assert "found no entry" in nothing.text
    where = await club.submit(await _form_again(club, nothing), entry="new", document=[])
    assert "where the new entry goes" in where.text
    form = await _form_again(club, where)
    assert form.inputs["wording"]["value"] == QUESTION
    await club.save(await club.submit(form, entry=TRUE_STORY))
    assert QUESTION in club.film.read_text()


@pytest.mark.parametrize("restarts", [False, True], ids=["same process", "after a restart"])
async def test_a_new_entry_is_written_for_it(club: Club, restarts: bool) -> None:
    write = await club.submit(await _opened(club), entry="new", document="the-sessions")
    if restarts:
        await club.restart()
    form = await (await club.max.click(write, label="Write the answer")).form()
    values = {custom_id.partition("~")[0]: made.get("value") for custom_id, made in form.inputs.items()}
    assert values["question"] == "Did that poet guy exist irl?"
    await club.save(await club.submit(form, answer="He did: 1949 to 1999."))
    assert "1949 to 1999" in await club.answer(QUESTION)


async def test_mentions_and_emoji_are_no_part_of_a_wording(club: Club) -> None:
    form = await _opened(club, "@bot @olga <:smile:1234567890123> did he exist \u0000")
    assert form.inputs["wording"]["value"] == "did he exist"


async def test_a_message_without_words_teaches_nothing(club: Club) -> None:
    message = await club.stage.person("mia").say("#films", "@olga")
    shown = await (await club.max.menu("#films", "Teach the bot", message)).message()
    assert "no text in that message" in shown.text
    assert shown.ephemeral_for == "max"


async def test_a_wording_that_was_blanked_is_refused(club: Club) -> None:
    form = await _opened(club)
    assert "no wording" in (await club.submit(form, wording="  \u0007 ", entry=TRUE_STORY)).text


async def test_a_taught_question_leaves_the_inbox(club: Club) -> None:
    asked = await club.stage.person("mia").say("#films", f"@bot {QUESTION}")
    await club.sandbox.reply_to(asked)
    assert QUESTION in (await club.run("inbox")).text
    form = await (await club.max.menu("#films", "Teach the bot", asked)).form()
    await club.save(await club.submit(form, entry=TRUE_STORY))
    assert QUESTION not in (await club.run("inbox")).text
