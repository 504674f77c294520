"""Files that are whole or absent."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from common.files import aside, write_aside


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "table.csv"
    target.write_text("old")

    def fail(part: Path) -> None:
        part.write_text("half")
        raise ValueError("no space")

    with pytest.raises(ValueError, match=r"no space"):
        write_aside(target, fail)
    assert [path.name for path in tmp_path.iterdir()] == ["table.csv"]
    assert target.read_text() == "old"


def test_a_private_file_is_private_from_its_first_byte(tmp_path: Path) -> None:
    with aside(tmp_path / "secret", private=True) as part:
        assert stat.S_IMODE(part.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


def test_two_writers_do_not_meet(tmp_path: Path) -> None:
    with aside(tmp_path / "table") as one, aside(tmp_path / "table") as two:
        one.write_text("one")
        two.write_text("two")
    assert (tmp_path / "table").read_text() == "one"  # the outer block ended last
    assert [path.name for path in tmp_path.iterdir()] == ["table"]


def test_alone_the_leavings_of_a_killed_process_are_replaced(tmp_path: Path) -> None:
    (tmp_path / ".table.part").write_text("left behind")
    with aside(tmp_path / "table", alone=True) as part:
        part.write_text("whole")
    assert [path.name for path in tmp_path.iterdir()] == ["table"]
