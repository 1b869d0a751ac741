"""English texts for moderators: what settings refuse, and the digest of their channel."""

from __future__ import annotations

from collections.abc import Mapping

MODERATION: Mapping[str, str] = {
    "settings.unknown_film": "I know no film called “{film}”. There are: {films}.",
    "settings.too_many.roles": "At most {most} roles can moderate.",
    "settings.too_many.channels": "At most {most} channels can have a setting of their own.",
    "settings.silent_and_unasked": "{channel} cannot be silent and answered unasked at once; switch the other off first.",
    "settings.digest_without_channel": "Choose the moderators' channel first: that is where the digest goes.",
    "digest.title.daily": "Since yesterday",
    "digest.title.weekly": "This week",
    "digest.open.one": "**One question** waits for an answer:",
    "digest.open": "**{count} questions** wait for an answer, most asked first:",
    "digest.group": "- “{question}”{film}: asked {count}",
    "digest.group.film": " ({film})",
    "digest.badly": ", answered badly",
    "digest.once": "once",
    "digest.times": "{count} times",
    "digest.more": "- and {count} more",
    "digest.wishes": "**Films asked for** that nobody has written: {wishes}",
    "digest.wish": "“{film}” ({count})",
    "digest.proposals.one": "**One wording** was chosen by members and waits for your yes or no.",
    "digest.proposals": "**{count} wordings** were chosen by members and wait for your yes or no.",
    "digest.edits.one": "**One edit** was made, by {authors}.",
    "digest.edits": "**{count} edits** were made, by {authors}.",
    "digest.where": "`/inbox` shows all of it.",
}
