"""The demand service as a process of our own: started, watched, stopped, and quoted when it dies.

The child ends when our end of its standard input closes, so none is left behind even if this process is
killed.
"""

import ctypes
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from bridge.base.child_process import Child, python
from bridge.demand.request import Tables
from bridge.errors import EngineUnavailable

log = logging.getLogger(__name__)

PR_SET_PDEATHSIG = 1
M_ARENA_MAX = -8
LONGEST_FOLDER = 80
"""Bytes of a folder's name, so that a socket in it has less than the 104 of the strictest system."""
"""Of glibc's malloc.h."""


class ServiceProcess:
    """A `crims serve` child on a private ipc socket."""

    def __init__(self, data: Path | None, tables: Tables | None = None) -> None:
        """Start the process on data and tables of one's own; it listens some seconds later.

        On Linux it ends with the thread that starts it, not only with the process.

        Raises:
            EngineUnavailable: it cannot be started.
        """
        self._folder = socket_folder()
        self.endpoint = f"ipc://{self._folder / 'demand'}"
        command = [*python(), "-m", "bridge.cli", "serve", "--endpoint", self.endpoint, "--with-parent"]
        command += [] if tables is None else tables.options()
        if data is not None:
            command += ["--data", f"default={data}"]
        try:
            self._child = Child("the demand service", command, stdin=subprocess.PIPE)
        except EngineUnavailable:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise
        log.info("demand service started, process %d", self.pid)

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._child.pid

    def death_notice(self) -> str | None:
        """How the process died and its last words, or None while it lives."""
        return self._child.death_notice()

    def stop(self) -> None:
        """End the process, gently and then by force, and remove its socket; safe to repeat."""
        # The closed pipe is what tells a service to end, on every system.
        self._child.hang_up()
        if not self._child.wait(3.0):
            self._child.kill()
        self._child.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def socket_folder() -> Path:
    """A new folder for a socket, readable by its owner only, with a path as short as the system wants.

    Raises:
        EngineUnavailable: there is no place for temporary files with a name that is short enough.
    """
    wanted = (tempfile.gettempdir(), os.environ.get("XDG_RUNTIME_DIR", ""), "/tmp", "/var/tmp")
    short = [one for one in wanted if one and len(os.fsencode(one)) <= LONGEST_FOLDER]
    for one in short:
        with suppress(OSError):
            return Path(tempfile.mkdtemp(prefix="crims-", dir=one))
    raise EngineUnavailable(
        "expected a place for temporary files with a short name, got "
        f"{', '.join(filter(None, wanted))}; set TMPDIR"
    )


def end_with_parent() -> None:
    """Have the system kill this process when its parent ends, even while it is stopped; Linux only.

    Elsewhere, and for a parent that ended before, the closed standard input is what tells.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def share_heaps() -> None:
    """Let the threads that start from now on share two heaps; where the C library is glibc.

    Otherwise each gets one of its own, and every thread that a service needs at its busiest costs megabytes
    for good.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:
        mallopt(M_ARENA_MAX, 2)
