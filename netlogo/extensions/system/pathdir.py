"""The `pathdir` extension: folders and files by their paths.

What is made, moved and deleted stays where the model may write; of the environment a model sees nothing
unless the run allows `shell`.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from netlogo.extensions.base import Extension, a_string, failure
from netlogo.runtime.primitives.file_primitives import readable, resolved, writable

if TYPE_CHECKING:
    from netlogo.runtime.world import World


class PathdirExtension(Extension):
    """Primitives of `pathdir`. Relative paths count from the model's current directory."""

    name = "pathdir"
    signatures: ClassVar[str] = """
get-separator : -> string
get-file-separator : -> string
get-path-separator : -> string
get-model-path : -> string
get-home-path : -> string
get-cwd-path : -> string
get-model-name : -> string
get-model-file : -> string
get-extn-path : -> string
create : string
isdirectory? : string -> boolean
list : string -> list
list-sorted : string -> list
move : string string
delete : string
exists? : string -> boolean
get-size : string -> number
get-date-ms : string -> number
get-date : string -> string
get-env-var : string -> string
get-sys-property : string -> string
"""
    spelled: ClassVar[Mapping[str, str]] = {"list": "listed", "get-file-separator": "get_separator"}

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._home = world.folder

    def get_separator(self) -> str:
        """What stands between the folders of a path."""
        return os.sep

    def get_path_separator(self) -> str:
        """What stands between paths in a list of them."""
        return os.pathsep

    def get_model_path(self) -> str:
        """The model's folder; empty for code that is in no file."""
        return str(Path(os.path.realpath(self._home))) if self.world.model_name else ""

    def get_home_path(self) -> str:
        """The user's folder."""
        return os.path.realpath(Path.home())

    def get_cwd_path(self) -> str:
        """The folder from which relative paths count."""
        return os.path.realpath(self.world.folder)

    def get_model_name(self) -> str:
        """The model's file name without its ending."""
        return Path(self.world.model_name).stem

    def get_model_file(self) -> str:
        """The model's file name."""
        return self.world.model_name

    def get_extn_path(self) -> str:
        """Where NetLogo would look for extensions that it did not bring; the engine looks nowhere."""
        return ""

    def create(self, name: Any) -> None:
        """Make a folder, with those above it."""
        path = writable(self.world, a_string(name))
        try:
            path.mkdir(parents=True, exist_ok=path.is_dir())
        except OSError as error:
            raise failure(f"Could not create the directory at {path}.") from error

    def isdirectory_p(self, name: Any) -> bool:
        """Whether there is a folder of that name."""
        return self._path(name).is_dir()

    def listed(self, name: Any) -> list[Any]:
        """The names of what a folder holds: what lay there, and what the model has written there."""
        places = {resolved(self.world, a_string(name)), self._path(name)}
        folders = [path for path in places if path.is_dir()]
        if not folders:
            raise failure(f"{resolved(self.world, name)} does not exist as a directory.")
        return sorted({one.name for folder in folders for one in folder.iterdir()})

    def list_sorted(self, name: Any) -> list[Any]:
        """The same in the order of the alphabet, capitals and small letters alike."""
        return sorted(self.listed(name), key=str.lower)

    def move(self, name: Any, target: Any) -> None:
        """Move or rename a file or folder."""
        access = self.world.file_access
        old = access.to_delete(resolved(self.world, a_string(name)))
        if not old.exists():
            raise failure(f"Source file or directory {old} does not exist.")
        if self._path(target).exists():
            raise failure(f"The destination {self._path(target)} already exists.")
        new = writable(self.world, target)
        try:
            old.rename(new)
        except OSError as error:
            raise failure(f"Could not rename/move {old} to {new}.") from error

    def delete(self, name: Any) -> None:
        """Delete an empty folder."""
        path = self.world.file_access.to_delete(resolved(self.world, a_string(name)))
        if not path.is_dir():
            raise failure(f"{path} does not exist as a directory.")
        if path.name.startswith("."):
            raise failure(f"{path} is hidden and will not be deleted.")
        try:
            path.rmdir()
        except OSError as error:
            raise failure(f"{path} is not empty and will not be deleted.") from error

    def exists_p(self, name: Any) -> bool:
        """Whether there is a file or folder of that name."""
        return self._path(name).exists()

    def get_size(self, name: Any) -> float:
        """A file's size in bytes."""
        return float(self._there(name).st_size)

    def get_date_ms(self, name: Any) -> float:
        """When a file was last changed, in milliseconds since 1970."""
        return float(int(self._there(name).st_mtime * 1000))

    def get_date(self, name: Any) -> str:
        """When a file was last changed, in local time: day-month-year hour-minute-second."""
        return datetime.fromtimestamp(self._there(name).st_mtime).strftime("%d-%m-%Y %H-%M-%S")

    def get_env_var(self, name: Any) -> Any:
        """A variable of the environment; all of them, as a list of texts, for an empty name."""
        self.require("shell")
        if a_string(name):
            return os.environ.get(name, "")
        return [f"{key}: {value}" for key, value in os.environ.items()]

    def get_sys_property(self, name: Any) -> Any:
        """A property of NetLogo's Java machine, of which there is none; those that models ask for."""
        known = _properties()
        if a_string(name):
            return known.get(name, "")
        return [f"{key}: {value}" for key, value in known.items()]

    def _path(self, name: Any) -> Path:
        return readable(self.world, a_string(name))

    def _there(self, name: Any) -> os.stat_result:
        path = self._path(name)
        try:
            return path.stat()
        except OSError as error:
            raise failure(f"Source file or directory {path} does not exist.") from error


def _properties() -> dict[str, str]:
    system = {"Darwin": "Mac OS X"}.get(platform.system(), platform.system())
    return {
        "os.name": system,
        "os.arch": platform.machine(),
        "os.version": platform.release(),
        "file.separator": os.sep,
        "path.separator": os.pathsep,
        "line.separator": os.linesep,
    }


EXTENSION = PathdirExtension
