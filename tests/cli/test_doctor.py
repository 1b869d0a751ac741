"""`doctor`: each thing that can be wrong is found, named, and comes with what to do."""

from __future__ import annotations

import asyncio
import errno
import os
from dataclasses import replace
from pathlib import Path

import pytest

from bot import endpoint
from bot.app import load_app
from bot.cli.channels import permissions_in
from bot.cli.invitation import PERMISSIONS, invite_link, lacking
from bot.client import FilmBot
from bot.sandbox import Fault, Sandbox
from bot.storage import open_stores
from tests.cli.conftest import Cli, Ran, answering


async def examine(cli: Cli, here: Path, sandbox: Sandbox, **settings: str) -> Ran:
    """Run the doctor on a bot in the sandbox."""
    given = {"DISCORD_TOKEN": sandbox.token, "DISCORD_API_URL": sandbox.rest_url} | settings
    (here / ".env").write_text("".join(f"{name}={value}\n" for name, value in given.items()))
    return await asyncio.to_thread(cli, "doctor")


def faults(ran: Ran) -> list[str]:
    return [line for line in ran.out.splitlines() if line.startswith("!! ")]


def test_without_a_token_the_rest_is_checked(cli: Cli, knowledge: Path):
    ran = cli("doctor")
    assert ran.status == 0
    assert "ok Knowledge: 2 films" in ran.out
    assert "ok Database: SQLite in data" in ran.out
    assert "DISCORD_TOKEN is not set" in ran.out
    assert "https://discord.com/developers/applications" in ran.out


async def test_roles_that_moderate_need_an_admins_help(cli: Cli, knowledge: Path, here: Path):
    assert "Integrations" not in (await asyncio.to_thread(cli, "doctor")).out
    async with open_stores(data_dir=here / "data") as stores:
        await stores.guilds.change(1, lambda guild: replace(guild, moderator_roles=frozenset({2})))
    ran = await asyncio.to_thread(cli, "doctor")
    assert ran.status == 0
    assert "-- Moderators: servers that have chosen moderators' roles: 1" in ran.out
    assert "Server Settings, Integrations" in ran.out


async def test_a_bot_that_is_well(cli: Cli, knowledge: Path, here: Path):
    async with Sandbox() as sandbox:
        ran = await examine(cli, here, sandbox)
    assert ran.status == 0
    assert faults(ran) == []
    assert "ok Token: accepted" in ran.out
    assert "ok Guild Film club: may answer in 3 channels" in ran.out
    assert sandbox.token not in ran.out


async def test_a_wrong_token(cli: Cli, knowledge: Path, here: Path):
    async with Sandbox() as sandbox:
        ran = await examine(cli, here, sandbox, DISCORD_TOKEN="abc.def.ghi")
    assert ran.status == 2
    assert faults(ran) == ["!! Token: Discord does not accept it"]
    assert "Reset it" in ran.out


async def test_nobody_answers(cli: Cli, knowledge: Path, here: Path):
    async with Sandbox() as sandbox:
        address = sandbox.rest_url
        ran = await examine(cli, here, sandbox, DISCORD_API_URL=address.replace(str(sandbox.port), "9"))
    assert ran.status == 3
    assert "it cannot be reached" in faults(ran)[0]


async def test_discord_is_at_fault(cli: Cli, knowledge: Path, here: Path):
    async with Sandbox() as sandbox:
        sandbox.fault(Fault(path="/users/@me/guilds", status=503))
        ran = await examine(cli, here, sandbox)
    assert ran.status == 3
    assert "503" in faults(ran)[0]


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (200, "<h1>Welcome</h1>", "What answers is not Discord: text/html"),
        (200, {}, "What answers is not Discord: no user"),
        (403, "<h1>Forbidden</h1>", "it refuses to answer (HTTP status 403)"),
        (404, {"message": "404: Not Found"}, "it refuses to answer (HTTP status 404)"),
        (429, "error code: 1015", "it takes no more requests from this address for now (429)"),
    ],
)
async def test_something_else_answers(cli: Cli, knowledge: Path, here: Path, status: int, body: object, says: str):
    async with answering(status, body) as url:
        (here / ".env").write_text(f"DISCORD_TOKEN=abc.def.ghi\nDISCORD_API_URL={url}\n")
        ran = await asyncio.to_thread(cli, "doctor")
    assert ran.status == 3
    (fault,) = faults(ran)
    assert says in fault
    assert ("DISCORD_API_URL" in ran.out.split(fault)[1]) == (status != 429)


async def test_a_rate_limit_is_waited_for(cli: Cli, knowledge: Path, here: Path):
    async with Sandbox() as sandbox:
        sandbox.fault(Fault(path="/users/@me/guilds", status=429, body={"message": "slow down", "retry_after": 0.01}))
        ran = await examine(cli, here, sandbox)
    assert ran.status == 0


async def test_an_intent_that_is_not_switched_on(cli: Cli, knowledge: Path, here: Path):
    async with Sandbox(message_content=False) as sandbox:
        ran = await examine(cli, here, sandbox, MESSAGE_CONTENT_INTENT="true")
    assert ran.status == 2
    assert "message content intent is asked for" in faults(ran)[0]
    assert "MESSAGE_CONTENT_INTENT=false" in ran.out


async def test_an_intent_that_is_not_used(cli: Cli, knowledge: Path, here: Path):
    async with Sandbox(message_content=True) as sandbox:
        ran = await examine(cli, here, sandbox)
    assert ran.status == 0
    assert "MESSAGE_CONTENT_INTENT=true" in ran.out


async def test_channels_it_may_not_answer_in_are_named(cli: Cli, knowledge: Path, here: Path):
    async with Sandbox() as sandbox:
        sandbox.set_permissions("#films", who="bot", send=False, attach_files=False)
        sandbox.set_permissions("#late-night", who="bot", view=False)
        ran = await examine(cli, here, sandbox)
    assert ran.status == 2
    assert faults(ran) == ["!! Guild Film club: #films lacks Send Messages, Attach Files"]


async def test_a_development_guild_it_is_not_in(cli: Cli, knowledge: Path, here: Path):
    async with Sandbox() as sandbox:
        ran = await examine(cli, here, sandbox, DEV_GUILD_IDS="42")
        assert ran.status == 2
        assert "DEV_GUILD_IDS: the bot is not in the guild 42" in faults(ran)[0]
        assert invite_link(sandbox.bot_id) in ran.out


async def test_commands_are_compared_with_those_of_this_version(cli: Cli, knowledge: Path, here: Path):
    async with Sandbox() as sandbox:
        assert "-- Commands: not registered everywhere: ask, " in (await examine(cli, here, sandbox)).out
        app = load_app(knowledge)
        bot = FilmBot(app)
        with endpoint.use(sandbox.rest_url, sandbox.gateway_url):
            await bot.login(sandbox.token)
            assert "ok Commands: registered everywhere: ask, " in (await examine(cli, here, sandbox)).out
            await bot.http.upsert_global_command(sandbox.bot_id, {"name": "old", "description": "?", "type": 1})
            await bot.close()
        assert "unknown to this version: old" in (await examine(cli, here, sandbox)).out
        guild = sandbox.guild_id("Film club")
        ran = await examine(cli, here, sandbox, DEV_GUILD_IDS=str(guild))
        assert "not registered in Film club" in ran.out


async def test_bad_settings(cli: Cli, knowledge: Path, here: Path):
    (here / ".env").write_text("LOG_LEVEL=loud\nSHARD_IDS=1\n")
    ran = await asyncio.to_thread(cli, "doctor")
    assert ran.status == 2
    assert [line.split(":")[1] for line in faults(ran)] == [" LOG_LEVEL", " SHARD_IDS"]


def test_bad_knowledge(cli: Cli, knowledge: Path):
    (knowledge / "general.yaml").write_text("faq: 3\n")
    ran = cli("doctor")
    assert ran.status == 1
    assert "film-faq-bot check" in ran.out


def test_no_films(cli: Cli, knowledge: Path):
    for file in (knowledge / "films").iterdir():
        file.unlink()
    ran = cli("doctor")
    assert ran.status == 0
    assert "ok Knowledge: 0 films, 1 entry in knowledge\n-- Knowledge: there is no film in it" in ran.out
    assert "film-faq-bot new" in ran.out


def test_no_knowledge_and_a_folder_that_cannot_be_written(cli: Cli, here: Path):
    (here / "data").write_text("a file in the way")
    ran = cli("doctor")
    assert ran.status == 2
    assert [line.split(":")[0] for line in faults(ran)] == ["!! Knowledge", "!! Database"]


def test_a_default_film_that_is_not_there(cli: Cli, knowledge: Path, here: Path):
    (here / ".env").write_text("DEFAULT_FILM=no-such-film\n")
    ran = cli("doctor")
    assert ran.status == 2
    assert "DEFAULT_FILM" in faults(ran)[0]
    assert "the-garden" in ran.out


def test_a_disk_that_is_full(cli: Cli, knowledge: Path, monkeypatch: pytest.MonkeyPatch):
    """What was written before can be read; only writing shows it."""
    assert cli("doctor").status == 0
    monkeypatch.setattr("bot.storage.stores._flush", refuse)
    ran = cli("doctor")
    assert ran.status == 2
    assert faults(ran) == ["!! Database: data/bot.sqlite3: the disk is full; make room on it"]


def refuse(_file: Path) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


EVERYONE, ROLE, ME = "1", "2", "3"
VIEW, SEND, ADMINISTRATOR = 1 << 10, 1 << 11, 1 << 3


@pytest.mark.parametrize(
    ("everyone", "role", "overwrites", "expected"),
    [
        (VIEW, SEND, {}, VIEW | SEND),
        (VIEW | SEND, 0, {EVERYONE: (0, SEND)}, VIEW),
        (VIEW | SEND, 0, {EVERYONE: (0, SEND), ROLE: (SEND, 0)}, VIEW | SEND),
        (VIEW | SEND, 0, {ROLE: (SEND, 0), ME: (0, SEND)}, VIEW),
        (VIEW, 0, {ROLE: (0, VIEW), ME: (VIEW, 0)}, VIEW),
        (0, ADMINISTRATOR, {EVERYONE: (0, VIEW)}, ADMINISTRATOR),
    ],
)
def test_roles_and_overwrites_combine_as_discord_documents_it(
    everyone: int, role: int, overwrites: dict[str, tuple[int, int]], expected: int
):
    roles = [{"id": EVERYONE, "permissions": str(everyone)}, {"id": ROLE, "permissions": str(role)}]
    channel = {
        "permission_overwrites": [
            {"id": key, "allow": str(allow), "deny": str(deny)} for key, (allow, deny) in overwrites.items()
        ]
    }
    assert permissions_in(channel, guild_id=EVERYONE, member_id=ME, roles=roles, held=[ROLE]) == expected


def test_the_invitation_asks_for_five_permissions_and_no_more():
    assert PERMISSIONS.bit_count() == 5
    assert lacking(PERMISSIONS) == []
    assert lacking(PERMISSIONS & ~(1 << 38)) == ["Send Messages in Threads"]
    assert lacking(1 << 3) == []
