"""What can be wrong in knowledge: the codes that problems carry, so that tools can tell faults apart."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from bot.knowledge.problem import Severity


class Code(StrEnum):
    """A kind of fault; every kind has a broken file of its own among the tests."""

    # the file as such
    UNREADABLE = "unreadable"  # no permission, a symlink loop, a pipe
    TOO_BIG = "too-big"  # over 1 MiB
    ENCODING = "encoding"  # not UTF-8
    CONTROL_CHARACTER = "control-character"
    EMPTY_FILE = "empty-file"
    EMPTY_FOLDER = "empty-folder"
    BAD_DOCUMENT_ID = "bad-document-id"  # the file's name
    DUPLICATE_DOCUMENT = "duplicate-document"  # two files with one id
    WRONG_PLACE = "wrong-place"  # a file in a folder where its kind does not belong
    NO_FILM = "no-film"  # sections of a film without `film:`
    # YAML
    SYNTAX = "syntax"
    TAB = "tab"
    UNCLOSED = "unclosed"  # a quote or a bracket
    NO_SPACE = "no-space"  # after a colon
    TOO_DEEP = "too-deep"
    SECOND_DOCUMENT = "second-document"
    ANCHOR = "anchor"
    ALIAS = "alias"
    TAG = "tag"
    BAD_KEY = "bad-key"  # a key that is no text
    DUPLICATE_KEY = "duplicate-key"
    NEEDS_QUOTES = "needs-quotes"  # YAML reads the text as something else
    CUT_OFF = "cut-off"  # YAML takes the rest of the text for a comment
    # shape
    UNKNOWN_KEY = "unknown-key"
    GIVEN_TWICE = "given-twice"  # under two names
    MISSING = "missing"
    EMPTY = "empty"  # a key that must have a value has none
    NOT_TEXT = "not-text"
    NOT_A_LIST = "not-a-list"
    NOT_A_MAPPING = "not-a-mapping"
    # values
    TOO_LONG = "too-long"
    BAD_ID = "bad-id"
    RESERVED_ID = "reserved-id"
    DUPLICATE_ID = "duplicate-id"
    BAD_DATE = "bad-date"
    BAD_RUNTIME = "bad-runtime"
    BAD_NUMBER = "bad-number"
    BAD_YEAR = "bad-year"
    BAD_LINK = "bad-link"
    BAD_SPOILER = "bad-spoiler"
    BAD_YES_NO = "bad-yes-no"
    UNKNOWN_SOURCE = "unknown-source"
    NO_RIGHT_CHOICE = "no-right-choice"  # a quiz question whose choices hold no accepted answer
    # patterns
    UNKNOWN_FACT = "unknown-fact"
    DUPLICATE_FACT = "duplicate-fact"
    UNKNOWN_SLOT = "unknown-slot"
    FOREIGN_SLOT = "foreign-slot"  # a slot that this fact does not have
    MISSING_SLOT = "missing-slot"
    SLOT_IN_BRACES = "slot-in-braces"
    # warnings
    UNKNOWN_FILM = "unknown-film"
    SAME_FILM = "same-film"
    FEW_WORDINGS = "few-wordings"
    UNUSED_SOURCE = "unused-source"
    NO_SCHEMA = "no-schema"


class Fault(NamedTuple):
    """A problem before its file is known; `start` is an index into the text."""

    start: int
    code: Code
    message: str
    severity: Severity = Severity.ERROR
