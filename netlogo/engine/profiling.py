"""Times of a model's procedures: a clock around each, while somebody wants to know.

Blocks that call procedures run as Python meanwhile, since calls in plain code go by unseen.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from netlogo.runtime.procedure_times import ProcedureTimes


def timed(name: str, function: Callable[..., Any], times: ProcedureTimes) -> Callable[..., Any]:
    """A procedure's function that tells `times` when it begins and ends."""

    @wraps(function)
    def clocked(*inputs: Any, **more: Any) -> Any:
        call = times.begin(name)
        try:
            return function(*inputs, **more)
        finally:
            times.end(call)

    return clocked


def counted(name: str, function: Callable[..., Any], times: ProcedureTimes) -> Callable[..., Any]:
    """A procedure's function that takes turns: only its calls are counted, since others run in between."""

    @wraps(function)
    def told(*inputs: Any, **more: Any) -> Any:
        times.end(times.begin(name))
        return function(*inputs, **more)

    return told
