"""Commands, autocomplete, menus, buttons, selects and forms with a real client; time limits and first answers."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import discord
import pytest

from bot.sandbox import ActionRefused, Choice, InteractionFailed, Modal, Sandbox, SentMessage, Upload
from tests.sandbox.conftest import Connect
from tests.sandbox.small_bot import SmallBot


@pytest.fixture
async def answer(sandbox: Sandbox, bot: SmallBot) -> SentMessage:
    return await sandbox.reply_to(await sandbox.person("mia").say("#films", "@bot whos the director"))


async def test_a_command_is_answered(sandbox: Sandbox, bot: SmallBot) -> None:
    handle = await sandbox.person("mia").slash("#films", "ask", question="who", film="the-sessions")
    message = await handle.message()
    assert message.text == "who (the-sessions)"
    assert message.ephemeral_for is None
    interaction = bot.interactions[0]
    assert interaction.context.guild
    assert interaction.is_guild_integration()
    assert interaction.permissions.send_messages
    assert not interaction.permissions.manage_messages
    assert interaction.app_permissions.attach_files
    assert str(interaction.locale) == "en-US"
    assert str(interaction.guild_locale) == "en-US"
    assert interaction.user.name == "mia"
    assert interaction.filesize_limit == 10 * 1024 * 1024


async def test_an_ephemeral_answer_is_seen_by_its_member_only(sandbox: Sandbox, bot: SmallBot) -> None:
    mia = sandbox.person("mia")
    message = await (await mia.slash("#films", "ask", question="who", private=True)).message()
    assert message.ephemeral_for == "mia"
    assert [item.id for item in mia.messages("#films")] == [message.id]
    assert sandbox.person("olga").messages("#films") == []
    mia.dismiss(message)
    assert mia.messages("#films") == []
    await sandbox.settle()
    assert bot.deleted == []


async def test_interactions_in_direct_messages_threads_and_age_restricted_channels(
    sandbox: Sandbox, bot: SmallBot
) -> None:
    mia = sandbox.person("mia")
    for place in ("dm", "#iron-lung", "#late-night"):
        await (await mia.slash(place, "ask", question="who")).message()
    private, thread, late = bot.interactions
    assert private.guild is None
    assert private.context.dm_channel
    assert thread.channel.parent_id == sandbox.channel_id("#films")
    assert late.channel.is_nsfw()


async def test_the_picker_shows_what_a_member_may_use(sandbox: Sandbox, bot: SmallBot) -> None:
    names = {command.name for command in sandbox.person("mia").commands("#films")}
    assert names == {"ask", "slow", "late", "later", "who", "read", "Answer this", "Greet"}
    assert "knowledge add" in {command.name for command in sandbox.person("max").commands("#films")}
    assert "knowledge add" not in {command.name for command in sandbox.person("max").commands("dm")}
    with pytest.raises(ActionRefused):
        await sandbox.person("mia").slash("#films", "knowledge add")
    form = await (await sandbox.person("max").slash("#films", "knowledge add")).form()
    assert form.title == "Correct it"


async def test_options_are_resolved_and_checked(sandbox: Sandbox, bot: SmallBot) -> None:
    mia = sandbox.person("mia")
    message = await (await mia.slash("#films", "who", person="olga", channel="#general", times=3)).message()
    assert message.text == "olga general 3"
    for wrong in ({"times": 6}, {"times": None}, {"colour": "red"}):
        with pytest.raises(ActionRefused):
            await mia.slash("#films", "who", **({"person": "olga", "channel": "#general", "times": 3} | wrong))


async def test_a_file_is_an_option(sandbox: Sandbox, bot: SmallBot) -> None:
    handle = await sandbox.person("mia").slash("#films", "read", file=Upload("a.txt", b"hello"))
    [copy] = (await handle.message()).files
    assert (copy.filename, copy.size) == ("copy.txt", 5)


async def test_autocomplete_offers_choices_with_the_other_options_at_hand(sandbox: Sandbox, bot: SmallBot) -> None:
    choices = await sandbox.person("mia").autocomplete("#films", "ask", option="question", value="who", film="x")
    assert choices[0] == Choice("who 0 x", "who-0")
    assert len(choices) == 3


async def test_a_bad_autocomplete_list_is_refused_whole(make_sandbox: Any, connect: Connect) -> None:
    # The body is wrong on purpose, so the checks of what the bot sends stay off.
    sandbox = await make_sandbox(interaction_ttl=0.1, on_request=None)
    await connect(sandbox)
    with pytest.raises(InteractionFailed):
        await sandbox.person("mia").autocomplete("#films", "ask", option="question", value="fail")


async def test_menus_bring_the_message_with_its_content(sandbox: Sandbox, bot: SmallBot) -> None:
    mia = sandbox.person("mia")
    unmentioned = await sandbox.person("olga").say("#films", "who is it by")
    assert (await (await mia.menu("#films", "Answer this", unmentioned)).message()).text == "about: who is it by"
    assert (await (await mia.menu("#films", "Greet", "olga")).message()).text == "hello olga"


async def test_a_deferred_answer_is_awaited_until_it_is_edited(sandbox: Sandbox, bot: SmallBot) -> None:
    handle = await sandbox.person("mia").slash("#films", "slow", seconds=0.05)
    message = await handle.message()
    assert message.text.startswith("**Ben Lewin**")
    assert not message.edited
    await sandbox.settle()
    assert [item.text for item in handle.messages][1:] == ["and more"]


async def test_a_deferred_private_answer_stays_private(sandbox: Sandbox, bot: SmallBot) -> None:
    handle = await sandbox.person("mia").slash("#films", "slow", private=True)
    assert (await handle.message()).ephemeral_for == "mia"
    await sandbox.settle()
    assert [message.ephemeral_for for message in handle.messages] == ["mia", "mia"]


async def test_nobody_answering_in_time_is_a_failure(make_sandbox: Any, connect: Connect) -> None:
    sandbox = await make_sandbox(interaction_ttl=0.05)
    bot = await connect(sandbox)
    handle = await sandbox.person("mia").slash("#films", "late", seconds=0.1)
    with pytest.raises(InteractionFailed):
        await handle.response()
    assert handle.failed
    assert handle.error == "This interaction failed"
    async with asyncio.timeout(5):
        while not bot.faults:
            await asyncio.sleep(0.01)
    assert [fault.code for fault in bot.faults] == [10062]


async def test_a_token_dies_after_its_time(make_sandbox: Any, connect: Connect) -> None:
    sandbox = await make_sandbox(token_ttl=0.05)
    bot = await connect(sandbox)
    handle = await sandbox.person("mia").slash("#films", "later", seconds=0.1)
    assert (await handle.message()).text == "first"
    async with asyncio.timeout(5):
        while not bot.faults:
            await asyncio.sleep(0.01)
    assert [(fault.status, fault.code) for fault in bot.faults] == [(401, 50027)]


async def test_a_second_first_answer_is_refused(sandbox: Sandbox, bot: SmallBot) -> None:
    handle = await sandbox.person("mia").slash("#films", "ask", question="who")
    await handle.message()
    url = f"{sandbox.rest_url}/interactions/{handle.id}/{handle.token}/callback"
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, json={"type": 4, "data": {"content": "x"}}) as again,
    ):
        assert (again.status, (await again.json())["code"]) == (400, 40060)


async def test_a_wrong_token_is_an_unknown_interaction(sandbox: Sandbox, bot: SmallBot) -> None:
    handle = await sandbox.person("mia").slash("#films", "late", seconds=0.05)
    url = f"{sandbox.rest_url}/interactions/{handle.id}/wrong/callback"
    async with aiohttp.ClientSession() as session, session.post(url, json={"type": 5}) as refused:
        assert (refused.status, (await refused.json())["code"]) == (404, 10062)
    await handle.response()


async def test_a_form_is_filled_in_and_echoed(sandbox: Sandbox, bot: SmallBot, answer: SentMessage) -> None:
    mia = sandbox.person("mia")
    form = await (await mia.click(answer, label="Form")).form()
    assert form.text.splitlines()[:2] == ["Correct it", "Say **what** is wrong."]
    assert form.inputs["answer"]["label"] == "Answer"
    untouched = await (await mia.submit(form)).message()
    assert untouched.text == "('Ben Lewin', 'none', False, [])"
    with pytest.raises(ActionRefused):
        await mia.submit(form)
    form = await (await mia.click(answer, label="Form")).form()
    filled = await (
        await mia.submit(form, {"answer": "Ben", "level": "ending", "tell": True, "film": ["The Sessions"]})
    ).message()
    assert filled.text == "('Ben', 'end', True, ['the-sessions'])"
    assert filled.ephemeral_for == "mia"
    for wrong in ({"answer": ""}, {"answer": "x" * 51}, {"film": ["Gattaca"]}, {"nothing": 1}):
        with pytest.raises(ActionRefused):
            await mia.submit(form, wrong)
    with pytest.raises(ActionRefused):
        await sandbox.person("olga").submit(form)


async def test_a_form_takes_a_file(sandbox: Sandbox, bot: SmallBot, answer: SentMessage) -> None:
    mia = sandbox.person("mia")
    form = await (await mia.click(answer, label="File")).form()
    message = await (await mia.submit(form, {"file": [Upload("a.yaml", b"film: x")]})).message()
    assert message.text == "a.yaml: film: x"


async def test_a_form_cannot_answer_a_form(
    sandbox: Sandbox, bot: SmallBot, answer: SentMessage, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused: list[discord.HTTPException] = []

    async def open_another(self: Any, interaction: discord.Interaction) -> None:
        try:
            await interaction.response.send_modal(type(self)())
        except discord.HTTPException as error:
            refused.append(error)
            await interaction.response.send_message("no")

    monkeypatch.setattr("tests.sandbox.small_bot.Form.on_submit", open_another)
    mia = sandbox.person("mia")
    form = await (await mia.click(answer, label="Form")).form()
    assert (await (await mia.submit(form)).message()).text == "no"
    assert [(error.status, error.code) for error in refused] == [(400, 50035)]


async def test_buttons_answer_edit_and_remove(sandbox: Sandbox, bot: SmallBot, answer: SentMessage) -> None:
    mia = sandbox.person("mia")
    thanks = await (await mia.click(answer, custom_id="b:thanks")).message()
    assert (thanks.text, thanks.ephemeral_for) == ("Thanks!", "mia")
    other = await (await mia.click(answer, label="Other")).message()
    assert (other.id, other.text, other.edited) == (answer.id, "another answer", True)
    second = await sandbox.reply_to(await mia.say("#films", "@bot again"))
    assert (await (await mia.click(second, label="Remove")).message()).deleted
    assert sandbox.message(second) is None


async def test_buttons_that_cannot_be_pressed_are_refused(sandbox: Sandbox, bot: SmallBot, answer: SentMessage) -> None:
    mia = sandbox.person("mia")
    for label in ("Off", "Site", "Absent"):
        with pytest.raises(ActionRefused):
            await mia.click(answer, label=label)
    private = await (await mia.click(answer, label="Thanks")).message()
    with pytest.raises(ActionRefused):
        await sandbox.person("olga").click(private, custom_id="b:thanks")


async def test_menus_on_messages_take_labels_and_values(sandbox: Sandbox, bot: SmallBot, answer: SentMessage) -> None:
    mia = sandbox.person("mia")
    assert (await (await mia.select(answer, "menu", "Gattaca")).message()).text == "chose ['g']"
    assert (await (await mia.select(answer, "menu", ["n"])).message()).text == "chose ['n']"
    with pytest.raises(ActionRefused):
        await mia.select(answer, "menu", ["x"])
    assert (await (await mia.forge(answer, "menu", values=["x"])).message()).text == "chose ['x']"


async def test_people_roles_and_channels_are_chosen_by_name(sandbox: Sandbox, bot: SmallBot) -> None:
    mia = sandbox.person("mia")
    chosen: list[str] = []
    view = discord.ui.LayoutView(timeout=None)
    menus = (discord.ui.UserSelect, discord.ui.RoleSelect, discord.ui.ChannelSelect, discord.ui.MentionableSelect)
    for number, kind in enumerate(menus):
        menu: Any = kind(custom_id=f"m{number}", max_values=2)

        async def callback(interaction: discord.Interaction, menu: Any = menu) -> None:
            chosen.extend(str(value) for value in menu.values)
            await interaction.response.defer()

        menu.callback = callback
        row: Any = discord.ui.ActionRow()
        view.add_item(row.add_item(menu))
    await bot.get_channel(sandbox.channel_id("#films")).send(view=view)
    [message] = sandbox.messages("#films")
    for number, values in enumerate((["olga", "max"], ["Moderator"], ["#general"], ["mia", "Moderator"])):
        await (await mia.select(message, f"m{number}", values)).first()
    await sandbox.settle()
    assert chosen == ["olga", "max", "Moderator", "general", "mia", "Moderator"]
    with pytest.raises(ActionRefused):
        await mia.select(message, "m0", ["olga", "max", "mia"])
    with pytest.raises(ActionRefused):
        await mia.select(message, "m1", ["Nobody"])


async def test_the_handle_tells_forms_from_messages(sandbox: Sandbox, bot: SmallBot, answer: SentMessage) -> None:
    handle = await sandbox.person("mia").click(answer, label="Form")
    assert isinstance(await handle.response(), Modal)
    with pytest.raises(TypeError):
        await handle.message()


async def test_commands_are_replaced_and_kept_by_scope(sandbox: Sandbox, bot: SmallBot) -> None:
    fetched = await bot.tree.fetch_commands()
    again = await bot.tree.sync()
    assert {command.name: command.id for command in again} == {command.name: command.id for command in fetched}
    club = discord.Object(sandbox.guild_id("Film club"))
    bot.tree.copy_global_to(guild=club)
    await bot.tree.sync(guild=club)
    names = [command.name for command in sandbox.person("mia").commands("#films")]
    assert names.count("ask") == 2
    assert [command.name for command in sandbox.person("otto").commands("#lobby")].count("ask") == 1
    await fetched[0].delete()
    assert len(await bot.tree.fetch_commands()) == len(fetched) - 1
