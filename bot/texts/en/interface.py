"""English texts of Discord's side: buttons, commands, errors. Keys begin with `ui.`, slots are `{name}`."""

from __future__ import annotations

from collections.abc import Mapping

INTERFACE: Mapping[str, str] = {
    # around an answer
    "ui.asked": "“{question}”",
    "ui.helpful": "Did that answer it?",
    "ui.source": "Source: {source}",
    "ui.checked": "checked {day}",
    "ui.mature": "This answer is meant for adults, so it is not shown openly here.",
    "ui.spoiler.mild": "The rest gives away some of the story: press it to read it.",
    "ui.spoiler.ending": "The rest gives away the ending: press it to read it.",
    # buttons
    "ui.button.yes": "Yes",
    "ui.button.no": "No",
    "ui.button.none": "None of these",
    "ui.button.remove": "Remove",
    "ui.button.show": "Show me",
    "ui.button.films": "Another film?",
    # what a press is told
    "ui.thanks": "Thanks, good to know.",
    "ui.noted": "Noted: the moderators will see this question. Other words sometimes help, too.",
    "ui.forgotten": "That question is too long ago, so your vote cannot be counted any more. Thanks all the same.",
    "ui.films.which": "Which film?",
    "ui.films.none": "I know of no other film.",
    "ui.films.more": "And {count} more: name one in your question.",
    "ui.not_yours": "Only the person who asked, or a moderator, can remove this answer.",
    # how to ask
    "ui.how_to_ask": "I cannot read that message. Mention {bot} in your question or use `/ask`, and I will answer.",
    "ui.greeting": "Ask me about a film: {bot} and your question, or `/ask`.",
    "ui.empty": "There is no text in that message that I could answer.",
    "ui.slow_down": "That was quick: please wait {seconds} s before the next question.",
    "ui.help": (
        "### Ask about a film in your own words\n"
        "Mention {bot} with your question, reply to one of my answers, write to me directly, or use `/ask`. "
        "On any message: Apps → **{menu}**.\n"
        "I say so when I am not sure, and hide what gives a story away."
    ),
    # commands
    "ui.menu.answer": "Answer this",
    "ui.command.ask": "Ask about a film in your own words",
    "ui.command.films": "The films I know",
    "ui.command.film": "A film at a glance",
    "ui.command.cast": "Who plays whom",
    "ui.command.quote": "A quote from a film",
    "ui.command.trivia": "Something from behind the scenes",
    "ui.command.watch": "Where a film can be watched",
    "ui.command.similar": "What to watch next",
    "ui.command.help": "How to ask, and what I can do",
    "ui.option.question": "Your question, in your own words",
    "ui.option.film": "The film that is meant",
    "ui.option.private": "Show the answer to you alone",
    "ui.option.character": "Who says it",
    "ui.option.search": "Some words of the quote",
    "ui.option.country": "A country's name or code, such as CA",
    # errors
    "ui.error.unknown": "Something went wrong on my side. If it happens again, tell the moderators: {reference}",
    "ui.error.discord": "Discord is having trouble right now. Please try again in a moment. ({reference})",
    "ui.error.forbidden": "I am not allowed to do that here. A moderator can look up {reference} in my log.",
    "ui.error.store": "My memory does not answer right now. Please try again in a moment. ({reference})",
    "ui.error.changed": "That command has changed. Restart Discord, or try again in a few minutes.",
    "ui.error.old_button": "This button belongs to an earlier version of me. Please ask again.",
    "ui.error.old_form": "This form belongs to an earlier version of me. Please open it again.",
    "ui.error.not_allowed": "You may not use this command here.",
}
