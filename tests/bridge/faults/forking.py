"""Processes that are forks of this one, which has loaded every package, instead of fresh interpreters.

From `main` on they do what a `crims` typed by a person does; only the seconds of importing are saved, so
that a thousand scenarios take minutes. Descriptors, handlers and the command line are those of a new process.
"""

import logging
import os
import signal
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Callable, Sequence
from typing import IO, Any

PRELOADED = (
    "bridge.cli.run_commands.run",
    "bridge.cli.service_commands.serve",
    "bridge.police.engines",
    "microsim.model.canned",
    "neworder",
    "netlogo.engine.engine",
    "pandas",
    "pyarrow.parquet",
)


def fork(action: Callable[[], object], stdin: int, stdout: int, stderr: int) -> int:
    """The process id of a child that runs `action` with these as its standard streams."""
    pid = os.fork()
    if pid:
        return pid
    code = 70
    try:
        for number, handle in enumerate((os.dup(stdin), os.dup(stdout), os.dup(stderr))):
            os.dup2(handle, number)
        os.closerange(3, 1024)
        os.setsid()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        sys.stdin = open(0, closefd=False)  # noqa: SIM115
        sys.stdout, sys.stderr = open(1, "w", closefd=False), open(2, "w", buffering=1, closefd=False)  # noqa: SIM115
        logging.getLogger().handlers.clear()
        warnings.simplefilter("ignore")
        code = _code_of(action)
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


def _code_of(action: Callable[[], object]) -> int:
    try:
        action()
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return end.code or 0
        print(end.code, file=sys.stderr)
        return 1
    except BaseException:
        traceback.print_exc()
        return 70
    return 0


def crims(arguments: Sequence[str]) -> None:
    """What the command `crims` does."""
    from bridge.cli import main

    sys.argv = ["crims", *arguments]
    main()


class ForkedService:
    """Stands in for the `subprocess.Popen` of a demand service, in the coupler's process."""

    def __init__(self, command: Sequence[str], **_: Any) -> None:
        self.returncode: int | None = None
        self._mutex = threading.Lock()
        end_in, our_in = os.pipe()
        our_err, end_err = os.pipe()
        nothing = os.open(os.devnull, os.O_WRONLY)
        arguments = list(command[command.index("bridge.cli") + 1 :])
        self.pid = fork(lambda: crims(arguments), end_in, nothing, end_err)
        for handle in (end_in, end_err, nothing):
            os.close(handle)
        self.stdin: IO[str] = os.fdopen(our_in, "w")
        self.stderr: IO[str] = os.fdopen(our_err, errors="replace")

    def poll(self) -> int | None:
        with self._mutex:
            if self.returncode is None:
                pid, status = os.waitpid(self.pid, os.WNOHANG)
                if pid:
                    self.returncode = os.waitstatus_to_exitcode(status)
            return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        import subprocess

        end = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            if end is not None and timeout is not None and time.monotonic() > end:
                raise subprocess.TimeoutExpired("service", timeout)
            time.sleep(0.005)
        return code

    def kill(self) -> None:
        if self.poll() is None:
            os.kill(self.pid, signal.SIGKILL)
