"""The time limit of model code leaves nothing behind."""

import contextlib
import subprocess
import sys
import threading
import time
from collections.abc import Callable

import pytest

from netlogo.engine.time_limit import Haltable, time_limit
from netlogo.errors import HaltError

THEN_PROFILED = """
import cProfile
from netlogo.errors import HaltError
from netlogo.engine.time_limit import time_limit
with time_limit(60):
    pass
try:
    with time_limit(0.01):
        while True: pass
except HaltError:
    pass
cProfile.run("sum(range(9))")
"""


def limited(seconds: float, step: Callable[[], None]) -> None:
    with time_limit(seconds):
        while True:
            step()


def test_what_takes_too_long_is_stopped() -> None:
    with pytest.raises(HaltError, match=r"stopped after 0\.01 seconds"):
        limited(0.01, lambda: time.sleep(0))


def test_a_halt_that_comes_late_is_not_raised_later() -> None:
    for after in range(-5, 6):
        with contextlib.suppress(HaltError), time_limit(0.005):
            end = time.perf_counter() + 0.005 + after * 1e-5
            while time.perf_counter() < end:
                pass
        sum(range(1000))  # here nothing may come any more


def test_code_can_be_profiled_after_a_limit() -> None:
    """Python 3.11 hangs in a profiler while it is made to look for an exception that will not come."""
    subprocess.run([sys.executable, "-c", THEN_PROFILED], check=True, timeout=60, capture_output=True)


def test_who_took_the_place_of_a_halted_thread_is_not_halted() -> None:
    """The number of a thread that has ended is given to the next one."""
    stretch = Haltable()
    begun = threading.Event()
    numbers = set()

    def endless() -> None:
        numbers.add(threading.get_ident())
        with contextlib.suppress(HaltError), stretch:
            begun.set()
            while True:
                pass

    for _ in range(20):
        begun.clear()
        thread = threading.Thread(target=endless)
        thread.start()
        assert begun.wait(60)
        assert stretch.halt()
        thread.join(60)
        assert not stretch.halt()
    assert len(numbers) < 20
