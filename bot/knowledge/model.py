"""What may stand in a knowledge file: one frozen model a shape, from the whole file down to an item.

Long, but one matter: the whole format, to be read from the smallest shape to the file, with the help editors show.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from bot.knowledge.entry import Spoiler
from bot.knowledge.values import (
    Amount,
    Count,
    Day,
    Level,
    Link,
    Minutes,
    Name,
    Question,
    Questions,
    Result,
    Text,
    Texts,
    Title,
    Truth,
    When,
    Year,
)


def _about(description: str, **more: Any) -> Any:
    """An optional field with the help that a moderator's editor shows."""
    return Field(default=None, description=description, **more)


def _needed(description: str) -> Any:
    return Field(description=description)


def _list_of(description: str) -> Any:
    return Field(default=(), description=description)


class Shape(BaseModel):
    """Anything written as `key: value` lines. `SHORT` names the key that a bare text or list stands for."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=False, hide_input_in_errors=True)
    SHORT: ClassVar[str | None] = None

    @model_validator(mode="before")
    @classmethod
    def _open_short_form(cls, data: Any) -> Any:
        if cls.SHORT is not None and not isinstance(data, Mapping):
            return {cls.SHORT: data}
        return data


class Common(Shape):
    """Keys that every entry may have."""

    also_asked: Questions = _list_of("Further wordings of the question, as members would type them.")
    spoiler: Level | None = _about("How much this gives away: none, mild or ending.")
    mature: Truth = Field(default=False, description="yes: shown openly only in channels for adults.")
    source: Text | None = _about("Where this comes from: a key of `sources` in this file.")
    checked: Day | None = _about("The day somebody last saw that this holds, like 2026-11-20.")
    must_match: Questions = _list_of("Questions that must lead to this entry; tested whenever the file is saved.")
    must_not_match: Questions = _list_of(
        "Questions that must not lead to this entry; tested whenever the file is saved."
    )


# --- facts: a value, or {value: …, + common keys} -----------------------------------------------------------------


class Fact(Common):
    """One value about a film. Subclasses say what `value` is."""

    SHORT = "value"


class TextsFact(Fact):
    """One text, or a list of them (people, genres, places)."""

    value: Texts = _needed("A text, or a list of texts.")


class WhenFact(Fact):
    """A day, or a text where no day is known."""

    value: When = _needed("A date like 2012-10-19, or a text.")


class MinutesFact(Fact):
    """A length of time in minutes."""

    value: Minutes = _needed("Minutes, like 95; 1 h 35 and 1:35 are understood too.")


class AmountFact(Fact):
    """A sum of money in whole units of the section's currency."""

    value: Amount = _needed("A number, like 6002451 or 6,002,451.")


class Part(Common):
    """One paragraph, review or remark: a text with its own spoiler level and source."""

    SHORT = "text"
    text: Text = _needed("The text.")
    by: Text | None = _about("Whose words these are.")
    url: Link | None = _about("Where the whole text can be read.")


class PartsFact(Fact):
    """A text, or several, each of which may have its own spoiler level and source."""

    value: tuple[Part, ...] = _needed("A text, or a list of texts; each may be written as {text, spoiler, source}.")

    @model_validator(mode="before")
    @classmethod
    def _one_is_a_list(cls, data: Any) -> Any:
        if isinstance(data, Mapping):
            if "text" in data and "value" not in data:  # {text, spoiler, …}, written for a single part
                part = {key: value for key, value in data.items() if key in ("text", "by", "url")}
                return {"value": (part,), **{key: value for key, value in data.items() if key not in part}}
            if isinstance(data.get("value"), str | Mapping):
                return {**data, "value": (data["value"],)}
            return data
        return {"value": (data,) if isinstance(data, str) else data}


class Rating(Shape):
    """A mark that a site or a body gives."""

    by: Text = _needed("Who gives it, like IMDb.")
    score: Text = _needed("The mark as it is shown there, like 7.2/10 or 93 %.")
    votes: Count | None = _about("How many votes it rests on.")
    checked: Day | None = _about("The day the mark was read.")
    source: Text | None = _about("A key of `sources`.")
    url: Link | None = _about("The page where the mark is shown.")


class RatingsFact(Fact):
    """All marks together."""

    value: tuple[Rating, ...] = _needed("A list of {by, score, votes, checked}.")


# --- sections ----------------------------------------------------------------------------------------------------


class Overview(Shape):
    """The facts that a film's page opens with."""

    director: TextsFact | None = _about("Who directed it.")
    writers: TextsFact | None = _about("Who wrote the screenplay.")
    producers: TextsFact | None = _about("Who produced it.")
    cinematographer: TextsFact | None = _about("Who photographed it.")
    editor: TextsFact | None = _about("Who edited it.")
    composer: TextsFact | None = _about("Who wrote the music.")
    genres: TextsFact | None = _about("Its genres, like [drama, comedy].")
    runtime_minutes: MinutesFact | None = _about("How long it is, in minutes; `runtime` is understood too.")
    ratings: RatingsFact | None = _about("Marks from sites, one {by, score, votes, checked} each.")
    released: WhenFact | None = _about("When it came to cinemas: a date, or a text.")
    premiere: TextsFact | None = _about("Where and when it was first shown.")
    certificate: TextsFact | None = _about("Its age rating, like R.")
    studio: TextsFact | None = _about("Which studio made it.")
    distributor: TextsFact | None = _about("Who brought it to cinemas.")
    country: TextsFact | None = _about("Where it was made.")
    language: TextsFact | None = _about("Which language is spoken in it.")
    based_on: TextsFact | None = _about("The book, play or life it is based on.")
    filming_locations: TextsFact | None = _about("Where it was filmed.")
    setting: TextsFact | None = _about("Where and when the story takes place.")
    tagline: TextsFact | None = _about("The line on the poster.")
    logline: TextsFact | None = _about("The story in one sentence, giving nothing away.")
    trailer: TextsFact | None = _about("A link to the trailer, or a text about it.")
    original_title: TextsFact | None = _about("The title in the film's own language.")

    @model_validator(mode="before")
    @classmethod
    def _accept_runtime(cls, data: Any) -> Any:
        if isinstance(data, Mapping) and "runtime" in data:
            if "runtime_minutes" in data:
                raise PydanticCustomError(
                    "given-twice", "runtime and runtime_minutes are the same; keep runtime_minutes"
                )
            return {("runtime_minutes" if key == "runtime" else key): value for key, value in data.items()}
        return data


class Plot(Shape):
    """What happens."""

    badly_explained: PartsFact | None = _about("The story told badly on purpose, as a joke.")
    synopsis: PartsFact | None = _about("The story, paragraph by paragraph; each may have its own spoiler level.")
    ending: PartsFact | None = _about("How it ends; hidden as `spoiler: ending` unless said otherwise.")


class BoxOffice(Shape):
    """What it cost and earned."""

    currency: Text | None = _about("The currency of all amounts here, like USD.")
    budget: AmountFact | None = _about("What it cost to make.")
    opening: AmountFact | None = _about("What it earned on its first weekend.")
    domestic: AmountFact | None = _about("What it earned in its home market.")
    international: AmountFact | None = _about("What it earned elsewhere.")
    worldwide: AmountFact | None = _about("What it earned in all.")


class Reviews(Shape):
    """What others think of it."""

    professional: PartsFact | None = _about("What critics wrote.")
    audience: PartsFact | None = _about("What viewers say.")
    consensus: PartsFact | None = _about("All of it in a sentence.")
    who_would_enjoy: PartsFact | None = _about("Who is likely to enjoy it.")


class Content(Shape):
    """Whom it suits."""

    warnings: TextsFact | None = _about("What somebody may want to be warned of.")
    audience: TextsFact | None = _about("Whom it is suitable for.")


class CastMember(Common):
    """A character and who plays them."""

    id: Name | None = _about("The entry's name; made from the character's name when left out.")
    character: Text = _needed("The character's name.")
    actor: Text | None = _about("Who plays them.")
    about: Text | None = _about("Who the character is.")
    also_called: Texts = _list_of("Other names members use for the character, like the priest.")


class Quote(Common):
    """Words spoken in the film."""

    SHORT = "text"
    id: Name | None = _about("The entry's name; made from the first words when left out.")
    text: Text = _needed("The exact words.")
    by: Text | None = _about("The character who says it.")
    context: Text | None = _about("When it is said.")
    note: Text | None = _about("A remark on the wording.")


class Award(Common):
    """A prize, won or not."""

    id: Name | None = _about("The entry's name; made from the award's name when left out.")
    award: Text = _needed("Who gives it, like Academy Awards.")
    year: Year | None = _about("The year it was given.")
    category: Text | None = _about("What for, like Best Supporting Actress.")
    who: Texts = _list_of("Who got it, or was nominated.")
    result: Result | None = _about("won, nominated, or a text.")


class Trivia(Common):
    """Something behind the scenes."""

    SHORT = "text"
    id: Name | None = _about("The entry's name; made from the first words when left out.")
    text: Text = _needed("The text.")


class QuizQuestion(Common):
    """A question that the quiz asks; members' questions never lead here."""

    id: Name = _needed("The question's name.")
    question: Question = _needed("What the quiz asks.")
    accept: Texts = _needed("Every answer that counts as right; put numbers in quotes.")
    choices: Texts = _list_of("What to choose from, the right answer among it.")

    @model_validator(mode="after")
    def _has_a_right_choice(self) -> Self:
        right = {answer.casefold() for answer in self.accept}
        if self.choices and not any(choice.casefold() in right for choice in self.choices):
            raise PydanticCustomError(
                "no-right-choice", "none of the choices is in `accept`; put the right answer among them"
            )
        return self


class Offer(Shape):
    """One place to see it."""

    service: Text = _needed("The service, shop or cinema.")
    how: Texts = _list_of("stream, rent, buy, cinema, disc, free.")
    regions: Texts = _list_of("Countries, as two letters: US, CA, GB. Left out: everywhere, or not known.")
    url: Link | None = _about("Where to find it.")
    since: Day | None = _about("The first day it is offered.", alias="from")
    until: Day | None = _about("The last day it is offered; not shown as current afterwards.")
    quality: Text | None = _about("HD, 4K and the like.")
    price: Text | None = _about("What it costs, as text: 3.99 USD.")
    note: Text | None = _about("A remark.")


class Watch(Common):
    """All places to see it: one entry."""

    note: Text | None = _about("A remark on all offers.")
    offers: tuple[Offer, ...] = _list_of("One {service, how, regions, until} each.")


class SimilarFilm(Common):
    """A film that those who liked this one may like."""

    id: Name | None = _about("The entry's name; made from the film's when left out.")
    film: Text | None = _about("The other film's id, where there is a file on it.")
    title: Text | None = _about("Its title, where there is no file on it.")
    year: Year | None = _about("Its year.")
    why: Text | None = _about("What the two share.")

    @model_validator(mode="after")
    def _names_a_film(self) -> Self:
        if not (self.film or self.title):
            raise PydanticCustomError(
                "missing", "name the film: `film:` with the id of a file, or `title:` and `year:`"
            )
        return self


class Related(Common):
    """Something to go on with: a book, a documentary, a poster."""

    id: Name | None = _about("The entry's name; made from the title when left out.")
    title: Text = _needed("What it is called.")
    about: Text | None = _about("What it is.")
    kind: Text | None = _about("book, documentary, poster and the like.")
    url: Link | None = _about("Where to find it.")


class Soundtrack(Common):
    """The music: one entry."""

    title: Text | None = _about("The album's title.")
    composer: Text | None = _about("Who wrote it.")
    about: Text | None = _about("What there is to say about it.")
    services: Texts = _list_of("Where to listen, like Apple Music.")
    url: Link | None = _about("Where to find it.")


class Bonus(Common):
    """Something amusing on the side."""

    id: Name | None = _about("The entry's name; made from the title when left out.")
    title: Text = _needed("What it is called.")
    about: Text | None = _about("What there is to say about it.")


class Faq(Common):
    """A question and its answer, in a moderator's own words."""

    id: Name = _needed("The entry's name, like true-story; it never changes.")
    question: Question = _needed("The question as it is shown.")
    answer: Text = _needed("The answer; Discord's Markdown works.")


# --- files -------------------------------------------------------------------------------------------------------


class FilmHead(Shape):
    """Which film the file is about."""

    title: Title = _needed("The film's title.")
    year: Year = _needed("The year it came out.")
    also_known_as: Texts = _list_of("Other titles, so that members find it by them.")


class SourceRow(Shape):
    """A source that entries may name."""

    SHORT = "title"
    title: Text = _needed("What the source is called.")
    url: Link | None = _about("Where to find it.")


class FilmFile(Shape):
    """Everything known about one film."""

    film: FilmHead = _needed("Which film this file is about: title and year.")
    sources: dict[str, SourceRow] = Field(
        default_factory=dict, description="Where the facts come from; entries name these keys in `source`."
    )
    overview: Overview = Field(default_factory=Overview, description="Director, length, genres and other facts.")
    plot: Plot = Field(default_factory=Plot, description="The story.")
    cast: tuple[CastMember, ...] = _list_of("Characters and who plays them.")
    quotes: tuple[Quote, ...] = _list_of("Exact words from the film.")
    box_office: BoxOffice = Field(default_factory=BoxOffice, description="What it cost and earned.")
    reviews: Reviews = Field(default_factory=Reviews, description="What others think of it.")
    content: Content = Field(default_factory=Content, description="Warnings, and whom it suits.")
    awards: tuple[Award, ...] = _list_of("Prizes and nominations.")
    trivia: tuple[Trivia, ...] = _list_of("Behind the scenes.")
    quiz: tuple[QuizQuestion, ...] = _list_of("Questions for the quiz.")
    watch: Watch | None = _about("Where to see it.")
    similar: tuple[SimilarFilm, ...] = _list_of("What to watch next.")
    related: tuple[Related, ...] = _list_of("Books, documentaries and the like.")
    soundtrack: Soundtrack | None = _about("The music.")
    bonus: tuple[Bonus, ...] = _list_of("Amusing things on the side.")
    faq: tuple[Faq, ...] = _list_of("Questions and answers in your own words; they win over the facts above.")


class GeneralFile(Shape):
    """Knowledge that belongs to no film."""

    smalltalk: Truth = Field(default=False, description="yes: these answers are a courtesy (greetings, thanks).")
    sources: dict[str, SourceRow] = Field(
        default_factory=dict, description="Where the facts come from; entries name these keys in `source`."
    )
    faq: tuple[Faq, ...] = _list_of("Questions and answers.")


class PatternRow(Shape):
    """Wordings that all films share for one fact.

    With `question` the row replaces what is shipped for the fact; with `also_asked` alone it adds to it.
    """

    fact: Text = _needed("Which fact this asks for, like overview/director.")
    question: Question | None = _about(
        "The main wording; slots are <film>, <character>, <actor>. Given, it replaces the shipped wordings."
    )
    also_asked: Questions = _list_of("Further wordings; without `question` they are added to the shipped ones.")

    @model_validator(mode="after")
    def _has_wordings(self) -> Self:
        if not (self.question or self.also_asked):
            raise PydanticCustomError("missing", "write the wordings: `question:`, `also_asked:`, or both")
        return self


class PatternsFile(Shape):
    """Wordings of questions about any film."""

    patterns: tuple[PatternRow, ...] = _list_of("One row a fact.")


DEFAULT_SPOILERS: Mapping[tuple[str, str], Spoiler] = {("plot", "ending"): Spoiler.ENDING}

FieldSection = Overview | Plot | BoxOffice | Reviews | Content
File = FilmFile | GeneralFile | PatternsFile
