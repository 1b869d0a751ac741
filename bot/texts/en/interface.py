"""English texts of Discord's side: buttons, commands, errors. Keys begin with `ui.`, slots are `{name}`."""

from __future__ import annotations

from collections.abc import Mapping

INTERFACE: Mapping[str, str] = {}
