"""What a model writes after a checkpoint is cut off, so that the resumed model does not write it twice."""

from pathlib import Path

import pytest

from bridge.record.written_files import cut_back, written_in


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "deep").mkdir()
    (tmp_path / "log.txt").write_text("one\n")
    (tmp_path / "deep" / "log.txt").write_text("two\n")
    return tmp_path


def test_appended_lines_and_new_files_go(folder: Path) -> None:
    then = written_in(folder)
    with (folder / "log.txt").open("a") as file:
        file.write("three\n")
    (folder / "new.txt").write_text("four\n")
    assert cut_back(folder, then)
    assert written_in(folder) == then


@pytest.mark.parametrize("content", ["", "on", "eno\n", "eno\nthree\n", None])
def test_files_that_were_changed_otherwise_stay(folder: Path, content: str | None) -> None:
    then = written_in(folder)
    (folder / "log.txt").write_text(content or "")
    if content is None:
        (folder / "log.txt").unlink()
    (folder / "new.txt").write_text("four\n")
    assert not cut_back(folder, then)
    assert (folder / "new.txt").exists()


def test_a_link_is_neither_read_nor_cut(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "other.txt"
    outside.write_text("mine\n")
    (folder / "link.txt").symlink_to(outside)
    then = written_in(folder)
    assert set(then) == {"log.txt", "deep/log.txt"}
    assert cut_back(folder, then)
    assert outside.read_text() == "mine\n"
    (folder / "log.txt").unlink()
    (folder / "log.txt").symlink_to(outside)
    assert not cut_back(folder, then)


def test_no_files_at_all(tmp_path: Path) -> None:
    assert written_in(tmp_path / "none") == {}
    assert cut_back(tmp_path / "none", {})
