"""The permissions the bot needs, and the link that invites it with exactly these."""

from __future__ import annotations

from urllib.parse import urlencode

NEEDED = {
    "View Channels": 1 << 10,
    "Send Messages": 1 << 11,
    "Attach Files": 1 << 15,
    "Read Message History": 1 << 16,
    "Send Messages in Threads": 1 << 38,
}
"""Discord's names for them, and their bits."""

PERMISSIONS = sum(NEEDED.values())


def invite_link(application: int | str) -> str:
    """Build the link for an application's id."""
    query = {"client_id": application, "scope": "bot applications.commands", "permissions": PERMISSIONS}
    return f"https://discord.com/oauth2/authorize?{urlencode(query)}"


def lacking(permissions: int) -> list[str]:
    """Name what is needed and not among the given bits; an administrator lacks nothing."""
    administrator = 1 << 3
    return [] if permissions & administrator else [name for name, bit in NEEDED.items() if not permissions & bit]
