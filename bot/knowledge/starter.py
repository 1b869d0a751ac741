"""The text of a new film's file: valid as it stands, with every section shown in comments."""

from __future__ import annotations

from bot.knowledge.naming import MAX_DOCUMENT, slug
from bot.knowledge.quoting import quoted

_TEXT = """\
# yaml-language-server: $schema=../../docs/schema/film.json
# Take the # away from what you know; leave the rest. Everything but title and year is optional.
# Put quotes around a text with a colon, or with # {{ [ @ ` * & ! | > % at its beginning.
film:
  title: {title}
  year: {year}
  # also_known_as: [another title, a short one]

# sources:                      # where the facts come from; an entry names one with `source: page`
#   page: {{title: A page on the film, url: "https://example.org"}}

# overview:
#   director: First and last name
#   writers: [One, Another]
#   genres: [drama, comedy]
#   runtime_minutes: 95
#   released: {year}-01-31
#   ratings:
#     - {{by: IMDb, score: 7.2/10, votes: 155000, checked: 2026-11-20}}

# plot:
#   synopsis:                   # what gives something away is marked `spoiler: mild` or `spoiler: ending`
#     - How it begins.
#     - {{text: "What happens later.", spoiler: mild}}
#   ending: How it ends.        # hidden as `spoiler: ending` without a word

# cast:
#   - {{character: A name, actor: A name, about: "Who that is.", also_called: [the priest]}}

# quotes:
#   - {{text: "The exact words.", by: A character}}

# box_office: {{currency: USD, budget: 1000000, worldwide: 10656155}}
# content: {{warnings: [violence], audience: "From 12 on."}}

# awards:
#   - {{award: Academy Awards, year: {next_year}, category: Best Picture, who: A name, result: nominated}}

# trivia:
#   - Something from behind the scenes.

# watch:
#   checked: 2026-11-20
#   offers:
#     - {{service: Apple TV, how: [rent, buy], regions: [US]}}

# similar:
#   - {{title: Another film, year: {year}, why: what the two share}}

# Questions in your own words. The more wordings, the better they are understood: a short one, keywords alone,
# one as in chat.
# faq:
#   - id: true-story
#     question: Is it a true story?
#     also_asked: [true story, based on real events, did this really happen]
#     answer: Yes, it is.
"""


def new_film_text(title: str, year: int) -> tuple[str, str]:
    """Document id, cut at a word, and text of a new film's file.

    A title without Latin letters or digits gets an id by its year, `film-2012`.
    """
    title = " ".join(title.split())
    return slug(title, MAX_DOCUMENT) or f"film-{year}", _TEXT.format(title=quoted(title), year=year, next_year=year + 1)
