"""The tables, and the column types that make SQLite and PostgreSQL give back the same values."""

from __future__ import annotations

import re
import zlib
from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.types import TypeDecorator

metadata = MetaData()

_REFUSED = re.compile("[\x00\ud800-\udfff]")


class Moment(TypeDecorator[datetime]):
    """An aware time in UTC; SQLite would forget the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Refuse naive times: nobody knows what they mean."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Say that it is UTC."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Words(TypeDecorator[str]):
    """A text as typed, without what PostgreSQL refuses: NUL and lone surrogates."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Clean at the door."""
        return None if value is None else storable(value)


class Packed(TypeDecorator[bytes]):
    """Bytes, compressed: knowledge shrinks to a quarter."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002
        """Compress."""
        return None if value is None else zlib.compress(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002
        """Give back what was put in."""
        return None if value is None else zlib.decompress(value)


def storable(words: str) -> str:
    """The text with every character that some database refuses replaced by U+FFFD."""
    return _REFUSED.sub("\ufffd", words)


questions = Table(
    "questions",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),  # a snowflake
    Column("text", Words, nullable=False),
    Column("channel_id", BigInteger, nullable=False),
    Column("guild_id", BigInteger),
    Column("film", String(24)),
    Column("decision", String(16), nullable=False),
    Column("entry", String(100)),
    Column("confidence", Float, nullable=False),
    Column("choices", JSON, nullable=False),  # entry ids
    Column("asked_at", Moment, nullable=False),
    Column("reason", String(16)),
    Column("unknown_film", Words),
    Column("settled", String(16)),
    Index("questions_by_time", "asked_at"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("question_id", BigInteger, primary_key=True, autoincrement=False),
    Column("voter", String(64), primary_key=True),  # a pseudonym, different for every question
    Column("helpful", Boolean, nullable=False),
    Column("at", Moment, nullable=False),
)

answers = Table(
    "answers",
    metadata,
    Column("question_id", BigInteger, primary_key=True, autoincrement=False),
    Column("channel_id", BigInteger, nullable=False),
    Column("answer_id", BigInteger, nullable=False),
    Column("sent_at", Moment, nullable=False),
    Index("answers_by_time", "sent_at"),
)

secrets = Table(
    "secrets",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", String(128), nullable=False),  # hexadecimal
)

revisions = Table(
    "revisions",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),  # grows with time
    Column("document", String(24), nullable=False),
    Column("place", Words, nullable=False),
    Column("digest", String(64)),  # SHA-256; null: the document was removed
    Column("data", Packed),
    Column("author_id", BigInteger),  # of the moderator, who edits on purpose and under a name; null: not on Discord
    Column("author_name", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Column("origin", String(16), nullable=False),
    Column("entries", JSON, nullable=False),  # full ids
    Column("reason", Words),
    Column("base", BigInteger),
    Column("undoes", BigInteger),
    Column("moved", JSON(none_as_null=True)),  # old id to new; null: none
    Column("follows", BigInteger),
    Column("state", String(16), nullable=False),
    Index("revisions_by_document", "document", "id"),
    Index("revisions_by_undone", "undoes"),
    sqlite_autoincrement=True,  # an id that was shown never comes to mean another revision
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("document", String(24), nullable=False),
    Column("place", Words),
    Column("author_id", BigInteger),
    Column("author_name", Words, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("origin", String(16), nullable=False),
    Column("changes", JSON, nullable=False),  # of `bot.knowledge.edit`
    Column("whole", Boolean, nullable=False),
    Column("data", Packed),
    Column("called", Words),
    Column("undoes", BigInteger),
    Column("base", BigInteger),
    Column("met", BigInteger),
    Column("guild_id", BigInteger),
    Column("reason", Words),
    Index("drafts_by_time", "made_at"),
)

refusals = Table(
    "refusals",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("guild_id", BigInteger),
    Column("text", Words, nullable=False),
    Column("film", String(24)),
    Column("entry", String(100)),
    Column("at", Moment, nullable=False),
    Index("refusals_by_kind", "kind", "guild_id"),
)

guilds = Table(
    "guilds",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("moderator_roles", JSON, nullable=False),  # ids in ascending order
    Column("moderators_channel", BigInteger),
    Column("film", String(24)),
    Column("channel_films", JSON, nullable=False),  # pairs of a channel's id and a film
    Column("silent_channels", JSON, nullable=False),
    Column("unasked_channels", JSON, nullable=False),
    Column("digest", String(16), nullable=False),
    Column("digest_at", Moment),
)
