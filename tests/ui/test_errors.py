from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any

import discord
import pytest
from discord import app_commands

from bot.services.errors import StoreError, StoreSetupError
from bot.ui.errors import explain, is_gone
from bot.ui.ids import BadPressError


def _http(kind: type[discord.HTTPException], status: int, code: int, **body: Any) -> discord.HTTPException:
    response: Any = SimpleNamespace(status=status, reason="reason")
    return kind(response, {"code": code, "message": "no", **body})


def _wrapped(error: Exception) -> app_commands.CommandInvokeError:
    command: Any = SimpleNamespace(name="ask")
    return app_commands.CommandInvokeError(command, error)


@pytest.mark.parametrize(
    ("error", "words", "traceback"),
    [
        (RuntimeError("tore"), "Something went wrong", True),
        (StoreError("locked"), "My memory", False),
        (StoreSetupError("locked"), "My memory", False),
        (_http(discord.Forbidden, 403, 50013), "not allowed to do that", False),
        (_http(discord.NotFound, 404, 10003), "Discord is having trouble", False),
        (_http(discord.DiscordServerError, 503, 0), "Discord is having trouble", False),
        (discord.RateLimited(60.0), "Discord is having trouble", False),
        (TimeoutError(), "Discord is having trouble", False),
        (_wrapped(StoreError("locked")), "My memory", False),
        (_wrapped(KeyError("x")), "Something went wrong", True),
    ],
)
def test_a_fault_is_told_with_the_reference_of_its_line(
    error: Exception, words: str, traceback: bool, caplog: pytest.LogCaptureFixture
) -> None:
    told = explain(error, "The command ask")
    assert words in told.sentence
    assert told.reference
    assert told.reference in told.sentence
    (record,) = caplog.records
    assert f"The command ask failed [{told.reference}]" in record.getMessage()
    assert "\n" not in record.getMessage()
    assert bool(record.exc_info) == traceback


@pytest.mark.parametrize(
    "error", [BadPressError("x"), app_commands.CommandNotFound("x", []), app_commands.MissingPermissions(["x"])]
)
def test_what_is_no_fault_leaves_no_line(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    told = explain(error, "x")
    assert told.sentence
    assert told.reference is None
    assert [record for record in caplog.records if record.levelno > logging.DEBUG] == []


def test_a_deleted_question_is_told_from_a_bad_request() -> None:
    unknown = {"message_reference": {"_errors": [{"code": "REPLIES_UNKNOWN_MESSAGE", "message": "Unknown message"}]}}
    assert is_gone(_http(discord.HTTPException, 400, 50035, errors=unknown))
    assert is_gone(_http(discord.NotFound, 404, 10008))
    other = {"components": {"_errors": [{"code": "BAD", "message": "no"}]}}
    assert not is_gone(_http(discord.HTTPException, 400, 50035, errors=other))
    assert not is_gone(_http(discord.NotFound, 404, 10003))
