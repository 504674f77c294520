"""Pictures that do not fit the world are scaled as Java scales them: figures of its `AffineTransformOp`."""

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import netlogo


def numbers(*shape: int, factor: int) -> np.ndarray:
    return (np.arange(np.prod(shape)) * factor % 256).astype(np.uint8).reshape(shape)


def colours(picture: Image.Image, folder: Path, side: int) -> list[list[object]]:
    """What `import-pcolors-rgb` makes of a picture in a world of that many patches a side."""
    picture.save(folder / "picture.png")
    workspace = netlogo.Workspace.from_code(
        "", min_pxcor=0, max_pxcor=side - 1, min_pycor=0, max_pycor=side - 1, folder=folder
    )
    workspace.command('import-pcolors-rgb "picture.png"')
    patches = [patch.pcolor for patch in workspace.world.patches.items]
    return [patches[row * side : (row + 1) * side] for row in range(side)]


def test_a_larger_picture_has_javas_means(tmp_path: Path) -> None:
    found = colours(Image.fromarray(numbers(4, 4, 3, factor=37), "RGB"), tmp_path, 6)
    assert [[rgb[0] for rgb in row] for row in found] == [  # type: ignore[index]
        [0, 55, 129, 203, 149, 77],
        [94, 86, 95, 169, 116, 43],
        [176, 126, 85, 131, 92, 40],
        [131, 166, 183, 114, 131, 165],
        [86, 142, 173, 76, 107, 163],
        [52, 107, 138, 42, 73, 129],
    ]


def test_shades_of_grey_are_brightened(tmp_path: Path) -> None:
    found = colours(Image.fromarray(numbers(4, 4, 3, factor=37)[:, :, 0], "L"), tmp_path, 3)
    assert found == [[[x] * 3 for x in row] for row in ([113, 205, 160], [202, 189, 173], [153, 170, 183])]


def test_what_a_scaled_picture_does_not_cover_stays(tmp_path: Path) -> None:
    found = colours(Image.fromarray(numbers(7, 3, 4, factor=29), "RGBA"), tmp_path, 5)
    assert found[0] == [0.0, [41.0, 70.0, 89.0], [173.0, 79.0, 88.0], 0.0, 0.0]
    assert found[4][1:3] == [[86.0, 115.0, 103.0], [85.0, 114.0, 143.0]]


@pytest.mark.parametrize(("pixels", "side"), [(300, 63), (99, 33), (64, 21), (1, 9)])
def test_no_row_or_column_too_many(tmp_path: Path, pixels: int, side: int) -> None:
    found = colours(Image.new("RGB", (pixels, pixels), (10, 20, 30)), tmp_path, side)
    assert found == [[[10.0, 20.0, 30.0]] * side] * side


def deep_picture(file: Path, samples: np.ndarray, colour_type: int) -> None:
    """A PNG of 16 bits a channel, which Pillow does not write."""
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in samples)
    height, width = samples.shape[:2]
    header = struct.pack(">IIBBBBB", width, height, 16, colour_type, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    chunks = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    ]
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunks))


DEEP = {
    0: [[grey] * 3 for grey in (78.0, 87.0, 249.0, 251.0)],
    2: [[42.0, 77.0, 112.0], [152.0, 187.0, 79.0], [132.0, 120.0, 155.0], [99.0, 86.0, 121.0]],
    4: [[grey] * 3 for grey in (45.0, 241.0, 226.0, 116.0)],
    6: [[220.0, 0.0, 35.0], [239.0, 19.0, 54.0], [22.0, 57.0, 204.0], [41.0, 187.0, 222.0]],
}
"""Patches that NetLogo 6.4.0 makes of the pictures below, by the PNG's kind of colour."""


@pytest.mark.parametrize("colour_type", DEEP)
def test_16_bits_a_channel_are_scaled_as_signed_numbers(tmp_path: Path, colour_type: int) -> None:
    channels = {0: 1, 2: 3, 4: 2, 6: 4}[colour_type]
    samples = (np.arange(3 * 3 * channels) * 9001 + 129) % 65536
    deep_picture(tmp_path / "deep.png", samples.reshape(3, 3, channels), colour_type)
    workspace = netlogo.Workspace.from_code(
        "", min_pxcor=0, max_pxcor=1, min_pycor=0, max_pycor=1, folder=tmp_path
    )
    workspace.command('import-pcolors-rgb "deep.png"')
    assert [patch.pcolor for patch in workspace.world.patches.items] == DEEP[colour_type]
