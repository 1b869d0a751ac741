"""Discord's numbers, and the clipping that keeps everything we send within them.

The client enforces few of these, and Discord refuses the whole request when one is broken, so everything that is sent
goes through here. Numbers are characters unless said otherwise.
"""

from __future__ import annotations

CONTENT = 2000  # a plain message; bots get no more
VIEW_TEXT = 4000  # all text displays of one message together
COMPONENTS = 40  # components in one message, nested ones counted
ROW_BUTTONS = 5  # buttons in one row
BUTTON_LABEL = 80
CUSTOM_ID = 100
URL = 512
NONCE = 25
CHOICES = 25  # entries of one autocomplete list
CHOICE_NAME = 100
CHOICE_VALUE = 100
QUESTION = 4000  # what a member with Nitro can send; longer options of commands are cut
INPUT = 4000  # a form's input, filled in or typed
INPUT_LABEL = 45
INPUT_HELP = 100
FORM_TITLE = 45
OPTIONS = 25  # of one select
OPTION_LABEL = 100
TITLE = 256  # a heading, a source: longer ones are no titles
QUOTED_QUESTION = 200  # how much of a member's words stands above an answer

ELLIPSIS = "…"


def clip(text: str, limit: int) -> str:
    """Cut to at most `limit` characters, at a word where one ends in the last fifth, and mark the cut with an ellipsis."""
    if len(text) <= limit:
        return text
    if limit <= 0:
        return ""
    cut = text[: limit - 1]
    space = cut.rfind(" ", limit * 4 // 5)
    return (cut[:space] if space > 0 else cut).rstrip() + ELLIPSIS
