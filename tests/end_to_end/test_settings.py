"""`/settings`: what is chosen takes effect at once, and after a restart; the moderators' channel is told what happens."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.sandbox import SentMessage
from bot.services.stores import DigestPeriod
from tests.end_to_end.club import DIRECTOR, TRUE_STORY, Club


async def _choose(club: Club, *, roles: list[str] | None = None, channel: str | None = None) -> SentMessage:
    form = await club.open("settings moderators")
    return await club.submit(form, roles=roles or [], channel=[channel] if channel else [])


async def _told(club: Club, *, at_least: int = 0) -> list[str]:
    """What stands in the moderators' channel; nothing is told before the client has all its servers, 2 s after start."""
    for _ in range(200):
        told = [message.text for message in await club.stage.answers("#general")]
        if len(told) >= at_least:
            return told
        await asyncio.sleep(0.05)
    pytest.fail(f"only {len(told)} messages were told: {told}")


async def test_settings_show_what_an_admin_must_allow(club: Club) -> None:
    shown = await club.run("settings show")
    assert "Integrations" in shown.text
    assert "edited from here" in shown.text


async def test_a_chosen_role_may_moderate(club: Club) -> None:
    club.sandbox.add_role("Editors", to="olga", manage_messages=True)
    refused = await (await club.stage.person("olga").slash("#films", "knowledge edit", entry=DIRECTOR)).message()
    assert "Manage Server" in refused.text
    await _choose(club, roles=["Editors"])
    await club.open("knowledge edit", who="olga", entry=DIRECTOR)
    form = await club.open("settings moderators")
    assert len(form.inputs["roles"]["default_values"]) == 1
    refused = await (await club.stage.person("olga").slash("#films", "settings moderators")).message()
    assert "Manage Server" in refused.text
    await _choose(club, roles=[])
    refused = await (await club.stage.person("olga").slash("#films", "knowledge edit", entry=DIRECTOR)).message()
    assert "Manage Server" in refused.text


async def test_not_everybody_can_be_made_a_moderator(club: Club) -> None:
    shown = await _choose(club, roles=["@everyone"], channel="#general")
    assert "Not everybody" in shown.text
    (settings,) = club.stage.app.guilds.all()
    assert settings.moderator_roles == frozenset()
    assert settings.moderators_channel is not None  # what was right in the form is kept


async def test_the_moderators_channel_is_told_what_is_edited(club: Club) -> None:
    await _choose(club, channel="#general")
    assert "From now on" in (await _told(club))[0]
    await club.save(await club.run("knowledge also-asked", entry=TRUE_STORY, wording="honest and true"))
    told = (await _told(club, at_least=2))[-1]
    assert "Max changed" in told
    assert TRUE_STORY in told
    assert "honest and true" not in told
    await _choose(club, channel=None)
    count = len(await _told(club))
    await club.save(await club.run("knowledge also-asked", entry=TRUE_STORY, wording="honest to god"))
    assert len(await _told(club)) == count


async def test_the_moderators_channel_is_told_what_is_renamed(club: Club) -> None:
    await _choose(club, channel="#general")
    await club.save(await club.run("knowledge rename", what="breathing-lessons", name="lessons", reason="@everyone"))
    _, film = await _told(club, at_least=2)
    assert "Max renamed breathing-lessons to lessons" in film
    assert "follows, in `the-sessions`" in film
    saved = await club.save(await club.run("knowledge rename", what=TRUE_STORY, name="real"))
    await club.save(await club.press(saved, "Undo"))
    entry, back = (await _told(club, at_least=4))[2:]
    assert "the-sessions/faq/real" in entry
    assert "took edit" in back


async def test_a_channel_that_cannot_be_written_to_is_said_at_once(club: Club) -> None:
    club.sandbox.set_permissions("#general", send=False)
    assert "I cannot write" in (await _choose(club, channel="#general")).text


async def test_broken_files_are_told_with_file_line_and_reason(club: Club) -> None:
    await _choose(club, channel="#general")
    good = club.film.read_text()
    club.film.write_text(good.replace("runtime_minutes: 95", "runtime_minutes: long"))
    told = await _told(club, at_least=3)
    assert "cannot be loaded" in told[1]
    assert "the-sessions.yaml:8" in told[1]
    assert "changed on disk" in told[2]
    assert "Ben Lewin" in await club.answer("whos the director")
    club.film.write_text(good)
    assert "can be loaded again" in (await _told(club, at_least=5))[3]


async def test_the_film_of_a_channel_is_the_one_that_is_meant(club: Club) -> None:
    await club.restart(default_film=None)
    assert "Which film" in await club.answer("whos the director")
    await club.run("settings film", film="the-sessions")
    shown = await club.run("settings film", film="Breathing Lessons", channel="#general")
    assert "Breathing Lessons" in shown.text
    await club.restart(default_film=None)
    assert "Ben Lewin" in await club.answer("whos the director")
    assert "Jessica Yu" in await club.answer("whos the director", channel="#general")
    await club.run("settings film", channel="#general")
    assert "no film" in (await club.run("settings film", film="Casablanca")).text


async def test_a_silent_channel_hears_nothing_in_the_open(club: Club) -> None:
    await club.run("settings silent", channel="#films", silent=True)
    mia = club.stage.person("mia")
    for channel in ("#films", "#iron-lung"):
        await mia.say(channel, "@bot whos the director")
        assert await club.stage.answers(channel) == []
        reply = await (await mia.slash(channel, "ask", question="whos the director")).message()
        assert reply.ephemeral_for == "mia"
        assert "Ben Lewin" in reply.text
        assert (await (await mia.slash(channel, "cast")).message()).ephemeral_for == "mia"
    refused = await club.run("settings unasked", channel="#films", unasked=True)
    assert "cannot be silent and answered unasked" in refused.text
    await club.run("settings silent", channel="#films", silent=False)
    assert "Ben Lewin" in await club.answer("whos the director")


async def test_without_the_intent_unasked_answers_are_said_to_be_impossible(club: Club) -> None:
    assert "message-content intent" in (await club.run("settings unasked", channel="#films")).text
    await club.stage.person("mia").say("#films", "whos the director")
    assert await club.stage.answers() == []


async def test_with_the_intent_it_answers_unasked_where_it_is_sure(reading_club: Club) -> None:
    club = reading_club
    mia = club.stage.person("mia")
    await mia.say("#films", "whos the director")
    assert await club.stage.answers() == []
    assert "intent" not in (await club.run("settings unasked", channel="#films")).text
    reply = await club.sandbox.reply_to(await mia.say("#films", "whos the director"))
    assert "Ben Lewin" in reply.text
    for talk in ("what brand is the wheelchair", "thanks", "lol", "did you see the game", "@olga whos the director"):
        await mia.say("#films", talk)
    await mia.say("#films", "who directed it", reply_to=await club.stage.person("olga").say("#films", "hi"))
    await mia.say("#general", "whos the director")
    answered = await club.stage.answers()
    assert [answer.id for answer in answered] == [reply.id], [answer.text for answer in answered]
    assert await club.stage.answers("#general") == []
    assert "Nothing waits" in (await club.run("inbox")).text
    question = await mia.say("#films", "how long is it")
    reply = await club.sandbox.reply_to(question)
    await mia.edit(question, "who directed it")
    changed = await club.sandbox.changed(reply)
    assert changed is not None
    assert "Ben Lewin" in changed.text


async def test_an_empty_choice_of_digest_needs_a_channel(club: Club) -> None:
    assert "moderators' channel first" in (await club.run("settings digest", period="daily")).text


@pytest.mark.parametrize("period", ["daily", "weekly"])
async def test_the_digest_tells_what_waits(club: Club, period: str) -> None:
    await _choose(club, channel="#general")
    await club.run("settings digest", period=period)
    await club.answer("what brand is the wheelchair")
    guild = club.sandbox.guild_id("Film club")
    settings = club.stage.app.guilds.of(guild)
    assert settings.digest is DigestPeriod(period)
    long_ago = datetime.now(UTC) - timedelta(days=8)
    assert await club.stage.app.guilds.take_digest(guild, last=settings.digest_at, now=long_ago)
    reporting = club.stage.bot.cogs["Reporting"]
    await reporting.send_digests()  # type: ignore[attr-defined]
    told = await _told(club)
    assert "what brand" in told[-1]
    await reporting.send_digests()  # type: ignore[attr-defined]
    assert len(await _told(club)) == len(told)


async def test_settings_of_a_server_that_removes_the_bot_are_forgotten(club: Club) -> None:
    await club.run("settings film", film="the-sessions")
    club.sandbox.remove_guild("Film club")
    await club.stage.settle()
    assert club.stage.app.guilds.all() == ()
