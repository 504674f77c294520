"""Which files a model is made from: its own, and those that it includes, as the compiler finds them."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from netlogo.compiler.front.source import Source
from netlogo.compiler.front.structure import included_names
from netlogo.errors import CompilerError
from netlogo.modelfile.read_model import read_code, read_model


def model_sources(model: Path) -> list[Path]:
    """The model's file and every file that it includes, each once, in the order in which they are read.

    Files whose text is no NetLogo code, and files that are not there, include nothing: to say what is wrong
    with them is the compiler's business.

    Raises:
        ModelFileError: `model` cannot be read as a model.
    """
    found = [model]
    waiting = _included(read_model(model).code, model)
    while waiting:
        path = waiting.pop(0)
        if path in found:
            continue
        found.append(path)
        with suppress(OSError):
            waiting += _included(read_code(path, "replace"), model)
    return found


def _included(text: str, model: Path) -> list[Path]:
    """Files that a text includes: NetLogo looks for all of them from the model's folder."""
    try:
        return [model.parent / name for name in included_names(Source(text, model.name))]
    except CompilerError:
        return []
