"""Stopping model code that runs: after a time, or when somebody outside asks for it.

`HaltError` is raised in the thread that runs the model, at its next instruction. It works in every thread and
on every system, and costs the running code nothing.
"""

from __future__ import annotations

import contextlib
import ctypes
import re
import threading
from collections.abc import Iterator

from netlogo.errors import HaltError

_NUMBERED = re.compile(
    r"^(command line|expression) \d+\Z"
)  # files of their own for the code that is compiled


@contextlib.contextmanager
def time_limit(seconds: float | None) -> Iterator[None]:
    """Stop what runs inside after `seconds`; None is no limit.

    Raises:
        HaltError: the time was over.
    """
    if seconds is None:
        yield
        return
    stretch = Haltable()
    timer = threading.Timer(seconds, stretch.halt)
    timer.daemon = True
    try:
        with stretch:
            timer.start()
            yield
    except HaltError as error:
        if not stretch.halted:
            raise
        raise HaltError(
            f"the model was stopped after {seconds:g} seconds{where(error)}; is there a loop that never ends?"
        ) from error
    finally:
        timer.cancel()


class Haltable:
    """A stretch of code that another thread may halt: at most once each time it runs, never after its end.

    It can be entered again and again, one thread at a time; it does not nest in itself. Since a thread's
    number is given to another thread once it has ended, nothing is raised in a thread outside of its stretch.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._thread: int | None = None
        self.halted = False
        """Whether the present stretch, or the last one, was halted."""

    def __enter__(self) -> None:
        with self._lock:
            self.halted = False
            self._thread = threading.get_ident()

    def halt(self) -> bool:
        """Raise `HaltError` in the stretch; whether one was running that was not halted before."""
        with self._lock:
            if self._thread is None or self.halted:
                return False
            self.halted = True
            ctypes.pythonapi.PyThreadState_SetAsyncExc(
                ctypes.c_ulong(self._thread), ctypes.py_object(HaltError)
            )
            return True

    @property
    def ending(self) -> bool:
        """Whether a stretch runs that has been halted, though something in it may have kept the error."""
        return self.halted and self._thread is not None

    def __exit__(self, *error: object) -> None:
        """From here on nothing is raised: a halt that has been asked for and not yet come ends here.

        Taking it back instead would leave Python looking for it for ever: slower, and hanging in a profiler.
        """
        with contextlib.suppress(HaltError):
            with self._lock:
                self._thread = None
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
