"""Every button, also after a restart, and pressed by whom it is not meant for."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import discord
import pytest
from discord import app_commands, ui

from bot.sandbox import SentMessage
from bot.ui.buttons import PressButton
from tests.end_to_end.stage import Stage


@pytest.fixture(params=[False, True], ids=["same process", "after a restart"])
def restarts(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


async def _asked_back(stage: Stage) -> SentMessage:
    """Without a default film, the bot has to ask which one is meant."""
    await stage.restart(default_film=None)
    reply = await stage.ask("whos the director")
    assert "Ben Lewin" not in reply.text
    return reply


async def test_next_steps_are_shown_to_who_presses(stage: Stage, restarts: bool) -> None:
    reply = await stage.ask("whos the director")
    steps = [button for button in reply.buttons if (button.custom_id or "").startswith("f1:next:")]
    assert 1 <= len(steps) <= 3
    if restarts:
        await stage.restart()
    for step in steps:
        shown = await (await stage.person("olga").click(reply, custom_id=step.custom_id)).message()
        assert shown.ephemeral_for == "olga"
        assert "The Sessions" in shown.text
    assert stage.sandbox.message(reply) == reply


async def test_next_steps_of_a_private_answer_turn_its_page(stage: Stage) -> None:
    mia = stage.person("mia")
    private = await (await mia.slash("#films", "ask", question="whos the director", private=True)).message()
    step = next(button for button in private.buttons if (button.custom_id or "").startswith("f1:next:"))
    turned = await (await mia.click(private, custom_id=step.custom_id)).message()
    assert turned.id == private.id
    assert turned.text != private.text


async def test_a_picked_choice_becomes_the_answer(stage: Stage, restarts: bool) -> None:
    reply = await _asked_back(stage)
    if restarts:
        await stage.restart(default_film=None)
    picked = await (await stage.person("mia").click(reply, label="The Sessions (2012)")).message()
    assert picked.id == reply.id
    assert "Ben Lewin" in picked.text
    question = await stage.app.questions.get(reply.reply_to or 0)
    assert question is not None
    assert question.text == "whos the director"
    assert question.entry == "the-sessions/overview/director"
    # The answer is still its question's: removed and rated like any other.
    thanks = await (await stage.person("mia").click(picked, label="Yes")).message()
    assert "Thanks" in thanks.text
    await stage.person("mia").click(picked, label="Remove")
    assert await stage.answers() == []


async def test_somebody_elses_pick_is_shown_to_them_alone(stage: Stage) -> None:
    reply = await _asked_back(stage)
    shown = await (await stage.person("olga").click(reply, label="Breathing Lessons (1996)")).message()
    assert shown.ephemeral_for == "olga"
    assert "Jessica Yu" in shown.text
    assert stage.sandbox.message(reply) == reply


async def test_a_private_ask_back_is_picked_in_place(stage: Stage) -> None:
    await stage.restart(default_film=None)
    mia = stage.person("mia")
    private = await (await mia.slash("#films", "ask", question="whos the director", private=True)).message()
    picked = await (await mia.click(private, label="The Sessions (2012)")).message()
    assert picked.id == private.id
    assert picked.ephemeral_for == "mia"
    assert "Ben Lewin" in picked.text


async def test_none_of_the_choices_is_noted(stage: Stage) -> None:
    reply = await _asked_back(stage)
    noted = await (await stage.person("mia").click(reply, label="None of these")).message()
    assert "moderators will see" in noted.text


async def test_yes_and_no_are_counted_once_a_member(stage: Stage, restarts: bool) -> None:
    reply = await stage.ask("whos the director")
    if restarts:
        await stage.restart()
    mia, olga = stage.person("mia"), stage.person("olga")
    for person, label, words in (
        (mia, "No", "moderators will see"),
        (mia, "Yes", "Thanks"),
        (olga, "No", "moderators"),
    ):
        note = await (await person.click(reply, label=label)).message()
        assert note.ephemeral_for == person.name
        assert words in note.text
    assert reply.reply_to
    async with stage.stores() as stores:
        assert await stores.feedback.counts(reply.reply_to) == (1, 1)


async def test_a_vote_on_a_question_long_gone_is_not_counted(stage: Stage) -> None:
    reply = await stage.ask("whos the director")
    await stage.app.questions.forget_before(datetime.now(UTC) + timedelta(days=1))
    note = await (await stage.person("mia").click(reply, label="Yes")).message()
    assert "too long ago" in note.text


async def test_the_asker_removes_the_answer(stage: Stage, restarts: bool) -> None:
    asked = await stage.person("mia").say("#films", "@bot whos the director")
    reply = await stage.sandbox.reply_to(asked)
    if restarts:
        await stage.restart()
    await stage.person("mia").click(reply, label="Remove")
    assert await stage.answers() == []
    assert await stage.app.answers.find(asked.id) is None


async def test_a_moderator_removes_the_answer(stage: Stage) -> None:
    reply = await stage.ask("whos the director")
    await stage.person("max").click(reply, label="Remove")
    assert await stage.answers() == []


async def test_nobody_else_removes_the_answer(stage: Stage) -> None:
    reply = await stage.ask("whos the director")
    note = await (await stage.person("olga").click(reply, label="Remove")).message()
    assert note.ephemeral_for == "olga"
    assert "Only the person who asked" in note.text
    assert stage.sandbox.message(reply) == reply


async def test_an_answer_to_a_command_is_removed_too(stage: Stage) -> None:
    mia = stage.person("mia")
    for name, options in (("ask", {"question": "whos the director"}), ("cast", {})):
        reply = await (await mia.slash("#films", name, **options)).message()
        await mia.click(reply, label="Remove")
        assert await stage.answers() == []


async def test_another_film_has_its_own_answer(stage: Stage, restarts: bool) -> None:
    reply = await stage.ask("whos the director")
    if restarts:
        await stage.restart()
    mia = stage.person("mia")
    films = await (await mia.click(reply, label="Another film?")).message()
    assert films.ephemeral_for == "mia"
    assert [button.label for button in films.buttons] == ["Breathing Lessons (1996)"]
    other = await (await mia.click(films, label="Breathing Lessons (1996)")).message()
    assert other.id == films.id
    assert "Jessica Yu" in other.text
    assert "Ben Lewin" in (await stage.ask("whos the director", who="olga")).text  # mia alone has turned the page


async def test_buttons_work_in_direct_messages(stage: Stage) -> None:
    mia = stage.person("mia")
    reply = await stage.sandbox.reply_to(await mia.say("dm", "whos the director"))
    step = next(button for button in reply.buttons if (button.custom_id or "").startswith("f1:next:"))
    shown = await (await mia.click(reply, custom_id=step.custom_id)).message()
    assert shown.ephemeral_for is None
    await mia.click(shown, label="Remove")
    await mia.click(reply, label="Remove")
    await stage.settle()
    assert [message.author for message in mia.messages("dm")] == ["mia"]


@pytest.mark.parametrize(
    "custom_id",
    [
        "something else",
        "f1:",
        "f1:unheard-of:1",
        "f1:next:the-sessions/overview/director:x",
        "f1:remove:1",
        "f1:remove:1:2",
        "f1:pick:x",
        "f1:next:no/such/entry",
        "F1:next:a",
        "\n",
    ],
)
async def test_forged_presses_are_answered_and_do_nothing(stage: Stage, custom_id: str) -> None:
    reply = await stage.ask("whos the director")
    note = await (await stage.person("olga").forge(reply, custom_id)).message()
    assert note.ephemeral_for == "olga"
    assert "earlier version" in note.text
    assert stage.sandbox.message(reply) == reply


async def test_a_button_to_knowledge_that_is_gone_says_so(
    stage: Stage, tmp_path_factory: pytest.TempPathFactory
) -> None:
    reply = await stage.ask("whos the director")
    smaller = tmp_path_factory.mktemp("knowledge")
    (smaller / "films").mkdir()
    (smaller / "films" / "breathing-lessons.yaml").write_text("film: {title: Breathing Lessons, year: 1996}\n")
    await stage.restart(knowledge=smaller, default_film=None)
    step = next(button for button in reply.buttons if (button.custom_id or "").startswith("f1:next:"))
    shown = await (await stage.person("mia").click(reply, custom_id=step.custom_id)).message()
    assert shown.text
    assert "The Sessions" not in shown.text


async def test_answers_leave_nothing_in_the_clients_memory(stage: Stage) -> None:
    mia = stage.person("mia")
    for _ in range(3):
        reply = await stage.ask("whos the director")
        await (await mia.click(reply, label="Another film?")).message()
        await (await mia.slash("#films", "ask", question="whos the director", private=True)).message()
    store = stage.bot._connection._view_store
    assert store._views == {}
    assert list(store._dynamic_items.values()) == [PressButton]
    names = {task.get_name() for task in asyncio.all_tasks()}
    assert not [name for name in names if "timeout" in name.casefold()]


class _OldForm(ui.Modal, title="A form of an earlier version"):
    words: ui.TextInput[_OldForm] = ui.TextInput(label="Words")


@app_commands.command(name="form", description="Open a form")
async def _open_form(interaction: discord.Interaction) -> None:
    await interaction.response.send_modal(_OldForm(custom_id="m1:old"))


async def test_a_form_that_nobody_reads_any_more_is_answered(stage: Stage) -> None:
    stage.bot.tree.add_command(_open_form)
    await stage.bot.tree.sync()
    mia = stage.person("mia")
    form = await (await mia.slash("#films", "form")).form()
    await stage.restart()
    (field,) = form.inputs
    note = await (await mia.submit(form, {field: "hello"})).message()
    assert note.ephemeral_for == "mia"
    assert "earlier version" in note.text
