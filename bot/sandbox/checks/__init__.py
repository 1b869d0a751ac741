"""The refusals Discord makes of a request's body, among them those its published description misses.

Each function raises `ApiError` (400, mostly 50035 with nested errors) and returns nothing.
"""

from __future__ import annotations

from bot.sandbox.checks.callbacks import check_choices, check_modal
from bot.sandbox.checks.commands import check_commands
from bot.sandbox.checks.messages import check_message

__all__ = ["check_choices", "check_commands", "check_message", "check_modal"]
