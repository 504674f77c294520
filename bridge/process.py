"""The demand service as a process of our own: started, watched, stopped, and quoted when it dies.

Enters the data to serve; leaves an address and, after a death, the last lines it wrote. The child ends when
our end of its standard input closes, so none is left behind even if this process is killed.
"""

import ctypes
import logging
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections import deque
from contextvars import copy_context
from pathlib import Path

from bridge.errors import EngineUnavailable

log = logging.getLogger(__name__)

PR_SET_PDEATHSIG = 1
LAST_WORDS = 5
"""Lines of the dead process's standard error quoted in the message."""


class ServiceProcess:
    """A ``crims serve`` child on a private ipc socket."""

    def __init__(
        self, data: Path | None, lookup: Path | None = None, home_office: Path | None = None
    ) -> None:
        """Start the process on data and tables of one's own; it listens some seconds later.

        On Linux it ends with the thread that starts it, not only with the process.

        Raises:
            EngineUnavailable: it cannot be started.
        """
        self._folder = Path(tempfile.mkdtemp(prefix="crims-"))  # readable by its owner only
        self.endpoint = f"ipc://{self._folder / 'demand'}"
        command = [sys.executable, "-m", "bridge.cli", "serve", "--endpoint", self.endpoint, "--with-parent"]
        for option, path in (("--lookup", lookup), ("--home-office", home_office)):
            command += [] if path is None else [option, str(path)]
        if data is not None:
            command += ["--data", f"default={data}"]
        try:
            # An own session: Ctrl-C reaches the coupler only, which ends the exchange first.
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                errors="replace",
                start_new_session=True,
            )
        except OSError as error:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise EngineUnavailable(
                f"cannot start the demand service {command[0]!r}: {error.strerror}"
            ) from error
        self._words = LastWords(self._process, "demand service")
        log.info("demand service started, process %d", self.pid)

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._process.pid

    def obituary(self) -> str | None:
        """How the process died and its last words, or None while it lives."""
        code = self._process.poll()
        if code is None:
            return None
        return f"the demand service (process {self.pid}) {ending(code)}; {self._words.quoted()}"

    def stop(self) -> None:
        """End the process, gently and then by force, and remove its socket; safe to repeat."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(3.0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._words.close()
        shutil.rmtree(self._folder, ignore_errors=True)


class LastWords:
    """Keeps what a child writes to its standard error, so that its death can be explained."""

    def __init__(self, child: "subprocess.Popen[str]", name: str) -> None:
        """Listen in a thread of its own; the child was started with a pipe and text."""
        self._child = child
        self._name = name
        self._lines: deque[str] = deque(maxlen=200)
        self._reader = threading.Thread(
            target=copy_context().run, args=(self._listen,), name=f"{name}-stderr", daemon=True
        )
        self._reader.start()

    def quoted(self) -> str:
        """The last lines of a child that has ended, for a message."""
        self._reader.join(1.0)
        words = [line for line in self._lines if line.strip()][-LAST_WORDS:]
        return "its last words: " + " | ".join(words) if words else "it said nothing"

    def close(self) -> None:
        """Stop listening; the child has ended."""
        self._reader.join(1.0)
        if self._child.stderr is not None:
            self._child.stderr.close()

    def _listen(self) -> None:
        assert self._child.stderr is not None
        for line in self._child.stderr:
            self._lines.append(line.rstrip())
            log.debug("%s: %s", self._name, line.rstrip())


def end_with_parent() -> None:
    """Have the system kill this process when its parent ends, even while it is stopped; Linux only.

    Elsewhere, and for a parent that ended before, the closed standard input is what tells.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def ending(code: int) -> str:
    """How a process with this exit code ended, for a message."""
    if code >= 0:
        return f"ended with exit code {code}"
    try:
        return f"was killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"was killed by signal {-code}"
