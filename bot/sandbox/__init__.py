"""A local stand-in for Discord (REST, gateway and a web page) in which a bot runs without any account."""

from __future__ import annotations

from bot.sandbox.attachments import Upload
from bot.sandbox.driver import Choice, Person
from bot.sandbox.errors import ActionRefused, ApiError
from bot.sandbox.faults import Fault
from bot.sandbox.handles import InteractionFailed, InteractionHandle
from bot.sandbox.inspector import Inspector
from bot.sandbox.rest import RecordedRequest, RecordedResponse
from bot.sandbox.server import Sandbox
from bot.sandbox.snapshots import Button, Command, Modal, Select, SentFile, SentMessage

__all__ = [
    "ActionRefused",
    "ApiError",
    "Button",
    "Choice",
    "Command",
    "Fault",
    "Inspector",
    "InteractionFailed",
    "InteractionHandle",
    "Modal",
    "Person",
    "RecordedRequest",
    "RecordedResponse",
    "Sandbox",
    "Select",
    "SentFile",
    "SentMessage",
    "Upload",
]
