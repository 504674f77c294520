"""Reads a model file of either kind."""

from __future__ import annotations

from pathlib import Path

from common.reading import MIB, read_whole
from netlogo.modelfile.model import ModelFile, ModelFileError
from netlogo.modelfile.nlogo import read_sections

MOST_TEXT = 64 * MIB
"""Bytes of a model."""


def read_model(path: str | Path) -> ModelFile:
    """Read a `.nlogo` file of NetLogo 6 or a `.nlogox` file of NetLogo 7.

    Raises:
        ModelFileError: there is no such file, or its sections or a widget cannot be read.
    """
    path = Path(path)
    try:
        text = read_code(path)
    except (OSError, UnicodeDecodeError) as error:
        raise ModelFileError(f"expected a readable model file, got {str(path)!r} ({error})") from error
    if path.suffix.startswith(".nlogox"):
        from netlogo.modelfile.nlogox import read_xml_model  # late: few models are XML

        return read_xml_model(path, text)
    return read_sections(path, text)


def read_code(path: Path, errors: str = "strict") -> str:
    """The text of a model or of a file that it includes; every line ends with a line feed.

    Raises:
        OSError: it cannot be read, is a pipe or device, or larger than `MOST_TEXT` bytes.
        UnicodeDecodeError: it is no UTF-8, and `errors` is "strict".
    """
    return read_whole(path, MOST_TEXT).decode("utf-8", errors).replace("\r\n", "\n")
