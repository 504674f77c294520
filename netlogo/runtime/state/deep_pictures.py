"""Pictures of 16 bits a channel, as NetLogo's Java reads, scales and shows them.

Java scales them as signed numbers of 16 bits, so that a bright sample is less than a dark one, and in steps
of 1/32768; coloured ones without alpha it makes pictures of 8 bits before. Shades of grey it takes for linear
light.
"""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from netlogo.runtime.state.file_access import read_bytes

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Samples = npt.NDArray[np.float64]

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_MODES: Final = {0: "L", 2: "RGB", 4: "LA", 6: "RGBA"}
DEEPEST: Final = 65535.0


def deep_samples(path: Path) -> tuple[Samples, str] | None:
    """Red, green, blue and alpha of a PNG picture of 16 bits, 0 to 65535, rows from the top, and its mode;
    None for any other picture.

    Raises:
        OSError: it cannot be read, or breaks off.
    """
    import numpy as np

    data = read_bytes(path)
    if data[:8] != _PNG or len(data) < 33 or data[24] != 16 or data[25] not in _MODES:
        return None
    mode = _MODES[data[25]]
    if mode in ("L", "LA"):
        halves = _bytes_as(data, 4 if mode == "L" else 6)  # a sample is two of 8 bits
        grey = halves[..., 0] * 256 + halves[..., 1]
        alpha = halves[..., 2] * 256 + halves[..., 3] if mode == "LA" else np.full_like(grey, DEEPEST)
        return np.stack([grey, grey, grey, alpha], axis=-1), mode
    high, low = _halves(data, "B"), _halves(data, "L")
    samples = high * 256 + low
    if mode == "RGB":
        samples = np.concatenate([samples, np.full((*samples.shape[:2], 1), DEEPEST)], axis=-1)
    return samples, mode


def _bytes_as(data: bytes, colour_type: int) -> Samples:
    """The same picture read as one of 8 bits with twice as many channels."""
    import numpy as np
    from PIL import Image

    header = b"IHDR" + data[16:24] + bytes((8, colour_type)) + data[26:29]
    shallow = data[:12] + header + struct.pack(">I", zlib.crc32(header)) + data[33:]
    with Image.open(BytesIO(shallow)) as image:
        return np.array(image, dtype=np.float64)


def _halves(data: bytes, order: str) -> Samples:
    """The high bytes of all samples, or the low ones: Pillow reads one of each two."""
    import numpy as np
    from PIL import Image

    with Image.open(BytesIO(data)) as image:
        image.tile = [tile._replace(args=f"{image.mode};16{order}") for tile in image.tile]
        return np.array(image, dtype=np.float64)


def shown(samples: Samples, mode: str) -> Samples:
    """Samples as colours from 0 to 255."""
    import numpy as np

    shares = (samples.astype(np.float32) / np.float32(DEEPEST)).astype(np.float32)
    colours: Samples = np.floor(shares * np.float32(255.0) + np.float32(0.5)).astype(np.float64)
    if mode in ("L", "LA"):
        light = samples[..., :3] / DEEPEST
        encoded = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
        colours[..., :3] = np.floor(encoded * 255 + 0.5)
    return colours


def signed(samples: Samples) -> Samples:
    """Samples as Java scales them: from 32768 on they are negative."""
    import numpy as np

    return np.where(samples > 32767, samples - 65536, samples)


def unsigned(samples: Samples) -> Samples:
    """What `signed` was made of."""
    import numpy as np

    return np.where(samples < 0, samples + 65536, samples)
