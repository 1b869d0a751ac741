"""The tables, and the column types that make SQLite and PostgreSQL give back the same values."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from sqlalchemy import JSON, BigInteger, Boolean, Column, DateTime, Dialect, Float, Index, MetaData, String, Table, Text
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
