from __future__ import annotations

from bot.ui import limits
from bot.ui.sending import nonce_of
from tests.ui.payloads import MESSAGE_ID, message


def test_a_new_question_has_the_first_nonce() -> None:
    assert nonce_of(message("hi")) == f"{MESSAGE_ID}-0"


def test_each_edit_has_its_own_nonce_within_the_limit() -> None:
    asked = message("hi")
    stamps = ["00:00:00.100000", "00:00:00.200000", "00:01:00.000000", "15:59:59.999000"]
    nonces = [
        nonce_of(message("hi", timestamp=asked.created_at.isoformat(), edited_timestamp=_later(asked, stamp)))
        for stamp in stamps
    ]
    assert len(set(nonces)) == len(stamps)
    assert max(map(len, nonces)) <= limits.NONCE


def _later(message: object, stamp: str) -> str:
    from datetime import timedelta

    hours, minutes, seconds = stamp.split(":")
    created = message.created_at  # type: ignore[attr-defined]
    return (created + timedelta(hours=int(hours), minutes=int(minutes), seconds=float(seconds))).isoformat()
