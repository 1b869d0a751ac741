"""The digest: what waits for a guild's moderators, and what was edited, told in their channel once a day or week."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.services.clock import utc_now
from bot.services.errors import StoreError
from bot.services.guilds import Guilds
from bot.services.inbox import Cause, Group, Inbox
from bot.services.library import Library
from bot.services.proposals import Proposal, Proposals
from bot.services.revisions import Origin, Revision
from bot.services.stores import Audience, DigestPeriod, GuildSettings, RevisionStore
from bot.services.wishes import Wish, Wishes
from bot.texts import text

log = logging.getLogger(__name__)

HOUR = 9
"""The hour of the day, in UTC, at which digests are due; weekly ones on Mondays."""

MOST_GROUPS = 5
MOST_WISHES = 5
MOST_EDITS = 200
"""Edits counted at most."""

QUESTION_LENGTH = 120
"""Characters of a question that are shown."""


@dataclass(frozen=True, slots=True)
class Digest:
    """What a guild's moderators are told. Give it back to `Digests.give_back` when it could not be sent."""

    guild_id: int
    channel_id: int
    period: DigestPeriod
    since: datetime
    groups: Sequence[Group]
    wishes: Sequence[Wish]
    proposals: Sequence[Proposal]
    edits: Sequence[Revision]
    taken_at: datetime

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell; such a digest is not sent."""
        return not (self.groups or self.wishes or self.proposals or self.edits)


def due_at(settings: GuildSettings, now: datetime) -> datetime | None:
    """The moment at which a guild's digest fell due and has not been sent yet; None when none is due."""
    if settings.digest is DigestPeriod.OFF or settings.moderators_channel is None:
        return None
    turn = now.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    if turn > now:
        turn -= timedelta(days=1)
    if settings.digest is DigestPeriod.WEEKLY:
        turn -= timedelta(days=turn.weekday())
    return turn if settings.digest_at is None or settings.digest_at < turn else None


class Digests:
    """Composes digests that are due; whoever takes one sends it, so that of several processes only one does."""

    def __init__(
        self,
        library: Library,
        guilds: Guilds,
        *,
        inbox: Inbox,
        wishes: Wishes,
        proposals: Proposals,
        revisions: RevisionStore,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._library = library
        self._guilds = guilds
        self._inbox = inbox
        self._wishes = wishes
        self._proposals = proposals
        self._revisions = revisions
        self._clock = clock

    async def take_due(self, audiences: Iterable[Audience]) -> Sequence[Digest]:
        """The digests due now that have something to tell, noted as sent: of the guilds whose audiences are given.

        To be asked every few minutes. Where the store is at fault, the rest falls due again the next time.
        """
        now = self._clock()
        taken = []
        for audience in audiences:
            settings = self._guilds.of(audience.guild_id or 0)
            if due_at(settings, now) is None:
                continue
            try:
                digest = await self.compose(settings, audience, now=now)
                mine = await self._guilds.take_digest(settings.guild_id, last=settings.digest_at, now=now)
            except StoreError as error:  # what was taken by now is to be sent all the same
                log.warning("Digests wait: %s", error)
                break
            if mine and not digest.is_empty:
                taken.append(digest)
        return taken

    async def give_back(self, digest: Digest) -> None:
        """Have a digest that could not be sent fall due again."""
        await self._guilds.take_digest(digest.guild_id, last=digest.taken_at, now=digest.since)

    async def compose(self, settings: GuildSettings, audience: Audience, *, now: datetime) -> Digest:
        """What a guild's moderators would be told now."""
        length = timedelta(days=7 if settings.digest is DigestPeriod.WEEKLY else 1)
        since = settings.digest_at or now - length
        edits = await self._revisions.history(limit=MOST_EDITS) if audience.direct else ()
        return Digest(
            guild_id=settings.guild_id,
            channel_id=settings.moderators_channel or 0,
            period=settings.digest,
            since=since,
            groups=await self._inbox.groups(audience),
            wishes=await self._wishes.list(audience),
            proposals=await self._proposals.list(audience) if audience.direct else (),
            edits=tuple(edit for edit in edits if edit.at > since and edit.origin is not Origin.IMPORT),
            taken_at=now,
        )

    def as_text(self, digest: Digest, *, literal: Callable[[str], str] = str) -> str:
        """The digest in Markdown, at most some 1,500 characters; `literal` escapes what members wrote."""
        films = self._library.snapshot.base.films
        lines = [f"### {text(f'digest.title.{digest.period}')}"]
        if digest.groups:
            lines.append(_several("digest.open", len(digest.groups)))
            for group in digest.groups[:MOST_GROUPS]:
                film = films.get(group.film or "")
                lines.append(
                    text(
                        "digest.group",
                        question=literal(_short(group.text)),
                        film=text("digest.group.film", film=literal(film.title)) if film else "",
                        count=_times(group.count),
                    )
                    + (text("digest.badly") if group.cause is Cause.ANSWERED_BADLY else "")
                )
            if len(digest.groups) > MOST_GROUPS:
                lines.append(text("digest.more", count=len(digest.groups) - MOST_GROUPS))
        if digest.wishes:
            wishes = (
                text("digest.wish", film=literal(_short(wish.title, 60)), count=wish.count)
                for wish in digest.wishes[:MOST_WISHES]
            )
            lines.append(text("digest.wishes", wishes=", ".join(wishes)))
        if digest.proposals:
            lines.append(_several("digest.proposals", len(digest.proposals)))
        if digest.edits:
            authors = dict.fromkeys(literal(_short(edit.author.name, 40)) for edit in reversed(digest.edits))
            names = ", ".join(list(authors)[:MOST_GROUPS]) + ("…" if len(authors) > MOST_GROUPS else "")
            lines.append(_several("digest.edits", len(digest.edits), authors=names))
        lines.append(text("digest.where"))
        return "\n".join(lines)


def _several(key: str, count: int, **values: object) -> str:
    return text(f"{key}.one" if count == 1 else key, count=count, **values)


def _times(count: int) -> str:
    return text("digest.once") if count == 1 else text("digest.times", count=count)


def _short(words: str, length: int = QUESTION_LENGTH) -> str:
    line = " ".join(words.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"
