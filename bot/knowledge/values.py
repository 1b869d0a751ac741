"""How the text of one scalar becomes a value: dates, running times, amounts of money, links, spoiler levels."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BeforeValidator, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from bot.knowledge.entry import Spoiler

MAX_ANSWER = 3_500  # characters: fits one Discord message and one modal input
MAX_QUESTION = 300  # characters: no member's question is read beyond that

_DAY = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)")
_OTHER_DAY = re.compile(r"\d{1,4}([./-])\d{1,2}\1\d{1,4}")  # a day in digits, in another order or with other signs
_BENT = "“”„‟‘’‚«»"
_RESULTS = {
    **dict.fromkeys(("win", "winner", "winners", "wins"), "won"),
    **dict.fromkeys(("nominee", "nominees", "nomination"), "nominated"),
}
_HOURS = re.compile(
    r"(?:(\d{1,2})\s*(?:h|hr|hrs|hour|hours|:)\s*)?(?:(\d{1,4})\s*(?:m|min|mins|minute|minutes)?\.?)?", re.IGNORECASE
)
_AMOUNT = re.compile(
    r"(?:[A-Z]{3}\s*|[A-Z]{0,2}[$€£¥₹]\s*)?"
    r"(?P<whole>\d{1,3}(?:(?P<group>[,_ .'\u00a0\u202f])\d{3})(?:(?P=group)\d{3}){0,4}|\d{1,15})(?:\.(?P<part>\d{1,3}))?"
    r"\s*(?P<unit>k|thousand|m|mn|million|bn|billion)?"
    r"(?:\s*(?:[A-Z]{3}|[$€£¥₹]|dollars|euros|pounds))?",
    re.IGNORECASE,
)
_UNITS = {"k": 10**3, "t": 10**3, "m": 10**6, "b": 10**9}


def read_day(value: Any) -> date:
    """An ISO date. A bare number is none, though pydantic would take it for a Unix time."""
    found = _DAY.fullmatch(value.strip()) if isinstance(value, str) else None
    if found:
        try:
            return date(*map(int, found.groups()))
        except ValueError:
            raise PydanticCustomError(
                "bad-date", "there is no such day in the calendar; write it as year-month-day, like 2026-11-20"
            ) from None
    raise PydanticCustomError("bad-date", "write a date as year-month-day, like 2026-11-20")


def read_when(value: Any) -> date | str:
    """A date where the text is one, else the text itself ("autumn 1987")."""
    if isinstance(value, str) and (_DAY.fullmatch(value.strip()) or _OTHER_DAY.fullmatch(value.strip())):
        return read_day(value)
    return read_text(value)


def read_title(value: Any) -> str:
    """A film's title; quotes that a word processor has bent would stand in every answer."""
    title = read_text(value)
    if len(title) > 1 and title[0] in _BENT and title[-1] in _BENT:
        raise PydanticCustomError(
            "needs-quotes", "these quotes would be part of the title; write straight ones, or none"
        )
    return title


def read_result(value: Any) -> str:
    """What came of a nomination: `won` and `nominated` by whatever name, else the text itself."""
    text = read_text(value)
    return _RESULTS.get(text.casefold(), text)


def read_text(value: Any) -> str:
    """A text on its own; what YAML made a list or a mapping is refused."""
    if isinstance(value, str):
        return value.strip()
    raise PydanticCustomError("string_type", "write one text here")


def read_minutes(value: Any) -> int:
    """A running time in minutes: `95`, `95 min`, `1 h 35`, `1:35`."""
    found = _HOURS.fullmatch(value.strip()) if isinstance(value, str) else None
    hours, minutes = (int(part or 0) for part in found.groups()) if found else (0, 0)
    if (hours and minutes > 59) or not 0 < hours * 60 + minutes <= 6_000:  # noqa: PLR2004  (minutes in an hour)
        raise PydanticCustomError("bad-runtime", "write the running time in minutes, like 95, or as 1 h 35")
    return hours * 60 + minutes


def read_amount(value: Any) -> int:
    """A sum of money in whole units: `1000000`, `1,000,000`, `$6,002,451`, `6.5 million`."""
    problem = PydanticCustomError(
        "bad-number", "write the amount in digits, like 6002451 or 6,002,451, or as 6 million"
    )
    found = _AMOUNT.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise problem
    group, part, unit = found["group"], found["part"], found["unit"]
    factor: int = _UNITS[unit[0].lower()] if unit else 1
    one_group = group and len(re.findall(r"\d+", found["whole"])) == 2  # noqa: PLR2004
    if one_group and (group == "." or unit):
        raise PydanticCustomError(
            "bad-number", "it is not clear whether this is a thousand or a fraction; write all digits, like 6002451"
        )
    whole = int(re.sub(r"\D", "", found["whole"])) * factor
    if not part:
        return whole
    if factor == 1 and part.strip("0"):
        raise problem
    fraction: int = int(part) * factor // 10 ** len(part)
    return whole + fraction


def read_count(value: Any) -> int:
    """A whole number, thousands separated or not: `155000`, `155,000`, `155k`."""
    try:
        return read_amount(value)
    except PydanticCustomError:
        raise PydanticCustomError("bad-number", "write a whole number in digits, like 155000") from None


def read_year(value: Any) -> int:
    """A year in four digits."""
    if isinstance(value, str) and re.fullmatch(r"1[89]\d\d|20\d\d|21\d\d", value.strip()):
        return int(value)
    raise PydanticCustomError("bad-year", "write the year in four digits, like 2012")


def read_link(value: Any) -> str:
    """A web address that Discord would link."""
    text = read_text(value)
    try:
        parts = urlsplit(text)
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and not re.search(r"[\s<>]", text)
    except ValueError:  # brackets that are no IPv6 address
        sound = False
    if not sound:
        raise PydanticCustomError("bad-link", "write a whole web address that begins with https://")
    return text


def read_spoiler(value: Any) -> Spoiler:
    """One of the three levels by name."""
    try:
        return value if isinstance(value, Spoiler) else Spoiler[str(value).strip().upper()]
    except KeyError:
        raise PydanticCustomError("bad-spoiler", "write none, mild or ending") from None


def read_truth(value: Any) -> bool:
    """`yes`, `no`, `true` or `false`; other spellings of truth are more likely to be slips."""
    word = value.strip().casefold() if isinstance(value, str) else value
    if word in (True, "yes", "true", "on", "y"):
        return True
    if word in (False, "no", "false", "off", "n"):
        return False
    raise PydanticCustomError("bad-yes-no", "write yes or no")


def as_list(value: Any) -> Any:
    """One text stands for a list of one."""
    return (value,) if isinstance(value, str) else value


# An editor reads YAML by its own rules and may see a number or a truth value where a text was typed, so that
# every text says so in the schema; correct files would be marked red otherwise.
TEXT_TYPES = ["string", "number", "boolean"]

Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_ANSWER),
    WithJsonSchema({"type": TEXT_TYPES, "maxLength": MAX_ANSWER}),
]
Title = Annotated[
    str,
    BeforeValidator(read_title),
    StringConstraints(min_length=1, max_length=MAX_ANSWER),
    WithJsonSchema({"type": TEXT_TYPES, "maxLength": MAX_ANSWER}),
]
Result = Annotated[
    str,
    BeforeValidator(read_result),
    StringConstraints(min_length=1, max_length=MAX_ANSWER),
    WithJsonSchema({"type": TEXT_TYPES, "maxLength": MAX_ANSWER}),
]
Question = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_QUESTION),
    WithJsonSchema({"type": TEXT_TYPES, "maxLength": MAX_QUESTION}),
]
_LIST_OR_ONE = {"anyOf": [{"type": TEXT_TYPES}, {"type": "array", "items": {"type": [*TEXT_TYPES, "null"]}}]}
Texts = Annotated[tuple[Text, ...], BeforeValidator(as_list), WithJsonSchema(_LIST_OR_ONE)]
Questions = Annotated[tuple[Question, ...], BeforeValidator(as_list), WithJsonSchema(_LIST_OR_ONE)]
Day = Annotated[date, BeforeValidator(read_day), WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d\d?-\d\d?$"})]
When = Annotated[date | str, BeforeValidator(read_when), WithJsonSchema({"type": TEXT_TYPES})]
Minutes = Annotated[int, BeforeValidator(read_minutes), WithJsonSchema({"type": ["integer", "string"]})]
Amount = Annotated[int, BeforeValidator(read_amount), WithJsonSchema({"type": ["number", "string"]})]
Count = Annotated[int, BeforeValidator(read_count), WithJsonSchema({"type": ["integer", "string"]})]
Year = Annotated[
    int, BeforeValidator(read_year), WithJsonSchema({"type": ["integer", "string"], "pattern": r"^\d{4}$"})
]
Link = Annotated[str, BeforeValidator(read_link), WithJsonSchema({"type": "string", "pattern": "^https?://"})]
Level = Annotated[Spoiler, BeforeValidator(read_spoiler), WithJsonSchema({"enum": [level.label for level in Spoiler]})]
Truth = Annotated[bool, BeforeValidator(read_truth), WithJsonSchema({"enum": [True, False, "yes", "no"]})]
Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, pattern=r"^[A-Za-z0-9_-]{1,28}$"),
    WithJsonSchema({"type": ["string", "number"], "pattern": "^[A-Za-z0-9_-]{1,28}$"}),
]
