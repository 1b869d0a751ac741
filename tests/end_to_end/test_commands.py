"""The commands that show without being asked a question."""

from __future__ import annotations

import pytest

from tests.end_to_end.stage import Stage

MODERATORS = ["Teach the bot", "inbox", "knowledge", "settings"]
COMMANDS = ["ask", "cast", "film", "films", "help", "quote", "similar", "trivia", "watch"]


@pytest.mark.parametrize("channel", ["#films", "#iron-lung", "dm"])
async def test_every_command_is_offered(stage: Stage, channel: str) -> None:
    offered = stage.person("mia").commands(channel)
    assert sorted(command.name for command in offered if command.type == 1) == COMMANDS
    assert [command.name for command in offered if command.type == 3] == ["Answer this"]


@pytest.mark.parametrize(
    ("name", "options", "shown"),
    [
        ("films", {}, ["The Sessions", "2012", "Breathing Lessons", "1996"]),
        ("film", {}, ["The Sessions (2012)", "Ben Lewin"]),
        ("film", {"film": "breathing-lessons"}, ["Breathing Lessons (1996)", "Jessica Yu"]),
        ("cast", {}, ["John Hawkes", "Helen Hunt", "William H. Macy"]),
        ("quote", {"character": "Father Brendan"}, ["> In my heart I feel God", "— Father Brendan"]),
        ("quote", {"search": "sense of humour"}, ["sense of humor"]),
        ("quote", {"film": "Breathing Lessons"}, ["My life is a vivid one."]),
        ("trivia", {}, ["polio"]),
        ("watch", {}, ["Apple TV", "Crave"]),
        ("watch", {"country": "CA"}, ["Crave"]),
        ("similar", {}, ["Breathing Lessons"]),
    ],
)
async def test_commands_show_what_they_say(stage: Stage, name: str, options: dict[str, str], shown: list[str]) -> None:
    reply = await (await stage.person("mia").slash("#films", name, **options)).message()
    for text in shown:
        assert text in reply.text
    assert reply.ephemeral_for is None
    assert "Did that answer it?" not in reply.text


async def test_other_countries_offers_are_left_out(stage: Stage) -> None:
    reply = await (await stage.person("mia").slash("#films", "watch", country="Canada")).message()
    assert "Apple TV" not in reply.text


async def test_an_unknown_film_is_said_to_be_unknown(stage: Stage) -> None:
    for name in ("film", "cast", "quote", "trivia", "watch", "similar"):
        reply = await (await stage.person("mia").slash("#films", name, film="Casablanca")).message()
        assert "Casablanca" in reply.text


async def test_without_a_film_the_commands_ask_which(stage: Stage) -> None:
    await stage.restart(default_film=None)
    mia = stage.person("mia")
    reply = await (await mia.slash("#films", "film")).message()
    assert {"The Sessions (2012)", "Breathing Lessons (1996)"} <= {button.label for button in reply.buttons}
    picked = await (await mia.click(reply, label="The Sessions (2012)")).message()
    assert picked.id == reply.id
    assert "Ben Lewin" in picked.text
    assert "Did that answer it?" not in picked.text


async def test_the_list_of_films_leads_to_their_cards(stage: Stage) -> None:
    mia = stage.person("mia")
    films = await (await mia.slash("#films", "films")).message()
    card = await (await mia.click(films, label="Breathing Lessons (1996)")).message()
    assert card.ephemeral_for == "mia"
    assert "Jessica Yu" in card.text


async def test_films_and_characters_are_completed(stage: Stage) -> None:
    mia = stage.person("mia")
    for name in ("film", "cast", "quote", "trivia", "watch", "similar"):
        films = await mia.autocomplete("#films", name, option="film", value="sess")
        assert films[0].value == "the-sessions"
    characters = await mia.autocomplete("#films", "quote", option="character", value="bren", film="the-sessions")
    assert characters[0].name == "Father Brendan"


async def test_help_lists_the_commands_to_the_member_alone(stage: Stage) -> None:
    reply = await (await stage.person("mia").slash("#films", "help")).message()
    assert reply.ephemeral_for == "mia"
    for name in COMMANDS:
        assert f"`/{name}`" in reply.text
    assert "Answer this" in reply.text


async def test_commands_are_registered_globally_or_in_development_servers_never_both(stage: Stage) -> None:
    async def registered() -> tuple[int, int]:
        guild = stage.bot.get_guild(stage.sandbox.guild_id("Film club"))
        return len(await stage.bot.tree.fetch_commands()), len(await stage.bot.tree.fetch_commands(guild=guild))

    assert await registered() == (len(COMMANDS) + len(MODERATORS) + 1, 0)
    puts = [request.path for request in stage.sandbox.requests if request.method == "PUT"]
    assert len(puts) == 1


async def test_development_servers_alone_have_the_commands(empty_stage: Stage) -> None:
    club = empty_stage.sandbox.guild_id("Film club")
    await empty_stage.start(dev_guild_ids=[club])
    assert await empty_stage.bot.tree.fetch_commands() == []
    names = sorted(command.name for command in empty_stage.person("mia").commands("#films") if command.type == 1)
    assert names == COMMANDS
    assert empty_stage.person("otto").commands("#lobby") == []
