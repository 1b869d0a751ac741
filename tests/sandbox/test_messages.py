"""Messages between people and a real client: content rules, replies, edits, deletions, permissions, files."""

from __future__ import annotations

import asyncio
from typing import Any

import discord
import pytest

from bot.sandbox import ActionRefused, Sandbox, Upload
from tests.sandbox.conftest import Connect
from tests.sandbox.small_bot import SmallBot


async def test_a_mention_is_answered_with_components(sandbox: Sandbox, bot: SmallBot) -> None:
    question = await sandbox.person("mia").say("#films", "@bot whos the director")
    answer = await sandbox.reply_to(question)
    assert answer.reply_to == question.id
    assert answer.v2
    assert answer.text == "**Ben Lewin** directed ▒▒▒."
    assert answer.spoiler_text.splitlines() == ["Mark dies in 1999.", "the film"]
    assert [item.label for item in answer.buttons] == [
        "Form",
        "File",
        "Thanks",
        "Other",
        "Dead",
        "Off",
        "Remove",
        "Site",
    ]
    assert answer.button("Off").disabled
    assert answer.button("Site").url == "https://example.org/"
    assert answer.selects[0].options == (("Gattaca", "g"), ("Network", "n"))
    [heard] = bot.heard
    assert isinstance(heard.author, discord.Member)
    assert heard.channel.name == "films"


async def test_content_comes_only_where_discord_gives_it(sandbox: Sandbox, bot: SmallBot) -> None:
    mia = sandbox.person("mia")
    await mia.say("#films", "not for the bot")
    ordinary = await sandbox.reply_to(await mia.say("#films", "@bot hello"))
    await mia.say("#films", "quiet with ping", reply_to=ordinary)
    await mia.say("#films", "quiet without ping", reply_to=ordinary, ping=False)
    response = await (await mia.slash("#films", "ask", question="x")).message()
    await mia.say("#films", "quiet to a response", reply_to=response)
    await mia.say("dm", "quiet in private")
    await sandbox.settle()
    assert [message.content for message in bot.heard] == [
        "",
        f"<@{sandbox.bot_id}> hello",
        "quiet with ping",
        "",
        "",
        "quiet in private",
    ]
    empty_reply = bot.heard[3]
    assert empty_reply.reference.resolved.author == bot.user
    assert bot.user not in bot.heard[4].mentions


async def test_the_intent_brings_all_content_when_granted(make_sandbox: Any, connect: Connect) -> None:
    sandbox = await make_sandbox(message_content=True)
    bot = await connect(sandbox, intents=discord.Intents(guilds=True, guild_messages=True, message_content=True))
    await sandbox.person("mia").say("#films", "quiet and unmentioned")
    await sandbox.settle()
    assert bot.heard[0].content == "quiet and unmentioned"


async def test_the_intent_is_refused_when_not_granted(sandbox: Sandbox, connect: Connect) -> None:
    with pytest.raises(discord.PrivilegedIntentsRequired):
        await connect(sandbox, intents=discord.Intents(guilds=True, message_content=True))


async def test_an_edit_follows_the_rule_for_its_new_text(sandbox: Sandbox, bot: SmallBot) -> None:
    mia = sandbox.person("mia")
    message = await mia.say("#films", "@bot first")
    await mia.edit(message, "no mention")
    await mia.edit(message, "@bot third")
    await sandbox.settle()
    assert [edit.message.content for edit in bot.edits] == ["", f"<@{sandbox.bot_id}> third"]
    assert sandbox.message(message).edited


async def test_a_link_preview_is_an_edit_without_a_time(sandbox: Sandbox, bot: SmallBot) -> None:
    mia = sandbox.person("mia")
    await mia.preview_links(await mia.say("#films", "@bot https://example.org/ quiet"))
    await sandbox.settle()
    assert bot.edits[0].message.edited_at is None


async def test_deletions_are_heard_singly_and_in_bulk(sandbox: Sandbox, bot: SmallBot) -> None:
    mia = sandbox.person("mia")
    messages = [await mia.say("#general", f"number {n}") for n in range(3)]
    await mia.delete(messages[0])
    await sandbox.bulk_delete(messages[1:])
    await sandbox.settle()
    assert bot.deleted == [message.id for message in messages]
    assert sandbox.messages("#general") == []


async def test_a_reply_to_a_deleted_message_is_refused_unless_told_otherwise(sandbox: Sandbox, bot: SmallBot) -> None:
    mia = sandbox.person("mia")
    await mia.delete(await mia.say("#films", "@bot quiet"))
    await sandbox.settle()
    [heard] = bot.heard
    with pytest.raises(discord.HTTPException, match="Unknown message") as refused:
        await heard.reply("too late")
    assert (refused.value.status, refused.value.code) == (400, 50035)
    sent = await heard.channel.send("anyway", reference=heard.to_reference(fail_if_not_exists=False))
    assert sent.reference is None


async def test_the_bot_edits_and_deletes_its_own_messages_only(sandbox: Sandbox, bot: SmallBot) -> None:
    mia = sandbox.person("mia")
    answer = await sandbox.reply_to(await mia.say("#films", "@bot hello"))
    channel = bot.get_channel(answer.channel_id)
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(discord.ui.TextDisplay("another text"))
    await channel.get_partial_message(answer.id).edit(view=view, allowed_mentions=discord.AllowedMentions.none())
    edited = sandbox.message(answer)
    assert (edited.text, edited.edited, edited.buttons) == ("another text", True, ())
    with pytest.raises(discord.Forbidden) as refused:
        await channel.get_partial_message(bot.heard[0].id).edit(content="mine now")
    assert refused.value.code == 50005
    with pytest.raises(discord.Forbidden) as refused:
        await channel.get_partial_message(bot.heard[0].id).delete()
    assert refused.value.code == 50013
    sandbox.set_permissions("#films", manage_messages=True)
    await channel.get_partial_message(bot.heard[0].id).delete()
    assert sandbox.message(bot.heard[0].id) is None


@pytest.mark.parametrize(
    ("denied", "code"), [({"send": False}, 50013), ({"view": False}, 50001), ({"read_history": False}, 160002)]
)
async def test_missing_permissions_are_refused(
    sandbox: Sandbox, bot: SmallBot, denied: dict[str, bool], code: int
) -> None:
    await sandbox.person("mia").say("#films", "@bot quiet")
    await sandbox.settle()
    sandbox.set_permissions("#films", **denied)
    with pytest.raises(discord.Forbidden) as refused:
        await bot.heard[0].reply("hello")
    assert refused.value.code == code


async def test_a_channel_the_bot_cannot_view_is_silent(sandbox: Sandbox, bot: SmallBot) -> None:
    sandbox.set_permissions("#films", view=False)
    await sandbox.person("mia").say("#films", "@bot hello")
    await sandbox.settle()
    assert bot.heard == []


async def test_a_vanished_channel_is_unknown(sandbox: Sandbox, bot: SmallBot) -> None:
    await sandbox.person("mia").say("#films", "@bot quiet")
    await sandbox.settle()
    sandbox.remove_channel("#films")
    with pytest.raises(discord.NotFound) as refused:
        await bot.heard[0].reply("hello")
    assert refused.value.code == 10003


async def test_closed_direct_messages_are_refused(sandbox: Sandbox, bot: SmallBot) -> None:
    sandbox.close_dms("mia")
    await sandbox.person("mia").say("dm", "quiet")
    await sandbox.settle()
    with pytest.raises(discord.Forbidden) as refused:
        await bot.heard[0].author.send("hello")
    assert refused.value.code == 50007


async def test_threads_have_their_own_permission(sandbox: Sandbox, bot: SmallBot) -> None:
    mia = sandbox.person("mia")
    answer = await sandbox.reply_to(await mia.say("#iron-lung", "@bot hello"))
    assert answer.channel == "#iron-lung"
    assert isinstance(bot.heard[0].channel, discord.Thread)
    sandbox.set_permissions("#films", send_in_threads=False)
    await mia.say("#iron-lung", "@bot again")
    await sandbox.settle()
    assert [fault.code for fault in bot.faults] == [50013]


@pytest.mark.parametrize(
    ("mentions", "notified"),
    [
        (None, ()),
        (discord.AllowedMentions.all(), ("mia", "olga")),
        (discord.AllowedMentions(users=[discord.Object(1)], everyone=False, roles=False, replied_user=True), ("mia",)),
    ],
)
async def test_pings_follow_the_allowed_mentions(
    sandbox: Sandbox, bot: SmallBot, mentions: discord.AllowedMentions | None, notified: tuple[str, ...]
) -> None:
    await sandbox.person("mia").say("#films", "@bot quiet")
    await sandbox.settle()
    olga = sandbox.person("olga").mention
    await bot.heard[0].reply(f"{olga} @everyone", allowed_mentions=mentions)
    assert tuple(sorted(sandbox.messages("#films")[-1].mentions_notified)) == notified


async def test_everyone_is_notified_only_with_the_permission(sandbox: Sandbox, bot: SmallBot) -> None:
    channel = bot.get_channel(sandbox.channel_id("#films"))
    everyone = discord.AllowedMentions(everyone=True)
    await channel.send("@everyone", allowed_mentions=everyone)
    sandbox.set_permissions("#films", mention_everyone=True)
    await channel.send("@everyone", allowed_mentions=everyone)
    first, second = sandbox.messages("#films")
    assert first.mentions_notified == ()
    assert set(second.mentions_notified) == {"ada", "mia", "max", "olga"}


async def test_a_role_is_notified_only_with_the_permission(sandbox: Sandbox, bot: SmallBot) -> None:
    channel = bot.get_channel(sandbox.channel_id("#films"))
    [role] = [role for role in channel.guild.roles if role.name == "Moderator"]
    await channel.send(role.mention, allowed_mentions=discord.AllowedMentions(roles=True))
    sandbox.set_permissions("#films", mention_everyone=True)
    await channel.send(role.mention, allowed_mentions=discord.AllowedMentions(roles=[role]))
    await channel.send(role.mention)
    assert [message.mentions_notified for message in sandbox.messages("#films")] == [(), ("max",), ()]


async def test_a_nonce_seen_lately_returns_the_earlier_message(make_sandbox: Any, connect: Connect) -> None:
    sandbox = await make_sandbox(nonce_ttl=0.2)
    bot = await connect(sandbox)
    channel = bot.get_channel(sandbox.channel_id("#films"))
    first = await channel.send("one", nonce="question-1")
    again = await channel.send("one", nonce="question-1")
    assert again.id == first.id
    assert len(sandbox.messages("#films")) == 1
    await asyncio.sleep(0.25)
    assert (await channel.send("one", nonce="question-1")).id != first.id


async def test_files_come_and_go_outside_the_rest_base(sandbox: Sandbox, bot: SmallBot) -> None:
    mia = sandbox.person("mia")
    await mia.say("dm", "quiet", files=[Upload("knowledge.yaml", b"film: {}", "text/yaml")])
    await sandbox.settle()
    [attachment] = bot.heard[0].attachments
    assert (attachment.filename, attachment.size, attachment.content_type) == ("knowledge.yaml", 8, "text/yaml")
    assert "/api/" not in attachment.url
    assert await attachment.read() == b"film: {}"
    import io

    await bot.heard[0].channel.send(file=discord.File(io.BytesIO(b"back"), filename="back.txt"))
    assert [file.filename for file in mia.messages("dm")[-1].files] == ["back.txt"]


async def test_history_and_single_messages_can_be_read(sandbox: Sandbox, bot: SmallBot) -> None:
    mia = sandbox.person("mia")
    for number in range(5):
        await mia.say("#general", f"@bot quiet {number}")
    channel = bot.get_channel(sandbox.channel_id("#general"))
    texts = [message.content[-1] async for message in channel.history(limit=3)]
    assert texts == ["4", "3", "2"]
    fetched = await channel.fetch_message(sandbox.messages("#general")[0].id)
    assert fetched.content.endswith("quiet 0")
    with pytest.raises(discord.NotFound):
        await channel.fetch_message(1)


async def test_reactions_and_typing_reach_the_other_side(sandbox: Sandbox, bot: SmallBot) -> None:
    await sandbox.person("mia").say("#films", "@bot quiet")
    await sandbox.settle()
    await bot.heard[0].add_reaction("👍")
    assert sandbox.messages("#films")[0].reactions == (("👍", 1),)
    await bot.heard[0].remove_reaction("👍", bot.user)
    assert sandbox.messages("#films")[0].reactions == ()
    async with bot.heard[0].channel.typing():
        pass
    assert any(request.route == "/channels/{channel_id}/typing" for request in sandbox.requests)


async def test_people_are_held_to_what_their_client_allows(sandbox: Sandbox) -> None:
    mia, otto = sandbox.person("mia"), sandbox.person("otto")
    with pytest.raises(ActionRefused):
        await otto.say(sandbox.channel_id("#films"), "let me in")
    with pytest.raises(ActionRefused):
        await mia.say("#films", "x" * 4001)
    message = await mia.say("#films", "mine")
    with pytest.raises(ActionRefused):
        await sandbox.person("olga").edit(message, "ours")
    with pytest.raises(ActionRefused):
        await sandbox.person("olga").delete(message)
    with pytest.raises(ActionRefused):
        await mia.edit(message, " ")
    with pytest.raises(ActionRefused):
        await mia.say("#general", "elsewhere", reply_to=message)
    await sandbox.person("max").delete(message)
    assert sandbox.messages("#films") == []


async def test_history_is_bounded(make_sandbox: Any) -> None:
    sandbox = await make_sandbox(history=10)
    for number in range(25):
        await sandbox.person("mia").say("#films", str(number))
    assert [message.content for message in sandbox.messages("#films")] == [str(n) for n in range(15, 25)]
