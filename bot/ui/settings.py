"""A server's settings as its moderators see them, and the form in which they choose who moderates."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from bot.answers import literal
from bot.knowledge import KnowledgeBase
from bot.services.guilds import MOST_ROLES
from bot.services.stores import GuildSettings
from bot.texts import text
from bot.ui.ids import FormId, Sheet
from bot.ui.modals import Modal, channel_select, role_select
from bot.ui.posts import Post, post

ROLES, CHANNEL = "roles", "channel"
MOST_NAMED = 20


def settings_post(
    settings: GuildSettings, base: KnowledgeBase, *, reads_messages: bool, why_not_edit: str | None, said: str = ""
) -> Post:
    """Everything that is chosen, what Discord's own settings must allow, and whether knowledge is edited from here."""
    film = base.films.get(settings.film or "")
    lines = [text("mod.settings.heading")]
    lines.append(text("mod.settings.roles", roles=_listed(f"<@&{role}>" for role in sorted(settings.moderator_roles))))
    channel = f"<#{settings.moderators_channel}>" if settings.moderators_channel else text("mod.none")
    lines.append(text("mod.settings.channel", channel=channel))
    lines.append(text("mod.settings.film", film=literal(film.label) if film else text("mod.none")))
    for channel_id, name in list(settings.channel_films.items())[:MOST_NAMED]:
        meant = base.films.get(name)
        label = literal(meant.label) if meant else name
        lines.append(text("mod.settings.channel_film", channel=f"<#{channel_id}>", film=label))
    lines.append(text("mod.settings.silent", channels=_channels(settings.silent_channels)))
    lines.append(text("mod.settings.unasked", channels=_channels(settings.unasked_channels)))
    if settings.unasked_channels and not reads_messages:
        lines.append(text("mod.settings.unread"))
    lines.append(text("mod.settings.digest", period=text(f"mod.digest.{settings.digest.value}")))
    lines.append(text("mod.settings.edit", sentence=why_not_edit) if why_not_edit else text("mod.settings.may_edit"))
    return post(said, "\n".join(lines), text("mod.settings.integrations"))


def moderators_form(settings: GuildSettings) -> Modal:
    """Who moderates, and where they are told what happens."""
    channels = [settings.moderators_channel] if settings.moderators_channel else []
    return Modal(
        FormId.of(Sheet.MODERATORS),
        text("mod.settings.form"),
        [
            role_select(
                ROLES,
                text("mod.settings.form.roles"),
                chosen=sorted(settings.moderator_roles),
                most=MOST_ROLES,
                description=text("mod.settings.form.roles.help"),
            ),
            channel_select(
                CHANNEL,
                text("mod.settings.form.channel"),
                chosen=channels,
                description=text("mod.settings.form.channel.help"),
            ),
        ],
    )


def _channels(channels: Collection[int]) -> str:
    return _listed(f"<#{channel}>" for channel in sorted(channels))


def _listed(names: Iterable[str]) -> str:
    found = list(names)
    shown = ", ".join(found[:MOST_NAMED]) + ("…" if len(found) > MOST_NAMED else "")
    return shown or text("mod.none")
