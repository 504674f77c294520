"""A new coupled model as a folder of three files: the model, its test, a README.

They are written from the package's templates, all of them or none.
"""

import re
from importlib.resources import files
from pathlib import Path

from bridge.base.whole_files import write_text
from bridge.errors import ScenarioError

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


def write_model(name: str, parent: Path) -> list[Path]:
    """Write the folder `name` with a minimal model, which keeps the contract and whose test passes.

    Args:
        name: letters, digits, - and _; becomes the names of the folder and of the model.
        parent: an existing folder.

    Returns:
        The files: model, test, README.

    Raises:
        ScenarioError: not a name, or one of the files is there already.
        RecordError: the folder cannot be written.
    """
    if not NAME.fullmatch(name):
        raise ScenarioError(
            f"expected a name of letters, digits, '-' and '_' that begins with a letter, got {name!r}"
        )
    folder = parent / name
    test = f"test_{name.replace('-', '_').lower()}.py"
    words = {"name": name, "test": test, "title": name.replace("-", " ").replace("_", " ").capitalize()}
    targets = {
        folder / f"{name}.nlogo": "model.nlogo",
        folder / test: "test_model.py.txt",
        folder / "README.md": "README.md",
    }
    for path in (folder, *targets):
        if path.exists() and (path != folder or not path.is_dir()):
            raise ScenarioError(f"{str(path)!r} is there already; choose another name or remove it")
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise ScenarioError(f"cannot make the folder {str(folder)!r}: {error.strerror}") from error
    for path, template in targets.items():
        write_text(path, _filled(template, words))
    return list(targets)


def _filled(template: str, words: dict[str, str]) -> str:
    """A template's text; the words stand in double braces, as $ is part of a model file."""
    text = (files("bridge") / "templates" / template).read_text(encoding="utf-8")
    for key, value in words.items():
        text = text.replace("{{" + key + "}}", value)
    return text
