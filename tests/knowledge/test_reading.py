"""Bytes to tree."""

from __future__ import annotations

import pytest

from bot.knowledge.code import Code
from bot.knowledge.reading import MAX_BYTES, read_text_of
from bot.knowledge.tree import MappingNode


@pytest.mark.parametrize(
    "data", ["a: é", "\ufeffa: é", "\ufeff\ufeffa: é", "a: é\r\n", b"a: \xc3\xa9", b"\xef\xbb\xbfa: \xc3\xa9"]
)
def test_utf_8_with_and_without_a_mark_is_read(data: str | bytes) -> None:
    reading = read_text_of(data)
    assert not reading.faults
    assert isinstance(reading.root, MappingNode)
    assert reading.text.strip() == "a: é"


def test_a_file_over_a_mebibyte_is_not_read() -> None:
    assert MAX_BYTES == 1024 * 1024
    assert [fault.code for fault in read_text_of(b"#" * MAX_BYTES).faults] == [Code.EMPTY_FILE]
    assert [fault.code for fault in read_text_of(b"#" * (MAX_BYTES + 1)).faults] == [Code.TOO_BIG]
    assert [fault.code for fault in read_text_of("é" * (MAX_BYTES // 2 + 1)).faults] == [Code.TOO_BIG]


@pytest.mark.parametrize(
    "encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "latin-1"]
)
def test_other_encodings_are_named(encoding: str) -> None:
    (fault,) = read_text_of("film: {title: Amélie}".encode(encoding)).faults
    assert fault.code is Code.ENCODING
    assert "save" in fault.message


def test_several_lines_are_mended_in_one_reading() -> None:
    reading = read_text_of("a: @b\nc: {d} e\nf: `g`\n")
    assert [reading.place(fault.start) for fault in reading.faults] == [(1, 4), (2, 4), (3, 4)]
    assert isinstance(reading.root, MappingNode)
    assert list(reading.root.present) == ["a", "c", "f"]
    assert reading.text == "a: @b\nc: {d} e\nf: `g`\n"
