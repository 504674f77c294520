"""A process of ours that is listened to, so that its death can be explained.

Both the demand service and NetLogo's window run as such processes: when one dies, the user is told how it
ended and what it said last, not just that nothing answers.
"""

import logging
import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from contextvars import copy_context

from bridge.errors import EngineUnavailable

log = logging.getLogger(__name__)

LAST_WORDS = 5
"""Lines of its standard error that are quoted."""


def python() -> list[str]:
    """This Python, told not to look for modules in the working folder: anybody may have put files there."""
    return [sys.executable, "-P"]


def keep_to_safe_path() -> None:
    """The same for every Python that is started below this process, NetLogo's own and workers' included."""
    os.environ["PYTHONSAFEPATH"] = "1"


class Child:
    """A process in a session of its own, where Ctrl-C does not reach it: that is for whoever started it."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        stdin: int = subprocess.DEVNULL,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Start it.

        Args:
            name: how messages call it.
            command: the program and its arguments.
            stdin: `subprocess.PIPE` for a child that ends when its standard input is closed.
            environment: its whole environment; otherwise ours.

        Raises:
            EngineUnavailable: it cannot be started.
        """
        self._name = name
        try:
            self._process = subprocess.Popen(
                command,
                stdin=stdin,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                errors="replace",
                start_new_session=True,
                env=environment,
            )
        except OSError as error:
            raise EngineUnavailable(f"cannot start {name} with {command[0]!r}: {error.strerror}") from error
        self._lines: deque[str] = deque(maxlen=200)
        self._reader = threading.Thread(
            target=copy_context().run, args=(self._listen,), name=f"{name} speaks", daemon=True
        )
        self._reader.start()

    @property
    def pid(self) -> int:
        """Its process id, which is also that of its group."""
        return self._process.pid

    @property
    def code(self) -> int | None:
        """Its exit code, or None while it runs."""
        return self._process.poll()

    def death_notice(self) -> str | None:
        """How it ended and its last words, or None while it runs."""
        code = self.code
        if code is None:
            return None
        self._reader.join(1.0)
        words = [line for line in self._lines if line.strip()][-LAST_WORDS:]
        said = "its last words: " + " | ".join(words) if words else "it said nothing"
        return f"{self._name} (process {self.pid}) {_ending(code)}; {said}"

    def hang_up(self) -> None:
        """Close its standard input."""
        if self._process.stdin is not None:
            self._process.stdin.close()

    def terminate(self) -> None:
        """Tell it to end."""
        self._process.terminate()

    def kill(self) -> None:
        """End it and wait for that."""
        self._process.kill()
        self._process.wait()

    def wait(self, seconds: float) -> bool:
        """Wait for its end; False where it still runs."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def close(self) -> None:
        """Stop listening; it has ended."""
        self._reader.join(1.0)
        if self._process.stderr is not None:
            self._process.stderr.close()

    def _listen(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self._lines.append(line.rstrip())
            log.debug("%s: %s", self._name, line.rstrip())


def _ending(code: int) -> str:
    """How a process with this exit code ended, for a message."""
    if code >= 0:
        return f"ended with exit code {code}"
    try:
        return f"was killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"was killed by signal {-code}"
