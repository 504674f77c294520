"""Stops a run that takes too long: `HaltError` is raised in the running thread, at no cost to its code."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from netlogo.errors import HaltError


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """A block that is ended by `HaltError` after so many seconds; a long call into C ends first."""
    thread = ctypes.c_ulong(threading.get_ident())
    raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc
    lock, over = threading.Lock(), threading.Event()

    def halt() -> None:
        with lock:
            if not over.is_set():
                raise_in(thread, ctypes.py_object(HaltError))

    timer = threading.Timer(seconds, halt)
    timer.daemon = True
    timer.start()
    try:
        yield
    except HaltError:
        raise HaltError(f"the run was stopped because it took longer than {seconds:g} s") from None
    finally:
        with lock:
            over.set()
            raise_in(thread, None)
        timer.cancel()
