"""A model may recurse as deep as the stack of its thread allows, which is not always 8 MB."""

import os
import resource
import subprocess
import sys
import threading

import pytest

from netlogo.runtime.stack import (
    DEEPEST_RECURSION,
    RESERVE,
    USUAL_STACK,
    allow_deep_recursion,
    end_deep_recursion,
    recursion_limit,
    stack_bytes,
)

MIB = 1 << 20
HARD = ["runresult with inputs", "sort-by of a value", "reduce of a value", "group-items"]
"""Those that ended a process whose stack had 1, 2 or 4 MB."""


def in_thread_of(size: int) -> tuple[int, int]:
    found: list[int] = []
    before = threading.stack_size(size)
    try:
        thread = threading.Thread(target=lambda: found.extend((stack_bytes(), recursion_limit())))
        thread.start()
    finally:
        threading.stack_size(before)
    thread.join()
    return found[0], found[1]


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux")
@pytest.mark.parametrize("size", [MIB, 4 * MIB, 8 * MIB, 64 * MIB])
def test_a_thread_knows_its_stack(size: int) -> None:
    found, limit = in_thread_of(size)
    assert found >= size - (64 << 10)  # the C library may hand out a larger stack that an ended thread left
    expected = DEEPEST_RECURSION * min(1.0, (found - RESERVE) / (USUAL_STACK - RESERVE))
    assert limit == pytest.approx(expected, rel=0.05)


@pytest.mark.skipif(sys.platform != "linux", reason="a main stack of any size")
@pytest.mark.parametrize("size", [1, 2, 4])
def test_recursion_ends_in_an_error_on_a_small_stack(size: int) -> None:
    def smaller() -> None:
        resource.setrlimit(resource.RLIMIT_STACK, (size * MIB, size * MIB))

    found = subprocess.run(
        [sys.executable, "-m", "tests.netlogo.runtime.recursions", *HARD],
        capture_output=True, text=True, timeout=600, preexec_fn=smaller,
        env={**os.environ, "NETLOGO_KERNEL": "on"},
    )  # fmt: skip
    lines = found.stdout.splitlines()
    assert [line.partition(":")[0] for line in lines] == HARD, (found.returncode, found.stderr)
    assert all("stack overflow (recursion too deep)" in line for line in lines), lines


def test_the_limit_is_put_back_when_the_last_of_several_models_ends() -> None:
    before = sys.getrecursionlimit()
    allow_deep_recursion()
    allow_deep_recursion()  # another thread's model, which ends after the first
    deep = sys.getrecursionlimit()
    end_deep_recursion()
    assert sys.getrecursionlimit() == deep > before
    end_deep_recursion()
    assert sys.getrecursionlimit() == before
