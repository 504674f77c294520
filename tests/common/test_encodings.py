"""UTF-16 and the line of a separator; a user's tables in them."""

from __future__ import annotations

import pytest

from common.encodings import said_separator, to_utf8
from common.tables import parse_table

TEXT = "a;b\n1;2\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_text_in_any_width_is_the_same(encoding: str) -> None:
    assert to_utf8(TEXT.encode(encoding)) == TEXT.encode()


@pytest.mark.parametrize("content", [b"", b"a", b"\0\0\0\0", b"ab\0\0", "\xe9".encode("cp1252")])
def test_other_bytes_stay_as_they_are(content: bytes) -> None:
    assert to_utf8(content) == content


def test_the_line_of_a_separator() -> None:
    assert [said_separator(line) for line in ("sep=;\n", '"SEP=,"', "\ufeffsep=\t\r\n")] == [";", ",", "\t"]
    assert [said_separator(line) for line in ("", "sep=", "sep=;;", "a;sep=;")] == [""] * 4


def test_a_table_in_utf_16_with_such_a_line_is_read() -> None:
    found = parse_table(f"sep=;\n{TEXT}".encode("utf-16"), "t.csv", ("a", "b"), ValueError)
    assert found.to_dict("list") == {"a": ["1"], "b": ["2"]}
    assert list(found.index) == [3]


def test_damaged_utf_16_is_refused() -> None:
    with pytest.raises(ValueError, match=r"t.csv: expected UTF-8 text, got damaged UTF-16"):
        parse_table(TEXT.encode("utf-16")[:-1], "t.csv", ("a",), ValueError)
