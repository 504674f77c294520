"""A time limit for model code that may never end.

A watching thread raises `HaltError` in the thread that runs the model, at its next instruction. It works in
every thread and on every system, and costs the running code nothing.
"""

from __future__ import annotations

import contextlib
import ctypes
import re
import threading
from collections.abc import Iterator

from netlogo.errors import HaltError

_NUMBERED = re.compile(r"^(command line|expression) \d+$")  # files of their own for the code that is compiled


@contextlib.contextmanager
def time_limit(seconds: float | None) -> Iterator[None]:
    """Stop what runs inside after `seconds`; None is no limit.

    Raises:
        HaltError: the time was over.
    """
    if seconds is None:
        yield
        return
    watch = _Watch()
    timer = threading.Timer(seconds, watch.halt)
    timer.daemon = True
    timer.start()
    try:
        try:
            yield
        finally:
            watch.leave()
    except HaltError as error:
        if not watch.halted:
            raise
        raise HaltError(
            f"the model was stopped after {seconds:g} seconds{where(error)}; is there a loop that never ends?"
        ) from error
    finally:
        timer.cancel()


class _Watch:
    """Halts its thread once, and never after it has left."""

    def __init__(self) -> None:
        self._thread = threading.get_ident()
        self._lock = threading.Lock()
        self._inside = True
        self.halted = False

    def halt(self) -> None:
        with self._lock:
            if self._inside:
                self.halted = True
                ctypes.pythonapi.PyThreadState_SetAsyncExc(
                    ctypes.c_ulong(self._thread), ctypes.py_object(HaltError)
                )

    def leave(self) -> None:
        """From here on nothing is raised: a halt that has been asked for and not yet come ends here.

        Taking it back instead would leave Python looking for it for ever: slower, and hanging in a profiler.
        """
        with contextlib.suppress(HaltError):
            with self._lock:
                self._inside = False
            for _ in range(100 if self.halted else 0):  # it comes when a loop goes round
                pass


def where(error: BaseException) -> str:
    """The innermost NetLogo line that was running, as " in file, line n"; empty where none was."""
    found = ""
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if "__name__" not in trace.tb_frame.f_globals:
            name = _NUMBERED.sub(r"\1", code.co_filename)
            found = f" in {name}, line {trace.tb_lineno}"
        trace = trace.tb_next
    return found
