"""`NetLogoLink` with the methods, arguments and results of pyNetLogo 0.5, on the embedded engine.

A script changes `import pynetlogo` to `from netlogo import pynetlogo`. What is gained: no Java, no files
between the two sides, exact numbers in `patch_set`. What is not there: NetLogo's window and NetLogo 3D.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from netlogo.engine.time_limit import time_limit
from netlogo.errors import NetLogoError
from netlogo.pynetlogo.conversion import over_time, to_logo_columns, to_python
from netlogo.workspace import Workspace


class NetLogoException(NetLogoError):  # noqa: N818  # pyNetLogo's name
    """A model that does not compile, code that fails, or a value that cannot be handed over."""


class NetLogoLink:
    """One model at a time, driven by commands and reporters.

    Args:
        gui: accepted; there is no window here, so that a warning says so.
        thd: NetLogo 3D, which there is not.
        netlogo_home: accepted and kept; no NetLogo is needed.
        jvm_path: accepted; no Java is needed.
        jvm_args: accepted; no Java is needed.

    Raises:
        NetLogoException: `thd` is true.
    """

    def __init__(
        self,
        gui: bool = False,
        thd: bool = False,
        netlogo_home: str | None = None,
        jvm_path: str | None = None,
        jvm_args: list[str] | None = None,
    ) -> None:
        if thd:
            raise NetLogoException("expected a model in two dimensions: there is no NetLogo 3D here")
        if gui:
            warnings.warn("gui=True: the model runs without a window", UserWarning, stacklevel=2)
        self.netlogo_home, self.jvm_home = netlogo_home, jvm_path
        self._workspace: Workspace | None = None

    @property
    def workspace(self) -> Workspace:
        """The engine's own workspace of the loaded model.

        Raises:
            NetLogoException: no model is loaded.
        """
        if self._workspace is None:
            raise NetLogoException("expected a loaded model: call load_model first")
        return self._workspace

    def load_model(self, path: str | Path) -> None:
        """Load a model in place of the one before.

        Raises:
            FileNotFoundError: there is no such file.
            NetLogoException: it is no model, or does not compile.
        """
        if not Path(path).is_file():
            raise FileNotFoundError(f"there is no model {str(path)!r}")
        with _told():
            self._workspace = Workspace.open(path)

    def kill_workspace(self) -> None:
        """Let the model go; another may be loaded."""
        self._workspace = None

    def command(self, netlogo_command: str) -> None:
        """Run commands as the observer.

        Raises:
            NetLogoException: they do not compile, or fail.
        """
        with _told():
            self.workspace.command(netlogo_command)

    def report(self, netlogo_reporter: str) -> Any:
        """The value of a reporter as `netlogo.pynetlogo.conversion.to_python` has it.

        Raises:
            NetLogoException: it does not compile, fails, or gives agents.
        """
        with _told():
            return to_python(self.workspace.report(netlogo_reporter))

    def repeat_command(self, netlogo_command: str, reps: int) -> None:
        """Run commands so many times; `stop` among them (not inside a procedure) ends the repetition.

        Raises:
            NetLogoException: they do not compile, or fail.
        """
        with _told():
            self.workspace.command(f"repeat {int(reps)} [ {netlogo_command} ]")

    def repeat_report(
        self, netlogo_reporter: str | list[str], reps: int, go: str = "go", include_t0: bool = True
    ) -> dict[str, Any]:
        """Run `go` so many times and ask the reporters after each.

        Args:
            include_t0: ask them before the first time as well.

        Returns:
            For each reporter its values, tick after tick: an array of floats or of texts, or a list of
            arrays where it gives lists. Booleans are the texts `true` and `false`.

        Raises:
            NetLogoException: no texts were given, or they do not compile, or fail.
        """
        if isinstance(netlogo_reporter, str):
            netlogo_reporter = [netlogo_reporter]
        if not isinstance(netlogo_reporter, list) or not all(isinstance(r, str) for r in netlogo_reporter):
            raise NetLogoException(f"expected a reporter or a list of reporters, got {netlogo_reporter!r}")
        with _told():
            reporters = {text: self.workspace.compile_reporter(text) for text in netlogo_reporter}
            found: dict[str, list[Any]] = {text: [] for text in reporters}

            def ask() -> None:
                for text, reporter in reporters.items():
                    value = reporter()
                    found[text].append(list(value) if isinstance(value, list) else value)

            if include_t0:
                ask()
            once = f"repeat 1 [ {go} ]"  # so that `stop` in a procedure does not end more than the procedure
            for _ in range(reps):
                if self.workspace.command(once):
                    break
                ask()
            return {text: over_time(values) for text, values in found.items()}

    def report_while(
        self, netlogo_reporter: str, condition: str, command: str = "go", max_seconds: float = 10
    ) -> list[Any]:
        """Run a command and ask a reporter after it, as long as a condition holds.

        Args:
            max_seconds: time limit in s, 0 for none.

        Returns:
            The values in order, each as `report` gives it.

        Raises:
            NetLogoException: the time is over, or something does not compile, or fails.
        """
        values, end = [], time.monotonic() + max_seconds
        with _told(), time_limit(max_seconds or None):
            while (goes_on := self.workspace.report(condition)) is True:
                self.workspace.command(command)
                values.append(to_python(self.workspace.report(netlogo_reporter)))
                if max_seconds and time.monotonic() > end:
                    raise NetLogoException(f"{condition!r} still holds after {max_seconds:g} seconds")
            if goes_on is not False:
                raise NetLogoException(f"expected {condition!r} to report true or false, got {goes_on!r}")
        return values

    def patch_report(self, attribute: str) -> pd.DataFrame:
        """A variable of all patches, or a reporter that each patch can run.

        Returns:
            One value for each patch; the columns are pxcor from left to right, the index is pycor from the
            top down.

        Raises:
            NetLogoException: there is no such variable, or the reporter fails.
        """
        with _told():
            values = self.workspace.report(f"map [ p -> [ {attribute} ] of p ] sort patches")
            rows, columns = self._extent()
            flat = to_python(values)
            if not isinstance(flat, np.ndarray) or flat.ndim > 1:
                flat = _objects(values) if isinstance(values[0], list) else np.array(flat)
            return pd.DataFrame(flat.reshape(len(rows), len(columns)), index=list(rows), columns=columns)

    def patch_set(self, attribute: str, data: pd.DataFrame) -> None:
        """Set a variable of all patches: the inverse of `patch_report`.

        Values go by place, the first row to the highest pycor; labels of the frame are not looked at.

        Raises:
            NetLogoException: the frame has another shape than the world, or there is no such variable.
        """
        with _told():
            shape = tuple(map(len, self._extent()))
            if data.shape != shape:
                raise NetLogoException(
                    f"expected a frame of the world's shape, {shape[0]} rows by {shape[1]} columns, "
                    f"got {data.shape[0]} by {data.shape[1]}"
                )
            flat = pd.DataFrame({"value": data.to_numpy().ravel()}).infer_objects()
            (values,) = to_logo_columns(flat, ["value"])
            code = f"[ values -> (foreach sort patches values [[ p v ] -> ask p [ set {attribute} v ]]) ]"
            self.workspace.run_anonymous(code, values)

    def write_NetLogo_attriblist(self, agent_data: pd.DataFrame, agent_name: str) -> None:  # noqa: N802
        """Set variables of many agents of one kind.

        Args:
            agent_data: a row for each agent: its number in `who`, its new values in the other columns, which
                are named after the variables.
            agent_name: the kind in the singular, such as `turtle` or `a-sheep`.

        Raises:
            KeyError: there is no column `who`.
            NetLogoException: there is no such kind, agent or variable.
        """
        names = [str(name) for name in agent_data.columns if name != "who"]
        who = [float(one) for one in agent_data["who"]]
        if not names:
            return
        inputs = [f"value-{place}" for place in range(len(names))]
        columns = " ".join(f"all-{one}" for one in inputs)
        sets = " ".join(f"set {name} {one}" for name, one in zip(names, inputs, strict=True))
        each = f"[[ number {' '.join(inputs)} ] -> ask {agent_name} number [ {sets} ]]"
        code = f"[[ numbers {columns} ] -> (foreach numbers {columns} {each}) ]"
        with _told():
            self.workspace.run_anonymous(code, who, *to_logo_columns(agent_data, names))

    def _extent(self) -> tuple[range, range]:
        """The rows (pycor from the top down) and columns (pxcor) of the world."""
        corners = self.workspace.report("(list min-pxcor max-pxcor min-pycor max-pycor)")
        left, right, bottom, top = map(int, corners)
        return range(top, bottom - 1, -1), range(left, right + 1)


@contextmanager
def _told() -> Iterator[None]:
    """Tell the engine's errors as pyNetLogo's one error, in NetLogo's words with the place."""
    try:
        yield
    except NetLogoException:
        raise
    except NetLogoError as error:
        raise NetLogoException(str(error)) from error


def _objects(values: list[Any]) -> np.ndarray[Any, Any]:
    """A list for each patch, as it is."""
    found = np.empty(len(values), dtype=object)
    found[:] = [to_python(one) for one in values]
    return found
