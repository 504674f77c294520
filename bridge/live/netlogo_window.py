"""NetLogo's window as a process of ours: started with a demand service of its own, watched, and ended whole.

The window runs in a session of its own together with its Python, so that both can be ended, and Ctrl-C
reaches us alone.
"""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

import msgspec

from bridge.base.child_process import Child
from bridge.base.fingerprints import hash_model
from bridge.demand.request import Tables
from bridge.demand.service_process import ServiceProcess
from bridge.errors import ContractError, EngineUnavailable, ScenarioError
from bridge.live.force_told import LIVE_SUFFIX
from bridge.live.live import LiveOptions, finish
from bridge.police.engines import locate
from bridge.police.supply import setting_of
from bridge.scenario.model_settings import Settings, check_settings
from bridge.scenario.models import DEFAULT, police_model

INCLUDE = "crims-bridge.nls"
"""What a live model includes."""
POLL = 0.2
"""Seconds between two looks at the window."""
TERM = 5.0
"""Seconds that NetLogo has to end when it is told to."""
SETTLE = 60.0
"""Seconds that NetLogo's Python has, after the window, to complete the record."""


def live_model(name: str = DEFAULT) -> Path:
    """The live form of a model of this project: the one in which NetLogo's window drives.

    Raises:
        ScenarioError: there is none of this name.
    """
    stem = name.removesuffix(LIVE_SUFFIX)
    found = police_model(f"{stem}{LIVE_SUFFIX}")
    if not found.is_file():
        known = sorted(one.stem for one in found.parent.glob(f"*{LIVE_SUFFIX}.nlogo"))
        raise ScenarioError(f"expected a live model or one of {', '.join(known)}, got {name!r}")
    return found


def read_interface(model: Path, typed: Mapping[str, str]) -> Settings:
    """The interface values that were asked for, checked against a live model's widgets.

    Raises:
        ScenarioError: there is no such model, widget or value.
        ContractError: the model is not made to drive the demand.
        netlogo.NetLogoError: it is no NetLogo model.
    """
    from netlogo.modelfile.read_model import read_model

    if not model.is_file():
        raise ScenarioError(f"there is no model {str(model)!r}")
    if not any(Path(name).name == INCLUDE for name in hash_model(model)):
        raise ContractError(
            f"{model.name} cannot drive the demand: it does not include {INCLUDE!r}; "
            "docs/couple-your-model.md shows what a live model needs"
        )
    known = {one.name: setting_of(one) for one in read_model(model).globals}
    return check_settings(typed, known)


class NetLogoWindow:
    """NetLogo's window and its Python, in a process group of their own."""

    def __init__(self, command: Iterable[str], environment: Mapping[str, str]) -> None:
        """Start it.

        Raises:
            EngineUnavailable: it cannot be started.
        """
        self._child = Child("NetLogo's window", list(command), environment={**os.environ, **environment})

    @property
    def pid(self) -> int:
        """Of NetLogo, and of the group."""
        return self._child.pid

    @property
    def open(self) -> bool:
        """Whether NetLogo runs."""
        return self._child.code is None

    def failure(self) -> str | None:
        """How NetLogo ended, if not because somebody closed the window or we ended it."""
        return self._child.death_notice() if self._child.code else None

    def stop(self, settle: float = SETTLE) -> None:
        """End NetLogo if it is still there, wait for its Python, and leave nothing behind; safe to repeat."""
        if self.open:
            self._child.terminate()
            if not self._child.wait(TERM):
                self._child.kill()
        # NetLogo's Python outlives it for a moment, in which it completes the record.
        until = time.monotonic() + settle
        while self._alive() and time.monotonic() < until:
            time.sleep(POLL)
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._child.close()

    def _alive(self) -> bool:
        """Whether anything of the group is left."""
        try:
            os.killpg(self.pid, 0)
        except ProcessLookupError:
            return False
        return True


def show(
    model: Path,
    options: LiveOptions,
    *,
    home: Path | None = None,
    data: Path | None = None,
    tables: Tables | None = None,
    stopped: Callable[[], bool] = lambda: False,
    told: Callable[[str], None] = lambda text: None,
) -> list[Path]:
    """Start the demand and NetLogo's window on a live model; return when both have ended.

    Args:
        model: a live model.
        options: the window's; its service is started here.
        home: NetLogo's folder; looked for where it is None.
        data, tables: instead of the packaged ones.
        stopped: asked several times a second; the window is ended once it says so.
        told: takes a line about what goes on.

    Returns:
        Run directories whose results had to be written here, because the window did not come to it.

    Raises:
        EngineUnavailable: NetLogo, Java or a display is missing, or NetLogo did not end by itself.
        RecordError: a record cannot be completed.
    """
    command = _command(model, home, told)
    root = Path(options.out or ".")
    before = finish(root)
    service = ServiceProcess(data, tables)
    try:
        asked = msgspec.structs.replace(options, endpoint=service.endpoint, model=str(model.resolve()))
        window = NetLogoWindow(command, {**asked.written(), "PATH": search_path()})
        try:
            _wait(window, service, stopped, told)
            failure = None if stopped() else window.failure()
        finally:
            window.stop()
    finally:
        service.stop()
        # Whatever ended the window: a record that its Python could not complete is completed here.
        after = finish(root)
    if failure:
        raise EngineUnavailable(failure)
    return before + after


def _wait(
    window: NetLogoWindow, service: ServiceProcess, stopped: Callable[[], bool], told: Callable[[str], None]
) -> None:
    """Until the window closes or we are told to stop; a service that dies is told once."""
    dead = False
    while window.open and not stopped():
        time.sleep(POLL)
        if not dead and (death_notice := service.death_notice()):
            told(f"{death_notice}; close the window and start it again")
            dead = True


def _command(model: Path, home: Path | None, told: Callable[[str], None]) -> list[str]:
    from netlogo.jvm import NetLogoUnavailable, find_java
    from netlogo.jvm.window import window_command

    if sys.platform.startswith("linux") and not os.environ.get("DISPLAY"):
        raise EngineUnavailable(
            "expected a display for NetLogo's window, got none: DISPLAY is not set; start crims gui on a "
            "desktop or with X11 forwarding, or use 'crims run --abm netlogo', which needs no window"
        )
    try:
        installation = locate(home)
        java = find_java(installation.home)
        command = window_command(installation, java, model.resolve())
    except NetLogoUnavailable as error:
        raise EngineUnavailable(str(error)) from error
    if installation.extensions is None or not (installation.extensions / "py").is_dir():
        raise EngineUnavailable(
            f"NetLogo in {str(installation.home)!r} has no Python extension (py); install one "
            "that has it with 'crims netlogo install'"
        )
    told(f"NetLogo {installation.version} with Java {java.version} of {java.source} opens {model.name}")
    return command


def search_path() -> str:
    """The search path on which `python3` is the Python that runs us: the model starts it by that name."""
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
