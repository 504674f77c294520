"""Files of unknown origin: pipes, devices, and what unpacks to more than it seems."""

import gzip
import io
import os
import zipfile
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from common.reading import (
    MIB,
    TooLargeError,
    gunzip,
    open_ordinary,
    read_parquet,
    read_unpacked,
    read_whole,
    require_bounded,
)


@pytest.mark.parametrize("read", [read_whole, read_unpacked, require_bounded, read_parquet])
def test_pipes_and_devices_are_refused_without_waiting(tmp_path: Path, read: object) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "zero").symlink_to("/dev/zero")
    for name in ("pipe", "zero"):
        with pytest.raises(OSError, match="not an ordinary file"):
            read(tmp_path / name)  # type: ignore[operator]
    with pytest.raises(IsADirectoryError):
        open_ordinary(tmp_path)


def test_a_file_is_read_to_its_limit(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"12345")
    assert read_whole(tmp_path / "a", 5) == b"12345"
    with pytest.raises(TooLargeError):
        read_whole(tmp_path / "a", 4)


def test_gzip_is_unpacked_to_its_limit() -> None:
    packed = gzip.compress(b"ab") + gzip.compress(b"cd")
    assert gunzip(packed, 4) == b"abcd"
    with pytest.raises(TooLargeError):
        gunzip(packed, 3)
    bomb = gzip.compress(bytes(8 * MIB))
    with pytest.raises(TooLargeError):
        gunzip(bomb, MIB)
    with pytest.raises(OSError, match="breaks off"):
        gunzip(packed[:-9], 10)


def test_a_zip_is_taken_by_what_it_unpacks_to(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in "abc":
            archive.writestr(name, bytes(MIB))
    require_bounded(path, 3 * MIB)
    with pytest.raises(TooLargeError, match="unpacked"):
        require_bounded(path, 2 * MIB)


def test_a_table_is_taken_by_what_it_takes_in_memory(tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": [1, 2], "b": ["x", None]})
    frame.to_parquet(tmp_path / "small.parquet")
    pd.testing.assert_frame_equal(read_parquet(tmp_path / "small.parquet"), frame)
    assert list(read_parquet(tmp_path / "small.parquet", ["b"])) == ["b"]
    texts = pa.DictionaryArray.from_arrays(pa.array([0] * 4096, pa.int32()), pa.array(["x" * 10_000]))
    many = pa.table({"a": pa.nulls(1_000_000, pa.int8()), "b": pa.nulls(1_000_000, pa.int8())})
    for name, table in (("long", pa.table({"a": texts.dictionary_decode()})), ("many", many)):
        content = io.BytesIO()
        pq.write_table(table, content)
        assert len(content.getvalue()) < 0.1 * MIB
        (tmp_path / name).write_bytes(content.getvalue())
        with pytest.raises(TooLargeError, match="in memory"):
            read_parquet(tmp_path / name, most=15 * MIB)
