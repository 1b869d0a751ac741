"""An answer follows its question: edits, deletions, mentions added and removed, before and after a restart."""

from __future__ import annotations

import pytest

from bot.sandbox import Fault
from tests.end_to_end.stage import Stage


@pytest.fixture(params=[False, True], ids=["same process", "after a restart"])
def restarts(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


async def test_an_edited_question_edits_its_answer(stage: Stage, restarts: bool) -> None:
    mia = stage.person("mia")
    asked = await mia.say("#films", "@bot whos the director")
    reply = await stage.sandbox.reply_to(asked)
    if restarts:
        await stage.restart()
    await mia.edit(asked, "@bot is it a true story")
    edited = await stage.sandbox.changed(reply)
    assert edited is not None
    assert "poet" in edited.text
    assert "Ben Lewin" not in edited.text
    assert len(await stage.answers()) == 1
    assert stage.sandbox.requests[-1].body["allowed_mentions"] == {"parse": []}


async def test_a_deleted_question_deletes_its_answer(stage: Stage, restarts: bool) -> None:
    mia = stage.person("mia")
    asked = await mia.say("#films", "@bot whos the director")
    reply = await stage.sandbox.reply_to(asked)
    if restarts:
        await stage.restart()
    await mia.delete(asked)
    assert await stage.sandbox.changed(reply) is None


async def test_an_edit_that_removes_the_mention_removes_the_answer(stage: Stage, restarts: bool) -> None:
    mia = stage.person("mia")
    asked = await mia.say("#films", "@bot whos the director")
    reply = await stage.sandbox.reply_to(asked)
    if restarts:
        await stage.restart()
    await mia.edit(asked, "whos the director")
    assert await stage.sandbox.changed(reply) is None
    await mia.edit(asked, "@bot is it a true story")
    (again,) = await stage.answers()
    assert "poet" in again.text
    assert again.reply_to == asked.id


async def test_an_edit_that_adds_a_mention_asks(stage: Stage, restarts: bool) -> None:
    mia = stage.person("mia")
    said = await mia.say("#films", "whos the director")
    assert await stage.answers() == []
    if restarts:
        await stage.restart()
    await mia.edit(said, "@bot whos the director")
    assert "Ben Lewin" in (await stage.sandbox.reply_to(said)).text


async def test_a_mention_removed_and_added_again_gets_a_fresh_answer_each_time(stage: Stage) -> None:
    mia = stage.person("mia")
    asked = await mia.say("#films", "@bot whos the director")
    for _ in range(3):
        await stage.answers()
        await mia.edit(asked, "whos the director")
        assert await stage.answers() == []
        await mia.edit(asked, "@bot whos the director")
        assert len(await stage.answers()) == 1
    nonces = [request.body["nonce"] for request in stage.sandbox.requests if "nonce" in (request.body or {})]
    assert len(nonces) == len(set(nonces)) == 4


async def test_a_link_preview_is_no_edit(stage: Stage) -> None:
    mia = stage.person("mia")
    asked = await mia.say("#films", "@bot is it a true story https://example.org")
    await stage.sandbox.reply_to(asked)
    before = len(stage.sandbox.requests)
    await mia.preview_links(asked)
    await mia.edit(asked, "@bot is it a true story https://example.org")  # the same text again
    await stage.answers()
    assert len(stage.sandbox.requests) == before


async def test_questions_cleared_away_at_once_take_their_answers_along(stage: Stage) -> None:
    mia = stage.person("mia")
    asked = [await mia.say("#films", f"@bot {question}") for question in ("whos the director", "is it a true story")]
    replies = [await stage.sandbox.reply_to(message) for message in asked]
    other = await stage.ask("how long is it")
    await stage.sandbox.bulk_delete([*asked, replies[1]])
    assert [message.id for message in await stage.answers()] == [other.id]


async def test_a_question_deleted_while_it_is_answered_leaves_nothing_behind(stage: Stage) -> None:
    mia = stage.person("mia")
    stage.sandbox.fault(Fault(method="POST", path="/messages$", delay=0.1))
    asked = await mia.say("#films", "@bot whos the director")
    await mia.delete(asked)
    assert await stage.answers() == []


async def test_an_edit_while_the_answer_is_under_way_wins(stage: Stage) -> None:
    mia = stage.person("mia")
    stage.sandbox.fault(Fault(method="POST", path="/messages$", delay=0.1))
    asked = await mia.say("#films", "@bot whos the director")
    await mia.edit(asked, "@bot is it a true story")
    (reply,) = await stage.answers()
    assert "poet" in reply.text


async def test_an_answer_that_a_moderator_deleted_does_not_come_back(stage: Stage) -> None:
    mia = stage.person("mia")
    asked = await mia.say("#films", "@bot whos the director")
    await stage.person("max").delete(await stage.sandbox.reply_to(asked))
    await mia.edit(asked, "@bot is it a true story")
    assert await stage.answers() == []


async def test_direct_messages_are_followed_too(stage: Stage) -> None:
    mia = stage.person("mia")
    asked = await mia.say("dm", "whos the director")
    reply = await stage.sandbox.reply_to(asked)
    await mia.edit(asked, "is it a true story")
    edited = await stage.sandbox.changed(reply)
    assert edited is not None
    assert "poet" in edited.text
    await mia.delete(asked)
    assert await stage.sandbox.changed(edited) is None


async def test_an_edit_to_a_courtesy_and_back_answers_again(stage: Stage) -> None:
    mia = stage.person("mia")
    asked = await mia.say("#films", "@bot whos the director")
    reply = await stage.sandbox.reply_to(asked)
    await mia.edit(asked, "@bot thanks")
    thanked = await stage.sandbox.changed(reply)
    assert thanked is not None
    assert "Ben Lewin" not in thanked.text
    await mia.edit(asked, "@bot whos the director")
    again = await stage.sandbox.changed(thanked)
    assert again is not None
    assert "Ben Lewin" in again.text
