"""What the doctor finds on Discord: token, intents, commands, and permissions in each guild."""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import islice
from typing import TYPE_CHECKING, Any

import aiohttp

from bot.cli.channels import VIEW_CHANNEL, WRITTEN_IN, permissions_in
from bot.cli.discord_api import DiscordApi, RefusedError
from bot.cli.faults import PORTAL, UNREACHABLE, translate
from bot.cli.findings import Finding
from bot.cli.invitation import invite_link, lacking
from bot.endpoint import NotDiscordError

if TYPE_CHECKING:
    from bot.config import Settings

MESSAGE_CONTENT = 1 << 18 | 1 << 19
"""Application flags: the intent is approved, or switched on for a bot in fewer than 100 guilds."""

MOST_GUILDS = 25
"""Guilds looked at closely; each takes three requests."""

MOST_CHANNELS = 10

UNAUTHORIZED = 401
CHAT_INPUT = 1


async def discord_findings(token: str, settings: Settings) -> AsyncIterator[Finding]:
    """Ask Discord, or what DISCORD_API_URL points at; ends early where nothing more can be asked."""
    async with DiscordApi.open(token, base=settings.discord_api_url) as api:
        try:
            me = await api.me()
            application = await api.get("/applications/@me")
            yield Finding.fine("Token", f"accepted; the bot is {me['username']}, application {application['id']}")
            for finding in _application(application, settings):
                yield finding
            guilds = await api.get("/users/@me/guilds?limit=200")
            async for finding in _commands(api, application["id"], guilds, settings):
                yield finding
            async for finding in _guilds(api, guilds, me["id"], application["id"]):
                yield finding
        except RefusedError as error:
            if error.status == UNAUTHORIZED:
                yield Finding.fault(
                    "Token",
                    "Discord does not accept it",
                    advice=f"Reset it in {PORTAL}, page Bot, and write it to .env",
                )
            else:
                yield _unanswered(error)
        except (NotDiscordError, aiohttp.ClientError, OSError) as error:
            yield _unanswered(error)


def _unanswered(error: Exception) -> Finding:
    """As `run` tells it; what to do is the rest of its sentences."""
    sentence, status = translate(error) or (str(error), UNREACHABLE)
    text, _, advice = sentence.partition(". ")
    if text.startswith("Discord "):  # which the finding is named after
        text = f"it {text.removeprefix('Discord ')}"
    return Finding.fault("Discord", text, advice=advice, status=status)


def _application(application: dict[str, Any], settings: Settings) -> list[Finding]:
    found = []
    granted = bool(application.get("flags", 0) & MESSAGE_CONTENT)
    if settings.message_content_intent and not granted:
        advice = f'Switch on "Message Content Intent" in {PORTAL}, page Bot, or set MESSAGE_CONTENT_INTENT=false'
        found.append(
            Finding.fault("Intents", "the message content intent is asked for, not switched on", advice=advice)
        )
    elif granted and not settings.message_content_intent:
        advice = "Set MESSAGE_CONTENT_INTENT=true to use it; the bot works without it"
        found.append(Finding.note("Intents", "the message content intent is switched on, not asked for", advice=advice))
    else:
        found.append(Finding.fine("Intents", "message content" if granted else "none that need permission"))
    if application.get("interactions_endpoint_url"):
        advice = f'Empty "Interactions Endpoint URL" in {PORTAL}, page General Information'
        found.append(Finding.fault("Commands", "Discord sends them to an address of the application", advice=advice))
    return found


async def _commands(
    api: DiscordApi, application: str, guilds: list[dict[str, Any]], settings: Settings
) -> AsyncIterator[Finding]:
    """Commands are registered globally, or for development guilds: both at once shows each of them twice."""
    everywhere = await _names(api, f"/applications/{application}/commands")
    names = {guild["id"]: guild["name"] for guild in guilds}
    if not settings.dev_guild_ids:
        yield _registered("everywhere", everywhere)
    for guild_id in settings.dev_guild_ids:
        if str(guild_id) not in names:
            advice = f"Invite the bot there ({invite_link(application)}) or remove the id"
            yield Finding.fault("Settings", f"DEV_GUILD_IDS: the bot is not in the guild {guild_id}", advice=advice)
            continue
        there = await _names(api, f"/applications/{application}/guilds/{guild_id}/commands")
        yield _registered(f"in {names[str(guild_id)]}", there)
        if both := sorted(everywhere & there):
            advice = "Start the bot once without DEV_GUILD_IDS, or in another application"
            yield Finding.note("Commands", f"shown twice in {names[str(guild_id)]}: {', '.join(both)}", advice=advice)


async def _names(api: DiscordApi, path: str) -> set[str]:
    return {command["name"] for command in await api.get(path) if command.get("type", CHAT_INPUT) == CHAT_INPUT}


def _registered(where: str, names: set[str]) -> Finding:
    """Compare with the commands of this version; the bot registers them whenever it starts."""
    from bot.client import command_names

    ours = command_names()
    if missing := ours - names:
        text = f"not registered {where}: {', '.join(sorted(missing))}"
        return Finding.note("Commands", text, advice="Start the bot: it registers them, and logs why when it cannot")
    if left := names - ours:
        text = f"registered {where}, unknown to this version: {', '.join(sorted(left))}"
        return Finding.note("Commands", text, advice="Start the bot: it registers its own anew")
    return Finding.fine("Commands", f"registered {where}: {', '.join(sorted(names))}")


async def _guilds(api: DiscordApi, guilds: list[dict[str, Any]], me: str, application: str) -> AsyncIterator[Finding]:
    if not guilds:
        advice = f"Invite it: {invite_link(application)}"
        yield Finding.note("Guilds", "the bot is in none", advice=advice)
    for guild in islice(guilds, MOST_GUILDS):
        channels = await api.get(f"/guilds/{guild['id']}/channels")
        roles = await api.get(f"/guilds/{guild['id']}/roles")
        member = await api.get(f"/guilds/{guild['id']}/members/{me}")
        yield _guild(guild, channels, roles, me, member["roles"])
    if len(guilds) > MOST_GUILDS:
        yield Finding.note("Guilds", f"{len(guilds) - MOST_GUILDS} more were not looked at")


def _guild(
    guild: dict[str, Any], channels: list[dict[str, Any]], roles: list[dict[str, Any]], me: str, held: list[str]
) -> Finding:
    """Judge one guild; a channel the bot cannot see is somebody's wish, one it sees and cannot answer in is a fault."""
    subject = f"Guild {guild['name']}"
    seen, faults = 0, []
    for channel in channels:
        if channel["type"] not in WRITTEN_IN:
            continue
        permissions = permissions_in(channel, guild_id=guild["id"], member_id=me, roles=roles, held=held)
        if not permissions & VIEW_CHANNEL:
            continue
        seen += 1
        if missing := lacking(permissions):
            faults.append(f"#{channel['name']} lacks {', '.join(missing)}")
    if faults:
        more = f"; and {len(faults) - MOST_CHANNELS} more channels" if len(faults) > MOST_CHANNELS else ""
        advice = "Allow it for the bot's role: Server Settings, Roles, or the channel's own permissions"
        return Finding.fault(subject, "; ".join(faults[:MOST_CHANNELS]) + more, advice=advice)
    if not seen:
        return Finding.fault(subject, "the bot sees no channel", advice="Allow View Channels for the bot's role")
    return Finding.fine(subject, f"may answer in {seen} channels")
