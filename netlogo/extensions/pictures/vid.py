"""The `vid` extension: views recorded as pictures. There are no cameras and no films to play.

A recording is saved as one moving picture where its name ends in `.gif`, `.png` or `.webp`, otherwise as
numbered PNG files beside that name.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from netlogo.errors import LogoError
from netlogo.extensions.base import Extension, a_number, a_string, failure
from netlogo.runtime.primitives.file_primitives import writable
from netlogo.runtime.state.file_access import whole_file

if TYPE_CHECKING:
    from netlogo.runtime.world import World

_MOVING = {".gif": "GIF", ".png": "PNG", ".webp": "WEBP"}
_FRAME_MS = 40  # NetLogo's recordings have 25 pictures a second
_NO_SOURCE = "vid: no selected source"


class VidExtension(Extension):
    """Primitives of `vid`."""

    name = "vid"
    hidden_state = True  # what is being recorded
    signatures: ClassVar[str] = """
camera-names : -> list
camera-open : string* ; default=0
camera-select : ()
movie-open : string
movie-open-remote : string
movie-select : ()
capture-image : number* -> wildcard ; default=0
close : ()
start : ()
stop : ()
set-time : number
status : -> string
show-player : number* ; default=0
hide-player : ()
start-recorder : number* ; default=0
record-view : ()
record-interface : ()
record-source : ()
recorder-status : -> string
reset-recorder : ()
save-recording : string
"""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._frames: list[bytes] | None = None
        self._size: tuple[int, int] | None = None

    # --- recording ------------------------------------------------------------------------------------------

    def start_recorder(self, *size: Any) -> None:
        """Begin to record, at the view's size or another one."""
        if self._frames is not None:
            raise failure("vid: recorder already started")
        whole = [int(a_number(one)) for one in size]
        if len(whole) not in (0, 2) or any(one < 1 for one in whole):
            raise failure("vid: invalid dimensions")
        self._size = (whole[0], whole[1]) if whole else None
        self._frames = []

    def record_view(self) -> None:
        """Keep the view as it is."""
        from netlogo.runtime.state.view_picture import view_picture

        frames = self._recording()
        image = view_picture(self.world)
        written = io.BytesIO()
        (image if self._size is None else image.resize(self._size)).save(
            written, format="PNG", compress_level=1
        )
        frames.append(written.getvalue())

    def record_interface(self) -> NoReturn:
        """Refused: there is no window."""
        raise failure("vid: export interface not supported")

    def record_source(self) -> NoReturn:
        """Refused: there is no camera."""
        self._recording()
        raise failure(_NO_SOURCE)

    def recorder_status(self) -> str:
        """`recording` or `inactive`."""
        return "inactive" if self._frames is None else "recording"

    def reset_recorder(self) -> None:
        """End without saving."""
        self._frames = None

    def save_recording(self, name: Any) -> None:
        """Write what was recorded, and end."""
        frames = self._recording()
        if not frames:
            raise failure("vid: no frames recorded")
        kind = _MOVING.get(Path(a_string(name)).suffix.lower())
        try:
            if kind is None:
                stem = Path(name).with_suffix("")
                for number, frame in enumerate(frames, 1):
                    self._write(f"{stem}-{number:05}.png", frame)
            else:
                self._write(name, _moving(frames, kind))
        except FileNotFoundError as error:
            raise failure("vid: no such directory") from error
        except OSError as error:
            raise failure(f"{name} ({error.strerror or error})") from error
        self._frames = None

    def _write(self, name: str, data: bytes) -> None:
        with whole_file(writable(self.world, name)) as part:
            part.write_bytes(data)

    def _recording(self) -> list[bytes]:
        if self._frames is None:
            raise failure("vid: recorder not started")
        return self._frames

    # --- cameras and films ----------------------------------------------------------------------------------

    def camera_names(self) -> list[Any]:
        """The names of all cameras: there are none."""
        return []

    def camera_open(self, *names: Any) -> NoReturn:
        """Refused: there is no camera."""
        raise failure("vid: no cameras found" if not names else f'vid: camera "{names[0]}" not found')

    def movie_open(self, name: Any) -> NoReturn:
        """Refused: no films are played."""
        raise failure("vid: format not supported")

    movie_open_remote = movie_open

    def camera_select(self) -> NoReturn:
        """Refused: there is no window."""
        raise LogoError("You can't get user input headless.")

    movie_select = camera_select

    def capture_image(self, *size: Any) -> NoReturn:
        """Refused: there is no camera."""
        raise failure(_NO_SOURCE)

    def start(self) -> NoReturn:
        """Refused: there is no camera."""
        raise failure(_NO_SOURCE)

    stop = start

    def set_time(self, seconds: Any) -> NoReturn:
        """Refused: there is no film."""
        raise failure(_NO_SOURCE)

    def close(self) -> None:
        """End a source: there is none."""

    def status(self) -> str:
        """`inactive`: there is no source."""
        return "inactive"

    def show_player(self, *size: Any) -> None:
        """Show a source: there is no window."""

    def hide_player(self) -> None:
        """Hide it."""


def _moving(frames: list[bytes], kind: str) -> bytes:
    """All pictures as one."""
    from PIL import Image

    images = [Image.open(io.BytesIO(frame)).convert("RGB") for frame in frames]
    written = io.BytesIO()
    images[0].save(written, format=kind, save_all=True, append_images=images[1:], duration=_FRAME_MS, loop=0)
    return written.getvalue()


EXTENSION = VidExtension
