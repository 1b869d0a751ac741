"""All the parts a running sandbox consists of, as the driver and the page reach them."""

from __future__ import annotations

from dataclasses import dataclass

from bot.sandbox.attachments import AttachmentStore
from bot.sandbox.gateway import Gateway
from bot.sandbox.interactions import Interactions
from bot.sandbox.messages import Messages
from bot.sandbox.rest_commands import CommandCalls
from bot.sandbox.signals import Signals
from bot.sandbox.world import World


@dataclass(frozen=True)
class State:
    world: World
    signals: Signals
    gateway: Gateway
    messages: Messages
    interactions: Interactions
    commands: CommandCalls
    store: AttachmentStore
