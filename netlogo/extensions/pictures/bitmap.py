"""The `bitmap` extension: pictures as values."""

from __future__ import annotations

import base64
import binascii
import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from netlogo.extensions.base import Extension, ExtensionObject, a_number, a_string, a_whole_number, failure
from netlogo.runtime.primitives.file_primitives import readable, writable
from netlogo.runtime.state.file_access import read_bytes, whole_file
from netlogo.runtime.state.images import color_patches, fitted, scaled_by
from netlogo.runtime.values import dump

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from PIL import Image

    Pixels = npt.NDArray[np.float64]

_URL = "data:image/png;base64,"


class Bitmap(ExtensionObject):
    """A picture of the mode RGB, RGBA, L or LA; never changed."""

    extension = "bitmap"
    type_name = "LogoBitmap"

    def __init__(self, image: Image.Image) -> None:
        self.image = image

    def content(self, exporting: bool) -> str:
        return ""

    def pixels(self) -> Pixels:
        """Red, green, blue and alpha, rows from the top."""
        import numpy as np

        return np.array(self.image.convert("RGBA"), dtype=np.float64)


class BitmapExtension(Extension):
    """Primitives of `bitmap`."""

    name = "bitmap"
    signatures: ClassVar[str] = """
import : string -> wildcard
export : wildcard string
from-base64 : string -> wildcard
to-base64 : wildcard -> string
from-view : -> wildcard
scaled : wildcard number number -> wildcard
difference-rgb : wildcard wildcard -> wildcard
channel : wildcard number -> wildcard
to-grayscale : wildcard -> wildcard
copy-to-drawing : wildcard number number
copy-to-pcolors : wildcard boolean
width : wildcard -> number
height : wildcard -> number
average-color : wildcard -> list
"""
    spelled: ClassVar[Mapping[str, str]] = {"import": "from_file", "export": "to_file"}

    def from_file(self, name: Any) -> Bitmap:
        """The picture of a file."""
        path = readable(self.world, a_string(name))
        try:
            return self._opened(read_bytes(path))
        except OSError as error:
            raise failure(f"{path} ({error.strerror or error})") from error

    def _opened(self, data: bytes) -> Bitmap:
        from PIL import Image, UnidentifiedImageError

        try:
            with Image.open(io.BytesIO(data)) as image:
                known = image.mode in ("RGB", "RGBA", "L", "LA")
                return self.keep(Bitmap(image.copy() if known else image.convert("RGBA")))
        except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
            raise failure(f"not a picture: {error}") from error

    def to_file(self, bitmap: Any, name: Any) -> None:
        """Write a picture as PNG."""
        image, path = _bitmap(bitmap).image, writable(self.world, a_string(name))
        try:
            with whole_file(path) as part:
                image.save(part, format="PNG")
        except OSError as error:
            raise failure(f"{path} ({error.strerror or error})") from error

    def from_base64(self, text: Any) -> Bitmap:
        """The picture of a data URL, or of its part in base 64."""
        try:
            return self._opened(base64.b64decode(a_string(text).rpartition(",")[2], validate=True))
        except binascii.Error as error:
            raise failure(f"expected base 64: {error}") from error

    def to_base64(self, bitmap: Any) -> str:
        """A picture as a data URL of a PNG."""
        written = io.BytesIO()
        _bitmap(bitmap).image.save(written, format="PNG")
        return _URL + base64.b64encode(written.getvalue()).decode()

    def from_view(self) -> Bitmap:
        """The view as a picture."""
        from netlogo.runtime.state.view_picture import view_picture

        return self.keep(Bitmap(view_picture(self.world)))

    def scaled(self, bitmap: Any, width: Any, height: Any) -> Bitmap:
        """A picture of another size."""
        found = _bitmap(bitmap)
        size = a_whole_number(width), a_whole_number(height)
        if min(size) < 1:
            raise failure(f"expected a size of at least one pixel, got {size[0]} by {size[1]}")
        scale = (size[1] / found.image.height, size[0] / found.image.width)
        return self._made(scaled_by(found.pixels(), scale), found.image.mode)

    def _made(self, pixels: Pixels, mode: str = "RGBA") -> Bitmap:
        import numpy as np
        from PIL import Image

        whole = Image.fromarray(pixels.clip(0, 255).astype(np.uint8), "RGBA")
        return self.keep(Bitmap(whole if mode == "RGBA" else whole.convert(mode)))

    def difference_rgb(self, bitmap: Any, other: Any) -> Bitmap:
        """The bits in which the colours of two pictures differ."""
        import numpy as np

        one, two = _bitmap(bitmap), _bitmap(other)
        if one.image.size != two.image.size:
            raise failure("The two images you are 'differencing' must be the same dimensions!")
        made = (one.pixels().astype(np.uint8) ^ two.pixels().astype(np.uint8)).astype(np.float64)
        made[..., 3] = 255.0
        return self._made(made, one.image.mode)

    def channel(self, bitmap: Any, channel: Any) -> Bitmap:
        """One channel as shades of grey: 0 is alpha, 1 red, 2 green, 3 blue."""
        number = a_whole_number(channel)
        if not 0 <= number <= 3:
            raise failure("The channel # must be between 0 and 3 (0=alpha,1=red,2=green,3=blue).")
        found = _bitmap(bitmap)
        pixels = found.pixels()
        made = pixels.copy()
        made[..., :3] = pixels[..., (3, 0, 1, 2)[number], None]
        made[..., 3] = 255.0
        return self._made(made, found.image.mode)

    def to_grayscale(self, bitmap: Any) -> Bitmap:
        """A picture in shades of grey."""
        import numpy as np
        from PIL import Image

        pixels = _bitmap(bitmap).pixels().astype(np.int64)
        grey = (77 * pixels[..., 0] + 150 * pixels[..., 1] + 29 * pixels[..., 2] + 128) // 256
        return self.keep(Bitmap(Image.fromarray(grey.astype(np.uint8), "L")))

    def copy_to_drawing(self, bitmap: Any, x: Any, y: Any) -> None:
        """Lay a picture over the drawing, so many pixels from its upper left corner."""
        image, shape, size = _bitmap(bitmap).image, self.world.topology, self.world.patch_size
        left = shape.left + a_number(x) / size
        top = shape.top - a_number(y) / size
        self.world.drawing.picture(image.convert("RGBA"), left, top, image.width / size, image.height / size)

    def copy_to_pcolors(self, bitmap: Any, as_numbers: Any) -> None:
        """Colour the patches like a picture, in NetLogo's colours or in exact ones."""
        topology, found = self.world.topology, _bitmap(bitmap)
        pixels = fitted(found.pixels(), found.image.mode, (topology.width, topology.height))
        color_patches(self.world, pixels, as_numbers=bool(as_numbers))

    def width(self, bitmap: Any) -> float:
        """How many pixels a picture is wide."""
        return float(_bitmap(bitmap).image.width)

    def height(self, bitmap: Any) -> float:
        """How many pixels a picture is high."""
        return float(_bitmap(bitmap).image.height)

    def average_color(self, bitmap: Any) -> list[Any]:
        """The means of red, green and blue."""
        pixels = _bitmap(bitmap).pixels()
        height, width = pixels.shape[:2]
        return [float(pixels[..., i].sum()) / width / height for i in range(3)]


def _bitmap(value: Any) -> Bitmap:
    if isinstance(value, Bitmap):
        return value
    raise failure(f"not a bitmap: {dump(value)}")


EXTENSION = BitmapExtension
